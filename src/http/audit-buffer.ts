/**
 * Collects entries of the audit log and writes them off the path of the requests that they tell of:
 * changes of management at once, SCIM requests together with those that come a moment later. What is
 * in here is lost with its isolate. It never fails, and it holds a bounded number of entries.
 */
import { describe, warn } from '../platform/log.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { Database } from '../store/database.ts';
import type { KeepAlive } from '../worker/writer-client.ts';

/** What the buffer needs of the platform and of the store. */
export interface AuditBufferDeps {
	readonly insert: (db: Database, entries: readonly AuditEntry[]) => Promise<void>;
	readonly now: () => number;
	readonly sleep: (delayMs: number) => Promise<void>;
}

/** How long an entry waits for company; and with how many it waits no longer. */
const COLLECT_MS = 500;
const COLLECT_MAX = 100;

/** Entries that wait or are being written: beyond that, what is told of SCIM requests is dropped. */
const HELD_MAX = 2_000;

/**
 * Entries of requests without a good token, which anybody may send: of one directory within a minute,
 * and directories that are told apart.
 */
const REFUSED_MAX = 60;
const REFUSED_MS = 60_000;
const REFUSED_DIRECTORIES_MAX = 1_000;

/** Between the two times that entries are tried. */
const RETRY_AFTER_MS = 1_000;

/** A request that was to write and has not by then was cut off; another one takes its place. */
const OVERDUE_MS = 5_000;

/** The buffer of one isolate. */
export class AuditBuffer {
	readonly #deps: AuditBufferDeps;
	#waiting: AuditEntry[] = [];
	#underWay = 0;
	#dropped = 0;
	/** Since when a request waits to write what has been collected. */
	#collectingSince: number | undefined;
	/** By directory, since the last minute began. */
	readonly #refused = new Map<string, number>();
	#refusedSince = 0;

	constructor(deps: AuditBufferDeps) {
		this.#deps = deps;
	}

	/** Takes the entries of one request, which sees to it with `waitUntil` that they are written. */
	add(entries: readonly AuditEntry[], db: Database, context: KeepAlive): void {
		if (entries.length === 0) return;
		for (const entry of entries) {
			const isFull = this.#waiting.length + this.#underWay >= HELD_MAX;
			const isExcess = entry.kind === 'scim' && (isFull || this.#isRefusedTooOften(entry));
			if (isExcess) this.#dropped += 1;
			else this.#waiting.push(entry);
		}
		const isUrgent = entries.some(({ kind }) => kind === 'management');
		if (isUrgent || this.#waiting.length >= COLLECT_MAX) context.waitUntil(this.#flush(db));
		else if (!this.#isCollecting()) context.waitUntil(this.#collect(db));
	}

	#isRefusedTooOften({ status, directoryId }: AuditEntry): boolean {
		if (status !== 401 || directoryId === null) return false;
		const at = this.#deps.now();
		const isOver = at - this.#refusedSince >= REFUSED_MS;
		if (isOver) this.#refusedSince = at;
		if (isOver || this.#refused.size >= REFUSED_DIRECTORIES_MAX) this.#refused.clear();
		const times = (this.#refused.get(directoryId) ?? 0) + 1;
		this.#refused.set(directoryId, times);
		return times > REFUSED_MAX;
	}

	#isCollecting(): boolean {
		const since = this.#collectingSince;
		return since !== undefined && this.#deps.now() - since < OVERDUE_MS;
	}

	async #collect(db: Database): Promise<void> {
		this.#collectingSince = this.#deps.now();
		await this.#deps.sleep(COLLECT_MS);
		this.#collectingSince = undefined;
		await this.#flush(db);
	}

	/** Each request writes with its own connection: no request waits for what another one began. */
	async #flush(db: Database): Promise<void> {
		const entries = this.#waiting.splice(0);
		if (this.#dropped > 0) warn('audit.dropped', { entries: this.#dropped });
		this.#dropped = 0;
		if (entries.length === 0) return;
		this.#underWay += entries.length;
		try {
			await this.#insert(db, entries);
		} finally {
			this.#underWay -= entries.length;
		}
	}

	async #insert(db: Database, entries: readonly AuditEntry[]): Promise<void> {
		const { insert, sleep } = this.#deps;
		try {
			await insert(db, entries);
		} catch (thrown) {
			warn('audit.failed', { entries: entries.length, error: describe(thrown) });
			await sleep(RETRY_AFTER_MS);
			await insert(db, entries).catch((again: unknown) => {
				warn('audit.lost', { entries: entries.length, error: describe(again) });
			});
		}
	}
}
