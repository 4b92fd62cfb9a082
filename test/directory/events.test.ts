/** What events say: enough to rebuild the directory from them, in their order, and nothing secret. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { resourceEvent, updateEvent } from '../../src/directory/events.ts';
import { USUAL_MAPPING } from '../../src/directory/mapping.ts';
import type {
	Command,
	NewEvent,
	ResourceCommand,
	StoredResource,
} from '../../src/directory/model.ts';
import { ok } from '../../src/result.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { declareSchema, type GivenAttribute } from '../../src/scim/schema/declare.ts';
import { withDeclared } from '../../src/scim/schema/resource-types.ts';
import { MemoryDirectory } from '../support/memory-directory.ts';

const USERS = ['u1', 'u2', 'u3'];
const GROUPS = ['g1', 'g2', 'g3'];

/** What an application makes of a log: users and groups by id, memberships as `group member`. */
class Follower {
	readonly resources = new Map<string, JsonObject>();
	readonly memberships = new Set<string>();
	/** What an event said that cannot be. */
	readonly nonsense: string[] = [];

	/** Applies an event: each must be news, and about what is there. */
	apply(event: NewEvent): void {
		const { type, resourceId, data } = event;
		const id = data['id'] as string;
		const demand = (holds: boolean) => {
			if (!holds) this.nonsense.push(JSON.stringify(event));
		};
		switch (type) {
			case 'user.created':
			case 'group.created':
				demand(!this.resources.has(id));
				this.resources.set(id, data['raw'] as JsonObject);
				return;
			case 'user.updated':
			case 'group.updated':
				demand(this.#update(id, data));
				return;
			case 'user.deleted':
			case 'group.deleted':
				demand(![...this.memberships].some((pair) => pair.split(' ').includes(id)));
				demand(this.resources.delete(id));
				return;
			case 'group.user_added':
			case 'group.user_removed':
				demand((data['group'] as JsonObject)['id'] === resourceId);
				demand(this.#move(resourceId, id, type === 'group.user_added'));
				return;
			default:
				throw new Error(`no event of a user or a group: ${type}`);
		}
	}

	#update(id: string, data: JsonObject): boolean {
		const { raw, changes } = data as {
			raw: JsonObject;
			changes: { path: string; from: unknown; to: unknown }[];
		};
		const before = this.resources.get(id);
		this.resources.set(id, raw);
		const [{ path, from, to } = { path: '', from: null, to: null }] = changes;
		if (path === 'members') {
			const { value } = (to ?? from) as { value: string };
			return changes.length === 1 && this.#move(id, value, to !== null);
		}
		const isTrue = (change: (typeof changes)[number]) =>
			change.from === valueAt(before, change.path) && change.to === valueAt(raw, change.path);
		return before !== undefined && changes.length > 0 && changes.every(isTrue);
	}

	#move(groupId: string, memberId: string, present: boolean): boolean {
		const pair = `${groupId} ${memberId}`;
		const was = this.memberships.has(pair);
		if (present) this.memberships.add(pair);
		else this.memberships.delete(pair);
		return was !== present && [groupId, memberId].every((id) => this.resources.has(id));
	}
}

/** The value at `title` or `name.givenName`; null if there is none. */
function valueAt(resource: JsonObject | undefined, path: string): unknown {
	let value: unknown = resource;
	for (const name of path.split('.')) value = (value as JsonObject | undefined)?.[name];
	return value ?? null;
}

/** Everybody is there; g1 is in g2, and both have users. */
const FILLING: readonly ResourceCommand[] = [
	['User', 'u1', { userName: 'anna' }],
	['User', 'u2', { userName: 'bert' }],
	['Group', 'g1', { displayName: 'crew', members: ['u1', 'u2'] }],
	['Group', 'g2', { displayName: 'staff', members: ['g1', 'u1'] }],
].map(([type, id, body]) => ({ kind: 'create', type, id, body }) as ResourceCommand);

const memberIds = fc.uniqueArray(fc.constantFrom(...USERS, ...GROUPS), { maxLength: 3 });

const userBody = fc
	.record({
		userName: fc.constantFrom('anna', 'bert', 'cleo'),
		title: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
		name: fc.option(fc.record({ givenName: fc.constantFrom('A', 'B') }), { nil: undefined }),
		password: fc.constant('secret'),
	})
	.map((body) => JSON.parse(JSON.stringify(body)) as JsonObject);

const groupBody = fc.record({
	displayName: fc.constantFrom('crew', 'staff', 'guests'),
	members: memberIds.map((ids) => ids.map((value) => ({ value }))),
});

const groupOperation = fc.oneof(
	fc.record({
		op: fc.constantFrom('add', 'remove', 'replace'),
		path: fc.constant('members'),
		value: memberIds.map((ids) => ids.map((value) => ({ value }))),
	}),
	fc.constant({ op: 'remove', path: 'members[type eq "User"]' }),
	fc.record({
		op: fc.constant('replace'),
		path: fc.constant('displayName'),
		value: fc.constantFrom('crew', 'staff', 'others'),
	}),
);

