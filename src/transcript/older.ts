/**
 * What was in a directory before its recording began, as far as the recording shows it: a transcript starts
 * from an empty directory, so these users and groups are created first, with what is known of them.
 */
import { membershipChanges, membersBefore, type MembershipChange } from './memberships.ts';
import { isObject, type JsonObject } from './json.ts';
import {
	hiddenIn,
	idsIn,
	isDone,
	kindsOf,
	objectsIn,
	resourcesIn,
	valueAt,
	type Recorded,
	type ResourceKind,
} from './recorded.ts';

/** A user or a group that was there before. */
export interface Older {
	/** Undefined for one that only a conflict has told of. */
	readonly id: string | undefined;
	readonly kind: ResourceKind;
	/** The body that creates it. */
	readonly body: JsonObject;
}

const SCHEMA = {
	User: 'urn:ietf:params:scim:schemas:core:2.0:User',
	Group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
} as const;

/** The attribute that must be there and is unique. */
const NAME = { User: 'userName', Group: 'displayName' } as const;

/** What the service says of a resource by itself, or what is put together from elsewhere. */
const NOT_GIVEN = new Set(['id', 'meta', 'groups', 'members']);

/** Users first, and each one after those that it refers to. */
export function findOlder(exchanges: readonly Recorded[]): readonly Older[] {
	const survey = new Survey(exchanges);
	for (const exchange of exchanges) survey.look(exchange);
	return [...survey.resources(), ...conflicts(exchanges)];
}

interface Known {
	readonly attributes: Map<string, unknown>;
	/** What no answer has shown so far, by folded name: it may have been there before; undefined for any. */
	hidden: ReadonlySet<string> | undefined;
	/** Of a group: who is known to have been in it before. */
	members: Set<string>;
	/** What was changed in its members before they were shown. */
	readonly changes: MembershipChange[];
	/** Its members have been shown: whoever is seen later is new. */
	isSettled: boolean;
}

class Survey {
	readonly #kinds: ReadonlyMap<string, ResourceKind>;
	readonly #created = new Set<string>();
	readonly #known = new Map<string, Known>();

	constructor(exchanges: readonly Recorded[]) {
		this.#kinds = kindsOf(exchanges);
	}

	/** Learns from one exchange what was there before it. */
	look(exchange: Recorded): void {
		const { id, body, reply } = exchange;
		if (!isDone(exchange)) return;
		for (const made of createdBy(exchange)) this.#created.add(made);
		// What a deletion leaves unsaid is not to be found out any more.
		for (const named of [...(id === undefined ? [] : [id]), ...idsIn(body)]) this.#note(named);
		for (const change of membershipChanges(exchange)) {
			const group = this.#known.get(change.group);
			if (group?.isSettled === false) group.changes.push(change);
		}
		const hidden = hiddenIn(exchange);
		for (const resource of resourcesIn(reply)) this.#describe(resource, hidden);
	}

	/** What was found, in an order in which it can be created. */
	resources(): readonly Older[] {
		const made = new Map<string, Older>();
		const begun = new Set<string>();
		const ids = [...this.#known.keys()];
		const users = ids.filter((id) => this.#kindOf(id) === 'User');
		// The next one last. No recursion: managers have managers, and a recording may hold thousands.
		const open = [...users, ...ids].toReversed();
		for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
			const known = this.#known.get(id);
			if (known === undefined || made.has(id)) open.pop();
			else if (begun.has(id)) made.set(id, this.#toOlder(id, known, made.size + 1));
			else {
				begun.add(id);
				this.#settle(known, []);
				const others = [...idsIn(Object.fromEntries(known.attributes)), ...known.members];
				open.push(...others.filter((other) => !begun.has(other)).toReversed());
			}
		}
		return [...made.values()];
	}

	#toOlder(id: string, { attributes, members }: Known, number: number): Older {
		const kind = this.#kindOf(id);
		const unnamed = kind === 'User' ? `older-${number}@example.org` : `Older ${number}`;
		const body = {
			schemas: [SCHEMA[kind]],
			[NAME[kind]]: unnamed,
			...Object.fromEntries(attributes),
			...(members.size > 0 ? { members: [...members].map((value) => ({ value })) } : {}),
		};
		return { id, kind, body };
	}

	#kindOf(id: string): ResourceKind {
		return this.#kinds.get(id) ?? 'User';
	}

