/**
 * The writer of one directory: the only code that changes its users, groups, memberships and events.
 * It owns the order of commands; what a command does is decided in directory/, what is written is in
 * store/. It keeps nothing that D1 does not hold.
 */
import { DurableObject } from 'cloudflare:workers';
import { checkAccess, isUseNoteworthy, type TokenState } from '../directory/access.ts';
import { decide } from '../directory/decide.ts';
import { directoryEvent } from '../directory/events.ts';
import type { Change } from '../directory/model.ts';
import { needsOf } from '../directory/needs.ts';
import { parseCommand } from '../directory/parse.ts';
import type { SchemaChange } from '../directory/schemas.ts';
import { DirectoryView } from '../directory/view.ts';
import { readConfig, type Env } from '../env.ts';
import { now } from '../platform/clock.ts';
import { fetchWhole } from '../platform/fetch.ts';
import { newId, random } from '../platform/ids.ts';
import { describe, warn } from '../platform/log.ts';
import { err, ok, type Result } from '../result.ts';
import { UNCONFIRMED, type ScimError } from '../scim/errors.ts';
import { loadSchemas, NO_SCHEMAS, type KnownSchemas } from '../store/schemas.ts';
import { failureOf, openDatabase, type Database } from '../store/database.ts';
import { insertDirectory, type NewDirectory } from '../store/directories.ts';
import { loadForCommit } from '../store/load.ts';
import { touchToken } from '../store/tokens.ts';
import { commitKnowingly, type ChangeOutcome, type CommitDeps } from './commit-change.ts';
import { CommitQueue } from './commit-queue.ts';
import { contextOf } from './decision-context.ts';
import { ATTEMPTS_MAX, FAILED, OVERLOADED, pause } from './failure.ts';
import { GoogleSync } from './google-sync.ts';
import { MappingChange, type MappingResult } from './mapping-change.ts';
import { removeDirectory, tend } from './removal.ts';
import { changeSchemas, type SchemaResult } from './schema-change.ts';
import { wakeUpAll } from './sweep.ts';
import type { WakeUp } from './wake-up.ts';
import type { Writer, WriteRequest, WriteResult } from './writer.ts';

/** What one commit takes: it must stay far below D1's 30 s for a batch and 128 MB of memory. */
const COMMIT_SIZE_MAX = 200;
const COMMIT_CHARACTERS_MAX = 4 * 1024 * 1024;
/** What may wait, bodies in memory and all. */
const WAITING_MAX = 500;
const WAITING_CHARACTERS_MAX = 16 * 1024 * 1024;
/** How soon the alarm looks for wake-ups that were lost between commit and queue. */
const ALARM_DELAY_MS = 30_000;
/** What is due later finds an object that remembers nothing of it: that is left to the cron trigger. */
const SYNC_SOON_MS = 60_000;

/** The Durable Object class; an object's name is its directory's id. */
export class DirectoryWriter extends DurableObject<Env> implements Writer {
	readonly #db: Database;
	readonly #queue: CommitQueue<WriteRequest, WriteResult>;
	readonly #mapping: MappingChange;
	readonly #google: GoogleSync;
	readonly #committing: CommitDeps;
	/** As they were when last looked at; every commit checks that they still are. */
	#schemas: KnownSchemas = NO_SCHEMAS;

