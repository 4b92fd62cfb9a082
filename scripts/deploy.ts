/**
 * `npm run deploy`: database migrations, then the Worker, so that code never meets a schema older than
 * it knows. Only the first deployment is the other way round, because it is what creates the database.
 * Arguments go to `wrangler deploy`: `npm run deploy -- --secrets-file .secrets`.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const WRANGLER = fileURLToPath(
	new URL('../node_modules/wrangler/bin/wrangler.js', import.meta.url),
);
const MIGRATE = ['d1', 'migrations', 'apply', 'DB', '--remote'];
/** What wrangler says when the account has no such database yet. */
const NO_DATABASE = /Couldn't find a D1 DB|Couldn't find a D1 database/i;

interface Outcome {
	readonly ok: boolean;
	readonly errors: string;
}

async function wrangler(args: readonly string[]): Promise<Outcome> {
	const child = spawn(process.execPath, [WRANGLER, ...args], {
		stdio: ['inherit', 'inherit', 'pipe'],
		env: { ...process.env, WRANGLER_SEND_METRICS: 'false' },
	});
	let errors = '';
	child.stderr.on('data', (chunk: Buffer) => {
		errors += chunk.toString();
		process.stderr.write(chunk);
	});
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	return { ok: code === 0, errors };
}

async function deploy(options: readonly string[]): Promise<boolean> {
	const migrated = await wrangler(MIGRATE);
	if (!migrated.ok && !NO_DATABASE.test(migrated.errors)) return false;
	if (!migrated.ok) console.log('\nThere is no database yet: this deployment creates it.\n');
	const deployed = await wrangler(['deploy', ...options]);
	if (!deployed.ok) return false;
	return migrated.ok || (await wrangler(MIGRATE)).ok;
}

process.exit((await deploy(process.argv.slice(2))) ? 0 : 1);
