/**
 * Commands to a directory about what is known of Google: the same that a SCIM client would send, through the
 * same queue. One that changes nothing causes no event, so all of this may be done again at any time.
 */
import type { ResourceCommand, ResourceTypeName } from '../directory/model.ts';
import type { Refusal, RemovedUsers } from '../google/settings.ts';
import { warn } from '../platform/log.ts';
import type { ScimError } from '../scim/errors.ts';
import { PATCH_OP_URN } from '../scim/urns.ts';
import type { Database } from '../store/database.ts';
import type { Departed, MemberDifference } from '../store/google-resources.ts';
import { TYPE_OF, type GoogleKind } from '../store/google-sync.ts';
import type { WriteRequest, WriteResult } from './writer.ts';

/** What writing needs of the directory's writer. */
export interface CommandDeps {
	readonly db: Database;
	readonly directoryId: () => string;
	readonly write: (request: WriteRequest) => Promise<WriteResult>;
}

/** Commands that wait together: half of what a commit takes, so that nobody else is kept waiting. */
const COMMANDS_AT_ONCE = 100;

/** Members of one command: each is an event, and a commit takes up to two hundred commands. */
const MEMBERS_AT_ONCE = 500;

/** Sends commands in their order; undefined if the writer is too busy to confirm one of them. */
export async function send(
	{ write }: CommandDeps,
	commands: readonly ResourceCommand[],
): Promise<readonly WriteResult[] | undefined> {
	const results: WriteResult[] = [];
	for (let from = 0; from < commands.length; from += COMMANDS_AT_ONCE) {
		const some = commands.slice(from, from + COMMANDS_AT_ONCE);
		const answers = await Promise.all(
			some.map((command) => write({ command, tokenHash: null, size: sizeOf(command) })),
		);
		if (answers.some((answer) => !answer.ok && isBusy(answer.error))) return undefined;
		results.push(...answers);
	}
	return results;
}

/** What came of removing resources. */
export interface Removed {
	/** Google's ids of those that are not here any more, or not Google's. */
	readonly gone: readonly string[];
	/** Google's ids of users who stay here, deactivated. */
	readonly left: readonly string[];
	readonly removed: number;
	readonly refused: readonly Refusal[];
}

/** Removes resources that Google does not have any more; undefined if the writer is too busy. */
export async function remove(
	deps: CommandDeps,
	kind: GoogleKind,
	departed: readonly Departed[],
	how: RemovedUsers,
): Promise<Removed | undefined> {
	const there = departed.flatMap(({ googleId, resourceId }) =>
		resourceId === null ? [] : [{ googleId, resourceId }],
	);
	const results = await send(
		deps,
		there.map(({ resourceId: id }): ResourceCommand =>
			kind === 'user' && how === 'deactivate'
				? patch('User', id, [{ op: 'replace', path: 'active', value: false }])
				: { kind: 'delete', type: TYPE_OF[kind], id },
		),
	);
	if (results === undefined) return undefined;
	const kept = new Set<string>();
	const done: string[] = [];
	const refused: Refusal[] = [];
	there.forEach(({ googleId }, at) => {
		const result = results[at];
		if (result === undefined || result.ok) done.push(googleId);
		else if (result.error.status !== 404) {
			kept.add(googleId);
			refused.push(refusalOf(deps, { kind, google_id: googleId, name: null }, result.error));
		}
	});
	const left = kind === 'user' && how === 'deactivate' ? done : [];
	for (const id of left) kept.add(id);
	const gone = departed.map(({ googleId }) => googleId).filter((id) => !kept.has(id));
	return { gone, left, removed: done.length, refused };
}

/** What came of changing the members of a group. */
export interface MembersChanged {
	readonly added: number;
	readonly removed: number;
	readonly refused: readonly Refusal[];
}

/** Gives a group the members that it lacks and ends what it has too many; undefined if the writer is too busy. */
export async function changeMembers(
	deps: CommandDeps,
	{ googleId, resourceId }: { readonly googleId: string; readonly resourceId: string },
	{ missing, surplus }: MemberDifference,
): Promise<MembersChanged | undefined> {
	const counts = { added: 0, removed: 0 };
	const refused: Refusal[] = [];
	for (const [op, ids] of [
		['remove', surplus],
		['add', missing],
	] as const) {
		for (let from = 0; from < ids.length; from += MEMBERS_AT_ONCE) {
			const value = ids.slice(from, from + MEMBERS_AT_ONCE).map((id) => ({ value: id }));
			// One after another: a large group is not to fill a commit, and memory, at once.
			const results = await send(deps, [
				patch('Group', resourceId, [{ op, path: 'members', value }]),
			]);
			const [result] = results ?? [];
			if (result === undefined) return undefined;
			if (result.ok) counts[op === 'add' ? 'added' : 'removed'] += value.length;
			else {
				const group = { kind: 'group', google_id: googleId, name: null } as const;
				refused.push(refusalOf(deps, group, result.error));
			}
		}
	}
	return { ...counts, refused };
}

/** A PATCH of a resource that asks for no representation in the answer. */
export function patch(
	type: ResourceTypeName,
	id: string,
	operations: readonly object[],
): ResourceCommand {
	const body = { schemas: [PATCH_OP_URN], Operations: operations };
	return { kind: 'patch', type, id, body, wantsResource: false, wantsMembers: false };
}

/** A resource that this directory refuses, as its report has it; the log has not who it is. */
export function refusalOf(
	{ directoryId }: CommandDeps,
	of: Omit<Refusal, 'reason'>,
	{ status, scimType, detail }: ScimError,
): Refusal {
	const { kind, google_id: googleId } = of;
	warn('google.refused', { directoryId: directoryId(), kind, googleId, status, scimType });
	return { ...of, reason: detail };
}

/** The queue is full, or it is not known what was done: whatever it was, it may be done again. */
function isBusy({ status }: ScimError): boolean {
	return status === 429 || status === 503;
}

function sizeOf(command: ResourceCommand): number {
	return command.kind === 'delete' ? 0 : JSON.stringify(command.body).length;
}
