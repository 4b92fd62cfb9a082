/**
 * Each leniency by name: what it accepts means what the conforming form of the same request means, so
 * that it is harmless, and those by directory type are refused by `generic-scim-v2`. Each has a request in
 * test/http/leniency-cases.ts besides, and those that only a request can show a conforming one.
 */
import { readFileSync, globSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { keyOfName, PROVIDER_KEYS } from '../../src/providers/keys.ts';
import type { Result } from '../../src/result.ts';
import { readBulkRequest } from '../../src/scim/bulk.ts';
import { dialectOf } from '../../src/scim/dialect.ts';
import type { ScimError } from '../../src/scim/errors.ts';
import { parseFilter } from '../../src/scim/filter/parse.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import { LENIENCIES } from '../../src/scim/leniencies.ts';
import { isGranted, type Leniency } from '../../src/scim/leniencies/leniency.ts';
import { checkNamed, checkOperations } from '../../src/scim/messages.ts';
import { readQuery, searchParameters } from '../../src/scim/query.ts';
import { readProjection } from '../../src/scim/projection.ts';
import { readResource } from '../../src/scim/resource.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import {
	BULK_REQUEST_URN,
	ENTERPRISE_USER_URN,
	GROUP_URN,
	PATCH_OP_URN,
	SEARCH_REQUEST_URN,
	USER_URN,
} from '../../src/scim/urns.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import { CONFORMING, REQUESTS } from '../http/leniency-cases.ts';
import { ANYONE, EXT } from './everything.ts';
import { patch } from './patch/patch.ts';

const MANAGER = `${ENTERPRISE_USER_URN}:manager`;

function accepted<Value>(result: Result<Value, ScimError>): Value {
	if (!result.ok) throw new Error(result.error.detail);
	return result.value;
}

/** What is stored of a user. */
const user = (attributes: JsonObject) =>
	accepted(readResource(ANYONE, { schemas: [USER_URN], userName: 'anna', ...attributes }));

/** What is stored of a group. */
const group = (attributes: JsonObject) =>
	accepted(readResource(GROUP, { schemas: [GROUP_URN], displayName: 'Crew', ...attributes }));

const BEFORE = {
	userName: 'anna',
	active: true,
	title: 'Dr.',
	name: { givenName: 'A', familyName: 'Lee' },
	emails: [
		{ type: 'work', value: 'a@x' },
		{ type: 'home', value: 'b@x' },
	],
};

const body = (operation: object) => ({ schemas: [PATCH_OP_URN], Operations: [operation] });

/** What operations make of a user, all in one PATCH. */
const patched = (operation: object, message: object = body(operation)) =>
	accepted(patch(ANYONE, BEFORE, message));

/** What an operation asks of a group. */
const patchedGroup = (operation: object) =>
	accepted(patch(GROUP, { displayName: 'Crew' }, body(operation)));

/** What a filter means. */
const filter = (text: string) => accepted(parseFilter(text, USER));

const projection = (attributes: string) => accepted(readProjection(USER, attributes));

/** What a query of users asks for. */
const query = (parameters: object) => accepted(readQuery(parameters, [USER]));

/** What a search request asks for. */
const search = (message: JsonObject) =>
	accepted(searchParameters({ schemas: [SEARCH_REQUEST_URN], ...message }));

/** What one bulk operation asks for. */
const bulk = (operation: JsonObject) =>
	accepted(readBulkRequest({ schemas: [BULK_REQUEST_URN], Operations: [operation] }, () => 'id'));

const replace = (path: string, value: unknown) => ({ op: 'replace', path, value });
const data = { schemas: [USER_URN], userName: 'anna' };
const creation = { method: 'POST', path: '/Users', bulkId: '1', data };

/** A lenient form, and the conforming one that means the same. */
type Case = readonly [lenient: () => unknown, conforming: () => unknown];

