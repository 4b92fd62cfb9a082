/** `rollcall events`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { NotFoundError, type RollcallEvent } from '../../sdk/index.ts';
import { commaList, connect, examples, type Session, wholeNumber } from '../connection.ts';
import { UsageError } from '../failure.ts';

/** How often directories are looked for that are new. */
const LOOK_MS = 2_000;

/** Each is a request that waits. */
const DIRECTORIES_MAX = 50;

interface TailOptions {
	readonly directory?: string;
	readonly types?: string[];
	readonly after?: number;
}

/** Adds the command about events. */
export function registerEvents(program: Command): void {
	const events = program.command('events').description('events of directories');

	examples(
		events
			.command('tail')
			.description('Show events as they happen, until Ctrl-C')
			.option('--directory <directory>', 'only events of a directory (default: all)')
			.option('--types <types>', 'only these types, like user.*,group.created', commaList)
			.option(
				'--after <sequence>',
				'start after this sequence; 0 for all kept events',
				wholeNumber,
			),
		['rollcall events tail', 'rollcall events tail --directory dir_… --after 0 --json'],
	).action(async (options: TailOptions, command: Command) => {
		const stop = new AbortController();
		process.once('SIGINT', () => stop.abort()).once('SIGTERM', () => stop.abort());
		const tail = new Tail(connect(command), options, stop);
		await (options.directory === undefined ? tail.all() : tail.one(options.directory));
	});
}

/** The logs that are being followed. */
class Tail {
	readonly #session: Session;
	readonly #options: TailOptions;
	readonly #stop: AbortController;
	readonly #followed = new Map<string, Promise<void>>();
	#failure: Error | undefined;

	constructor(session: Session, options: TailOptions, stop: AbortController) {
		this.#session = session;
		this.#options = options;
		this.#stop = stop;
	}

	/** The log of one directory, from its end unless told otherwise. */
	async one(id: string): Promise<void> {
		const { directories } = this.#session.rollcall;
		const after = this.#options.after ?? (await directories.get(id)).last_sequence;
		this.#remarkBegin();
		await this.#follow(id, after);
	}

	/** The logs of all directories, and of those that come to be meanwhile from their beginning. */
	async all(): Promise<void> {
		const { signal } = this.#stop;
		await this.#followNew((last) => last);
		this.#remarkBegin();
		while (!signal.aborted) {
			await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
			if (!signal.aborted) await this.#followNew(() => 0);
		}
		await Promise.all(this.#followed.values());
		if (this.#failure !== undefined) throw this.#failure;
	}

	/** Follows the directories that are not followed yet. */
	async #followNew(afterOf: (lastSequence: number) => number): Promise<void> {
		for await (const { id, last_sequence: last } of this.#session.rollcall.directories.list()) {
			if (this.#followed.has(id)) continue;
			if (this.#followed.size === DIRECTORIES_MAX) {
				throw new UsageError(
					`There are more than ${DIRECTORIES_MAX} directories. Select one with --directory.`,
				);
			}
			const following = this.#follow(id, this.#options.after ?? afterOf(last));
			this.#followed.set(
				id,
				following.catch((error: Error) => this.#end(error)),
			);
		}
	}

	async #follow(id: string, after: number): Promise<void> {
		const { rollcall, output } = this.#session;
		const { types } = this.#options;
		const { signal } = this.#stop;
		const log = rollcall.directories.events.follow(id, { after, types }, { signal });
		for await (const event of log) output.line(lineOf(event), event);
	}

	/** A directory that has been deleted has no log any more; whatever else is wrong ends it all. */
	#end(error: Error): void {
		if (error instanceof NotFoundError) return;
		this.#failure ??= error;
		this.#stop.abort();
	}

	#remarkBegin(): void {
		this.#session.output.remark('Waiting for events. Press Ctrl-C to stop.');
	}
}

/** When, where, what, and about whom. */
function lineOf(event: RollcallEvent): string {
	const { timestamp, directory_id: directory, sequence, type } = event;
	return [timestamp, directory, String(sequence).padStart(6), type.padEnd(20), subjectOf(event)]
		.join('  ')
		.trimEnd();
}

/** Types that are newer than this tool have a subject that it does not know. */
function subjectOf({ data }: RollcallEvent): string {
	const { user_name: user, name, group, id } = data as Readonly<Record<string, unknown>>;
	const subject = [user, name, id].find((each) => typeof each === 'string') ?? '';
	const isMembership = typeof group === 'object' && group !== null && 'name' in group;
	return isMembership && typeof group.name === 'string' ? `${subject} in ${group.name}` : subject;
}
