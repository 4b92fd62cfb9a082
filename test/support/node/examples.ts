/**
 * Runs an example as its README says, with the real packages: in a copy of its own, whose `rollcall`
 * is the package as it is built and whose frameworks are those that are installed here.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from '../../../scripts/local-server.ts';
import { freePort } from './http.ts';

/** A user as both examples list them. */
export interface ListedUser {
	readonly id: string;
	readonly directory_id: string;
	readonly email: string | null;
	readonly name: string;
	readonly locked: 0 | 1;
}

/** An example, ready to be started. */
export interface Example {
	/** Where it will listen. */
	readonly origin: string;
	/** Starts it and waits until it answers; throws with what it printed if it ends instead. */
	start(env: Readonly<Record<string, string>>): Promise<void>;
	users(): Promise<ListedUser[]>;
	/** Ends all of its processes, and removes its copy. */
	stop(): Promise<void>;
}

const NEXT = join(ROOT, 'node_modules/next/dist/bin/next');

/** What an example is made of, without what running it by hand leaves behind. */
const isSource = (path: string) => !/\/(?:node_modules|\.next)(?:\/|$)|\.db(?:-\w+)?$/.test(path);

/** What their READMEs start, without npm in between. */
const COMMANDS = {
	express: (port: number) => ({ args: ['server.ts'], env: { PORT: String(port) } }),
	next: (port: number) => ({
		args: [NEXT, 'dev', '--hostname', '127.0.0.1', '--port', String(port)],
		env: { NEXT_TELEMETRY_DISABLED: '1' },
	}),
} as const;

/** Copies an example, with files of the test's own; below the repository, where its packages are found. */
export async function prepareExample(
	name: keyof typeof COMMANDS,
	files: Readonly<Record<string, string>> = {},
): Promise<Example> {
	const parent = join(ROOT, '.rollcall/examples');
	mkdirSync(parent, { recursive: true });
	const folder = mkdtempSync(join(parent, `${name}-`));
	cpSync(join(ROOT, 'examples', name), folder, {
		recursive: true,
		filter: (path) => isSource(path.slice(ROOT.length)),
	});
	const installed = join(folder, 'node_modules/rollcall');
	cpSync(join(ROOT, 'dist'), join(installed, 'dist'), { recursive: true });
	cpSync(join(ROOT, 'package.json'), join(installed, 'package.json'));
	for (const [path, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, path)), { recursive: true });
		writeFileSync(join(folder, path), text);
	}

	const port = await freePort();
	const origin = `http://127.0.0.1:${port}`;
	const { args, env } = COMMANDS[name](port);
	let child: ChildProcess | undefined;
	let output = '';
	const kill = () => child !== undefined && endGroup(child);
	return {
		origin,
		start: async (more) => {
			child = spawn(process.execPath, args, {
				cwd: folder,
				// A group of its own: Next.js works in processes that it starts.
				detached: true,
				env: { ...process.env, NODE_ENV: undefined, ...env, ...more },
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			process.once('exit', kill);
			for (const stream of [child.stdout, child.stderr]) {
				stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
			}
			await untilReady(origin, child, () => output);
		},
		users: async () => {
			const answer = await fetch(`${origin}/users`);
			if (!answer.ok) throw new Error(`/users answered ${answer.status}:\n${output}`);
			return (await answer.json()) as ListedUser[];
		},
		stop: async () => {
			const closed = new Promise((resolve) => child?.once('close', resolve));
			if (kill()) await closed;
			process.removeListener('exit', kill);
			rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
		},
	};
}

async function untilReady(origin: string, child: ChildProcess, output: () => string) {
	const ended = new Promise<never>((_, reject) => {
		child.once('error', reject);
		child.once('exit', (code) => {
			reject(new Error(`The example ended with ${code}:\n${output()}`));
		});
	});
	// Whoever waits no longer does not care how it ends.
	ended.catch(() => {});
	for (;;) {
		const answer = await Promise.race([ended, fetch(`${origin}/users`).catch(() => undefined)]);
		if (answer?.ok === true) return;
		if (answer !== undefined) throw new Error(`/users answered ${answer.status}:\n${output()}`);
		await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 50))]);
	}
}

/** Tells whether there was anything to end. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): boolean {
	if (pid === undefined || exitCode !== null || signalCode !== null) return false;
	process.kill(-pid, 'SIGKILL');
	return true;
}