const CASES: Readonly<Record<string, readonly Case[]>> = {
	further_schemas: [
		[() => user({ schemas: [ENTERPRISE_USER_URN, USER_URN, 'http://x/y'] }), () => user({})],
	],
	schema_urn_case: [
		[() => user({ schemas: [USER_URN.toUpperCase()] }), () => user({})],
		[
			() => user({ [ENTERPRISE_USER_URN.toLowerCase()]: { division: 'x' } }),
			() => user({ [ENTERPRISE_USER_URN]: { division: 'x' } }),
		],
	],
	message_name_case: [
		[
			() =>
				patched(
					{},
					{
						SCHEMAS: [PATCH_OP_URN],
						operations: [{ OP: 'replace', Path: 'title', vaLue: 'x' }],
					},
				),
			() => patched(replace('title', 'x')),
		],
		[() => search({ StartIndex: 2 }), () => search({ startIndex: 2 })],
	],
	unknown_attribute: [
		[() => user({ shoeSize: 39, name: { nick: 'x' } }), () => user({})],
		[
			() => patched({ op: 'replace', value: { title: 'x', shoeSize: 39 } }),
			() => patched(replace('title', 'x')),
		],
	],
	core_schema_key: [[() => user({ [USER_URN]: { title: 'x' } }), () => user({ title: 'x' })]],
	path_as_key: [
		[
			() => user({ 'name.givenName': 'A', [`${MANAGER}.value`]: 'm' }),
			() => user({ name: { givenName: 'A' }, [ENTERPRISE_USER_URN]: { manager: { value: 'm' } } }),
		],
		[
			() => patched({ op: 'add', value: { 'emails[type eq "home"].value': 'c@x' } }),
			() => patched(replace('emails[type eq "home"].value', 'c@x')),
		],
		[
			() => patched({ op: 'replace', value: { 'name.givenName': 'B', [MANAGER]: { value: 'm' } } }),
			() =>
				patched({
					op: 'replace',
					value: {
						name: { givenName: 'B' },
						[ENTERPRISE_USER_URN]: { manager: { value: 'm' } },
					},
				}),
		],
	],
	boolean_as_text: [
		[() => user({ active: 'False' }), () => user({ active: false })],
		[() => patched(replace('active', 'FALSE')), () => patched(replace('active', false))],
		[() => filter('active eq "True"'), () => filter('active eq true')],
	],
	number_as_text: [
		[
			() => user({ [EXT]: { count: '7', ratio: '0.5' } }),
			() => user({ [EXT]: { count: 7, ratio: 0.5 } }),
		],
	],
	empty_text: [
		[() => user({ title: '', emails: '' }), () => user({ title: null, emails: [] })],
		[() => patched(replace('title', '')), () => patched({ op: 'remove', path: 'title' })],
		[() => group({ members: '' }), () => group({ members: [] })],
	],
	bare_value: [
		[
			() => user({ [ENTERPRISE_USER_URN]: { manager: 'm' }, emails: ['a@x'] }),
			() =>
				user({ [ENTERPRISE_USER_URN]: { manager: { value: 'm' } }, emails: [{ value: 'a@x' }] }),
		],
		[() => patched(replace(MANAGER, 'm')), () => patched(replace(MANAGER, { value: 'm' }))],
		[() => group({ members: ['a'] }), () => group({ members: [{ value: 'a' }] })],
	],
	value_without_list: [
		[() => user({ emails: { value: 'a@x' } }), () => user({ emails: [{ value: 'a@x' }] })],
		[() => group({ members: { value: 'a' } }), () => group({ members: [{ value: 'a' }] })],
	],
	same_primary_twice: [
		[
			() =>
				user({
					emails: [
						{ type: 'work', value: 'a@x', primary: true },
						{ type: 'home', value: 'A@x', primary: true },
					],
				}),
			() =>
				user({
					emails: [
						{ type: 'work', value: 'a@x', primary: true },
						{ type: 'home', value: 'A@x', primary: false },
					],
				}),
		],
	],
	member_details: [
		[
			() => group({ members: [{ value: 'a', $ref: null, display: 5, type: 'Wrong' }] }),
			() => group({ members: [{ value: 'a' }] }),
		],
	],
	op_case: [
		[
			() => patched({ op: 'RePlace', path: 'title', value: 'x' }),
			() => patched(replace('title', 'x')),
		],
		[
			() => patched({ op: 'Remove', path: 'title' }),
			() => patched({ op: 'remove', path: 'title' }),
		],
	],
	blank_path: [
		...[null, '', ' '].map((path): Case => [
			() => patched({ op: 'add', path, value: { title: 'x' } }),
			() => patched({ op: 'add', value: { title: 'x' } }),
		]),
		[() => patched(replace('\ntitle ', 'x')), () => patched(replace('title', 'x'))],
	],
	read_only_in_value: [
		[
			() => patchedGroup({ op: 'replace', value: { id: 'g', displayName: 'New' } }),
			() => patchedGroup(replace('displayName', 'New')),
		],
		[
			() => patched({ op: 'replace', value: { title: 'x', meta: {}, groups: [], schemas: [] } }),
			() => patched(replace('title', 'x')),
		],
	],
	remove_by_value: [
		[
			() => patchedGroup({ op: 'remove', path: 'members', value: [{ value: 'a' }] }),
			() => patchedGroup({ op: 'remove', path: 'members[value eq "a"]' }),
		],
		[
			() => patched({ op: 'remove', path: 'emails', value: [{ value: 'a@x' }] }),
			() => patched({ op: 'remove', path: 'emails[value eq "a@x"]' }),
		],
	],
	nothing_to_remove: [
		[() => patched({ op: 'remove', path: 'emails[type eq "other"]' }).attributes, () => BEFORE],
		[() => patched({ op: 'remove', path: 'nickName' }).attributes, () => BEFORE],
	],
	list_for_selected: [
		[
			() => patched(replace('emails[type eq "home"]', [{ value: 'c@x' }])),
			() => patched(replace('emails[type eq "home"]', { value: 'c@x' })),
		],
	],
	filter_after_brackets: [
		[
			() => filter('emails[type eq "work"].value eq "a@x"'),
			() => filter('emails[type eq "work" and value eq "a@x"]'),
		],
	],
	filter_keyword_case: [
		[() => filter('active eq True'), () => filter('active eq true')],
		[() => filter('title eq NULL'), () => filter('title eq null')],
	],
	filter_blanks: [[() => filter('\n ( userName  eq\t"x" ) '), () => filter('(userName eq "x")')]],
	filter_in_attributes: [
		[() => projection('emails[type eq "work"],id'), () => projection('emails,id')],
	],
	unknown_name_in_attributes: [[() => projection('title,shoeSize'), () => projection('title')]],
	search_attributes_as_text: [
		[
			() => search({ attributes: 'userName,title' }),
			() => search({ attributes: ['userName', 'title'] }),
		],
	],
	sort_order_case: [
		[
			() => query({ sortBy: 'title', sortOrder: 'Descending' }),
			() => query({ sortBy: 'title', sortOrder: 'descending' }),
		],
	],
	bulk_method_case: [[() => bulk({ ...creation, method: 'post' }), () => bulk(creation)]],
	bulk_path_slashes: [[() => bulk({ ...creation, path: 'Users/' }), () => bulk(creation)]],
};