	constructor(ctx: DurableObjectState, env: Env) {
		super(ctx, env);
		this.#db = openDatabase(env.DB);
		this.#queue = new CommitQueue((requests) => this.#commitAll(requests), {
			commitSizeMax: COMMIT_SIZE_MAX,
			commitWeightMax: COMMIT_CHARACTERS_MAX,
			waitingMax: WAITING_MAX,
			waitingWeightMax: WAITING_CHARACTERS_MAX,
		});
		const own = { db: this.#db, directoryId: () => this.#directoryId() };
		const armAlarm = () => this.#armAlarm(now() + ALARM_DELAY_MS);
		this.#committing = { ...own, armAlarm, wake: (cursors) => this.#wake(cursors) };
		const commit = (change: Change) => this.#commit(change, 0);
		this.#mapping = new MappingChange({ ...own, ctx, queue: this.#queue, commit, armAlarm });
		this.#google = new GoogleSync({
			...own,
			config: () => readConfig(env),
			write: (request) => this.write(request),
			fetch: fetchWhole,
			now,
			random,
		});
	}

	/** Applies a command after all that came before it; answers when it is durable. */
	async write(request: WriteRequest): Promise<WriteResult> {
		return (await this.#queue.submit(request, request.size)) ?? err(OVERLOADED);
	}

	/** Creates the directory itself, with its first token and its first event. */
	async create(directory: NewDirectory): Promise<boolean> {
		const event = directoryEvent(newId('evt'), 'directory.created', {
			...directory,
			state: 'active',
		});
		await this.#armAlarm(now() + ALARM_DELAY_MS);
		const woken = await insertDirectory(this.#db, directory, event, now());
		this.#wake(woken ?? []);
		return woken !== undefined;
	}

	/** Changes the schemas that the directory declares, after all commands that came before. */
	async changeSchemas(change: SchemaChange): Promise<SchemaResult> {
		const work = () => changeSchemas(this.#db, this.#directoryId(), change, now);
		return (await this.#queue.alone(work)) ?? err(OVERLOADED);
	}

	/** Changes the attribute mapping, after all commands that came before. */
	changeMapping(mapping: string | null): Promise<MappingResult> {
		return this.#mapping.change(mapping);
	}

	/** Deletes the directory, after all commands that came before; the alarm deletes what it had. */
	async remove(): Promise<Result<null, ScimError>> {
		const work = async () => {
			await this.#armAlarm(now() + ALARM_DELAY_MS);
			return removeDirectory(this.#db, this.#directoryId(), now);
		};
		const removed = (await this.#queue.alone(work)) ?? err(OVERLOADED);
		if (!removed.ok) return removed;
		this.#schemas = NO_SCHEMAS;
		this.#wake(removed.value);
		await this.tend();
		return ok(null);
	}

	/** Has the alarm go off now. */
	async tend(): Promise<void> {
		await this.#armAlarm(now());
	}

	/** Has the alarm go on now with the synchronisation of Google Workspace, if its time has come. */
	async syncGoogle(): Promise<void> {
		this.#google.nudge();
		await this.tend();
	}

	/** Sends wake-ups again that were lost between a commit and the queue, and goes on with long work. */
	override async alarm(): Promise<void> {
		const directoryId = this.#directoryId();
		try {
			const { eventRetentionDays } = readConfig(this.env);
			const deps = { db: this.#db, queue: this.env.WEBHOOK_QUEUE, now, eventRetentionDays };
			const next = await tend(deps, directoryId);
			if (next === 'gone') await this.ctx.storage.deleteAll();
			else if (next !== undefined) await this.#armAlarm(next);
			if (next === 'gone') return;
			await this.#mapping.resume();
			const synced = await this.#google.resume();
			if (synced !== undefined && synced < now() + SYNC_SOON_MS) await this.#armAlarm(synced);
		} catch (thrown) {
			// A handler that throws is retried six times and then forgotten: arm the next one instead.
			warn('writer.alarm_failed', { directoryId, error: describe(thrown) });
			await this.#armAlarm(now() + ALARM_DELAY_MS);
		}
	}

	/**
	 * Commits commands together. If that fails for a reason that would come again, each is tried on
	 * its own: a command that fails fails alone.
	 */
	async #commitAll(requests: readonly WriteRequest[]): Promise<readonly WriteResult[]> {
		try {
			return await this.#commitTogether(requests);
		} catch (thrown) {
			const error = describe(thrown);
			warn('writer.commit_failed', { directoryId: this.#directoryId(), error });
			if (requests.length === 1) return [err(FAILED)];
			const results: WriteResult[] = [];
			for (const request of requests) results.push(...(await this.#commitAll([request])));
			return results;
		}
	}

	async #commitTogether(requests: readonly WriteRequest[]): Promise<readonly WriteResult[]> {
		for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
			try {
				const { results, change } = await this.#decideAll(requests);
				if (change === undefined) return results;
				await this.#armAlarm(now() + ALARM_DELAY_MS);
				const outcome = await this.#commit(change, requests.length);
				if (outcome === 'committed') return results;
				if (outcome === 'unconfirmed') break;
			} catch (thrown) {
				const failure = failureOf(thrown);
				if (failure === 'refused') throw thrown;
				const directoryId = this.#directoryId();
				warn('writer.attempt_failed', { directoryId, attempt, error: describe(thrown) });
				if (failure === 'overloaded') break;
			}
			await pause(attempt);
		}
		return requests.map(() => err(UNCONFIRMED));
	}

	/** Reads what D1 holds now and decides every command on it, in order. */
	async #decideAll(requests: readonly WriteRequest[]) {
		const { commands, needs, loaded, tokens } = await this.#load(requests);
		const view = loaded === undefined ? undefined : new DirectoryView(loaded, needs);
		const asked = now();
		const context = contextOf(this.#directoryId(), loaded?.directory, this.#schemas.types);
		const results = commands.map((command, at): WriteResult => {
			const tokenHash = requests[at]?.tokenHash ?? null;
			if (tokenHash !== null) {
				const access = checkAccess(view?.directory, tokens.get(tokenHash), asked);
				if (!access.ok) return access;
			}
			if (view === undefined) return err({ status: 404, detail: 'No such directory.' });
			const decision = decide(view, command, context);
			return decision.ok
				? ok({ ...decision.value, schemasVersion: this.#schemas.version })
				: decision;
		});
		if (view !== undefined) this.#noteUse(view.directory.key, tokens, asked);
		return { results, change: view?.change(context.now) };
	}

	/**
	 * Reads what the requests need. What they need depends on what their bodies say, and that on the
	 * directory's schemas: if those have changed, bodies are parsed again and needs are read again.
	 */
	async #load(requests: readonly WriteRequest[]) {
		const hashes = [...new Set(requests.flatMap(({ tokenHash }) => tokenHash ?? []))];
		for (;;) {
			const commands = requests.map(({ command }) => parseCommand(command, this.#schemas.types));
			const needs = needsOf(commands);
			const { mapping } = this.#schemas;
			const load = await loadForCommit(this.#db, this.#directoryId(), hashes, needs, mapping);
			const version = load.loaded?.directory.schemasVersion ?? this.#schemas.version;
			if (version === this.#schemas.version) return { commands, needs, ...load };
			this.#schemas = await loadSchemas(this.#db, this.#directoryId());
		}
	}

	#commit(change: Change, commands: number): Promise<ChangeOutcome> {
		return commitKnowingly(this.#committing, change, this.#schemas.types, commands);
	}

	/** Tells the queue, without keeping the callers waiting: D1 already knows who is awake. */
	#wake(wakeUps: readonly WakeUp[]): void {
		if (wakeUps.length === 0) return;
		this.ctx.waitUntil(
			wakeUpAll(this.env.WEBHOOK_QUEUE, wakeUps).catch((thrown: unknown) => {
				warn('writer.wake_failed', { directoryId: this.#directoryId(), error: describe(thrown) });
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
