/** `rollcall endpoints dead-letters`. */
import type { Command } from 'commander';
import { connect, examples, wholeNumber } from '../connection.ts';

interface Options {
	readonly directory?: string;
	readonly redeliver?: string | true;
	readonly limit?: number;
}

/** Adds the command about dead letters. */
export function registerDeadLetters(endpoints: Command): void {
	examples(
		endpoints
			.command('dead-letters <endpoint>')
			.description('List dead letters of an endpoint, or redeliver them')
			.option('--directory <directory>', 'only dead letters of a directory')
			.option('--redeliver [event]', 'redeliver one event, or all')
			.option('--limit <number>', 'maximum number of results', wholeNumber),
		['rollcall endpoints dead-letters ep_…', 'rollcall endpoints dead-letters ep_… --redeliver'],
	).action(async (id: string, options: Options, command: Command) => {
		const { rollcall, output } = connect(command);
		const { deadLetters } = rollcall.webhookEndpoints;
		const { directory, redeliver } = options;
		if (redeliver === undefined) {
			await output.list(
				(limit) => deadLetters.list(id, { directory_id: directory, limit }),
				{
					event: (letter) => letter.event_id,
					type: ({ type }) => type,
					directory: (letter) => letter.directory_id,
					sequence: ({ sequence }) => sequence,
					attempts: ({ attempts }) => attempts,
					died: (letter) => letter.died_at,
					'last error': (letter) => letter.last_error,
				},
				options.limit,
			);
			return;
		}
		const replay = await (redeliver === true
			? deadLetters.redeliverAll(id, { directory_id: directory })
			: deadLetters.redeliver(id, redeliver));
		output.record(replay, {
			Replay: (each) => each.id,
			State: ({ state }) => state,
			Directories: ({ directories }) => directories,
		});
	});
}
