/** What a list request asks for, in a URL (RFC 7644 §3.4.2) and in a SearchRequest (§3.4.3). */
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { readQuery, searchParameters, urlParameters } from '../../src/scim/query.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { SEARCH_REQUEST_URN } from '../../src/scim/urns.ts';

const given = (parameters: object) =>
	Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));

describe('RFC 7644 §3.4.3 SearchRequest', () => {
	test('has the parameters of a URL, with JSON types', () => {
		const read = searchParameters({
			schemas: [SEARCH_REQUEST_URN],
			filter: 'title pr',
			sortBy: 'userName',
			sortOrder: 'descending',
			startIndex: 3,
			count: 7,
			attributes: ['userName', 'name.familyName'],
			excludedAttributes: [],
		});
		expect(read.ok && given(read.value)).toEqual({
			filter: 'title pr',
			sortBy: 'userName',
			sortOrder: 'descending',
			startIndex: 3,
			count: 7,
			attributes: 'userName,name.familyName',
			excludedAttributes: '',
		});
	});

	test.each<[string, JsonObject, object]>([
		['nothing at all', {}, {}],
		['null is unassigned', { schemas: null, filter: null, count: null, cursor: null }, {}],
		['an empty cursor', { cursor: '' }, { cursor: '' }],
		['names in any letter case', { STARTINDEX: 2, SortBy: 'id' }, { startIndex: 2, sortBy: 'id' }],
		['the URN in any letter case', { schemas: [SEARCH_REQUEST_URN.toUpperCase()] }, {}],
		['more URNs', { schemas: ['urn:x:y', SEARCH_REQUEST_URN] }, {}],
		['attributes as in a URL', { attributes: 'userName,title' }, { attributes: 'userName,title' }],
		['unknown members', { filters: 1, __proto__x: {} }, {}],
	])('accepts %s', (_name, body, parameters) => {
		const read = searchParameters(body);
		expect(read.ok && given(read.value)).toEqual(parameters);
	});

	test.each<[JsonObject, string, string]>([
		[{ schemas: [] }, 'invalidSyntax', '"schemas" must be'],
		[{ schemas: SEARCH_REQUEST_URN }, 'invalidSyntax', '"schemas" must be'],
		[
			{ schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'] },
			'invalidSyntax',
			'SearchRequest',
		],
		[{ schemas: [{}] }, 'invalidSyntax', '"schemas" must be'],
		[{ filter: 5 }, 'invalidValue', '"filter" must be a string.'],
		[{ sortBy: ['userName'] }, 'invalidValue', '"sortBy" must be a string.'],
		[{ sortOrder: true }, 'invalidValue', '"sortOrder" must be a string.'],
		[{ startIndex: '1' }, 'invalidValue', '"startIndex" must be an integer.'],
		[{ count: 1.5 }, 'invalidValue', '"count" must be an integer.'],
		[{ count: {} }, 'invalidValue', '"count" must be an integer.'],
		[{ cursor: 5 }, 'invalidValue', '"cursor" must be a string.'],
		[{ attributes: [1] }, 'invalidValue', '"attributes" must be an array of attribute names.'],
		[{ attributes: {} }, 'invalidValue', '"attributes" must be an array of attribute names.'],
		[{ excludedAttributes: 1 }, 'invalidValue', '"excludedAttributes" must be'],
	])('refuses %o', (body, scimType, detail) => {
		expect(searchParameters(body)).toEqual({
			ok: false,
			error: { status: 400, scimType, detail: expect.stringContaining(detail) },
		});
	});
});

describe('RFC 7644 §3.4.2.3 sortOrder', () => {
	test.each([
		[{ sortBy: 'title' }, false],
		[{ sortBy: 'title', sortOrder: 'ascending' }, false],
		[{ sortBy: 'title', sortOrder: 'Descending' }, true],
		[{ sortOrder: 'descending' }, false],
		[{ sortOrder: 'sideways' }, false],
	])('%o', (parameters, descending) => {
		expect(readQuery(urlParameters(parameters), [USER])).toMatchObject({
			ok: true,
			value: { descending },
		});
	});

	test.each(['', 'desc', 'up'])('%s is invalidValue', (sortOrder) => {
		expect(readQuery({ sortBy: 'title', sortOrder }, [USER])).toEqual({
			ok: false,
			error: {
				status: 400,
				scimType: 'invalidValue',
				detail: `"sortOrder" must be "ascending" or "descending", not "${sortOrder}".`,
			},
		});
	});
});

/** The types whose resources are looked at, and whether all of them are meant. */
function asked(filter: string): readonly string[] | string | undefined {
	const query = readQuery({ filter }, [USER, GROUP]);
	return query.ok
		? query.value.types.map((each) => `${each.filter ? 'some' : 'all'} ${each.type.name}s`)
		: query.error.scimType;
}

describe('RFC 7644 §3.4.2.1 a query on several types', () => {
	test.each([
		['userName eq "a"', ['some Users']],
		['members.value eq "a"', ['some Groups']],
		['displayName eq "a"', ['some Users', 'some Groups']],
		['userName eq "a" or displayName eq "b"', ['some Users', 'some Groups']],
		['userName eq "a" and members pr', []],
		['userName ne "a"', ['some Users', 'all Groups']],
		['members ne "a"', ['some Groups']],
		['not (userName pr)', ['some Users', 'all Groups']],
		['emails[type eq "work"]', ['some Users']],
		['not (emails[type eq "work"])', ['some Users', 'all Groups']],
		['meta.resourceType eq "User"', ['all Users']],
		['meta.resourceType ne "User"', ['all Groups']],
		['meta.resourceType eq "Group" and displayName pr', ['some Groups']],
		[
			'(meta.resourceType eq "User" and title pr) or (meta.resourceType eq "Group" and id pr)',
			['some Users', 'some Groups'],
		],
		['foo eq "a"', 'invalidFilter'],
		['password eq "a"', 'invalidFilter'],
	])('%s looks at %o', (filter, expected) => {
		expect(asked(filter)).toEqual(expected);
	});

	test('attributes and sortBy are read for each type', () => {
		const query = readQuery({ attributes: 'userName,displayName', sortBy: 'userName' }, [
			USER,
			GROUP,
		]);
		expect(query.ok && query.value.types).toMatchObject([
			{ projection: { names: { own: new Set(['username', 'displayname']) } }, sortBy: {} },
			{ projection: { names: { own: new Set(['displayname']) } } },
		]);
		expect(query.ok && query.value.types[1]).not.toHaveProperty('sortBy');
	});
});

test.each([
	[{ count: 'x' }, 'invalidValue'],
	[{ filter: 'title' }, 'invalidFilter'],
	[{ sortBy: 'nothing' }, 'invalidValue'],
	[{ attributes: 'title', excludedAttributes: 'title' }, 'invalidValue'],
])('RFC 7644 §3.12: %o is refused as a whole', (parameters, scimType) => {
	expect(readQuery(urlParameters(parameters), [USER])).toMatchObject({
		ok: false,
		error: { status: 400, scimType },
	});
});
