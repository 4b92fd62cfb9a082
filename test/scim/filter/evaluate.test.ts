/** What filters mean (RFC 7644 §3.4.2.2, tables 3 to 5). */
import { describe, expect, test } from 'vitest';
import { comparable } from '../../../src/scim/comparable.ts';
import { evaluate, matchesValue } from '../../../src/scim/filter/evaluate.ts';
import { parseFilter, parseValueFilter } from '../../../src/scim/filter/parse.ts';
import type { JsonObject } from '../../../src/scim/json.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import { findCoreAttribute } from '../../../src/scim/schema/lookup.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const BABS: JsonObject = {
	schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
	id: 'Id-1',
	externalId: 'Ext-1',
	userName: 'Babs@Example.com',
	name: { familyName: 'Jensen', givenName: 'Barbara' },
	active: true,
	emails: [
		{ value: 'babs@work.example', type: 'work', primary: true },
		{ value: 'babs@home.example', type: 'home' },
	],
	phoneNumbers: [],
	title: '',
	nickName: null,
	meta: { lastModified: '2011-05-13T04:42:34Z' },
	[ENTERPRISE]: { department: 'Tours', manager: { value: '26118915' } },
};

function matches(text: string, document: JsonObject = BABS): boolean {
	const filter = parseFilter(text, USER);
	if (!filter.ok) {
		throw new Error(filter.error.detail);
	}
	return evaluate(filter.value, comparable(USER, document));
}

describe('RFC 7644 §3.4.2.2 operators', () => {
	test.each([
		['userName eq "babs@example.COM"', true],
		['userName ne "babs@example.COM"', false],
		['userName co "@EXAMPLE"', true],
		['userName sw "babs"', true],
		['userName ew ".com"', true],
		['userName sw "example"', false],
		['userName gt "a"', true],
		['userName lt "a"', false],
		['userName ge "babs@example.com"', true],
		['userName le "babs@example.com"', true],
		['id eq "id-1"', false],
		['id eq "Id-1"', true],
		['active eq "True"', true],
		['active ne true', false],
		[`schemas eq "${ENTERPRISE}"`, true],
		[`${ENTERPRISE}:department eq "tours"`, true],
		[`${ENTERPRISE}:manager eq "26118915"`, true],
		[`${ENTERPRISE}:division pr`, false],
		['meta.lastModified eq "2011-05-13T06:42:34+02:00"', true],
		['meta.lastModified gt "2011-05-13T04:42:33.999Z"', true],
		['meta.lastModified gt "2011-05-13T04:42:34Z"', false],
		['meta.lastModified le "2011-05-13T04:42:34Z"', true],
	])('%s is %s', (text, expected) => {
		expect(matches(text)).toBe(expected);
	});
});

describe('RFC 7644 §3.4.2.2 presence', () => {
	test.each([
		['name pr', true],
		['emails pr', true],
		['emails.display pr', false],
		['phoneNumbers pr', false],
		['title pr', false],
		['nickName pr', false],
		['displayName pr', false],
		['title eq null', true],
		['name.familyName ne null', true],
	])('%s is %s', (text, expected) => {
		expect(matches(text)).toBe(expected);
	});

	test('a complex attribute of empty parts is not present', () => {
		expect(matches('name pr', { name: { familyName: '', givenName: null } })).toBe(false);
		expect(matches('emails pr', { emails: [{}, { value: '' }] })).toBe(false);
	});
});

describe('absent and multi-valued attributes', () => {
	test.each([
		['displayName ne "x"', true],
		['displayName eq "x"', false],
		['displayName co ""', false],
		['displayName le "x"', false],
		['not (displayName eq "x")', true],
		['phoneNumbers.value ne "x"', false],
		['emails.value eq "babs@home.example"', true],
		['emails.type ne "work"', true],
		['emails.type ne "fax"', true],
		['emails.display ne "x"', false],
		['emails[display ne "x"]', true],
		['emails[primary eq false]', true],
		['emails[primary eq false and type eq "work"]', false],
		['emails.primary eq false', true],
		['phoneNumbers.primary eq false', false],
	])('%s is %s', (text, expected) => {
		expect(matches(text)).toBe(expected);
	});
});

describe('RFC 7644 §3.4.2.2 value paths look at one value at a time', () => {
	test.each([
		['emails[type eq "work" and value eq "babs@home.example"]', false],
		['emails.type eq "work" and emails.value eq "babs@home.example"', true],
		['emails[type eq "home" and value eq "babs@home.example"]', true],
		['emails[not (type eq "work")]', true],
		['not (emails[type eq "work"])', false],
		['emails[type eq "work"].value co "work"', true],
		['emails[type eq "work"].value co "home"', false],
		['phoneNumbers[type eq "work"]', false],
		['phoneNumbers[not (type eq "work")]', false],
		['name[familyName eq "jensen" and givenName sw "bar"]', true],
	])('%s is %s', (text, expected) => {
		expect(matches(text)).toBe(expected);
	});
});

describe('logic', () => {
	test.each([
		['title pr or active eq true and userName eq "x"', false],
		['(title pr or active eq true) and userName sw "b"', true],
		['not (title pr or active eq true)', false],
		['not (title pr) and active eq true', true],
	])('%s is %s', (text, expected) => {
		expect(matches(text)).toBe(expected);
	});
});

test('text is ordered by code points, as SQLite orders UTF-8', () => {
	expect(matches('id gt "\u{FF01}"', { id: '\u{1F600}' })).toBe(true);
	expect(matches('id lt "\u{1F600}"', { id: '\u{FF01}' })).toBe(true);
	expect(matches('id gt "ab"', { id: 'abc' })).toBe(true);
	expect(matches('id gt "abc"', { id: 'ab' })).toBe(false);
});

test.each(['id gt "4"', 'id le "6"', 'id co "5"', 'name.givenName pr', 'active eq true'])(
	'what is not of the type of the attribute has no order and no parts: %s is false',
	(text) => {
		const filter = parseFilter(text, USER);
		const document = { id: 5, name: 'x', active: 'true' };
		expect(filter.ok && evaluate(filter.value, document)).toBe(false);
	},
);

test('inherited names are not attributes', () => {
	const document: JsonObject = JSON.parse('{"__proto__": {"userName": "x"}}');
	expect(matches('userName pr', document)).toBe(false);
});

test('a value filter applies to a value alone', () => {
	const members = findCoreAttribute(GROUP, 'members');
	const parsed = members && parseValueFilter('type eq "User" and value eq "1"', members);
	expect(parsed?.ok && matchesValue(parsed.value.filter, { type: 'user', value: '1' })).toBe(true);
	expect(parsed?.ok && matchesValue(parsed.value.filter, { type: 'user', value: '2' })).toBe(false);
	expect(parsed?.ok && matchesValue(parsed.value.filter, 'user')).toBe(false);
});