/** What has no other form: it is accepted, and kept as the sender means it. */
const KEPT: Readonly<Record<string, readonly (readonly [given: () => unknown, kept: unknown])[]>> =
	{
		undeclared_extension: [
			[() => user({ 'urn:x:2.0:User': { a: [1] } }).attributes['urn:x:2.0:User'], { a: [1] }],
			[() => patched(replace('urn:x:2.0:User:a', 'b')).attributes['urn:x:2.0:User'], { a: 'b' }],
		],
		international_reference: [
			[
				() => user({ profileUrl: 'https://zoë.example/' }).attributes['profileUrl'],
				'https://zoë.example/',
			],
		],
	};

/** What operations make of a user in a directory of a type. */
const patchedIn = (type: string, operation: object) => patch(ANYONE, BEFORE, body(operation), type);

const azure = (operation: object) => accepted(patchedIn('azure-scim-v2', operation));
const keycloak = (operation: object) => accepted(patchedIn('keycloak-scim-v2', operation));

const errorOf = <Value>(result: Result<Value, ScimError>) => (result.ok ? undefined : result.error);

/** Leniencies by type: what is wrong with a request in a directory of the type, and what it means. */
const TYPED: Readonly<
	Record<
		string,
		{
			readonly problem: (type: string) => ScimError | undefined;
			readonly same?: readonly (readonly [lenient: object, conforming: object])[];
		}
	>
