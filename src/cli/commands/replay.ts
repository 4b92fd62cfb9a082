/** `rollcall replay`: plays a transcript against any SCIM service, and shows where it answers otherwise. */
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { keyOfName, PROVIDER_KEYS } from '../../providers/keys.ts';
import { difference } from '../../transcript/difference.ts';
import type { Transcript } from '../../transcript/format.ts';
import { readTranscript } from '../../transcript/read.ts';
import { replay, type PlayedCall, type StepReport } from '../../transcript/replay.ts';
import { connect, examples } from '../connection.ts';
import { CommandError, UsageError } from '../failure.ts';
import { Output } from '../output.ts';
import { openReplaySender } from '../sender.ts';

interface ReplayOptions {
	readonly url?: string;
	readonly token?: string;
	readonly directoryType?: string | true;
	readonly tenant: string;
	readonly product: string;
	readonly keep?: true;
	readonly all?: true;
	readonly json?: true;
}

/** Flaws of a file that are told one by one. */
const FLAWS_MAX = 10;

/** Adds the command that plays transcripts. */
export function registerReplay(program: Command): void {
	examples(
		program
			.command('replay <transcript>')
			.description('Replay a transcript against any SCIM service, up to the first difference')
			.option('--url <url>', 'SCIM base URL; its directory should be empty')
			.option('--token <bearer>', 'bearer token of the service (preferably in SCIM_TOKEN)')
			.option(
				'--directory-type [type]',
				"use a new directory instead; default type: the transcript's provider",
			)
			.option('--tenant <tenant>', 'tenant of the new directory', 'replay')
			.option('--product <product>', 'product of the new directory', 'replay')
			.option('--keep', 'keep the new directory')
			.option('--all', 'continue after a difference')
			.option('--json', 'print JSON'),
		[
			'rollcall replay bug.json --url https://app.example.com/scim/v2 --token …',
			'rollcall replay bug.json --directory-type',
		],
	).action(replayFile);
}

async function replayFile(file: string, options: ReplayOptions, command: Command): Promise<void> {
	const transcript = readFile(file);
	// The option --url of this command is about the service; Rollcall's is above it, or in the environment.
	const isAbove = command.parent?.opts<{ json?: true }>().json === true;
	const output = new Output(options.json === true || isAbove);
	const target = await targetOf(transcript, options, command);
	const { send, close } = openReplaySender(target.base);
	const shown = new Shown(transcript, output);
	try {
		for await (const report of replay(transcript, { ...target, send })) {
			shown.add(report);
			if (report.problems.length > 0 && options.all !== true) break;
		}
	} finally {
		close();
		await target.end();
	}
	shown.end();
}

/** Throws a UsageError that says what is wrong with the file. */
function readFile(file: string): Transcript {
	let value: unknown;
	try {
		// Editors on Windows begin files with a byte order mark.
		value = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, '')) as unknown;
	} catch (error) {
		const why = error instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
		const message = error instanceof Error ? error.message : String(error);
		throw new UsageError(`${file} ${why}: ${message}`);
	}
	const read = readTranscript(value);
	if (read.ok) return read.value;
	const flaws = read.error.slice(0, FLAWS_MAX).map((flaw) => `\n  ${flaw}`);
	throw new UsageError(`${file} is not a transcript:${flaws.join('')}`);
}

interface Target {
	readonly base: string;
	readonly token: string;
	/** To be called when all is done. */
	readonly end: () => Promise<void>;
}

