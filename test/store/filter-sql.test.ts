/**
 * RFC 7644 §3.4.2.2: what a filter finds in D1 is what it means in memory. Random users, groups and
 * filters go through both; evaluate() is the oracle.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluate } from '../../src/scim/filter/evaluate.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import {
	createSamples,
	decimal,
	document,
	ENTERPRISE,
	instant,
	integer,
	isGroup,
	list,
	SAMPLE,
	SAMPLE_PATHS,
	word,
	type Samples,
} from './samples.ts';

const quoted = (value: string) => JSON.stringify(value);
const text = word.map(quoted);
const operator = fc.constantFrom('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le');
const ordered = fc.constantFrom('eq', 'ne', 'gt', 'ge', 'lt', 'le');
const equality = fc.constantFrom('eq', 'ne');

/** `path operator value`, of random ones. */
function compared(
	paths: readonly string[],
	operators: fc.Arbitrary<string>,
	value: fc.Arbitrary<unknown>,
): fc.Arbitrary<string> {
	return fc.tuple(fc.constantFrom(...paths), operators, value).map((parts) => parts.join(' '));
}

const COMMON_PATHS = ['displayName', 'externalId', 'schemas', 'meta.resourceType', 'id'];
const USER_PATHS = [
	'userName',
	'title',
	'nickName',
	'name.givenName',
	'NAME.FAMILYNAME',
	'emails',
	'emails.type',
	'emails.display',
	`${ENTERPRISE}:department`,
	'groups.display',
	'groups',
];
const PRESENT_PATHS = ['name', 'active', 'meta', `${ENTERPRISE}:employeeNumber`];

const present = (paths: readonly string[]) => fc.constantFrom(...paths).map((path) => `${path} pr`);

const common = fc.oneof(
	compared(COMMON_PATHS, operator, text),
	present([...COMMON_PATHS, 'meta', 'meta.created']),
	fc.constantFrom(
		'meta.created gt "2001-01-01T00:00:00Z"',
		'meta.lastModified lt "2001-01-01T00:00:00Z"',
		'meta[created gt "2001-01-01T00:00:00Z" and resourceType eq "User"]',
		`schemas eq "${ENTERPRISE}"`,
		`schemas eq "urn:ietf:params:scim:schemas:core:2.0:Group"`,
		'externalId eq null',
	),
);
const ofUsers = fc.oneof(
	{ weight: 6, arbitrary: compared([...COMMON_PATHS, ...USER_PATHS], operator, text) },
	present([...USER_PATHS, ...PRESENT_PATHS]),
	compared(['active', 'emails.primary'], equality, fc.boolean()),
	fc.constantFrom('title eq null', 'emails ne null'),
);
const inner = fc.oneof(
	compared(['value', 'type', 'display'], operator, text),
	fc.constantFrom('type pr', 'display pr', 'primary eq true', 'not (type eq "work")'),
);
const valuePath = fc
	.tuple(fc.constantFrom('emails', 'groups'), inner, fc.constantFrom('and', 'or'), inner)
	.filter(([path, left, , right]) => path === 'emails' || !`${left}${right}`.includes('primary'))
	.map(([path, left, join, right]) => `${path}[${left} ${join} ${right}]`);
const single = fc
	.tuple(operator, text)
	.map(([op, value]) => `name[familyName ${op} ${value} or not (givenName pr)]`);

const memberInner = fc.oneof(
	compared(['value', 'display'], operator, text),
	fc.constantFrom('type eq "User"', 'not (type eq "Group")', 'display pr'),
);
const ofGroups = fc.oneof(
	compared(['members', 'members.display', 'members.type'], operator, text),
	present(['members', 'members.display']),
	memberInner.map((filter) => `members[${filter}]`),
);

const prefixed = (paths: readonly string[]) => paths.map((path) => `${SAMPLE}:${path}`);
/** The same comparisons on a value's part: `many.size eq 9` as `many[size eq 9]`. */
const bracketed = (filter: string) => filter.replace(/:(one|many)\.(.*)$/, ':$1[$2]');
const ofEveryType = fc
	.oneof(
		compared(prefixed(SAMPLE_PATHS.text), operator, text),
		compared(prefixed(SAMPLE_PATHS.integer), ordered, integer),
		compared(prefixed(SAMPLE_PATHS.decimal), ordered, fc.oneof(integer, decimal)),
		compared(prefixed(SAMPLE_PATHS.boolean), equality, fc.boolean()),
		compared(prefixed(SAMPLE_PATHS.instant), ordered, instant.map(quoted)),
		compared(prefixed(SAMPLE_PATHS.binary), equality, fc.constantFrom('"YQ=="', '"yq=="')),
		present(prefixed(Object.values(SAMPLE_PATHS).flat())),
		fc.constant(`schemas eq "${SAMPLE}"`),
	)
	.chain((filter) => fc.constantFrom(filter, bracketed(filter)));

/** Filters that join and negate others. */
function logic(leaf: fc.Arbitrary<string>): fc.Arbitrary<string> {
	return fc.letrec<{ filter: string; not: string; join: string }>((tie) => ({
		filter: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('not'), tie('join')),
		not: tie('filter').map((term) => `not (${term})`),
		join: fc
			.tuple(tie('filter'), fc.constantFrom('and', 'or'), tie('filter'))
			.map(([left, operation, right]) => `(${left}) ${operation} (${right})`),
	})).filter;
}

let samples: Samples;

beforeAll(async () => {
	samples = await createSamples();
});

