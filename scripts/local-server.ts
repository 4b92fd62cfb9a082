/**
 * Runs the Worker on this machine, in wrangler's workerd: migrations, server, cron, and an end that
 * leaves no process behind. Shared by `npm start`, the demo, the benchmarks and end-to-end tests.
 * Talks to nothing but loopback.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';
import { claimSignals, ScriptError } from './lifecycle.ts';

/** The repository's root folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const HOST = '127.0.0.1';
/** wrangler's dispose takes some 50 ms; beyond this bound its exit hook kills workerd. */
const STOP_MS_MAX = 5_000;
const READY_MS_MAX = 60_000;
const READY_POLL_MS = 100;
/** The cron triggers of wrangler.toml; locally nothing but a timer fires them. */
const CRONS = [
	{ cron: '* * * * *', everyMs: 60_000 },
	{ cron: '17 * * * *', everyMs: 3_600_000 },
] as const;

/** Where and how to run the local server. */
export interface LocalServerOptions {
	/** 0 takes any free port. */
	readonly port: number;
	/** Folder for D1 and Durable Object state. */
	readonly statePath: string;
	/** Variables and secrets, over those of .dev.vars and .dev.vars.example. */
	readonly vars?: Readonly<Record<string, string>>;
	/** One line per step of starting up. */
	readonly onProgress?: (line: string) => void;
	/** One line per console message of the Worker. */
	readonly onLog?: (line: string, level: string) => void;
}

/** A running local server. */
export interface LocalServer {
	readonly url: string;
	readonly adminKey: string;
	/** How many messages the webhook queue has handed out so far, as the Worker's log tells. */
	wakeUps(): number;
	/** Ends the server and every process it started; may be called more than once. */
	stop(): Promise<void>;
}

/** The part of wrangler's programmatic API used here; it is exported as unstable and without full types. */
interface WranglerWorker {
	readonly url: Promise<URL>;
	readonly raw: { on(event: 'error', listener: (error: unknown) => void): void };
	dispose(): Promise<void>;
}
interface Wrangler {
	unstable_startWorker(options: Readonly<Record<string, unknown>>): Promise<WranglerWorker>;
}

/** Keeps wrangler quiet, offline and without questions; set before wrangler is loaded. */
const WRANGLER_ENV = {
	CI: 'true',
	CLOUDFLARE_CF_FETCH_ENABLED: 'false',
	WRANGLER_HIDE_BANNER: 'true',
	WRANGLER_LOG: 'error',
	WRANGLER_SEND_ERROR_REPORTS: 'false',
	WRANGLER_SEND_METRICS: 'false',
	WRANGLER_WRITE_LOGS: 'false',
	// Both write to the state folder with every request and serve pages nobody here asked for.
	X_LOCAL_EXPLORER: 'false',
	X_LOCAL_OBSERVABILITY: 'false',
} as const;

