/** What becomes of the operations of a bulk request (RFC 7644 §3.7), decided without any I/O. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bulkCommand, executionOrder } from '../../src/directory/bulk.ts';
import type { Command, OperationCommand } from '../../src/directory/model.ts';
import { readBulkRequest } from '../../src/scim/bulk.ts';
import type { Json, JsonObject } from '../../src/scim/json.ts';
import { MemoryDirectory } from '../support/memory-directory.ts';

type BulkCommand = Extract<Command, { kind: 'bulk' }>;

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

/** The command of a bulk; what the POST with bulkId x creates has the id `new-x`. */
function bulkOf(operations: readonly JsonObject[], failOnErrors?: number): BulkCommand {
	const bulkIds = operations.flatMap(({ method, bulkId }) =>
		method === 'POST' && typeof bulkId === 'string' ? [bulkId] : [],
	);
	const ids = new Set(bulkIds).values();
	const request = readBulkRequest(
		{ Operations: operations, ...(failOnErrors === undefined ? {} : { failOnErrors }) },
		() => `new-${ids.next().value}`,
	);
	if (!request.ok) throw new Error(request.error.detail);
	return bulkCommand(request.value) as BulkCommand;
}

const postUser = (bulkId: string, userName: string, manager?: string): JsonObject => ({
	method: 'POST',
	path: '/Users',
	bulkId,
	data: { userName, ...(manager === undefined ? {} : { [ENTERPRISE]: { manager } }) },
});
const postGroup = (bulkId: string, displayName: string, ...members: string[]): JsonObject => ({
	method: 'POST',
	path: '/Groups',
	bulkId,
	data: { displayName, members },
});
const put = (path: string, data: JsonObject): JsonObject => ({ method: 'PUT', path, data });
const patch = (path: string, ...data: JsonObject[]): JsonObject => ({
	method: 'PATCH',
	path,
	data,
});
const remove = (path: string): JsonObject => ({ method: 'DELETE', path });
const add = (...members: string[]): JsonObject => ({ op: 'add', path: 'members', value: members });
const rename = (userName: string): JsonObject => ({
	op: 'replace',
	path: 'userName',
	value: userName,
});

/** A directory with the users u1 (anna) and u2 (bert) and the group g1 (crew), which anna is in. */
function filled(type?: string): MemoryDirectory {
	const directory = new MemoryDirectory(type);
	const create = (kind: 'User' | 'Group', id: string, body: JsonObject) =>
		directory.run({ kind: 'create', type: kind, id, body });
	create('User', 'u1', { userName: 'anna' });
	create('User', 'u2', { userName: 'bert' });
	create('Group', 'g1', { displayName: 'crew', members: ['u1'] });
	directory.events.length = 0;
	return directory;
}

/** Runs a bulk in a filled directory: the statuses of its operations and what is left afterwards. */
function run(operations: readonly JsonObject[], failOnErrors?: number, type?: string) {
	const directory = filled(type);
	const answer = directory.run(bulkOf(operations, failOnErrors));
	if (!answer.ok) throw new Error(answer.error.detail);
	const outcomes = answer.value.outcomes ?? [];
	return {
		directory,
		outcomes,
		statuses: outcomes.map((outcome) =>
			outcome?.result.ok === false ? outcome.result.error.status : outcome?.result.value,
		),
		details: outcomes.map((outcome) =>
			outcome?.result.ok === false ? outcome.result.error.detail : undefined,
		),
		created: [...directory.resources.keys()].filter((id) => id.startsWith('new-')),
		events: directory.events.map(({ type: name, resourceId }) => `${name} ${resourceId}`),
	};
}

