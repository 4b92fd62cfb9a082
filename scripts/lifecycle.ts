/**
 * How a script runs and ends: whatever it set up is undone in reverse, whether it finishes, fails, or
 * is told to stop by Ctrl-C, SIGTERM, or the death of the npm that runs it.
 */

/** npm passes on the Ctrl-C that the terminal has sent already; later ones come from an impatient person. */
const ECHO_MS = 1_000;
const PARENT_POLL_MS = 500;

/** Something the person at the keyboard can put right; its message says what. */
export class ScriptError extends Error {
	override readonly name = 'ScriptError';
}

const deferred: (() => unknown)[] = [];
let cleaning: Promise<void> | undefined;
let interruptedAtMs: number | undefined;
let handleStop: (() => void) | undefined;

/** Registers what undoes a step; the latest is undone first. */
export function defer(undo: () => unknown): void {
	deferred.push(undo);
}

/**
 * Runs `main`, undoes everything, and exits: with what `main` returned, 1 if it threw, or `stopCode`
 * if it was told to stop.
 */
export async function runScript(main: () => Promise<number>, stopCode: number): Promise<void> {
	handleStop = () => {
		if (interruptedAtMs !== undefined) {
			if (performance.now() - interruptedAtMs > ECHO_MS) process.exit(1);
			return;
		}
		interruptedAtMs = performance.now();
		void cleanUp().finally(() => process.exit(stopCode));
	};
	claimSignals();
	watchParent(handleStop);
	// Whoever read the output has gone (`npm run demo | head`): there is nobody left to tell.
	process.stdout.on('error', handleStop);
	let code = 1;
	try {
		code = await main();
	} catch (error) {
		// An interrupted script fails somewhere by itself; that is not news.
		if (interruptedAtMs === undefined) {
			console.error(error instanceof ScriptError ? error.message : error);
		}
	}
	await cleanUp();
	process.exit(interruptedAtMs === undefined ? code : stopCode);
}

/**
 * Takes the stop signals for this script. To be called again once wrangler is up: it listens, too,
 * and exits on the spot with 143, before anything could be undone in order.
 */
export function claimSignals(): void {
	if (handleStop === undefined) return;
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.removeAllListeners(signal);
		process.on(signal, handleStop);
	}
}

/** A killed npm cannot pass a signal on; its child then gets another parent. */
function watchParent(onGone: () => void): void {
	if (process.env['npm_lifecycle_event'] === undefined) return;
	const parent = process.ppid;
	const watch = setInterval(() => {
		if (process.ppid === parent) return;
		clearInterval(watch);
		onGone();
	}, PARENT_POLL_MS);
	watch.unref();
}

/** A step that fails does not keep the others from being undone. */
async function cleanUp(): Promise<void> {
	cleaning ??= (async () => {
		for (const undo of deferred.splice(0).toReversed()) {
			try {
				await undo();
			} catch (error) {
				console.error('while cleaning up:', error);
			}
		}
	})();
	await cleaning;
}
