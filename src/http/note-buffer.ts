/**
 * Collects what is to be noted of requests and writes it off their path: changes of management at once,
 * SCIM requests together with those that come a moment later. What is in here is lost with its isolate. It
 * never fails, and what it holds is bounded.
 */
import { describe, warn } from '../platform/log.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { Exchange } from '../transcript/exchange.ts';
import type { KeepAlive } from '../worker/writer-client.ts';

/** What is to be noted: an entry of the audit log, and the exchange that it tells of if that was one of SCIM. */
export interface Note {
	readonly entry: AuditEntry;
	readonly exchange?: Exchange;
}

/** What the buffer needs of the platform and of the store. */
export interface NoteBufferDeps<Keeper> {
	readonly insert: (keeper: Keeper, notes: readonly Note[]) => Promise<void>;
	readonly now: () => number;
	readonly sleep: (delayMs: number) => Promise<void>;
}

/** How long an entry waits for company; and with how many it waits no longer. */
const COLLECT_MS = 500;
const COLLECT_MAX = 100;

/** Entries that wait or are being written: beyond that, what is told of SCIM requests is dropped. */
const HELD_MAX = 2_000;

/** Characters of bodies that wait or are being looked at: beyond that, exchanges are not kept. */
const HELD_CHARACTERS_MAX = 8 * 1024 * 1024;

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
export class NoteBuffer<Keeper> {
	readonly #deps: NoteBufferDeps<Keeper>;
	#waiting: Note[] = [];
	#underWay = 0;
	#characters = 0;
	#dropped = 0;
	/** Since when a request waits to write what has been collected. */
	#collectingSince: number | undefined;
	/** By directory, since the last minute began. */
	readonly #refused = new Map<string, number>();
	#refusedSince = 0;

	constructor(deps: NoteBufferDeps<Keeper>) {
		this.#deps = deps;
	}

	/** Takes the notes of one request, which sees to it with `waitUntil` that they are written. */
	add(notes: readonly Note[], keeper: Keeper, context: KeepAlive): void {
		if (notes.length === 0) return;
		for (const note of notes) {
			const isFull = this.#waiting.length + this.#underWay >= HELD_MAX;
			const { entry } = note;
			const isExcess = entry.kind === 'scim' && (isFull || this.#isRefusedTooOften(entry));
			if (isExcess) this.#dropped += 1;
			else this.#waiting.push(this.#admit(note));
		}
		const isUrgent = notes.some(({ entry }) => entry.kind === 'management');
		if (isUrgent || this.#waiting.length >= COLLECT_MAX) context.waitUntil(this.#flush(keeper));
		else if (!this.#isCollecting()) context.waitUntil(this.#collect(keeper));
	}

	/** The note, without its exchange if there is no room for that. */
	#admit(note: Note): Note {
		const characters = charactersOf(note);
		if (this.#characters + characters > HELD_CHARACTERS_MAX) return { entry: note.entry };
		this.#characters += characters;
		return note;
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

	async #collect(keeper: Keeper): Promise<void> {
		this.#collectingSince = this.#deps.now();
		await this.#deps.sleep(COLLECT_MS);
		this.#collectingSince = undefined;
		await this.#flush(keeper);
	}

	/** Each request writes with its own connection: no request waits for what another one began. */
	async #flush(keeper: Keeper): Promise<void> {
		const notes = this.#waiting.splice(0);
		if (this.#dropped > 0) warn('audit.dropped', { entries: this.#dropped });
		this.#dropped = 0;
		if (notes.length === 0) return;
		this.#underWay += notes.length;
		try {
			await this.#insert(keeper, notes);
		} finally {
			this.#underWay -= notes.length;
			for (const note of notes) this.#characters -= charactersOf(note);
		}
	}

	async #insert(keeper: Keeper, notes: readonly Note[]): Promise<void> {
		const { insert, sleep } = this.#deps;
		try {
			await insert(keeper, notes);
		} catch (thrown) {
			warn('audit.failed', { entries: notes.length, error: describe(thrown) });
			await sleep(RETRY_AFTER_MS);
			await insert(keeper, notes).catch((again: unknown) => {
				warn('audit.lost', { entries: notes.length, error: describe(again) });
			});
		}
	}
}

function charactersOf({ exchange }: Note): number {
	return exchange === undefined
		? 0
		: exchange.target.length + (exchange.body?.length ?? 0) + exchange.reply.body.length;
}
