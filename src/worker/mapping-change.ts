/**
 * Changes the attribute mapping of a directory and tells of every user whose profile differs by it. From
 * the moment that it is saved, all events use the new mapping; those that it brings about are written
 * page by page between other commands, and each page moves the job on in its own transaction: it can end
 * anywhere and goes on from there, and no event is lost or written twice.
 */
import { parseMapping } from '../directory/mapping.ts';
import type { Change } from '../directory/model.ts';
import { remappedEvent } from '../directory/remapping.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { describe, info, warn } from '../platform/log.ts';
import { err, ok, type Result } from '../result.ts';
import { UNCONFIRMED, type ScimError } from '../scim/errors.ts';
import { failureOf, type Database } from '../store/database.ts';
import {
	loadMappingPage,
	saveMapping,
	type MappingJob,
	type MappingPage,
	type MappingState,
} from '../store/mapping.ts';
import { loadSchemas, NO_SCHEMAS, type KnownSchemas } from '../store/schemas.ts';
import type { CommitQueue } from './commit-queue.ts';
import { ATTEMPTS_MAX, FAILED, OVERLOADED, pause } from './failure.ts';
import type { WriteRequest, WriteResult } from './writer.ts';

/** In one go, with two calls of D1 for each: the alarm takes what is left. */
const PAGES_MAX = 200;

/** The mapping as it is then. */
export type MappingResult = Result<MappingState, ScimError>;

const UNDER_WAY: ScimError = {
	status: 409,
	detail:
		'The mapping that was set before is still being applied. Wait until its state is "applied", then set this one.',
};

/** What it needs of the writer that it is part of. */
export interface MappingDeps {
	/** Lets something go on after the answer. */
	readonly ctx: Pick<DurableObjectState, 'waitUntil'>;
	readonly db: Database;
	readonly queue: Pick<CommitQueue<WriteRequest, WriteResult>, 'alone'>;
	readonly directoryId: () => string;
	readonly commit: (change: Change) => Promise<'committed' | 'fenced' | 'unconfirmed'>;
	/** Makes sure that somebody looks for what is left undone. */
	readonly armAlarm: () => Promise<void>;
}

/** The changes of one directory's mapping. */
export class MappingChange {
	readonly #deps: MappingDeps;
	#running: Promise<void> | undefined;
	#schemas: KnownSchemas = NO_SCHEMAS;

	constructor(deps: MappingDeps) {
		this.#deps = deps;
	}

	/**
	 * Replaces the mapping; answers when it holds for every event to come, and after the first page, which
	 * is all of a small directory.
	 */
	async change(mapping: string | null): Promise<MappingResult> {
		const saved = await (this.#deps.queue.alone(() => this.#begin(mapping)) ?? err(OVERLOADED));
		if (saved.ok && saved.value.job !== null) this.#deps.ctx.waitUntil(this.resume());
		return saved;
	}

	/** Goes on with a job that was begun, if there is one; the alarm comes back to what it leaves. */
	resume(): Promise<void> {
		this.#running ??= this.#run().finally(() => (this.#running = undefined));
		return this.#running;
	}

	async #begin(mapping: string | null): Promise<MappingResult> {
		const { db, directoryId, armAlarm } = this.#deps;
		for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
			try {
				await armAlarm();
				const state = await saveMapping(db, directoryId(), mapping, now());
				if (state === undefined) {
					return err({ status: 404, detail: `There is no directory "${directoryId()}".` });
				}
				if (state.mapping !== mapping) return err(UNDER_WAY);
				if (state.job === null) return ok(state);
				return ok({ mapping, job: await this.#firstPage(state.job) });
			} catch (thrown) {
				const failure = failureOf(thrown);
				this.#warn(thrown);
				if (failure === 'refused') return err(FAILED);
				if (failure === 'overloaded') break;
			}
			await pause(attempt);
		}
		return err(UNCONFIRMED);
	}

	/** The job after its first page; as it was if that cannot be taken now, for the mapping is set. */
	async #firstPage(job: MappingJob): Promise<MappingJob | null> {
		try {
			return await this.#page();
		} catch (thrown) {
			this.#warn(thrown);
			return job;
		}
	}

	async #run(): Promise<void> {
		const { queue, armAlarm } = this.#deps;
		try {
			for (let pages = 0; pages < PAGES_MAX; pages += 1) {
				const page = queue.alone(() => this.#page());
				if (page === undefined) break;
				if ((await page) === null) return;
			}
		} catch (thrown) {
			this.#warn(thrown);
		}
		await armAlarm();
	}

	/** Takes the next page; the job as it is then, null if it is done. Throws if it cannot be taken now. */
	async #page(): Promise<MappingJob | null> {
		const { db, directoryId, commit, armAlarm } = this.#deps;
		for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
			try {
				const page = await loadMappingPage(db, directoryId());
				if (page === undefined) return null;
				await armAlarm();
				const { change, job } = await this.#decide(page);
				if ((await commit(change)) === 'committed') {
					const { total, checked, changed } = job;
					const isDone = page.isLast;
					info('writer.mapping', { directoryId: directoryId(), total, checked, changed, isDone });
					return isDone ? null : job;
				}
			} catch (thrown) {
				if (failureOf(thrown) !== 'transient') throw thrown;
				this.#warn(thrown);
			}
			await pause(attempt);
		}
		throw new Error('The events of a new mapping could not be written.');
	}

	/** The events of a page, and how far the job is with them. */
	async #decide({ directory, job, jobText, users, isLast }: MappingPage) {
		const { db, directoryId } = this.#deps;
		if (this.#schemas.version !== directory.schemasVersion) {
			this.#schemas = await loadSchemas(db, directoryId());
		}
		const { mapping, types } = this.#schemas;
		const from = parseMapping(job.from, types.User);
		const events = users.flatMap((user) =>
			user.modifiedAt > job.since
				? []
				: (remappedEvent(() => newId('evt'), user, from, mapping) ?? []),
		);
		const next: MappingJob = {
			...job,
			after: users.at(-1)?.key ?? job.until,
			checked: job.checked + users.length,
			changed: job.changed + events.length,
		};
		const whole = { ...directory, mapping };
		const change: Change = {
			before: whole,
			directory: whole,
			events,
			inserted: [],
			updated: [],
			deleted: [],
			membersAdded: [],
			membersRemoved: [],
			touchedGroups: [],
			mappingJob: { before: jobText, after: isLast ? null : JSON.stringify(next) },
			now: now(),
		};
		return { change, job: next };
	}

	#warn(thrown: unknown): void {
		const directoryId = this.#deps.directoryId();
		warn('writer.mapping_failed', { directoryId, error: describe(thrown) });
	}
}
