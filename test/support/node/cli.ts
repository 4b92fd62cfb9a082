/** The command line tool as it ships, in a process of its own. */
import { spawn } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** What became of a run. */
export interface Ended {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Starts the tool with nothing but this environment. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>>) {
	const child = spawn(process.execPath, ['dist/cli/main.js', ...args], {
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	onTestFinished(() => void child.kill('SIGKILL'));
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
	child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
	const ended = new Promise<Ended>((resolve) =>
		child.once('close', (code) => resolve({ code, stdout, stderr })),
	);
	return {
		ended,
		stdout: () => stdout,
		stderr: () => stderr,
		interrupt: () => child.kill('SIGINT'),
	};
}
