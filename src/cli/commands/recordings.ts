/** `rollcall recordings`. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Recording } from '../../sdk/index.ts';
import { confirm } from '../confirm.ts';
import { connect, examples, wholeNumber } from '../connection.ts';
import { CommandError } from '../failure.ts';
import type { Columns } from '../output.ts';

const COLUMNS: Columns<Recording> = {
	id: ({ id }) => id,
	state: ({ state }) => state,
	kept: (recording) => recording.exchange_count,
	missed: (recording) => recording.missed_count,
	started: (recording) => recording.created_at,
	ends: (recording) => recording.ends_at,
};

const FIELDS: Columns<Recording> = {
	Recording: ({ id }) => id,
	State: ({ state }) => state,
	Requests: (recording) => `${recording.exchange_count} of at most ${recording.exchanges_max}`,
	Missed: (recording) => recording.missed_count,
	Started: (recording) => recording.created_at,
	Ends: (recording) => recording.ends_at,
};

/** Adds the commands about recordings. */
export function registerRecordings(program: Command): void {
	const recordings = program
		.command('recordings')
		.description('redacted transcripts of what an identity provider sends');

	examples(
		recordings
			.command('start <directory>')
			.description('Record requests to a directory and its responses, for a limited time')
			.option('--minutes <number>', 'duration (default: 60)', wholeNumber)
			.option('--requests <number>', 'maximum number of requests (default: 500)', wholeNumber),
		['rollcall recordings start dir_… --minutes 120'],
	).action(
		async (
			directory: string,
			options: { readonly minutes?: number; readonly requests?: number },
			command: Command,
		) => {
			const { rollcall, output } = connect(command);
			const { minutes, requests } = options;
			const body = { minutes, exchanges_max: requests };
			output.record(await rollcall.directories.recordings.create(directory, body), FIELDS);
			output.remark('Personal data is replaced before anything is stored. Secrets are not kept.');
		},
	);

	recordings
		.command('list <directory>')
		.description('List the recordings of a directory')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(async (directory: string, options: { readonly limit?: number }, command: Command) => {
			const { rollcall, output } = connect(command);
			const list = (limit: number) => rollcall.directories.recordings.list(directory, { limit });
			await output.list(list, COLUMNS, options.limit);
		});

	recordings
		.command('get <directory> <recording>')
		.description('Show the progress of a recording')
		.action(async (directory: string, id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.record(await rollcall.directories.recordings.get(directory, id), FIELDS);
		});

	recordings
		.command('stop <directory> <recording>')
		.description('Stop a recording')
		.action(async (directory: string, id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.record(await rollcall.directories.recordings.stop(directory, id), FIELDS);
		});

	examples(
		recordings
			.command('download <directory> <recording>')
			.description('Print a recording as a transcript, for `rollcall replay` and for test/idp')
			.option('--out <file>', 'write it to a file'),
		['rollcall recordings download dir_… rec_… --out bug.json', 'rollcall replay bug.json --url …'],
	).action(
		async (directory: string, id: string, options: { readonly out?: string }, command: Command) => {
			const { rollcall, output } = connect(command);
			const transcript = await rollcall.directories.recordings.transcript(directory, id);
			const text = JSON.stringify(transcript, undefined, '\t');
			if (options.out === undefined) {
				process.stdout.write(`${text}\n`);
				return;
			}
			write(options.out, `${text}\n`);
			const { steps } = transcript;
			output.line(`Wrote ${steps.length} steps to ${options.out}.`, { steps: steps.length });
		},
	);

	recordings
		.command('delete <directory> <recording>')
		.description('Delete a recording and its requests')
		.option('--yes', 'do not ask for confirmation')
		.action(
			async (directory: string, id: string, options: { readonly yes?: true }, command: Command) => {
				const { rollcall, output } = connect(command);
				const { recordings: calls } = rollcall.directories;
				const { exchange_count: count } = await calls.get(directory, id);
				await confirm(`This deletes ${count} recorded requests.`, id, options.yes === true);
				await calls.delete(directory, id);
				output.line(`Deleted ${id}.`, { id });
			},
		);
}

/** Throws a CommandError that says why it could not be written. */
function write(file: string, text: string): void {
	try {
		writeFileSync(file, text, { mode: 0o600 });
	} catch (error) {
		const message = error instanceof Error ? error.message : String(error);
		throw new CommandError(`${file} cannot be written: ${message}`);
	}
}
