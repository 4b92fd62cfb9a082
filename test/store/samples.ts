/**
 * Random users, a few groups and a declared extension with attributes of every type, in D1 and in
 * memory: what is found there must be what they mean here.
 */
import fc from 'fast-check';
import { expect } from 'vitest';
import { comparable } from '../../src/scim/comparable.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { declareSchema } from '../../src/scim/schema/declare.ts';
import { withDeclared, type ResourceTypes } from '../../src/scim/schema/resource-types.ts';
import {
	createDirectory,
	group as groupBody,
	user as userBody,
	type TestDirectory,
} from '../support/client.ts';
import { declare } from '../support/schemas.ts';

export const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
export const SAMPLE = 'urn:acme:scim:schemas:sample:1.0:User';

/** Words that letter case, composition, length in UTF-16 or a LIKE pattern tells apart, or should not. */
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
export const word = fc.constantFrom(...WORDS);
const INSTANTS = ['2020-01-01T00:00:00Z', '2020-01-01T01:00:00+01:00', '2021-06-01T12:00:00.5Z'];
export const instant = fc.constantFrom(...INSTANTS);
export const integer = fc.constantFrom(-1, 0, 9, 10, 9_007_199_254_740_991);
export const decimal = fc.constantFrom(-1.5, 0, 0.1, 1e21);
const BLOBS = ['YQ==', 'Yg==', 'QUE='];
const LINKS = ['https://a.example/A', 'https://a.example/a', '../b'];

const SIMPLE = [
	{ name: 'text' },
	{ name: 'code', caseExact: true },
	{ name: 'flag', type: 'boolean' },
	{ name: 'size', type: 'integer' },
	{ name: 'rate', type: 'decimal' },
	{ name: 'since', type: 'dateTime' },
	{ name: 'link', type: 'reference', referenceTypes: ['external'] },
	{ name: 'blob', type: 'binary' },
] as const;
const MANY = [
	{ name: 'texts', multiValued: true },
	{ name: 'sizes', type: 'integer', multiValued: true },
] as const;

/** Attributes of every type: simple and complex, with one value and with several. */
const ATTRIBUTES = [
	...SIMPLE,
	...MANY,
	{ name: 'one', type: 'complex', subAttributes: [...SIMPLE, ...MANY] },
	{
		name: 'many',
		type: 'complex',
		multiValued: true,
		subAttributes: [...SIMPLE, ...MANY, { name: 'value' }, { name: 'primary', type: 'boolean' }],
	},
] as const;

/** The names of the sample extension's attributes by how they are compared. */
export const SAMPLE_PATHS = {
	text: [
		'text',
		'code',
		'link',
		'texts',
		'one.text',
		'one.texts',
		'many',
		'many.code',
		'many.texts',
	],
	integer: ['size', 'sizes', 'one.size', 'one.sizes', 'many.sizes'],
	decimal: ['rate', 'one.rate', 'many.rate'],
	boolean: ['flag', 'one.flag', 'many.flag', 'many.primary'],
	instant: ['since', 'one.since', 'many.since'],
	binary: ['blob', 'one.blob', 'many.blob'],
} as const;

const simple = {
	text: word,
	code: word,
	flag: fc.boolean(),
	size: integer,
	rate: decimal,
	since: instant,
	link: fc.constantFrom(...LINKS),
	blob: fc.constantFrom(...BLOBS),
};
const many = {
	texts: fc.array(word, { maxLength: 3 }),
	sizes: fc.array(integer, { maxLength: 3 }),
};
const record = fc.record({ ...simple, ...many }, { requiredKeys: [] });

/** Values of which one may be the primary one (RFC 7643 §2.4). */
function values<T extends object>(value: fc.Arbitrary<T>) {
	return fc
		.tuple(fc.uniqueArray(value, { maxLength: 3, selector: JSON.stringify }), fc.nat(5))
		.map(([all, at]) =>
			all.map((each, index) => (index === at ? { ...each, primary: true } : each)),
		);
}

const optional = { requiredKeys: [] };
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
		name: fc.record({ givenName: word, familyName: word }, optional),
		emails: values(email),
		[ENTERPRISE]: fc.record({ department: word, employeeNumber: word }, optional),
		[SAMPLE]: fc.record(
			{
				...simple,
				...many,
				one: record,
				many: values(fc.record({ ...simple, ...many, value: word }, optional)),
			},
			optional,
		),
	},
	optional,
);

/** A resource as a client sees it. */
export interface Listed extends JsonObject {
	readonly id: string;
}

export interface Samples {
	readonly directory: TestDirectory;
	readonly types: ResourceTypes;
	/** In the order of creation, as the others. */
	readonly users: readonly Listed[];
	readonly groups: readonly Listed[];
	readonly all: readonly Listed[];
}

/** Creates a directory with 40 random users and four groups, created in between. */
export async function createSamples(): Promise<Samples> {
	const directory = await createDirectory();
	await declare(directory, ATTRIBUTES, { id: SAMPLE, name: 'Sample' });
	const declared = declareSchema({
		id: SAMPLE,
		name: 'Sample',
		resourceType: 'User',
		required: false,
		attributes: ATTRIBUTES,
	});
	if (!declared.ok) throw new Error(JSON.stringify(declared.error));
	const ids: string[] = [];
	const groupIds: string[] = [];
	for (const [at, body] of fc.sample(user, { numRuns: 40, seed: 7 }).entries()) {
		const userName = `${WORDS[at % WORDS.length] ?? ''} ${at}`;
		ids.push(await created(directory, '/Users', userBody(userName, body)));
		const displayName = at % 10 === 9 ? ['a', 'ab', 'Straße', '😀'][(at - 9) / 10] : undefined;
		if (displayName === undefined) continue;
		const of = ids.filter((_, index) => index % (groupIds.length + 2) === 0);
		const members = [...of, ...groupIds];
		groupIds.push(await created(directory, '/Groups', groupBody(displayName, members)));
	}
	const users = await list(directory, '/Users');
	const groups = await list(directory, '/Groups');
	const all = await list(directory, '');
	expect([users.length, groups.length, all.length]).toEqual([40, 4, 44]);
	return { directory, types: withDeclared([declared.value]), users, groups, all };
}

async function created(directory: TestDirectory, endpoint: string, body: object): Promise<string> {
	const reply = await directory.scim('POST', endpoint, body);
	expect(reply.status, JSON.stringify([body, reply.body])).toBe(201);
	return String(reply.body['id']);
}

/** Lists what a query finds, all on one page. */
export async function list(
	directory: TestDirectory,
	endpoint: string,
	query: Readonly<Record<string, string>> = {},
): Promise<readonly Listed[]> {
	const text = new URLSearchParams({ count: '500', ...query }).toString();
	const reply = await directory.scim<{ Resources: Listed[]; detail?: string }>(
		'GET',
		`${endpoint}?${text}`,
	);
	expect(reply.status, `${text} ${reply.body.detail ?? ''}`).toBe(200);
	return reply.body.Resources;
}

/** True for what was listed as a group. */
export function isGroup({ meta }: Listed): boolean {
	return (meta as { resourceType: string }).resourceType === 'Group';
}

/** The comparable form of what a client sees, with what the service provider keeps beside it. */
export function document(types: ResourceTypes, resource: Listed): JsonObject {
	return comparable(isGroup(resource) ? types.Group : types.User, resource);
}
