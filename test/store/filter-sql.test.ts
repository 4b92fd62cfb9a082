/**
 * RFC 7644 §3.4.2.2: what a filter finds in D1 is what it means in memory. Random users, groups and
 * filters go through both; evaluate() is the oracle.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { comparable } from '../../src/scim/comparable.ts';
import { evaluate } from '../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { RESOURCE_TYPE } from '../../src/scim/schema/resource-types.ts';
import { createDirectory, type TestDirectory } from '../support/client.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const WORDS = [
	'a',
	'ab',
	'B',
	'Straße',
	'STRASSE',
	'ﬁ',
	'x@y.example',
	'😀',
	'\uff01',
	'%',
	'_',
	'"',
];
const word = fc.constantFrom(...WORDS);

const email = fc.record(
	{ value: word, type: fc.constantFrom('work', 'home'), display: word },
	{ requiredKeys: ['value'] },
);
const user = fc.record(
	{
		title: word,
		displayName: word,
		externalId: word,
		nickName: word,
		active: fc.boolean(),
		name: fc.record({ givenName: word, familyName: word }, { requiredKeys: [] }),
		emails: fc.uniqueArray(email, { maxLength: 3, selector: JSON.stringify }),
		[ENTERPRISE]: fc.record({ department: word, employeeNumber: word }, { requiredKeys: [] }),
	},
	{ requiredKeys: [] },
);

const TEXT_PATHS = [
	'userName',
	'title',
	'displayName',
	'externalId',
	'nickName',
	'name.givenName',
	'NAME.FAMILYNAME',
	'emails',
	'emails.type',
	'emails.display',
	`${ENTERPRISE}:department`,
	'groups.display',
	'groups',
	'schemas',
	'meta.resourceType',
	'id',
];
const text = word.map((value) => JSON.stringify(value));
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');

const comparison = fc.oneof(
	{
		weight: 6,
		arbitrary: fc
			.tuple(fc.constantFrom(...TEXT_PATHS), operator, text)
			.map((parts) => parts.join(' ')),
	},
	fc
		.tuple(fc.constantFrom(...TEXT_PATHS, 'name', 'active', ENTERPRISE + ':employeeNumber'))
		.map(([path]) => `${path} pr`),
	fc.tuple(fc.constantFrom('eq', 'ne'), fc.boolean()).map(([op, value]) => `active ${op} ${value}`),
	fc.constantFrom(
		'meta.created gt "2001-01-01T00:00:00Z"',
		'meta.lastModified lt "2001-01-01T00:00:00Z"',
	),
	fc.constantFrom('title eq null', 'emails ne null', 'externalId eq null'),
);
const inner = fc.oneof(
	fc
		.tuple(fc.constantFrom('value', 'type', 'display'), operator, text)
		.map((parts) => parts.join(' ')),
	fc.constantFrom('type pr', 'display pr', 'not (type eq "work")'),
);
const valuePath = fc
	.tuple(fc.constantFrom('emails', 'groups'), inner, fc.constantFrom('and', 'or'), inner)
	.map(([path, left, join, right]) => `${path}[${left} ${join} ${right}]`);
const single = fc
	.tuple(operator, text)
	.map(([op, value]) => `name[familyName ${op} ${value} or not (givenName pr)]`);

const { filter } = fc.letrec<{ filter: string; not: string; join: string }>((tie) => ({
	filter: fc.oneof(
		{ depthSize: 'small', withCrossShrink: true },
		comparison,
		valuePath,
		single,
		tie('not'),
		tie('join'),
	),
	not: tie('filter').map((term) => `not (${term})`),
	join: fc
		.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
		.map(([left, operation, right]) => `(${left}) ${operation} (${right})`),
}));

interface Listed extends JsonObject {
	readonly id: string;
}

let directory: TestDirectory;
let users: readonly Listed[];
let groups: readonly Listed[];

async function list(endpoint: string, query = ''): Promise<readonly Listed[]> {
	const reply = await directory.scim<{ Resources: Listed[]; detail?: string }>(
		'GET',
		`${endpoint}?count=500${query}`,
	);
	expect(reply.status, `${query} ${reply.body.detail ?? ''}`).toBe(200);
	return reply.body.Resources;
}

/** The comparable form of what a client sees, with what the service provider keeps beside it. */
function document(type: 'User' | 'Group', resource: Listed): JsonObject {
	const { id, meta, schemas, groups: of = [], members = [], ...attributes } = resource;
	return comparable(RESOURCE_TYPE[type], {
		...attributes,
		id,
		meta: meta ?? null,
		schemas: schemas ?? null,
		...(type === 'User' ? { groups: of } : { members }),
	});
}