/** Applies the migrations, starts the Worker and waits until it answers. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
	const progress = options.onProgress ?? (() => {});
	Object.assign(process.env, WRANGLER_ENV);
	if (options.port !== 0) await refuseTakenPort(options.port);
	const vars = { ...readLocalVars(), ...options.vars };

	progress('applying database migrations');
	await applyMigrations(options.statePath);

	progress('starting the Worker on local workerd');
	const wrangler = (await import('wrangler')) as unknown as Wrangler;
	let wakeUps = 0;
	const onLog = (line: string, level: string) => {
		wakeUps += wakeUpsIn(line);
		options.onLog?.(line, level);
	};
	const worker = await wrangler.unstable_startWorker(startOptions({ ...options, onLog }, vars));
	claimSignals();
	let stopping: Promise<void> | undefined;
	const timers: NodeJS.Timeout[] = [];
	const stop = async () => {
		timers.forEach(clearInterval);
		stopping ??= within(STOP_MS_MAX, worker.dispose());
		await stopping;
	};
	try {
		const url = await waitUntilReady(worker);
		claimSignals();
		for (const { cron, everyMs } of CRONS) {
			timers.push(setInterval(() => void fireCron(url, cron), everyMs).unref());
		}
		const adminKey = vars['ROLLCALL_ADMIN_KEY'] ?? '';
		return { url, adminKey, wakeUps: () => wakeUps, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

function startOptions(options: LocalServerOptions, vars: Readonly<Record<string, string>>) {
	return {
		config: `${ROOT}/wrangler.toml`,
		envFiles: [],
		bindings: Object.fromEntries(
			Object.entries(vars).map(([name, value]) => [name, { type: 'secret_text', value }]),
		),
		dev: {
			persist: options.statePath,
			server: { hostname: HOST, port: options.port },
			inspector: false,
			watch: false,
			remote: false,
			logLevel: 'error',
			structuredLogsHandler: (log: { level: string; message: string }) =>
				options.onLog?.(log.message, log.level),
		},
	};
}

/** The number of Queue messages that a line of the Worker's log tells of. */
function wakeUpsIn(line: string): number {
	return Number(/^\{"event":"delivery\.woken","wakeUps":(\d+)/.exec(line)?.[1] ?? 0);
}

/** The values of .dev.vars, over those of its example. */
function readLocalVars(): Record<string, string> {
	const paths = ['.dev.vars.example', '.dev.vars'].map((name) => `${ROOT}/${name}`);
	const texts = paths.filter((path) => existsSync(path)).map((path) => readFileSync(path, 'utf8'));
	return Object.assign({}, ...texts.map((text) => parseEnv(text))) as Record<string, string>;
}

async function refuseTakenPort(port: number): Promise<void> {
	const probe = createServer();
	await new Promise<void>((resolve, reject) => {
		probe.once('error', (error: NodeJS.ErrnoException) => {
			reject(
				new ScriptError(
					error.code === 'EADDRINUSE'
						? `Port ${port} is in use. Stop what listens there, or choose another: PORT=${port + 1}`
						: `Cannot listen on port ${port}: ${error.message}`,
				),
			);
		});
		probe.listen(port, HOST, resolve);
	});
	await new Promise((resolve) => probe.close(resolve));
}

/** In a process of its own: wrangler offers no function for it, and the Worker must not see old tables. */
async function applyMigrations(statePath: string): Promise<void> {
	const args = ['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', statePath];
	const child = spawn(
		process.execPath,
		[`${ROOT}/node_modules/wrangler/bin/wrangler.js`, ...args],
		{
			cwd: ROOT,
			stdio: ['ignore', 'pipe', 'pipe'],
		},
	);
	const kill = () => child.kill();
	process.once('exit', kill);
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	process.removeListener('exit', kill);
	if (code !== 0) throw new ScriptError(`The migrations failed:\n${output}`);
}

/** Listening is not yet working: the Worker is ready once its health check has answered. */
async function waitUntilReady(worker: WranglerWorker): Promise<string> {
	const broken = new Promise<never>((_, reject) => {
		worker.raw.on('error', () => {
			reject(new ScriptError('The Worker does not build or start; see the message above.'));
		});
	});
	const tooSlow = sleep(READY_MS_MAX, undefined, { ref: false }).then(() => {
		throw new ScriptError(`The Worker was not ready within ${READY_MS_MAX / 1000} s.`);
	});
	const url = (await Promise.race([worker.url, broken, tooSlow])).origin;
	await Promise.race([answersHealthCheck(url), broken, tooSlow]);
	return url;
}

async function answersHealthCheck(url: string): Promise<void> {
	let refusal: string | undefined;
	for (let tries = 0; tries < READY_MS_MAX / READY_POLL_MS; tries += 1) {
		try {
			const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(READY_MS_MAX) });
			const text = await answer.text();
			if (answer.status === 200) return;
			if (answer.status === 503) refusal = (JSON.parse(text) as { detail: string }).detail;
		} catch {
			// Not yet; the number of tries is bounded.
		}
		if (refusal !== undefined) throw new ScriptError(refusal);
		await sleep(READY_POLL_MS);
	}
}

async function fireCron(url: string, cron: string): Promise<void> {
	try {
		const query = new URLSearchParams({ cron });
		const answer = await fetch(`${url}/cdn-cgi/handler/scheduled?${query.toString()}`);
		await answer.body?.cancel();
	} catch {
		// The next time tries again; what crons do is a safety net, not the main way.
	}
}

/** Waits for the promise, but no longer than `ms`. */
async function within(ms: number, promise: Promise<unknown>): Promise<void> {
	await Promise.race([promise, sleep(ms, undefined, { ref: false })]);
}