const resourceCommand: fc.Arbitrary<ResourceCommand> = fc.oneof(
	...(['create', 'replace'] as const).flatMap((kind) => [
		fc.record({
			kind: fc.constant(kind),
			type: fc.constant('User' as const),
			id: fc.constantFrom(...USERS),
			body: userBody,
		}),
		fc.record({
			kind: fc.constant(kind),
			type: fc.constant('Group' as const),
			id: fc.constantFrom(...GROUPS),
			body: groupBody,
		}),
	]),
	fc.record({
		kind: fc.constant('patch' as const),
		type: fc.constant('Group' as const),
		id: fc.constantFrom(...GROUPS),
		body: fc
			.array(groupOperation, { minLength: 1, maxLength: 3 })
			.map((Operations) => ({ Operations })),
		wantsResource: fc.boolean(),
		wantsMembers: fc.boolean(),
	}),
	fc.record({
		kind: fc.constant('delete' as const),
		type: fc.constant('User' as const),
		id: fc.constantFrom(...USERS),
	}),
	fc.record({
		kind: fc.constant('delete' as const),
		type: fc.constant('Group' as const),
		id: fc.constantFrom(...GROUPS),
	}),
);

const bulk: fc.Arbitrary<Command> = fc
	.array(resourceCommand, { minLength: 1, maxLength: 8 })
	.map((commands) => ({
		kind: 'bulk',
		isNamed: true,
		operations: commands.map((command) => ({ command: ok(command), references: [] })),
	}));

describe('the log', () => {
	test('rebuilds users, groups and memberships, nested ones too, whatever is done how', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(resourceCommand, bulk), { maxLength: 25 }), (commands) => {
				const directory = new MemoryDirectory();
				for (const command of [...FILLING, ...commands]) directory.run(command);
				const follower = new Follower();
				for (const event of directory.events) follower.apply(event);
				expect(follower.nonsense).toEqual([]);
				expect(follower.memberships).toEqual(directory.memberships);
				const raws = [...directory.resources.values()].map(rawOf);
				expect(byId([...follower.resources.values()])).toEqual(byId(raws));
				expect(JSON.stringify(directory.events)).not.toContain('secret');
			}),
			{ numRuns: 500 },
		);
	});
});

const BADGE = 'urn:acme:scim:schemas:badge:2.0:User';
const PIN = { name: 'pin', mutability: 'writeOnly', returned: 'never' } as const;

describe('what a declared schema never returns (RFC 7643 §7), but a document holds from before', () => {
	const attributes: GivenAttribute[] = [
		{ name: 'level' },
		{ name: 'notes', returned: 'request' },
		PIN,
		{ name: 'lock', type: 'complex', subAttributes: [PIN, { name: 'name' }] },
		{ name: 'keys', type: 'complex', multiValued: true, subAttributes: [PIN, { name: 'value' }] },
	];
	const declared = declareSchema({
		id: BADGE,
		name: 'Badge',
		resourceType: 'User',
		required: false,
		attributes,
	});
	if (!declared.ok) throw new Error('the schema is wrong');
	const type = withDeclared([declared.value]).User;
	const before = userWith({
		[BADGE]: {
			level: '1',
			notes: 'n',
			pin: 'secret',
			lock: { pin: 'secret', name: 'front' },
			keys: [{ pin: 'secret', value: 'k' }],
		},
	});

	test('is not in an event, whatever else is', () => {
		const { data } = resourceEvent('evt_1', 'created', type, before, USUAL_MAPPING);
		expect(data['raw']).toMatchObject({
			[BADGE]: { level: '1', notes: 'n', lock: { name: 'front' }, keys: [{ value: 'k' }] },
		});
		expect(JSON.stringify(data)).not.toContain('secret');
	});

	test('is not in the changes when it goes, which may leave none', () => {
		const after = userWith({
			[BADGE]: { level: '2', notes: 'n', lock: { name: 'front' }, keys: [{ value: 'k' }] },
		});
		const { data } = updateEvent('evt_1', type, before, after, USUAL_MAPPING);
		expect(data['changes']).toEqual([{ path: `${BADGE}:level`, from: '1', to: '2' }]);
		expect(JSON.stringify(data)).not.toContain('secret');
		const pinned = userWith({ [BADGE]: { level: '2', pin: 'secret' } });
		const bare = userWith({ [BADGE]: { level: '2' } });
		expect(updateEvent('evt_1', type, pinned, bare, USUAL_MAPPING).data['changes']).toEqual([]);
	});
});

function userWith(more: JsonObject): StoredResource {
	const attributes = { userName: 'anna', ...more };
	return { type: 'User', key: 1, id: 'u1', attributes, version: 1, createdAt: 0, modifiedAt: 0 };
}

function rawOf(resource: StoredResource): JsonObject {
	const { type } = resource;
	const event = resourceEvent('', 'updated', withDeclared([])[type], resource, USUAL_MAPPING);
	return event.data['raw'] as JsonObject;
}

/** Without versions: an event shows them as they were before later members came. */
function byId(resources: readonly JsonObject[]) {
	return new Map(resources.map(({ meta: _meta, ...rest }) => [rest['id'], rest]));
}
