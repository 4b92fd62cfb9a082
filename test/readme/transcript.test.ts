/**
 * The afternoon in the README is what happens: its commands are run in one shell, against the real
 * Worker, with the package as it is built, and what they print is compared.
 *
 * In the transcript `…` stands for what differs from run to run: alone in a line for any lines, at the
 * end of a word (`dir_01a2…`) for the rest of it. Such a word means the same thing wherever it is.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { freePort } from '../support/node/http.ts';

interface Block {
	readonly language: string;
	readonly text: string;
}

interface Step {
	readonly command: string;
	readonly expected: readonly string[];
}

const [, marked = ''] = readFileSync('README.md', 'utf8').split('<!-- transcript -->');
const [afternoon = ''] = marked.split('\n## ');
const blocks = [...afternoon.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map(
	([, language = '', text = '']): Block => ({ language, text }),
);

/** The commands of a block, each with what it prints. */
function stepsOf(text: string): readonly Step[] {
	return text
		.split(/^\$ /m)
		.filter((part) => part !== '')
		.map((part) => {
			const lines = part.trimEnd().split('\n');
			// A command goes on while its line ends with a backslash or a quote is open.
			const end = lines.findIndex((line, at) => {
				const open =
					lines
						.slice(0, at + 1)
						.join('\n')
						.split("'").length %
						2 ===
					0;
				return !line.endsWith('\\') && !open;
			});
			return { command: lines.slice(0, end + 1).join('\n'), expected: lines.slice(end + 1) };
		});
}

/** One shell, as a reader has it. */
class Shell {
	readonly #bash;
	#output = '';

	constructor(folder: string) {
		this.#bash = spawn('bash', ['--noprofile', '--norc'], {
			cwd: folder,
			env: { ...process.env, npm_config_offline: 'true', npm_config_update_notifier: 'false' },
			detached: true,
		});
		for (const stream of [this.#bash.stdout, this.#bash.stderr]) {
			stream.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
		}
	}

	/** Runs a command; its standard error is not part of the transcript. */
	async run(command: string): Promise<string> {
		const mark = `end-${crypto.randomUUID()}`;
		const isBackground = command.endsWith('&');
		this.#output = '';
		this.#bash.stdin.write(
			isBackground ? `${command}\necho ${mark}\n` : `{ ${command}\n} 2>/dev/null; echo ${mark}\n`,
		);
		await vi.waitUntil(() => this.#output.includes(mark), { timeout: 60_000 });
		return this.#output.split(mark)[0] ?? '';
	}

	/** Ends it with whatever it has started. */
	stop(): void {
		if (this.#bash.pid !== undefined) process.kill(-this.#bash.pid, 'SIGTERM');
	}
}

/** What the words with `…` stand for, once they have been seen. */
const known = new Map<string, string>();

function toRun(command: string): string {
	return command.replaceAll(/[\w-]+…/g, (word) => {
		const value = known.get(word);
		if (value === undefined) throw new Error(`The transcript uses ${word} before it is printed.`);
		return value;
	});
}

/** Tells whether lines are what the transcript says, and learns what its words stand for. */
function matches(expected: readonly string[], printed: readonly string[]): boolean {
	const [line, ...rest] = expected;
	if (line === undefined) return printed.length === 0;
	if (line === '…') {
		return printed.some((_, at) => matches(rest, printed.slice(at))) || matches(rest, []);
	}
	const [first, ...others] = printed;
	return first !== undefined && isLine(line, first) && matches(rest, others);
}

function isLine(expected: string, printed: string): boolean {
	const words = expected.split(/\s+/);
	const found = printed.trim().split(/\s+/);
	return (
		words.length === found.length &&
		words.every((word, at) => {
			const value = found[at] ?? '';
			const part = /[\w-]+…$/.exec(word)?.[0];
			if (part === undefined) return word === value;
			const start = word.slice(0, -part.length);
			const seen = known.get(part);
			if (seen !== undefined) return value === start + seen;
			// Of an id the prefix is said, of other words the length of nothing.
			const prefix = /^[a-z]+_/.exec(part)?.[0] ?? '';
			if (!value.startsWith(start + prefix)) return false;
			known.set(part, value.slice(start.length));
			return true;
		})
	);
}

const linesOf = (text: string) => text.split('\n').filter((line) => line.trim() !== '');

const folder = mkdtempSync(join(tmpdir(), 'rollcall-afternoon-'));
let shell: Shell;
let replaced: readonly (readonly [string, string])[];

beforeAll(async () => {
	replaced = [
		['http://127.0.0.1:8787', inject('url')],
		['rollcall-local-admin-key', inject('adminKey')],
		['3000', String(await freePort())],
	];
	// What `npm install express ../rollcall` makes.
	mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
	symlinkSync(resolve('.'), join(folder, 'node_modules/rollcall'));
	symlinkSync(resolve('node_modules/express'), join(folder, 'node_modules/express'));
	symlinkSync(resolve('dist/cli/main.js'), join(folder, 'node_modules/.bin/rollcall'));
	writeFileSync(join(folder, 'package.json'), '{ "name": "app", "private": true }');
	shell = new Shell(folder);
});
afterAll(() => {
	shell.stop();
	rmSync(folder, { recursive: true, force: true });
});

/** With this run's addresses in place of the README's. */
const here = (text: string) =>
	replaced.reduce((result, [theirs, ours]) => result.replaceAll(theirs, ours), text);

test('the afternoon in the README: create, paste, provision, receive, list', async () => {
	expect(blocks.filter(({ language }) => language === 'console').length).toBeGreaterThan(4);
	for (const { language, text } of blocks) {
		if (language !== 'console') {
			const [, file = ''] = /^\/\/ (\S+)\n/.exec(text) ?? [];
			if (file === '') throw new Error(`A block of ${language} does not say which file it is.`);
			writeFileSync(join(folder, file), here(text));
			continue;
		}
		for (const { command, expected } of stepsOf(here(text))) {
			const run = async () => {
				const printed = await shell.run(toRun(command));
				const isAsTold = matches(expected, linesOf(printed));
				expect(isAsTold, `$ ${command}\n${printed}\nis not\n${expected.join('\n')}`).toBe(true);
			};
			// What arrives in the background may be looked at again.
			if (command.startsWith('cat ')) await vi.waitFor(run, { timeout: 30_000 });
			else await run();
		}
	}
}, 180_000);