/** What a filter finds in D1, and what of all resources of the endpoint it accepts in memory. */
async function bothFind(endpoint: string, expression: string) {
	const { directory, types, users, groups, all } = samples;
	const { User, Group } = types;
	const among = { '/Users': users, '/Groups': groups }[endpoint] ?? all;
	const wanted = among.filter((each) => {
		const [type, other] = isGroup(each) ? [Group, User] : [User, Group];
		const parsed = parseFilter(expression, type, endpoint === '' ? [other] : []);
		if (!parsed.ok) throw new Error(`${expression}: ${parsed.error.detail}`);
		return evaluate(parsed.value, document(types, each));
	});
	const found = await list(directory, endpoint, { filter: expression });
	return { found: found.map(({ id }) => id), wanted: wanted.map(({ id }) => id) };
}

/** Members by the ids that they have; ids are known only when the samples are made. */
const byMember = fc.nat(9).chain((at) =>
	fc
		.constantFrom(
			(id: string) => `members.value eq "${id}"`,
			(id: string) => `members eq "${id}"`,
			(id: string) => `members[value eq "${id}" and type eq "User"]`,
		)
		.map((filter) => {
			const { users, groups } = samples;
			return filter([...users.slice(0, 6), ...groups][at]?.id ?? '');
		}),
);

/** Groups by the ids that they have, and one that is none. */
const byGroup = fc.nat(4).chain((at) =>
	fc
		.constantFrom(
			(id: string) => `groups.value eq "${id}"`,
			(id: string) => `groups[value eq "${id}"]`,
			(id: string) => `groups[value eq "${id}" and type eq "direct"]`,
			(id: string) => `groups[value eq "${id}" and display sw "a"]`,
		)
		.map((filter) => filter(samples.groups[at]?.id ?? 'none')),
);

/** Users by their names and ids, which are unique. */
const byName = fc
	.nat(39)
	.chain((at) =>
		fc
			.constantFrom('userName', 'id')
			.map((name) => `${name} eq ${JSON.stringify(samples.users[at]?.[name])}`),
	);

/** What an index answers, alone or joined by `or`. */
const indexed = fc.oneof(
	byGroup,
	byName,
	compared(['displayName', 'externalId', 'emails.value', 'emails'], fc.constant('eq'), text),
	compared(['displayName', 'externalId', 'userName'], fc.constantFrom('sw', 'gt', 'le'), text),
	text.map((value) => `emails[value eq ${value} and type eq "work"]`),
	fc.constantFrom('meta[lastModified eq "2001-01-01T00:00:00Z"]', 'externalId eq null'),
);

const anyOfUsers = fc.oneof({ weight: 4, arbitrary: ofUsers }, common, valuePath, single);
const anyOfGroups = fc.oneof(byMember, ofGroups, common);

/** Forty comparisons, of different values; fewer terms, if each has several. */
function many(comparison: (at: number) => string, terms = 40): string {
	return Array.from({ length: terms }, (_, at) => comparison(at)).join(' or ');
}

/** A comparison twenty levels deep. */
function deep(comparison: string): string {
	return `${'not ('.repeat(19)}${comparison}${')'.repeat(19)}`;
}

describe('a filter in SQL finds what it finds in memory', () => {
	test.each([
		['of users', '/Users', anyOfUsers, 200],
		['of users, by attributes of every type that a schema can declare', '/Users', ofEveryType, 200],
		['of users, by what has an index', '/Users', indexed, 300],
		[
			'of users, by what has an index and by others',
			'/Users',
			fc.oneof({ weight: 3, arbitrary: indexed }, anyOfUsers),
			200,
		],
		['of groups, by their members', '/Groups', anyOfGroups, 150],
		[
			'RFC 7644 §3.4.2.1: of both at once, by attributes of either',
			'',
			fc.oneof(anyOfUsers, anyOfGroups, ofEveryType),
			200,
		],
	] as const)('%s', async (_name, endpoint, leaf, numRuns) => {
		await fc.assert(
			fc.asyncProperty(logic(leaf), async (expression) => {
				const { found, wanted } = await bothFind(endpoint, expression);
				expect(found).toEqual(wanted);
			}),
			{ numRuns },
		);
	});

	test.each([
		['/Users', many((at) => `emails.value eq "a${at}"`)],
		['/Users', many((at) => `emails[value eq "a${at}"]`)],
		['/Users', many((at) => `userName eq "a ${at}"`)],
		['/Users', many((at) => `groups[value eq "a${at}"]`)],
		['/Users', many((at) => `(userName eq "a ${at}" or emails[value eq "a${at}"])`, 20)],
		['/Users', many((at) => `(title eq "a" and emails.value sw "a${at}" or id eq "a")`, 13)],
		['/Users', many((at) => `(title eq "a" and externalId eq "a${at}")`, 20)],
		['', many((at) => `displayName eq "a${at}"`)],
		['/Groups', many((at) => `(members[value eq "a${at}" and type eq "User"])`, 20)],
		['/Users', many((at) => `schemas eq "a${at}"`)],
		['/Users', many((at) => `displayName sw "a${at}"`)],
		['/Users', many((at) => `${SAMPLE}:many.texts sw "a${at}"`)],
		['/Groups', many((at) => `members.value eq "a${at}"`)],
		['/Groups', many((at) => `members[value eq "a${at}"]`)],
		['', many((at) => `displayName sw "a${at}"`)],
		['', many((at) => `externalId ew "a${at}"`)],
		['/Users', deep('title eq "a"')],
		['', deep('displayName eq "a"')],
	])('also at the bounds, sorted and by cursor: %s (%#)', async (endpoint, filter) => {
		const { found, wanted } = await bothFind(endpoint, filter);
		expect(found).toEqual(wanted);
		const query = { filter, sortBy: 'displayName', sortOrder: 'descending', cursor: '' };
		const sorted = await list(samples.directory, endpoint, query);
		expect(sorted.map(({ id }) => id).toSorted()).toEqual(wanted.toSorted());
	});
});
