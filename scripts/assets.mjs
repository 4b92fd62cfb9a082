/**
 * Makes the static assets, which are not in the repository: the API reference (Scalar, one script) beside
 * the page that loads it, and the style and the script of the pages. Run by wrangler itself before it starts
 * or deploys the Worker ([build] in wrangler.toml), by whatever Node there is.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The package exports its style sheet, and lies wherever that is. */
const source = new URL(
	'browser/standalone.js',
	import.meta.resolve('@scalar/api-reference/style.css'),
);
const docs = new URL('../assets/docs/', import.meta.url);

mkdirSync(docs, { recursive: true });
// Its source map, of 17 MB, stays behind.
const script = readFileSync(source, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
writeFileSync(new URL('scalar.js', docs), script);

const pages = new URL('../src/ui/', import.meta.url);
await build({
	entryPoints: {
		app: fileURLToPath(new URL('client/main.ts', pages)),
		style: fileURLToPath(new URL('style/app.css', pages)),
	},
	outdir: fileURLToPath(new URL('../assets/ui/', import.meta.url)),
	entryNames: '[name]',
	bundle: true,
	minify: true,
	format: 'esm',
	target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
	logLevel: 'warning',
});
