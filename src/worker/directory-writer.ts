/**
 * The writer of one directory: the only code that changes its users, groups, memberships and events.
 * It owns the order of commands and the resolution of unknown outcomes; what a command does is
 * decided in directory/, what is written is in store/. It keeps nothing that D1 does not hold.
 */
import { DurableObject } from 'cloudflare:workers';
import { checkAccess, isUseNoteworthy, type TokenState } from '../directory/access.ts';
import { decide, type Context } from '../directory/decide.ts';
import { directoryEvent } from '../directory/events.ts';
import type { Answer, Change, Command } from '../directory/model.ts';
import { mergeNeeds, MissingNeeds, needsOf, type Needs } from '../directory/needs.ts';
import { DirectoryView } from '../directory/view.ts';
import type { Env } from '../env.ts';
import { now } from '../platform/clock.ts';
import { newId, random } from '../platform/ids.ts';
import { describe, info, warn } from '../platform/log.ts';
import { err, type Result } from '../result.ts';
import { dialectOf } from '../scim/dialect.ts';
import type { ScimError } from '../scim/errors.ts';
import { commitChange, hasEvent } from '../store/commit.ts';
import { openDatabase, type Database } from '../store/database.ts';
import { insertDirectory, touchToken, type NewDirectory } from '../store/directories.ts';
import { loadForCommit } from '../store/load.ts';
import { CommitQueue } from './commit-queue.ts';
import { sweepDirectory, wakeUpAll } from './sweep.ts';

/** A command and by what right it comes: a bearer token's hash, or the management API's own check. */
export interface WriteRequest {
	readonly command: Command;
	/** Hex SHA-256 of the bearer token; null for a command of the management API. */
	readonly tokenHash: string | null;
}

export type WriteResult = Result<Answer, ScimError>;

/** What a writer answers to over RPC. */
export interface Writer {
	write: (request: WriteRequest) => Promise<WriteResult>;
	create: (directory: NewDirectory) => Promise<void>;
}

/** A commit holds at most this many commands: it must stay far below D1's 30 s for a batch. */
const COMMIT_SIZE_MAX = 200;
/** Waiting commands hold their bodies in memory: at 4 MiB each, many more could exhaust 128 MB. */
const WAITING_MAX = 500;
/** Attempts at one commit, fenced or failed, before its callers are told to come again. */
const COMMIT_ATTEMPTS_MAX = 6;
/** How soon the alarm looks for wake-ups that were lost between commit and queue. */
const ALARM_DELAY_MS = 30_000;

const OVERLOADED: ScimError = {
	status: 429,
	detail: 'Too many changes of this directory are waiting. Try again in a moment.',
};
const UNAVAILABLE: ScimError = {
	status: 503,
	detail: 'The change could not be confirmed. Try again: a repeated change has no further effect.',
};