beforeAll(async () => {
	directory = await createDirectory();
	const samples = fc.sample(user, { numRuns: 40, seed: 7 });
	const ids: string[] = [];
	for (const [at, body] of samples.entries()) {
		const reply = await directory.scim('POST', '/Users', {
			...body,
			userName: `${WORDS[at % WORDS.length] ?? ''} ${at}`,
		});
		ids.push(String(reply.body['id']));
	}
	const groupIds: string[] = [];
	for (const [at, displayName] of ['a', 'ab', 'Straße', '😀'].entries()) {
		const members = ids.filter((_, index) => index % (at + 2) === 0).map((value) => ({ value }));
		for (const value of groupIds) members.push({ value });
		const reply = await directory.scim('POST', '/Groups', { displayName, members });
		groupIds.push(String(reply.body['id']));
	}
	users = await list('/Users');
	groups = await list('/Groups');
	if (users.length !== 40 || groups.length !== 4) throw new Error('Not all samples were created.');
});

describe('a filter in SQL finds what it finds in memory', () => {
	test('of users', async () => {
		await fc.assert(
			fc.asyncProperty(filter, async (expression) => {
				const parsed = parseFilter(expression, RESOURCE_TYPE.User);
				fc.pre(parsed.ok);
				if (!parsed.ok) return;
				const wanted = users.filter((each) => evaluate(parsed.value, document('User', each)));
				const found = await list('/Users', `&filter=${encodeURIComponent(expression)}`);
				expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
			}),
			{ numRuns: 300 },
		);
	});

	test('of groups, by their members', async () => {
		const ids = [...users, ...groups].map(({ id }) => id);
		const leaf = fc.oneof(
			fc.constantFrom(...ids.slice(0, 6), ...ids.slice(-4)).map((id) => `members.value eq "${id}"`),
			fc
				.constantFrom(...ids.slice(0, 6))
				.map((id) => `members[value eq "${id}" and type eq "User"]`),
			fc.tuple(operator, text).map(([op, value]) => `members.display ${op} ${value}`),
			fc.tuple(operator, text).map(([op, value]) => `displayName ${op} ${value}`),
			fc.constantFrom('members pr', 'members[type eq "Group"]', 'members[not (type eq "User")]'),
		);
		const expressions = fc
			.tuple(leaf, fc.constantFrom('and', 'or'), leaf, fc.boolean())
			.map(([left, join, right, not]) => `${not ? 'not ' : ''}(${left}) ${join} ${right}`);
		await fc.assert(
			fc.asyncProperty(expressions, async (expression) => {
				const parsed = parseFilter(expression, RESOURCE_TYPE.Group);
				if (!parsed.ok) throw new Error(`${expression}: ${parsed.error.detail}`);
				const wanted = groups.filter((each) => evaluate(parsed.value, document('Group', each)));
				const found = await list('/Groups', `&filter=${encodeURIComponent(expression)}`);
				expect(found.map(({ id }) => id)).toEqual(wanted.map(({ id }) => id));
			}),
			{ numRuns: 150 },
		);
	});

	test('at the bounds: forty comparisons, nested twenty deep', async () => {
		const many = Array.from({ length: 40 }, () => 'emails.value eq "a"').join(' or ');
		const found = await list('/Users', `&filter=${encodeURIComponent(many)}`);
		expect(found.length).toBeGreaterThan(0);
		const memberships = Array.from({ length: 40 }, () => 'members.value eq "a"').join(' or ');
		await list('/Groups', `&filter=${encodeURIComponent(memberships)}`);
		const deep = `${'not ('.repeat(19)}title eq "a"${')'.repeat(19)}`;
		await list('/Users', `&filter=${encodeURIComponent(deep)}`);
	});
});
