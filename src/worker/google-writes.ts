/**
 * Writes a page of Google's users or groups to the directory. What has to be written is told by what is kept
 * of the last time; where a run is is not known here.
 */
import type { ResourceCommand } from '../directory/model.ts';
import { underOtherName, type Mapped } from '../google/resources.ts';
import type { Refusal } from '../google/settings.ts';
import { sha256Hex } from '../platform/crypto.ts';
import { newResourceId } from '../platform/ids.ts';
import { conflict, type ScimError } from '../scim/errors.ts';
import { fold } from '../scim/fold.ts';
import { findGoogleResources, type Local } from '../store/google-resources.ts';
import { TYPE_OF, type GoogleKind, type GoogleRecordRow } from '../store/google-sync.ts';
import {
	patch,
	refusalOf,
	remove,
	send,
	type CommandDeps,
	type Removed,
} from './google-commands.ts';
import type { WriteResult } from './writer.ts';

/** What came of writing a page. */
export interface Written {
	/** Those that were written. */
	readonly written: readonly GoogleRecordRow[];
	readonly created: number;
	readonly updated: number;
	/** Those that were as they are to be. */
	readonly unchanged: number;
	/** Those that could not be written yet: another one has their name, or they were deleted meanwhile. */
	readonly deferred: number;
	/** Those that the directory does not take. */
	readonly refused: readonly Refusal[];
	/** Those whose name another one has for good. */
	readonly taken: readonly Refusal[];
	/** Google's ids of users who had left, were kept, and have lost their name to another account. */
	readonly gone: readonly string[];
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
}

/**
 * Writes what differs of a page. A name that is taken is asked for again when the others of the page are
 * written, and then put off. On the last occasion a group gets the name that no other one has, and of a user
 * all but the name is written: who may not sign in any more is not to depend on it. Undefined if the writer is
 * too busy: then the page is to be taken again. Who has left and is kept makes way for whom Google gives the
 * address to: the two are never one, or an application would hand the account of the one to the other.
 */
export async function writePage(
	deps: CommandDeps,
	page: PageToWrite,
): Promise<Written | undefined> {
	const { kind, isLastOccasion } = page;
	const { tasks, unchanged, leavers } = await plan(deps, page);
	const freed = await remove(deps, 'user', leavers, 'delete');
	if (freed === undefined) return undefined;
	const tally = new Tally(deps, kind, unchanged, freed);
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
		const still = await attempt(left);
		if (still === undefined) return undefined;
		left = still;
	}
	if (!isLastOccasion) return tally.written({ deferred: left.length, taken: [] });
	if (kind === 'group' && left.length > 0) {
		const renamed = left.map((task) => ({ ...task, mapped: underOtherName(task.mapped) }));
		const still = await attempt(renamed);
		if (still === undefined) return undefined;
		left = still;
	}
	const taken = left.map(({ mapped }) => refused(deps, kind, mapped, TAKEN[kind]));
	const rest = kind === 'user' ? left.flatMap(withoutName) : [];
	if ((await send(deps, rest)) === undefined) return undefined;
	return tally.written({ deferred: 0, taken });
}

const TAKEN = {
	user: conflict('Another user has its userName, and keeps it.'),
	group: conflict('Another group has its displayName.'),
} as const;

function refused(deps: CommandDeps, kind: GoogleKind, { googleId, name }: Mapped, why: ScimError) {
	return refusalOf(deps, { kind, google_id: googleId, name }, why);
}

async function plan(deps: CommandDeps, { directoryKey, kind, resources }: PageToWrite) {
	const wanted = resources.map(({ googleId, name }) => ({ googleId, name: fold(name) }));
	const found = await findGoogleResources(deps.db, directoryKey, kind, wanted);
	const { known, adoptable } = found;
	const tasks: Task[] = [];
	for (const mapped of resources) {
		const { googleId, body } = mapped;
		const fingerprint = await sha256Hex(JSON.stringify(body));
		const row = known.get(googleId);
		const isThere = row !== undefined && row.version !== null;
		if (isThere && row.fingerprint === fingerprint) continue;
		const isNew = { resourceId: newResourceId(), version: null };
		const local = isThere ? row : (adoptable.get(googleId) ?? isNew);
		tasks.push({ mapped, fingerprint, local });
	}
	const leavers = tasks.flatMap(({ mapped }) => found.leavers.get(mapped.googleId) ?? []);
	return { tasks, unchanged: resources.length - tasks.length, leavers };
}

/** A user is replaced as a whole; of a group all but its members, which are compared elsewhere. */
function commandOf(kind: GoogleKind, { mapped, local }: Task): ResourceCommand {
	const { resourceId: id, version } = local;
	const { body } = mapped;
	const type = TYPE_OF[kind];
	if (version === null) return { kind: 'create', type, id, body };
	if (kind === 'user') return { kind: 'replace', type, id, body };
	const { displayName, externalId } = body;
	return patch(type, id, [
		{ op: 'replace', path: 'displayName', value: displayName },
		{ op: 'replace', path: 'externalId', value: externalId },
	]);
}

/** All that is known of a user but the name; nothing of one who is not here. */
function withoutName({ mapped, local }: Task): readonly ResourceCommand[] {
	if (local.version === null) return [];
	const { schemas: _schemas, userName: _name, ...value } = mapped.body;
	return [patch('User', local.resourceId, [{ op: 'replace', value }])];
}

/** What became of the resources of a page so far. */
class Tally {
	readonly #deps: CommandDeps;
	readonly #kind: GoogleKind;
	readonly #written: GoogleRecordRow[] = [];
	readonly #counts = { created: 0, updated: 0, unchanged: 0 };
	readonly #refused: Refusal[] = [];
	readonly #gone: readonly string[];
	#deferred = 0;

	constructor(deps: CommandDeps, kind: GoogleKind, unchanged: number, freed: Removed) {
		this.#deps = deps;
		this.#kind = kind;
		this.#counts.unchanged = unchanged;
		this.#gone = freed.gone;
		this.#refused.push(...freed.refused);
	}

	/** Notes the result of a task; true if another resource has its name. */
	isTaken({ mapped, fingerprint, local }: Task, result: WriteResult | undefined): boolean {
		if (result === undefined) return false;
		const { googleId } = mapped;
		if (!result.ok) {
			const { status } = result.error;
			if (status === 409) return true;
			// Deleted by somebody else a moment ago: it is made again on the next occasion.
			if (status === 404) this.#deferred += 1;
			else this.#refused.push(refused(this.#deps, this.#kind, mapped, result.error));
			return false;
		}
		const version = result.value.resource?.resource.version ?? 0;
		this.#written.push({ googleId, resourceId: local.resourceId, fingerprint });
		if (local.version === null) this.#counts.created += 1;
		else this.#counts[version > local.version ? 'updated' : 'unchanged'] += 1;
		return false;
	}

	/** All of it, with those whose name is taken. */
	written({ deferred, taken }: Pick<Written, 'deferred' | 'taken'>): Written {
		return {
			...this.#counts,
			written: this.#written,
			deferred: this.#deferred + deferred,
			refused: this.#refused,
			taken,
			gone: this.#gone,
		};
	}
}