async function targetOf(
	transcript: Transcript,
	options: ReplayOptions,
	command: Command,
): Promise<Target> {
	const { url, directoryType } = options;
	if (directoryType !== undefined && url === undefined) {
		return makeDirectory(transcript, options, command);
	}
	if (url === undefined || directoryType !== undefined) {
		throw new UsageError(
			'No target. Use --url and --token of a SCIM service, or --directory-type for a new directory.',
		);
	}
	const base = url.replace(/\/+$/, '');
	if (!/^https?:\/\/[^/?#@]+(?:\/[^?#]*)?$/.test(base) || !URL.canParse(base)) {
		throw new UsageError(`--url must be the base URL of a SCIM service, not "${url}".`);
	}
	const token = options.token ?? process.env['SCIM_TOKEN'] ?? '';
	if (token === '') throw new UsageError('No token. Set SCIM_TOKEN, or use --token.');
	return { base, token, end: () => Promise.resolve() };
}

/** A directory of Rollcall for this replay alone. */
async function makeDirectory(
	{ idp, name }: Transcript,
	{ directoryType, tenant, product, keep }: ReplayOptions,
	command: Command,
): Promise<Target> {
	const { rollcall, output } = connect(command);
	const type = PROVIDER_KEYS.find((key) =>
		typeof directoryType === 'string' ? key === directoryType : key === keyOfName(idp),
	);
	if (type === undefined) {
		throw new UsageError(`--directory-type must be one of ${PROVIDER_KEYS.join(', ')}.`);
	}
	const label = `Replay: ${name}`.slice(0, 200);
	const made = await rollcall.directories.create({ name: label, tenant, product, type });
	const { endpoint, secret } = made.scim;
	if (keep === true) output.remark(`The directory is ${made.id}.`);
	const end = async () => {
		if (keep !== true) await rollcall.directories.delete(made.id);
	};
	return { base: endpoint, token: secret, end };
}

/** What is told of a replay: each step as it goes, and what differs. */
class Shown {
	readonly #transcript: Transcript;
	readonly #output: Output;
	/** For JSON alone: answers may be large. */
	readonly #differing: object[] = [];
	#differed = 0;
	#played = 0;

	constructor(transcript: Transcript, output: Output) {
		this.#transcript = transcript;
		this.#output = output;
		if (!output.isJson) output.line(`${transcript.idp}: ${transcript.name}`, null);
	}

	add(report: StepReport): void {
		this.#played += 1;
		const isSame = report.problems.length === 0;
		if (!isSame) this.#differed += 1;
		if (this.#output.isJson) {
			if (!isSame) this.#differing.push(toJson(report));
			return;
		}
		this.#output.line(`${isSame ? 'same   ' : 'DIFFERS'}  ${report.step.name}`, null);
		if (!isSame) for (const line of linesOf(report)) this.#output.line(`         ${line}`, null);
	}

	/** Throws a CommandError if anything differed. */
	end(): void {
		const { steps, name } = this.#transcript;
		const differing = this.#differed;
		if (this.#output.isJson) {
			const summary = { transcript: name, steps: steps.length, played: this.#played };
			const result = { ...summary, is_same: differing === 0, differing: this.#differing };
			this.#output.record(result, {});
		}
		const of = `${this.#played} of ${steps.length} steps played`;
		if (differing > 0) throw new CommandError(`${differing} differed; ${of}.`);
		if (!this.#output.isJson) this.#output.line(`All responses are the same; ${of}.`, null);
	}
}

/** Request, and the answer beside what was expected of it. */
function linesOf({ calls, problems }: StepReport): readonly string[] {
	const shown = calls.flatMap((call) => [...requestLines(call), ...answerLines(call)]);
	return [...shown, ...problems];
}

function requestLines({ request }: PlayedCall): readonly string[] {
	const { method, url, headers, body } = request;
	const fields = Object.entries(headers)
		.filter(([name]) => name.toLowerCase() !== 'authorization')
		.map(([name, value]) => `${name}: ${value}`);
	return [`${method} ${url}`, ...fields, ...(body === undefined ? [] : [body]), ''];
}

function answerLines({ expected, reply }: PlayedCall): readonly string[] {
	return ['- expected', '+ answered', ...difference(expected, reply), ''];
}

function toJson({ step, calls, problems }: StepReport): object {
	return {
		step: step.name,
		problems,
		calls: calls.map(({ request: { method, url, body = null }, expected, reply }) => ({
			request: { method, url, body },
			expected,
			answered: { status: reply.status, body: reply.text },
		})),
	};
}
