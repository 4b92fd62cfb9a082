/**
 * Puts the API reference (Scalar, one script) beside the page that loads it, where wrangler finds the
 * static assets. Run by wrangler itself before it starts or deploys the Worker ([build] in
 * wrangler.toml), by whatever Node there is.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { resolve } = createRequire(import.meta.url);

/** The package exports its style sheet, and lies wherever that is. */
const source = join(dirname(resolve('@scalar/api-reference/style.css')), 'browser/standalone.js');
const folder = fileURLToPath(new URL('../assets/docs', import.meta.url));

mkdirSync(folder, { recursive: true });
// Its source map, of 17 MB, stays behind.
const script = readFileSync(source, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
writeFileSync(join(folder, 'scalar.js'), script);
