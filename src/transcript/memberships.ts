/**
 * What requests change in the members of a group, and how those were before: what a change has left is seen
 * after it, what it has removed is named by it alone.
 */
import { isObject } from './json.ts';
import { idsIn, objectsIn, valueAt, type Recorded } from './recorded.ts';

/** One change of the members of a group. */
export interface MembershipChange {
	readonly group: string;
	readonly kind: 'add' | 'remove' | 'replace';
	readonly members: readonly string[];
}

/** What a request does to the members of groups, in its order (RFC 7644 §3.5.1, §3.5.2, §3.7). */
export function membershipChanges({
	method,
	id,
	target,
	body,
}: Recorded): readonly MembershipChange[] {
	if (id !== undefined) return changesOf(id, method, body);
	if (!/^\/Bulk(?:[?/]|$)/i.test(target) || !isObject(body)) return [];
	return objectsIn(valueAt(body, 'Operations')).flatMap((operation) => {
		const [group] = idsIn(valueAt(operation, 'path'));
		const verb = String(valueAt(operation, 'method')).toUpperCase();
		return group === undefined ? [] : changesOf(group, verb, valueAt(operation, 'data'));
	});
}

function changesOf(group: string, method: string, body: unknown): readonly MembershipChange[] {
	if (!isObject(body)) return [];
	if (method === 'PUT') {
		return [{ group, kind: 'replace', members: idsIn(valueAt(body, 'members')) }];
	}
	if (method !== 'PATCH') return [];
	return objectsIn(valueAt(body, 'Operations')).flatMap((operation) => {
		const kind = kindOf(valueAt(operation, 'op'));
		const [path, value] = [valueAt(operation, 'path'), valueAt(operation, 'value')];
		if (kind === undefined) return [];
		if (typeof path === 'string') {
			const isOfMembers = /^(?:urn:[^[]*:)?members(?:\[|$)/i.test(path);
			return isOfMembers ? [{ group, kind, members: idsIn([path, value]) }] : [];
		}
		const given = isObject(value) ? valueAt(value, 'members') : undefined;
		return given === undefined ? [] : [{ group, kind, members: idsIn(given) }];
	});
}

/** The members before some changes, as far as those and what they have left can tell. */
export function membersBefore(
	left: Iterable<string>,
	changes: readonly MembershipChange[],
): ReadonlySet<string> {
	const members = new Set(left);
	for (const { kind, members: named } of changes.toReversed()) {
		// What a replacement has replaced is not known: the same, for all that can be told.
		for (const member of named) {
			if (kind === 'add') members.delete(member);
			if (kind === 'remove') members.add(member);
		}
	}
	return members;
}

function kindOf(op: unknown): MembershipChange['kind'] | undefined {
	const kind = String(op).toLowerCase();
	return kind === 'add' || kind === 'remove' || kind === 'replace' ? kind : undefined;
}