	/** Undefined for what was made meanwhile. */
	#note(id: string): Known | undefined {
		if (this.#created.has(id)) return undefined;
		const known = this.#known.get(id) ?? {
			attributes: new Map<string, unknown>(),
			hidden: undefined,
			members: new Set<string>(),
			changes: [],
			isSettled: false,
		};
		this.#known.set(id, known);
		return known;
	}

	#describe(resource: JsonObject, hidden: Known['hidden']): void {
		const id = String(resource['id']);
		const known = this.#note(id);
		for (const other of idsIn(resource)) this.#note(other);
		for (const { value, type } of objectsIn(resource['groups'])) {
			const group = type === 'indirect' ? undefined : this.#known.get(String(value));
			if (group === undefined || group.isSettled || known === undefined) continue;
			const isChanged = group.changes.some(({ members }) => members.includes(id));
			if (!isChanged) group.members.add(id);
		}
		if (known === undefined) return;
		const members = objectsIn(resource['members']).map(({ value }) => String(value));
		const areShown = hidden?.has('members') === false;
		if (members.length > 0 || areShown) this.#settle(known, members);
		const isOpen = (name: string) => known.hidden?.has(name.toLowerCase()) !== false;
		// What was shown first, even if a change has left it so: of what was before that, nothing says more.
		for (const [name, value] of Object.entries(resource)) {
			const isNew = !NOT_GIVEN.has(name) && !known.attributes.has(name) && isOpen(name);
			if (isNew) known.attributes.set(name, withoutReadOnly(value));
		}
		if (hidden !== undefined) known.hidden = new Set([...hidden].filter(isOpen));
	}

	/** Takes the members that are left for those who were there before, but for what is known to be changed. */
	#settle(group: Known, left: readonly string[]): void {
		if (group.isSettled) return;
		const before = [...group.members, ...membersBefore(left, group.changes)];
		group.members = new Set(before.filter((member) => this.#known.has(member)));
		group.isSettled = true;
	}
}

/** A manager's name is read from the manager. */
function withoutReadOnly(value: unknown): unknown {
	if (!isObject(value) || !isObject(value['manager'])) return value;
	return { ...value, manager: { value: value['manager']['value'] } };
}

/** The ids of what a request has created, in the order of a bulk request. */
export function createdBy({ method, status, reply }: Recorded): readonly string[] {
	if (method !== 'POST' || !isObject(reply)) return [];
	if (status === 201) return resourcesIn(reply).map(({ id }) => String(id));
	return objectsIn(reply['Operations'])
		.filter(({ method: verb, status: done }) => verb === 'POST' && String(done) === '201')
		.flatMap(({ location }) => idsIn(location));
}

/** Those whom nothing but a conflict has told of: there was somebody of this name, and no more is known. */
function conflicts(exchanges: readonly Recorded[]): readonly Older[] {
	const seen = new Set(
		exchanges.flatMap(({ reply }) =>
			resourcesIn(reply).flatMap((resource) => [
				nameKey('User', resource['userName']),
				nameKey('Group', resource['displayName']),
			]),
		),
	);
	return exchanges.flatMap(({ status, kind, body }) => {
		const name = kind === undefined ? undefined : nameIn(body, NAME[kind]);
		if (status !== 409 || kind === undefined || typeof name !== 'string') return [];
		const key = nameKey(kind, name);
		if (seen.has(key)) return [];
		seen.add(key);
		return [{ id: undefined, kind, body: { schemas: [SCHEMA[kind]], [NAME[kind]]: name } }];
	});
}

function nameKey(kind: ResourceKind, name: unknown): string {
	return `${kind} ${String(name).toLowerCase()}`;
}

/** The name that a body gives: of a resource, or in an operation of a PATCH. */
function nameIn(body: unknown, attribute: string): unknown {
	if (!isObject(body)) return undefined;
	const operations = objectsIn(valueAt(body, 'Operations'));
	const given = operations.flatMap((operation) => {
		const [path, value] = [valueAt(operation, 'path'), valueAt(operation, 'value')];
		if (typeof path === 'string' && path.toLowerCase() === attribute.toLowerCase()) return [value];
		return isObject(value) ? [valueAt(value, attribute)] : [];
	});
	return valueAt(body, attribute) ?? given.find((name) => name !== undefined);
}