> = {
	schemas_optional: { problem: (type) => checkNamed({}, USER_URN, dialectOf(type)) },
	empty_patch: {
		problem: (type) =>
			checkOperations({ Operations: [] }, dialectOf(type)) ??
			checkOperations({ Operations: null }, dialectOf(type)) ??
			checkOperations({}, dialectOf(type)),
	},
	filter_miss_creates: {
		problem: (type) => errorOf(patchedIn(type, replace('roles[type eq "a"].value', 'r'))),
		same: [
			[
				replace('roles[type eq "a"].value', 'r'),
				{ op: 'add', path: 'roles', value: [{ type: 'a', value: 'r' }] },
			],
		],
	},
	enterprise_name: {
		problem: (type) => errorOf(patchedIn(type, replace('manager', { value: 'm' }))),
		same: [
			[replace('manager', { value: 'm' }), replace(MANAGER, { value: 'm' })],
			[replace('Manager.value', 'm'), replace(`${MANAGER}.value`, 'm')],
		],
	},
	path_without_quotes: {
		problem: (type) => errorOf(patchedIn(type, replace('emails[type eq work].value', 'c@x'))),
		same: [
			[
				replace('emails[type eq work].value', 'c@x'),
				replace('emails[type eq "work"].value', 'c@x'),
			],
			[
				{ op: 'remove', path: 'emails[ type EQ home ]' },
				{ op: 'remove', path: 'emails[type eq "home"]' },
			],
		],
	},
	wrapped_value: {
		problem: (type) => errorOf(patchedIn(type, replace('title', [{ $ref: null, value: 'x' }]))),
		same: [
			[replace('title', [{ $ref: null, value: 'x' }]), replace('title', 'x')],
			[replace('active', [{ $ref: null, value: 'False' }]), replace('active', false)],
			[
				replace(MANAGER, [{ $ref: 'Users/m', value: 'm' }]),
				replace(MANAGER, { $ref: 'Users/m', value: 'm' }),
			],
			[
				replace('emails[type eq "home"].value', [{ value: 'c@x' }]),
				replace('emails[type eq "home"].value', 'c@x'),
			],
			[
				{ op: 'add', path: `${EXT}:tags`, value: [{ value: '1' }, '2'] },
				{ op: 'add', path: `${EXT}:tags`, value: ['1', '2'] },
			],
			[replace('title', [{ value: null }]), { op: 'remove', path: 'title' }],
			[replace('title', ['']), { op: 'remove', path: 'title' }],
		],
	},
};

describe('mean what the conforming form means', () => {
	const rows = Object.entries(CASES).flatMap(([name, cases]) =>
		cases.map(([lenient, conforming], at) => ({ name, at, lenient, conforming })),
	);
	test.each(rows)('$name $at', ({ lenient, conforming }) => {
		expect(lenient()).toEqual(conforming());
	});

	const kept = Object.entries(KEPT).flatMap(([name, cases]) =>
		cases.map(([given, expected], at) => ({ name, at, given, expected })),
	);
	test.each(kept)('$name $at', ({ given, expected }) => {
		expect(given()).toEqual(expected);
	});
});

describe('by directory type', () => {
	const rows = Object.entries(TYPED).flatMap(([name, { problem }]) =>
		PROVIDER_KEYS.map((type) => ({ name, type, problem })),
	);
	test.each(rows)('$name in a directory of type $type', ({ name, type, problem }) => {
		expect(problem(type)?.status).toBe(isGranted(leniency(name), type) ? undefined : 400);
	});

	const same = Object.entries(TYPED).flatMap(([name, { same: pairs = [] }]) =>
		pairs.map(([lenient, conforming], at) => ({ name, at, lenient, conforming })),
	);
	test.each(same)('$name $at means what the conforming form means', (row) => {
		for (const type of PROVIDER_KEYS.filter((key) => isGranted(leniency(row.name), key))) {
			const made = accepted(patchedIn(type, row.lenient));
			expect(made).toEqual(patched(row.conforming));
		}
	});

	test('`generic-scim-v2` has none', () => {
		expect(dialectOf('generic-scim-v2')).toEqual(new Set());
	});
});