export class DirectoryWriter extends DurableObject<Env> implements Writer {
	readonly #db: Database;
	readonly #queue: CommitQueue<WriteRequest, WriteResult>;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#db = openDatabase(env.DB);
		this.#queue = new CommitQueue((requests) => this.#commitAll(requests), {
			commitSizeMax: COMMIT_SIZE_MAX,
			waitingMax: WAITING_MAX,
		});
	}

	/** Applies a command after all that came before it; answers when it is durable. */
	async write(request: WriteRequest): Promise<WriteResult> {
		return (await this.#queue.submit(request)) ?? err(OVERLOADED);
	}

	/** Creates the directory itself, with its first token and its first event. */
	async create(directory: NewDirectory): Promise<void> {
		const event = directoryEvent(newId('evt'), 'directory.created', {
			...directory,
			state: 'active',
		});
		await this.#armAlarm(now() + ALARM_DELAY_MS);
		this.#wake(directory.id, await insertDirectory(this.#db, directory, event, now()));
	}

	/** The safety net: wake-ups that were lost between a commit and the queue are sent again. */
	override async alarm(): Promise<void> {
		const directoryId = this.#directoryId();
		try {
			const deps = { db: this.#db, queue: this.env.WEBHOOK_QUEUE, now };
			const next = await sweepDirectory(deps, directoryId);
			if (next !== undefined) await this.#armAlarm(next);
		} catch (thrown) {
			// A handler that throws is retried six times and then forgotten: arm the next one instead.
			warn('writer.alarm_failed', { directoryId, error: describe(thrown) });
			await this.#armAlarm(now() + ALARM_DELAY_MS);
		}
	}

	async #commitAll(requests: readonly WriteRequest[]): Promise<readonly WriteResult[]> {
		let needs = needsOf(requests.map(({ command }) => command));
		for (let attempt = 1; attempt <= COMMIT_ATTEMPTS_MAX; attempt += 1) {
			try {
				const decided = await this.#decideAll(requests, needs);
				if (decided.kind === 'needsMore') {
					needs = mergeNeeds(needs, decided.needs);
					continue;
				}
				const { change, results } = decided;
				if (change === undefined) return results;
				await this.#armAlarm(now() + ALARM_DELAY_MS);
				if (await this.#commit(change, requests.length)) return results;
			} catch (thrown) {
				const directoryId = this.#directoryId();
				warn('writer.attempt_failed', { directoryId, attempt, error: describe(thrown) });
			}
			await pause(attempt);
		}
		return requests.map(() => err(UNAVAILABLE));
	}

	/** Reads what D1 holds now and decides every command on it, in order. */
	async #decideAll(requests: readonly WriteRequest[], needs: Needs): Promise<Decided> {
		const hashes = [...new Set(requests.flatMap(({ tokenHash }) => tokenHash ?? []))];
		const { loaded, tokens } = await loadForCommit(this.#db, this.#directoryId(), hashes, needs);
		const view = loaded === undefined ? undefined : new DirectoryView(loaded, needs);
		const context = contextOf(loaded?.directory.type ?? '');
		const missing: Needs[] = [];
		const results = requests.map(({ command, tokenHash }): WriteResult => {
			if (tokenHash !== null) {
				const access = checkAccess(view?.directory, tokens.get(tokenHash), context.now);
				if (!access.ok) return access;
			}
			if (view === undefined) return err({ status: 404, detail: 'No such directory.' });
			try {
				return decide(view, command, context);
			} catch (thrown) {
				if (!(thrown instanceof MissingNeeds)) throw thrown;
				missing.push(thrown.needs);
				return err(UNAVAILABLE);
			}
		});
		if (missing.length > 0) return { kind: 'needsMore', needs: missing.reduce(mergeNeeds) };
		if (view === undefined) return { kind: 'decided', results, change: undefined };
		this.#noteUse(view.directory.key, tokens, context.now);
		return { kind: 'decided', results, change: view.change(context.now) };
	}

	/**
	 * Commits a change; false when another writer was there first. D1 does not repeat a write whose
	 * outcome it lost, so the log is asked for the change's own event: found means committed. If it
	 * is not there, the very same batch is tried again, and the fence keeps it from counting twice.
	 */
	async #commit(change: Change, commands: number): Promise<boolean> {
		const { directory, events } = change;
		const started = now();
		for (let attempt = 1; ; attempt += 1) {
			try {
				const outcome = await commitChange(this.#db, change);
				if (outcome.kind === 'committed') {
					this.#wake(directory.id, outcome.wokenEndpointIds);
				} else if (attempt === 1 || !(await this.#isOurs(change))) {
					info('writer.fenced', { directoryId: directory.id, sequence: directory.lastSequence });
					return false;
				}
				info('writer.commit', {
					directoryId: directory.id,
					commands,
					events: events.length,
					lastSequence: directory.lastSequence + events.length,
					durationMs: now() - started,
				});
				return true;
			} catch (thrown) {
				const error = describe(thrown);
				warn('writer.commit_unknown', { directoryId: directory.id, attempt, error });
				if (attempt === COMMIT_ATTEMPTS_MAX) throw thrown;
				await pause(attempt);
				// The woken endpoints' names were lost with the answer: the alarm finds them in D1.
				if (await this.#isOurs(change)) return true;
			}
		}
	}

	async #isOurs({ directory, events }: Change): Promise<boolean> {
		const [first] = events;
		if (first === undefined) return false;
		return hasEvent(this.#db, directory.key, directory.lastSequence + 1, first.id);
	}

	/** Tells the queue, without keeping the callers waiting: D1 already knows who is awake. */
	#wake(directoryId: string, endpointIds: readonly string[]): void {
		if (endpointIds.length === 0) return;
		const wakeUps = endpointIds.map((endpointId) => ({ directoryId, endpointId }));
		this.ctx.waitUntil(
			wakeUpAll(this.env.WEBHOOK_QUEUE, wakeUps).catch((thrown: unknown) => {
				warn('writer.wake_failed', { directoryId, error: describe(thrown) });
			}),
		);
	}

	/** Notes the use of tokens, off the path of the commit. */
	#noteUse(directoryKey: number, tokens: ReadonlyMap<string, TokenState>, at: number): void {
		for (const token of tokens.values()) {
			if (!isUseNoteworthy(token, at)) continue;
			this.ctx.waitUntil(touchToken(this.#db, directoryKey, token.id, at).catch(() => {}));
		}
	}

	/** Arms the one alarm there is, or brings it forward; never puts it off. */
	async #armAlarm(at: number): Promise<void> {
		const armed = await this.ctx.storage.getAlarm();
		if (armed === null || armed > at) await this.ctx.storage.setAlarm(at);
	}

	/** Writers are only ever addressed by the directory's id. */
	#directoryId(): string {
		const { name } = this.ctx.id;
		if (name === undefined) throw new Error('A writer must be addressed by its directory id.');
		return name;
	}
}

/** What became of the commands of a commit before anything was written. */
type Decided =
	| {
			readonly kind: 'decided';
			readonly results: readonly WriteResult[];
			/** Absent when nothing is to be written. */
			readonly change: Change | undefined;
	  }
	| { readonly kind: 'needsMore'; readonly needs: Needs };

function contextOf(directoryType: string): Context {
	return {
		now: now(),
		newEventId: () => newId('evt'),
		dialect: dialectOf(directoryType),
	};
}

/** Waits a little longer each time, with full jitter, so that two writers do not meet again. */
function pause(attempt: number): Promise<void> {
	const delayMs = random() * 20 * 2 ** attempt;
	return new Promise((resolve) => {
		setTimeout(resolve, delayMs);
	});
}
