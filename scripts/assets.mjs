/**
 * Puts the API reference (Scalar, one script) beside the page that loads it, where wrangler finds the
 * static assets. Run by wrangler itself before it starts or deploys the Worker ([build] in
 * wrangler.toml), by whatever Node there is.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';

/** The package exports its style sheet, and lies wherever that is. */
const source = new URL(
	'browser/standalone.js',
	import.meta.resolve('@scalar/api-reference/style.css'),
);
const folder = new URL('../assets/docs/', import.meta.url);

mkdirSync(folder, { recursive: true });
// Its source map, of 17 MB, stays behind.
const script = readFileSync(source, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
writeFileSync(new URL('scalar.js', folder), script);
