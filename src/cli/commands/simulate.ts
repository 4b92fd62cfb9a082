/** `rollcall simulate`: works against any SCIM service, and needs no Rollcall. */
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import type { Model } from '../../simulator/model.ts';
import { modelNamed, MODELS, withParameters } from '../../simulator/models.ts';
import { type Cycle, CYCLES, simulate } from '../../simulator/simulate.ts';
import { examples, wholeNumber } from '../connection.ts';
import { CommandError, UsageError } from '../failure.ts';
import { Output } from '../output.ts';
import { openSender } from '../sender.ts';
import { progressLine, showVerdict } from '../simulation.ts';

interface SimulateOptions {
	readonly url: string;
	readonly token?: string;
	readonly users: number;
	readonly groups: number;
	readonly cycle: Cycle;
	readonly seed: number;
	readonly concurrency?: number;
	readonly save?: string;
	readonly json?: true;
}

const CLIENTS = MODELS.map(({ client }) => client).join(', ');

/** The whole organisation is kept in memory. */
const PEOPLE_MAX = 100_000;
const CONCURRENCY_MAX = 200;

/** Adds the command that acts as a provider. */
export function registerSimulate(program: Command): void {
	examples(
		program
			.command('simulate')
			.description(`Act as a provider's SCIM client against any SCIM service: ${CLIENTS}`)
			.argument('<provider>', 'one of these, or the type of a directory')
			.requiredOption('--url <url>', 'SCIM base URL, without "/Users"')
			.option('--token <bearer>', 'bearer token of the service (preferably in SCIM_TOKEN)')
			.option('--users <number>', 'number of users', wholeNumber, 500)
			.option('--groups <number>', 'number of groups', wholeNumber, 20)
			.addOption(
				new Option('--cycle <cycle>', 'what the client does').choices(CYCLES).default('initial'),
			)
			.option(
				'--seed <number>',
				'the same seed creates the same users and requests',
				wholeNumber,
				1,
			)
			.option(
				'--concurrency <number>',
				'parallel requests, instead of what the client uses',
				wholeNumber,
			)
			.option('--save <file>', 'save the requests as a transcript, for "rollcall replay"')
			.option('--json', 'print the verdict as JSON'),
		[
			'rollcall simulate okta --url https://app.example.com/scim/v2 --token …',
			'rollcall simulate entra --url https://app.example.com/scim/v2 --token … --cycle all --json',
			'rollcall simulate entra --url "http://localhost:8787/scim/v2/dir_…?aadOptscim062020" --token …',
		],
	).action(simulateProvider);
}

async function simulateProvider(provider: string, options: SimulateOptions): Promise<void> {
	const token = tokenOf(options);
	const { base, query } = baseOf(options.url);
	const model = withParameters(chosen(provider), query);
	checkNumbers(options);
	if (options.save !== undefined) checkWritable(options.save);

	const output = new Output(options.json === true);
	const ending = new AbortController();
	const { signal } = ending;
	process.once('SIGINT', () => ending.abort()).once('SIGTERM', () => ending.abort());
	const sender = openSender(base, signal);
	const progress = progressLine();
	const { cycle, seed, users, groups, concurrency } = options;
	const { verdict, transcript, leftOut } = await simulate(
		{
			model,
			cycle,
			seed,
			users,
			groups,
			token,
			base,
			query,
			isRecorded: options.save !== undefined,
			...(concurrency === undefined ? {} : { concurrency }),
		},
		{
			send: sender.send,
			now: () => performance.now(),
			sleep: (ms) => sleep(ms, undefined, { signal }).catch(() => {}),
			isStopped: () => signal.aborted,
			onProgress: progress.show,
		},
	);
	sender.close();
	progress.end();
	if (output.isJson) output.record(verdict, {});
	else showVerdict(output, verdict);
	if (options.save !== undefined && transcript !== undefined) {
		writeFileSync(options.save, `${JSON.stringify(transcript, undefined, '\t')}\n`);
		if (leftOut > 0) output.remark(`${options.save} leaves out ${leftOut} of the requests.`);
	}
	if (verdict.passed) return;
	const { stopped, findings, complete, operations } = verdict;
	if (stopped !== null) throw new CommandError(`${stopped.message}\n${stopped.remedy}`);
	const count = findings.reduce((sum, each) => sum + each.count, 0);
	throw new CommandError(
		[
			...(count === 0
				? []
				: [`${count} response(s) that ${model.name} would fail on or be misled by.`]),
			...(operations.failed === 0
				? []
				: [`${operations.failed} of ${operations.total} operations failed.`]),
			...(complete ? [] : ['Stopped before it was complete.']),
		].join(' '),
	);
}

/** A bearer token as a header can carry it: visible characters of ASCII (RFC 6750 §2.1, RFC 9110 §5.5). */
function tokenOf(options: SimulateOptions): string {
	const token = options.token ?? process.env['SCIM_TOKEN'] ?? '';
	if (token === '') throw new UsageError('No token. Set SCIM_TOKEN, or use --token.');
	if (/^[\u0021-\u007e]+$/.test(token)) return token;
	throw new UsageError(
		'The token contains invalid characters: a space, a line break, or non-ASCII letters.',
	);
}

/** Looks before anything is sent; makes the file, and leaves what is in one that is there. */
function checkWritable(file: string): void {
	try {
		closeSync(openSync(file, 'a'));
	} catch (error) {
		const why = error instanceof Error ? error.message : String(error);
		throw new UsageError(`--save: ${file} cannot be written: ${why}`);
	}
}

function chosen(provider: string): Model {
	const model = modelNamed(provider);
	if (model !== undefined) return model;
	throw new UsageError(`There is no provider "${provider}". Use one of: ${CLIENTS}.`);
}

/** The URL in front of "/Users", and its parameters. */
function baseOf(url: string): { readonly base: string; readonly query: string } {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed === undefined || !['http:', 'https:'].includes(parsed.protocol)) {
		throw new UsageError(`--url must be an http or https URL, not "${url}".`);
	}
	if (parsed.username !== '' || parsed.password !== '') {
		throw new UsageError('--url must not contain a password. Pass the token with --token.');
	}
	const base = `${parsed.origin}${parsed.pathname}`.replace(/\/+$/, '');
	return { base, query: parsed.search.replace(/^\?/, '') };
}

function checkNumbers({ users, groups, concurrency }: SimulateOptions): void {
	if (users < 1 || users > PEOPLE_MAX || groups > PEOPLE_MAX) {
		throw new UsageError(
			`--users must be from 1 to ${PEOPLE_MAX}, --groups from 0 to ${PEOPLE_MAX}.`,
		);
	}
	if (concurrency !== undefined && (concurrency < 1 || concurrency > CONCURRENCY_MAX)) {
		throw new UsageError(`--concurrency must be from 1 to ${CONCURRENCY_MAX}.`);
	}
}
