/**
 * Writes a page of Google's users or groups to the directory. What has to be written is told by what is kept
 * of the last time; where a run is is not known here.
 */
import type { ResourceCommand } from '../directory/model.ts';
import { underOtherName, type Mapped } from '../google/resources.ts';
import type { ResourceCounts } from '../google/settings.ts';
import { sha256Hex } from '../platform/crypto.ts';
import { newResourceId } from '../platform/ids.ts';
import { conflict } from '../scim/errors.ts';
import { fold } from '../scim/fold.ts';
import { findGoogleResources, type Local } from '../store/google-resources.ts';
import type { GoogleKind, GoogleRecordRow } from '../store/google-sync.ts';
import { noteRefused, patch, send, TYPE, type CommandDeps } from './google-commands.ts';
import type { WriteResult } from './writer.ts';

/** What came of writing a page. */
export interface Written {
	/** Those that are here now, or still are. */
	readonly seen: readonly GoogleRecordRow[];
	readonly counts: ResourceCounts;
	/** Those that could not be written yet: another one has their name, or they were deleted meanwhile. */
	readonly deferred: number;
	readonly errors: number;
}

/** A page, and on which occasion it is written. */
export interface PageToWrite {
	readonly directoryKey: number;
	readonly kind: GoogleKind;
	readonly resources: readonly Mapped[];
	/** A name that is taken is not going to be free. */
	readonly isLastOccasion: boolean;
}

/** A resource that has to be written. */
interface Task {
	readonly mapped: Mapped;
	readonly fingerprint: string;
	/** What of it is here; a new id and no version for what is not. */
	readonly local: Local;
	/** As it is to be kept if it cannot be written; undefined for what is new. */
	readonly otherwise: GoogleRecordRow | undefined;
}

/**
 * Writes what differs of a page. A name that is taken is asked for again when the others of the page are
 * written, and then put off; on the last occasion a group gets the name that no other one has. Undefined if
 * the writer is too busy: then the page is to be taken again.
 */
export async function writePage(
	deps: CommandDeps,
	page: PageToWrite,
): Promise<Written | undefined> {
	const { kind, isLastOccasion } = page;
	const { tasks, unchanged } = await plan(deps, page);
	const tally = new Tally(deps, kind, unchanged);
	const attempt = async (some: readonly Task[]): Promise<readonly Task[] | undefined> => {
		const results = await send(
			deps,
			some.map((task) => commandOf(kind, task)),
		);
		return results && some.filter((task, at) => tally.isTaken(task, results[at]));
	};
	let left: readonly Task[] = tasks;
	for (let before = Infinity; left.length > 0 && left.length < before;) {
		before = left.length;
		const taken = await attempt(left);
		if (taken === undefined) return undefined;
		left = taken;
	}
	if (isLastOccasion && kind === 'group' && left.length > 0) {
		const renamed = left.map((task) => ({ ...task, mapped: underOtherName(task.mapped) }));
		const taken = await attempt(renamed);
		if (taken === undefined) return undefined;
		left = taken;
	}
	for (const task of left) tally.giveUp(task, isLastOccasion);
	return tally.written(page.resources.length);
}

async function plan(deps: CommandDeps, { directoryKey, kind, resources }: PageToWrite) {
	const wanted = resources.map(({ googleId, name }) => ({ googleId, name: fold(name) }));
	const { known, adoptable } = await findGoogleResources(deps.db, directoryKey, kind, wanted);
	const tasks: Task[] = [];
	const unchanged: GoogleRecordRow[] = [];
	for (const mapped of resources) {
		const { googleId, body } = mapped;
		const fingerprint = await sha256Hex(JSON.stringify(body));
		const row = known.get(googleId);
		if (row === undefined || row.version === null) {
			const isNew = { resourceId: newResourceId(), version: null };
			const local = adoptable.get(googleId) ?? isNew;
			tasks.push({ mapped, fingerprint, local, otherwise: undefined });
		} else if (row.fingerprint === fingerprint) {
			unchanged.push({ googleId, resourceId: row.resourceId, fingerprint });
		} else {
			const { resourceId, fingerprint: last } = row;
			const otherwise = { googleId, resourceId, fingerprint: last };
			tasks.push({ mapped, fingerprint, local: row, otherwise });
		}
	}
	return { tasks, unchanged };
}

/** A user is replaced as a whole; of a group all but its members, which are compared elsewhere. */
function commandOf(kind: GoogleKind, { mapped, local }: Task): ResourceCommand {
	const { resourceId: id, version } = local;
	const { body } = mapped;
	const type = TYPE[kind];
	if (version === null) return { kind: 'create', type, id, body };
	if (kind === 'user') return { kind: 'replace', type, id, body };
	const { displayName, externalId } = body;
	return patch(type, id, [
		{ op: 'replace', path: 'displayName', value: displayName },
		{ op: 'replace', path: 'externalId', value: externalId },
	]);
}

/** What became of the resources of a page so far. */
class Tally {
	readonly #deps: CommandDeps;
	readonly #kind: GoogleKind;
	readonly #seen: GoogleRecordRow[];
	readonly #counts: { created: number; updated: number; unchanged: number };
	#deferred = 0;
	#errors = 0;

	constructor(deps: CommandDeps, kind: GoogleKind, unchanged: readonly GoogleRecordRow[]) {
		this.#deps = deps;
		this.#kind = kind;
		this.#seen = [...unchanged];
		this.#counts = { created: 0, updated: 0, unchanged: unchanged.length };
	}

	/** Notes the result of a task; true if another resource has its name. */
	isTaken(task: Task, result: WriteResult | undefined): boolean {
		if (result === undefined) return false;
		if (!result.ok) {
			if (result.error.status === 409) return true;
			// Deleted by somebody else a moment ago: it is made again on the next occasion.
			if (result.error.status === 404) this.#deferred += 1;
			else this.#refuse(task, result.error);
			return false;
		}
		const { mapped, fingerprint, local } = task;
		const version = result.value.resource?.resource.version ?? 0;
		this.#seen.push({ googleId: mapped.googleId, resourceId: local.resourceId, fingerprint });
		if (local.version === null) this.#counts.created += 1;
		else this.#counts[version > local.version ? 'updated' : 'unchanged'] += 1;
		return false;
	}

	/** Notes a task whose name is taken: it stays as it was. */
	giveUp(task: Task, forGood: boolean): void {
		if (forGood) return this.#refuse(task, conflict(''));
		if (task.otherwise !== undefined) this.#seen.push(task.otherwise);
		this.#deferred += 1;
	}

	written(resources: number): Written {
		return {
			seen: this.#seen,
			counts: { ...this.#counts, seen: resources, removed: 0 },
			deferred: this.#deferred,
			errors: this.#errors,
		};
	}

	#refuse({ mapped, otherwise }: Task, error: Parameters<typeof noteRefused>[3]): void {
		noteRefused(this.#deps, this.#kind, mapped.googleId, error);
		if (otherwise !== undefined) this.#seen.push(otherwise);
		this.#errors += 1;
	}
}
