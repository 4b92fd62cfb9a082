/**
 * What was in a directory before its recording began, as far as the recording shows it: a transcript starts
 * from an empty directory, so these users and groups are created first, with what is known of them.
 */
import {
	idsIn,
	isDone,
	isObject,
	isWrite,
	kindsOf,
	objectsIn,
	resourcesIn,
	valueAt,
	type JsonObject,
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
	/** Of a group, as it was seen first. */
	readonly members: Set<string>;
	/** Its members have been seen, or may have been changed: others that are seen now are new. */
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
		for (const resource of resourcesIn(reply)) this.#describe(resource);
		const changed = isWrite(exchange) && id !== undefined ? this.#known.get(id) : undefined;
		if (changed !== undefined) changed.isSettled = true;
	}

	/** What was found, in an order in which it can be created. */
	resources(): readonly Older[] {
		const made: Older[] = [];
		const done = new Set<string>();
		const add = (id: string): void => {
			const known = this.#known.get(id);
			if (known === undefined || done.has(id)) return;
			done.add(id);
			const attributes = Object.fromEntries(known.attributes);
			for (const other of [...idsIn(attributes), ...known.members]) add(other);
			made.push(this.#toOlder(id, known, made.length + 1));
		};
		const ids = [...this.#known.keys()];
		for (const id of ids) if (this.#kindOf(id) === 'User') add(id);
		for (const id of ids) add(id);
		return made;
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
			members: new Set<string>(),
			isSettled: false,
		};
		this.#known.set(id, known);
		return known;
	}

	#describe(resource: JsonObject): void {
		const id = String(resource['id']);
		const known = this.#note(id);
		for (const other of idsIn(resource)) this.#note(other);
		for (const { value, type } of objectsIn(resource['groups'])) {
			const group = type === 'indirect' ? undefined : this.#known.get(String(value));
			if (group?.isSettled === false && known !== undefined) group.members.add(id);
		}
		if (known === undefined) return;
		const members = objectsIn(resource['members']).map(({ value }) => String(value));
		const isFirst = known.members.size === 0 && members.length > 0;
		if (isFirst || !known.isSettled) this.#join(known, members);
		// What was seen first; of what a change has left unsaid before, as it was after that.
		for (const [name, value] of Object.entries(resource)) {
			const isNew = !NOT_GIVEN.has(name) && !known.attributes.has(name);
			if (isNew) known.attributes.set(name, withoutReadOnly(value));
		}
	}

	#join(group: Known, members: readonly string[]): void {
		for (const member of members) if (this.#known.has(member)) group.members.add(member);
		if (members.length > 0) group.isSettled = true;
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
