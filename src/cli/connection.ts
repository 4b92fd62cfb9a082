/** Which Rollcall a command talks to, and as whom: from its options or from the environment. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { Rollcall, RollcallError } from '../sdk/index.ts';
import { UsageError } from './failure.ts';
import { Output } from './output.ts';

/** What a command works with. */
export interface Session {
	readonly rollcall: Rollcall;
	readonly output: Output;
}

interface ConnectionOptions {
	readonly url?: string;
	readonly apiKey?: string;
	readonly json?: true;
}

/** Lets every command be told where to go, but for what it has an option of its own for. */
export function withConnection(command: Command): void {
	const options = [
		new Option('--url <url>', 'URL of Rollcall (ROLLCALL_URL)'),
		new Option('--api-key <key>', 'API key (preferably in ROLLCALL_API_KEY)'),
		new Option('--json', 'print JSON'),
	];
	const taken = new Set(command.options.map(({ long }) => long));
	for (const option of options) {
		if (!taken.has(option.long)) command.addOption(option.helpGroup('Everywhere:'));
	}
	command.commands.forEach(withConnection);
}

/** Shows examples in the help of a command. */
export function examples(command: Command, lines: readonly string[]): Command {
	return command.addHelpText(
		'after',
		`\nExamples:\n${lines.map((line) => `  $ ${line}\n`).join('')}`,
	);
}

/** Connects as the command, one of those above it, or the environment says, in this order. */
export function connect(command: Command): Session {
	const given = ancestry(command).map((each) => each.opts<ConnectionOptions>());
	const pick = (name: 'url' | 'apiKey') => given.find((each) => each[name] !== undefined)?.[name];
	const url = pick('url') ?? process.env['ROLLCALL_URL'] ?? '';
	const apiKey = pick('apiKey') ?? process.env['ROLLCALL_API_KEY'] ?? '';
	if (url === '') throw new UsageError('No URL. Set ROLLCALL_URL, or use --url.');
	if (apiKey === '') throw new UsageError('No API key. Set ROLLCALL_API_KEY, or use --api-key.');
	try {
		const rollcall = new Rollcall({ url, apiKey });
		return { rollcall, output: new Output(given.some(({ json }) => json === true)) };
	} catch (error) {
		if (error instanceof RollcallError) throw new UsageError(error.message);
		throw error;
	}
}

/** A command and those above it. */
function ancestry(command: Command | null): readonly Command[] {
	return command === null ? [] : [command, ...ancestry(command.parent)];
}

/** Reads an option that is a whole number. */
export function wholeNumber(text: string): number {
	if (/^\d{1,15}$/.test(text)) return Number(text);
	throw new InvalidArgumentError('Must be a whole number.');
}

/** Reads an option that is a list with commas. */
export function commaList(text: string): string[] {
	return text.split(',').map((each) => each.trim());
}

/** Reads an option that is true or false. */
export function truth(text: string): boolean {
	if (text === 'true' || text === 'false') return text === 'true';
	throw new InvalidArgumentError('Must be true or false.');
}
