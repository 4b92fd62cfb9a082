/**
 * `npm start`: a local server that keeps its state. Environment: PORT, ROLLCALL_STATE, and every
 * variable of the Worker that begins with ROLLCALL_; the others come from .dev.vars and its example.
 */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { defer, runScript, ScriptError } from './lifecycle.ts';
import { ROOT, startLocalServer } from './local-server.ts';

const PORT_DEFAULT = 8787;

function readPort(): number {
	const text = process.env['PORT'] ?? '';
	const port = text === '' ? PORT_DEFAULT : Number(text);
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new ScriptError(`PORT must be a number from 0 to 65535, not "${text}".`);
	}
	return port;
}

/** The Worker's own variables in the environment. */
function readVars(): Record<string, string> {
	const entries = Object.entries(process.env).filter(
		(entry): entry is [string, string] =>
			entry[0].startsWith('ROLLCALL_') && entry[0] !== 'ROLLCALL_STATE' && Boolean(entry[1]),
	);
	return Object.fromEntries(entries);
}

async function main(): Promise<never> {
	const configured = process.env['ROLLCALL_STATE'] ?? '';
	const statePath = configured === '' ? resolve(ROOT, '.rollcall/state') : resolve(configured);
	mkdirSync(statePath, { recursive: true });
	const server = await startLocalServer({
		port: readPort(),
		statePath,
		vars: readVars(),
		onProgress: (line) => console.log(`· ${line}`),
		onLog: (line) => console.log(line),
	});
	defer(async () => {
		console.log('\nstopping');
		await server.stop();
	});
	console.log(`
Rollcall is running. Ctrl-C stops it.

  dashboard  ${server.url}/dashboard
  API        ${server.url}/v1
  SCIM       ${server.url}/scim/v2/{directoryId}
  admin key  ${server.adminKey}
  state      ${statePath}
`);
	// Until a signal ends it.
	return await new Promise<never>(() => {});
}

await runScript(main, 0);