describe('RFC 7644 §3.7 operations are done like single requests, in order', () => {
	test('each with its own status and the version that the resource has in the end', () => {
		const { outcomes, events } = run([
			postUser('a', 'carl'),
			put('/Users/u1', { userName: 'anna', title: 'x' }),
			patch('/Users/u2', rename('bertram')),
			patch('/Groups/g1', add('u2')),
			remove('/Users/u1'),
		]);
		expect(outcomes).toEqual([
			{ result: { ok: true, value: 201 }, version: 'W/"1"' },
			{ result: { ok: true, value: 200 } },
			{ result: { ok: true, value: 200 }, version: expect.stringMatching(/^W\/"2-/) as string },
			{ result: { ok: true, value: 204 }, version: 'W/"3"' },
			{ result: { ok: true, value: 204 } },
		]);
		expect(events).toEqual([
			'user.created new-a',
			'user.updated u1',
			'user.updated u2',
			'group.user_added g1',
			'group.user_removed g1',
			'user.deleted u1',
		]);
	});

	test.each<[string, readonly JsonObject[], readonly number[]]>([
		[
			'a name that was given up is free',
			[patch('/Users/u1', rename('x')), postUser('a', 'Anna')],
			[200, 201],
		],
		['a name that was taken is not', [postUser('a', 'carl'), postUser('b', 'CARL')], [201, 409]],
		[
			'what was deleted is gone',
			[remove('/Users/u1'), put('/Users/u1', { userName: 'x' })],
			[204, 404],
		],
		['and is no member', [remove('/Users/u2'), patch('/Groups/g1', add('u2'))], [204, 400]],
		[
			'a new resource can be changed',
			[postUser('a', 'x'), put('/Users/bulkId:a', { userName: 'y' })],
			[201, 200],
		],
		[
			'and deleted',
			[postUser('a', 'x'), remove('/Users/bulkId:a'), postUser('b', 'x')],
			[201, 204, 201],
		],
		['types are not mixed up', [postUser('a', 'x'), remove('/Groups/bulkId:a')], [201, 404]],
		[
			'all members of a group, again and again',
			[
				put('/Groups/g1', { displayName: 'crew', members: ['u2'] }),
				put('/Groups/g1', { displayName: 'crew', members: ['u1'] }),
				patch('/Groups/g1', { op: 'remove', path: 'members[type eq "User"]' }),
				patch('/Groups/g1', { op: 'replace', path: 'members', value: ['u1', 'u2'] }),
				remove('/Groups/g1'),
			],
			[200, 200, 204, 204, 204],
		],
		[
			'bad input fails alone',
			[{ method: 'GET' }, put('/Users/u1', {}), postUser('a', 'x')],
			[400, 400, 201],
		],
	])('a later one sees those before it: %s', (_name, operations, statuses) => {
		expect(run(operations).statuses).toEqual(statuses);
	});

	test('§3.14 the precondition of an operation is its version', () => {
		const { statuses, outcomes } = run([
			{ ...patch('/Users/u1', rename('x')), version: 'W/"1"' },
			{ ...patch('/Users/u1', rename('y')), version: 'W/"1"' },
			{ ...patch('/Users/u1', rename('z')), version: '"2"' },
		]);
		expect(statuses).toEqual([200, 412, 200]);
		expect(outcomes[1]?.version).toMatch(/^W\/"3/);
	});

	test('a repeated bulk creates nothing twice', () => {
		const directory = filled();
		const bulk = bulkOf([
			postGroup('a', 'A', 'bulkId:b', 'bulkId:u'),
			postGroup('b', 'B', 'bulkId:a'),
			postUser('u', 'x'),
		]);
		directory.run(bulk);
		const events = directory.events.length;
		expect(directory.run(bulk)).toMatchObject({
			value: {
				outcomes: [
					{ result: { value: 201 } },
					{ result: { value: 201 } },
					{ result: { value: 201 } },
				],
			},
		});
		expect(directory.events).toHaveLength(events);
		expect(directory.directory).toMatchObject({ userCount: 3, groupCount: 3 });
	});

	test('an unknown member fails the operation, except in the dialect of Okta', () => {
		const operations = [postUser('a', 'x'), postGroup('b', 'B', 'nobody', 'bulkId:a')];
		expect(run(operations).statuses).toEqual([201, 400]);
		const { statuses, directory } = run(operations, undefined, 'okta-scim-v2');
		expect(statuses).toEqual([201, 201]);
		expect(directory.membersOf('new-b')).toEqual(['new-a']);
	});
});

test('a bulk goes over a million members at most, to select some', () => {
	const directory = filled();
	for (let key = 1_000; key < 51_000; key += 1) {
		const id = `m${key}`;
		const attributes = { userName: id };
		const user = { type: 'User', key, id, attributes, version: 1 } as const;
		directory.resources.set(id, { ...user, createdAt: 0, modifiedAt: 0 });
		directory.memberships.add(`g1 ${id}`);
	}
	const select = patch('/Groups/g1', { op: 'remove', path: 'members[type eq "Group"]' });
	const answer = directory.run(bulkOf(Array.from({ length: 21 }, () => select)));
	const results = answer.ok ? (answer.value.outcomes ?? []).map((each) => each?.result) : [];
	expect(results.slice(0, 20).every((result) => result?.ok === true)).toBe(true);
	expect(results[20]).toMatchObject({ ok: false, error: { scimType: 'tooMany' } });
});

describe('RFC 7644 §3.7 failOnErrors', () => {
	const bad = put('/Users/nobody', { userName: 'x' });
	test.each<[number | undefined, readonly (number | undefined)[]]>([
		[undefined, [404, 201, 404, 201]],
		[1, [404, undefined, undefined, undefined]],
		[2, [404, 201, 404, undefined]],
		[3, [404, 201, 404, 201]],
	])('%s: what follows that many errors is left undone', (failOnErrors, statuses) => {
		const result = run([bad, postUser('a', 'x'), bad, postUser('b', 'y')], failOnErrors);
		expect(result.statuses).toEqual(statuses);
		expect(result.created).toHaveLength(statuses.filter((status) => status === 201).length);
	});

	test('counts in the order in which operations are done', () => {
		const { statuses } = run([postGroup('g', 'G', 'bulkId:u'), bad, postUser('u', 'x'), bad], 1);
		expect(statuses).toEqual([201, 404, 201, undefined]);
	});
});

describe('RFC 7644 §3.7.2 references', () => {
	test.each<[string, readonly JsonObject[], Readonly<Record<string, readonly string[]>>]>([
		['backwards', [postUser('u', 'x'), postGroup('g', 'G', 'bulkId:u')], { 'new-g': ['new-u'] }],
		['forwards', [postGroup('g', 'G', 'bulkId:u'), postUser('u', 'x')], { 'new-g': ['new-u'] }],
		[
			'in a chain, forwards',
			[
				postGroup('a', 'A', 'bulkId:b'),
				postGroup('b', 'B', 'bulkId:c', 'u1'),
				postGroup('c', 'C', 'bulkId:u'),
				postUser('u', 'x'),
			],
			{ 'new-a': ['new-b'], 'new-b': ['new-c', 'u1'], 'new-c': ['new-u'] },
		],
		[
			'from changes of what is there',
			[
				patch('/Groups/g1', add('bulkId:u')),
				postUser('u', 'x'),
				postUser('v', 'y'),
				put('/Groups/bulkId:g', { displayName: 'H', members: ['bulkId:v'] }),
				postGroup('g', 'G'),
			],
			{ g1: ['u1', 'new-u'], 'new-g': ['new-v'] },
		],
		[
			'in the filter of a path',
			[
				postUser('u', 'x'),
				patch('/Groups/g1', add('bulkId:u'), {
					op: 'remove',
					path: 'members[value eq "bulkId:u"]',
				}),
			],
			{ g1: ['u1'] },
		],
	])('%s', (_name, operations, members) => {
		const { statuses, directory } = run(operations);
		expect(statuses.every((status) => status !== undefined && status < 300)).toBe(true);
		for (const [id, expected] of Object.entries(members))
			expect(directory.membersOf(id)).toEqual(expected);
	});

	test('what is referenced comes first, and changes of one resource keep their order', () => {
		const { directory, events } = run([
			put('/Groups/g1', { displayName: 'crew', members: ['bulkId:u'] }),
			patch('/Groups/g1', add('u2')),
			postUser('u', 'x'),
		]);
		expect(directory.membersOf('g1')).toEqual(['new-u', 'u2']);
		expect(events).toEqual([
			'user.created new-u',
			'group.user_removed g1',
			'group.user_added g1',
			'group.user_added g1',
		]);
	});

	test('a manager is the id, too', () => {
		const { directory } = run([postUser('a', 'x', 'bulkId:b'), postUser('b', 'y')]);
		expect(directory.resources.get('new-a')?.attributes).toMatchObject({
			[ENTERPRISE]: { manager: { value: 'new-b' } },
		});
	});

	test('what references a POST that failed is a conflict, and so is what references that', () => {
		const { statuses, details, created } = run([
			postUser('u', 'anna'),
			postGroup('g', 'G', 'bulkId:u'),
			patch('/Groups/bulkId:g', add('u2')),
			remove('/Users/bulkId:u'),
			patch('/Groups/g1', add('u2')),
		]);
		expect(statuses).toEqual([409, 409, 409, 409, 204]);
		expect(details[1]).toContain('Operations[0] ("bulkId:u")');
		expect(details[2]).toContain('Operations[1] ("bulkId:g")');
		expect(created).toEqual([]);
	});

	test('a POST that cannot be read is a POST that failed', () => {
		const bad = { method: 'POST', path: '/Nowhere', bulkId: 'u', data: {} };
		expect(run([postGroup('g', 'G', 'bulkId:u'), bad]).statuses).toEqual([409, 404]);
	});

	test('a reference to a failed POST is a conflict in the dialect of Okta, too', () => {
		const operations = [postUser('u', 'anna'), postGroup('g', 'G', 'bulkId:u')];
		expect(run(operations, undefined, 'okta-scim-v2').statuses).toEqual([409, 409]);
	});
});

describe('RFC 7644 §3.7.1 circular references', () => {
	test.each<[string, readonly JsonObject[], Readonly<Record<string, readonly string[]>>]>([
		[
			'of two groups',
			[postGroup('a', 'A', 'bulkId:b'), postGroup('b', 'B', 'bulkId:a')],
			{ 'new-a': ['new-b'], 'new-b': ['new-a'] },
		],
		[
			'of three groups, with members from outside',
			[
				postGroup('a', 'A', 'bulkId:b', 'u1'),
				postUser('u', 'x'),
				postGroup('b', 'B', 'bulkId:c', 'bulkId:u'),
				postGroup('c', 'C', 'bulkId:a'),
			],
			{ 'new-a': ['u1', 'new-b'], 'new-b': ['new-u', 'new-c'], 'new-c': ['new-a'] },
		],
		[
			'two circles that touch, and what depends on them',
			[
				patch('/Groups/g1', add('bulkId:a')),
				postGroup('a', 'A', 'bulkId:b'),
				postGroup('b', 'B', 'bulkId:a', 'bulkId:c'),
				postGroup('c', 'C', 'bulkId:d'),
				postGroup('d', 'D', 'bulkId:c'),
			],
			{
				g1: ['u1', 'new-a'],
				'new-a': ['new-b'],
				'new-b': ['new-c', 'new-a'],
				'new-c': ['new-d'],
				'new-d': ['new-c'],
			},
		],
	])('%s', (_name, operations, members) => {
		const { statuses, directory, outcomes } = run(operations);
		expect(statuses.every((status) => status !== undefined && status < 300)).toBe(true);
		for (const [id, expected] of Object.entries(members))
			expect(directory.membersOf(id)).toEqual(expected);
		expect(directory.resources.get('new-a')?.version).toBe(1);
		expect(outcomes.every((outcome) => outcome?.version !== undefined)).toBe(true);
	});

	test('of managers, of oneself, and through an extension', () => {
		const { statuses, directory } = run([
			postUser('a', 'x', 'bulkId:b'),
			postUser('b', 'y', 'bulkId:a'),
			postUser('c', 'z', 'bulkId:c'),
			postGroup('g', 'G', 'bulkId:d'),
			{ ...postUser('d', 'w'), data: { userName: 'w', 'urn:x:y:1': { home: 'bulkId:g' } } },
		]);
		expect(statuses).toEqual([201, 201, 201, 201, 201]);
		expect(directory.resources.get('new-c')?.attributes).toMatchObject({
			[ENTERPRISE]: { manager: { value: 'new-c' } },
		});
		expect(directory.resources.get('new-d')?.attributes).toMatchObject({
			'urn:x:y:1': { home: 'new-g' },
		});
		expect(directory.membersOf('new-g')).toEqual(['new-d']);
	});

	test('events tell of the groups first, then of their members', () => {
		expect(
			run([postGroup('a', 'A', 'bulkId:b', 'u1'), postGroup('b', 'B', 'bulkId:a')]).events,
		).toEqual([
			'group.created new-a',
			'group.user_added new-a',
			'group.created new-b',
			'group.updated new-a',
			'group.updated new-b',
		]);
	});

	test.each<[string, readonly JsonObject[], readonly number[], readonly number[]]>([
		[
			'a name that is taken',
			[postGroup('a', 'A', 'bulkId:b', 'u1'), postGroup('b', 'Crew', 'bulkId:a')],
			[409, 409],
			[0],
		],
		[
			'an unknown member',
			[
				postGroup('a', 'A', 'bulkId:b'),
				postGroup('b', 'B', 'bulkId:c', 'nobody'),
				postGroup('c', 'C', 'bulkId:a'),
			],
			[409, 400, 409],
			[0, 2],
		],
		[
			'a member of itself, found at the end',
			[postGroup('a', 'A', 'bulkId:b', 'u1'), postGroup('b', 'B', 'bulkId:a', 'bulkId:b', 'u2')],
			[409, 400],
			[0],
		],
		[
			'a reference to a failed POST',
			[
				postUser('u', 'anna'),
				postGroup('a', 'A', 'bulkId:b'),
				postGroup('b', 'B', 'bulkId:a', 'bulkId:u'),
			],
			[409, 409, 409],
			[1],
		],
		[
			'a body that is wrong',
			[
				postGroup('a', 'A', 'bulkId:b'),
				{ ...postGroup('b', 'B'), data: { members: ['bulkId:a'] } },
			],
			[409, 400],
			[0],
		],
		[
			'a body with an unknown reference',
			[postGroup('a', 'A', 'bulkId:b'), postGroup('b', 'B', 'bulkId:a', 'bulkId:x')],
			[409, 400],
			[0],
		],
	])(
		'if one cannot be made, none is, and nothing is left of any: %s',
		(_name, operations, statuses, dependants) => {
			const result = run([...operations, postUser('z', 'zoe')]);
			expect(result.statuses).toEqual([...statuses, 201]);
			const told = result.details.flatMap((detail, at) =>
				/depends on Operations\[[12]\] \("bulkId:b"\), which failed/.test(detail ?? '') ? [at] : [],
			);
			expect(told).toEqual(dependants);
			expect(result.created).toEqual(['new-z']);
			expect(result.events).toEqual(['user.created new-z']);
			expect(result.directory.directory).toMatchObject({ userCount: 3, groupCount: 1, lastKey: 4 });
			expect([...result.directory.memberships]).toEqual(['g1 u1']);
		},
	);

	test('a group that is its own member is refused as a single request would be', () => {
		const { statuses, details, created } = run([postGroup('a', 'A', 'bulkId:a')]);
		expect([statuses, created]).toEqual([[400], []]);
		expect(details[0]).toContain('a group cannot be a member of itself');
	});

	test('the names of a circle that failed are free', () => {
		const { statuses } = run([
			postGroup('a', 'A', 'bulkId:b'),
			postGroup('b', 'crew', 'bulkId:a'),
			postGroup('c', 'A'),
		]);
		expect(statuses).toEqual([409, 409, 201]);
	});

	test('all failures of a circle count for failOnErrors', () => {
		const circle = [postGroup('a', 'A', 'bulkId:b'), postGroup('b', 'crew', 'bulkId:a')];
		const operations = [...circle, postUser('u', 'x')];
		expect(run(operations, 2).statuses).toEqual([409, 409, undefined]);
		expect(run(operations, 3).statuses).toEqual([409, 409, 201]);
	});
});

describe('the order in which operations are decided', () => {
	test.each<[string, readonly (readonly number[])[], readonly (readonly number[])[]]>([
		['nothing', [], []],
		['as requested', [[], [], []], [[0], [1], [2]]],
		['backward references change nothing', [[], [0], [0, 1]], [[0], [1], [2]]],
		['what is referenced comes before', [[2], [], []], [[2], [0], [1]]],
		['chains', [[1], [2], []], [[2], [1], [0]]],
		['circles are one unit', [[1], [0], []], [[0, 1], [2]]],
		['circles in request order', [[2], [0], [1]], [[0, 1, 2]]],
		['oneself', [[0], [0]], [[0], [1]]],
		[
			'circles that touch',
			[[1], [0, 2], [3], [2]],
			[
				[2, 3],
				[0, 1],
			],
		],
	])('%s', (_name, references, units) => {
		expect(executionOrder(references)).toEqual(units);
	});

	test('a thousand in a chain', () => {
		const chain = Array.from({ length: 1_000 }, (_, at) => (at < 999 ? [at + 1] : []));
		expect(executionOrder(chain)).toHaveLength(1_000);
		const circle = Array.from({ length: 1_000 }, (_, at) => [(at + 1) % 1_000]);
		expect(executionOrder(circle)).toHaveLength(1);
	});

	test('every operation once, after all that it references outside its circle', () => {
		const references = fc.integer({ min: 1, max: 12 }).chain((size) =>
			fc.array(fc.uniqueArray(fc.nat(size - 1), { maxLength: 3 }), {
				minLength: size,
				maxLength: size,
			}),
		);
		fc.assert(
			fc.property(references, (each) => {
				const reach = (from: number, seen = new Set<number>()): Set<number> => {
					for (const next of each[from] ?? []) if (!seen.has(next)) reach(next, seen.add(next));
					return seen;
				};
				const units = executionOrder(each);
				expect(units.flat().toSorted((a, b) => a - b)).toEqual([...each.keys()]);
				const done = new Set<number>();
				for (const unit of units) {
					for (const at of unit) {
						const circle = [...each.keys()].filter(
							(other) => other === at || (reach(at).has(other) && reach(other).has(at)),
						);
						expect(unit).toEqual(circle);
						for (const next of each[at] ?? [])
							expect(done.has(next) || unit.includes(next)).toBe(true);
					}
					for (const at of unit) done.add(at);
				}
			}),
		);
	});
});

const userName = fc.constantFrom('anna', 'ANNA', 'bert', 'carl');
const groupName = fc.constantFrom('crew', 'Crew', 'deck', 'engine');
const USERS = ['a', 'b', 'c'];
const GROUPS = ['d', 'e', 'f'];
const existing = fc.constantFrom('u1', 'u2', 'g1', 'nobody');
const memberOf = (...bulkIds: string[]) =>
	fc.oneof(existing, fc.constantFrom(...bulkIds.map((each) => `bulkId:${each}`)));
const members = (...bulkIds: string[]) => fc.uniqueArray(memberOf(...bulkIds), { maxLength: 3 });
const title = fc.record({
	op: fc.constant('replace'),
	path: fc.constant('title'),
	value: fc.constantFrom('x', 'y'),
});

/** Operations on few names; the POST of a group references users, and the groups that it may. */
function operationsOf(
	groupsFor: (bulkId: string) => readonly string[],
): fc.Arbitrary<JsonObject[]> {
	const userPath = fc.constantFrom(
		'/Users/u1',
		'/Users/u2',
		...USERS.map((id) => `/Users/bulkId:${id}`),
	);
	const groupPath = fc.constantFrom('/Groups/g1', ...GROUPS.map((id) => `/Groups/bulkId:${id}`));
	const all = members(...USERS, ...GROUPS);
	const creations = [
		...USERS.map((id) => userName.map((name) => postUser(id, name))),
		...GROUPS.map((id) =>
			fc
				.tuple(groupName, members(...USERS, ...groupsFor(id)))
				.map(([name, ids]) => postGroup(id, name, ...ids)),
		),
	];
	const change = fc.oneof(
		fc.tuple(userPath, userName).map(([path, name]) => put(path, { userName: name })),
		fc
			.tuple(userPath, fc.oneof(userName.map(rename), title))
			.map(([path, operation]) => patch(path, operation)),
		fc
			.tuple(groupPath, groupName, all)
			.map(([path, name, ids]) => put(path, { displayName: name, members: ids })),
		fc.tuple(groupPath, all).map(([path, ids]) => patch(path, add(...ids))),
		fc
			.tuple(groupPath, memberOf(...USERS))
			.map(([path, id]) => patch(path, { op: 'remove', path: `members[value eq "${id}"]` })),
		groupPath.map((path) => patch(path, { op: 'remove', path: 'members[type eq "Group"]' })),
		fc.oneof(userPath, groupPath).map(remove),
	);
	return fc
		.tuple(
			fc.shuffledSubarray(creations, { minLength: 6 }).chain((each) => fc.tuple(...each)),
			fc.array(change, { maxLength: 10 }),
		)
		.chain(([posts, changes]) =>
			fc.shuffledSubarray([...posts, ...changes], { minLength: posts.length + changes.length }),
		);
}

const failOnErrors = fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined });

/** Plain data without versions, which count commits where a member goes. */
const unversioned = (value: unknown) =>
	JSON.parse(
		JSON.stringify(value, (name, item: unknown) => (name === 'version' ? undefined : item)),
	) as unknown;

const shown = ({ resources, memberships, events, directory }: MemoryDirectory) =>
	unversioned([
		[...resources.values()].toSorted((one, other) => one.key - other.key),
		[...memberships].toSorted(),
		events,
		directory,
	]);

/** Runs each operation as a command of its own, in their order, for as long as it may. */
function oneByOne(operations: readonly OperationCommand[], errorsMax = Infinity) {
	const directory = filled();
	const statuses: (number | undefined)[] = operations.map(() => undefined);
	let errors = 0;
	for (const at of executionOrder(operations.map(({ references }) => references)).flat()) {
		const operation = operations[at];
		if (operation === undefined || errors >= errorsMax) break;
		const { command, references } = operation;
		const isLost = references.some((each) => (statuses[each] ?? 0) >= 400);
		const answer = command.ok && !isLost ? directory.run(command.value) : undefined;
		statuses[at] =
			answer === undefined ? 409 : answer.ok ? answer.value.status : answer.error.status;
		if (answer?.ok !== true) errors += 1;
	}
	return { statuses, directory };
}

test('whatever the data says, every operation has an outcome and nothing else happens', () => {
	const known = fc.constantFrom('bulkId:a', 'bulkId:d', 'u1', 'g1', 'add', 'remove', 'members', '');
	const names = fc.constantFrom('op', 'path', 'value', 'members', 'userName', 'displayName');
	const leaf = fc.oneof(known, fc.jsonValue({ maxDepth: 2 }) as fc.Arbitrary<Json>);
	const objectOf = (value: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> =>
		fc.dictionary(names, value, { maxKeys: 4 });
	const inner = objectOf(fc.oneof(leaf, objectOf(leaf), fc.array(leaf, { maxLength: 3 })));
	const list = fc.array(inner, { maxLength: 3 });
	const any = fc.oneof(
		inner,
		list,
		list.map((Operations) => ({ Operations })),
	);
	const operation = fc.record({
		method: fc.constantFrom('POST', 'PUT', 'PATCH', 'DELETE', 'GET'),
		path: fc.constantFrom('/Users', '/Groups', '/Users/u1', '/Groups/g1', '/Groups/bulkId:d', '/x'),
		bulkId: fc.constantFrom('a', 'd'),
		data: any,
	});
	fc.assert(
		fc.property(fc.array(operation, { maxLength: 6 }), (operations) => {
			const { outcomes } = run(operations);
			return outcomes.length === operations.length && !outcomes.includes(undefined);
		}),
		{ numRuns: 300 },
	);
});

describe('a bulk does what its operations do one by one', () => {
	test('the same statuses, resources, memberships and events', () => {
		// A group references only groups whose letter comes before its own: no circles.
		const operations = operationsOf((id) => GROUPS.filter((other) => other < id));
		fc.assert(
			fc.property(operations, failOnErrors, (each, errorsMax) => {
				const apart = oneByOne(bulkOf(each).operations, errorsMax);
				const together = run(each, errorsMax);
				expect(together.statuses).toEqual(apart.statuses);
				expect(shown(together.directory)).toEqual(shown(apart.directory));
			}),
			{ numRuns: 200 },
		);
	});

	test('with circles: what failed leaves nothing behind, and what is left holds together', () => {
		fc.assert(
			fc.property(
				operationsOf((id) => GROUPS.filter((other) => other !== id)),
				failOnErrors,
				(each, errorsMax) => {
					const bulk = bulkOf(each, errorsMax);
					const { directory, statuses } = run(each, errorsMax);
					const isDone = (at: number) => statuses[at] === 201;
					const units = executionOrder(bulk.operations.map(({ references }) => references));
					const circles = units.filter(({ length }) => length > 1);
					expect(circles.every((unit) => unit.every(isDone) || !unit.some(isDone))).toBe(true);
					const made = new Set(
						bulk.operations.flatMap(({ command }, at) =>
							isDone(at) && command.ok ? [command.value.id] : [],
						),
					);
					const known = (id: string) => ['u1', 'u2', 'g1'].includes(id) || made.has(id);
					expect([...directory.resources.keys()].every(known)).toBe(true);
					expect(directory.events.every(({ resourceId }) => known(resourceId))).toBe(true);
					for (const pair of directory.memberships) {
						expect(pair.split(' ').every((id) => directory.resources.has(id))).toBe(true);
					}
					const users = [...directory.resources.values()].filter(({ type }) => type === 'User');
					expect(directory.directory.userCount).toBe(users.length);
					expect(directory.directory.groupCount).toBe(directory.resources.size - users.length);
				},
			),
			{ numRuns: 200 },
		);
	});
});