test('what is not the same is still refused', () => {
	const primaries = [
		{ type: 'work', value: 'a@x', primary: true },
		{ type: 'home', value: 'b@x', primary: true },
	];
	const refused = [
		() => user({ emails: primaries }),
		() => azure(replace('title', ['x', 'y'])),
		() => azure(replace('title', [{ text: 'x' }])),
		() => azure(replace('manager.displayName', 'x')),
		() => azure(replace('shoeSize', 39)),
		() => azure(replace('emails[type eq work].value', 'x')),
		() => keycloak(replace('manager', { value: 'm' })),
		() => keycloak(replace("emails[type eq 'work'].value", 'x')),
		() => keycloak(replace('emails[type eq work or type eq home].value', 'x')),
		() => keycloak(replace('emails[shoe eq work].value', 'x')),
		() =>
			accepted(
				patch(GROUP, { displayName: 'g' }, body(replace('department', 'x')), 'azure-scim-v2'),
			),
	];
	for (const each of refused) expect(each).toThrow(/\w/);
});

describe('the table', () => {
	const names = LENIENCIES.map(({ name }) => name);

	test('every leniency has a request and a case, and there are no others', () => {
		expect(new Set(Object.keys(REQUESTS))).toEqual(new Set(names));
		const cases = [CASES, KEPT, TYPED, CONFORMING].flatMap((each) => Object.keys(each));
		expect(new Set(cases)).toEqual(new Set(names));
	});

	test('names are unique and in snake_case', () => {
		expect(new Set(names).size).toBe(names.length);
		expect(names.filter((name) => !/^[a-z]+(?:_[a-z]+)+$/.test(name))).toEqual([]);
	});

	test.each(LENIENCIES)('$name says who needs it, and from where that is known', (each) => {
		const { summary, providers, sources, types } = each;
		expect(summary).toMatch(/^\S.*\.$/s);
		expect(sources.length).toBeGreaterThan(0);
		for (const source of sources) expect(source).toMatch(/^https:\/\/\S+$|^[\w-]+\/[\w.-]+ \S+$/);
		expect(providers.length).toBeGreaterThan(0);
		const known: readonly string[] = PROVIDER_KEYS;
		expect(known).toEqual(expect.arrayContaining([...providers]));
		expect(providers.filter((type) => !isGranted(each, type))).toEqual([]);
		expect(isGranted(each, 'generic-scim-v2')).toBe(types === 'all');
		const listed = typeof types === 'string' ? [] : types;
		expect(known).toEqual(expect.arrayContaining([...listed]));
	});

	test('every one is marked where it is granted, and no other', () => {
		const marks = globSync('src/**/*.ts')
			.filter((path) => !path.includes('leniencies'))
			.flatMap((path) =>
				Array.from(
					readFileSync(path, 'utf8').matchAll(/(?:\/\/|\*).*leniency: ([a-z_]+(?:, [a-z_]+)*)/g),
					([, list = '']) => list,
				),
			)
			.flatMap((list) => list.split(', '));
		expect(new Set(marks)).toEqual(new Set(names));
	});
});

describe('transcripts name the leniencies that they need', () => {
	const transcripts = import.meta.glob<Transcript>('../idp/*.json', {
		eager: true,
		import: 'default',
	});
	const named = Object.values(transcripts).flatMap(({ idp, steps }) =>
		steps.flatMap(({ leniencies = [] }) =>
			leniencies.map((name) => ({ name, provider: keyOfName(idp) })),
		),
	);

	test('which are known, and known to be needed by that provider', () => {
		expect(named.length).toBeGreaterThan(20);
		const wrong = named.filter(
			({ name, provider }) => !leniency(name).providers.includes(provider),
		);
		expect(wrong).toEqual([]);
	});

	test('every leniency by type is needed by a transcript', () => {
		const needed = new Set(named.map(({ name }) => name));
		const typed = LENIENCIES.filter(({ types }) => types !== 'all').map(({ name }) => name);
		expect(typed.filter((name) => !needed.has(name))).toEqual([]);
	});
});

function leniency(name: string): Leniency {
	const found = LENIENCIES.find((each) => each.name === name);
	if (found === undefined) throw new Error(`No leniency is called ${name}.`);
	return found;
}
