/** The grammar of filters and their typing (RFC 7644 §3.4.2.2). */
import { describe, expect, test } from 'vitest';
import { parseFilter } from '../../../src/scim/filter/parse.ts';
import type { ResourceType } from '../../../src/scim/schema/attribute.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import { print } from './print.ts';

/** The parsed filter in a notation that shows its structure. */
function parsed(
	text: string,
	type: ResourceType = USER,
	others: readonly ResourceType[] = [],
): string {
	const filter = parseFilter(text, type, others);
	return filter.ok ? print(filter.value) : `${filter.error.scimType}: ${filter.error.detail}`;
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

describe('RFC 7644 §3.4.2.2 examples (Figure 2)', () => {
	test.each([
		['userName eq "bjensen"', 'userName eq "bjensen"'],
		[`name.familyName co "O'Malley"`, `name.familyName co "o'malley"`],
		['userName sw "J"', 'userName sw "j"'],
		['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "J"', 'userName sw "j"'],
		['title pr', 'title pr'],
		[
			'meta.lastModified gt "2011-05-13T04:42:34Z"',
			'meta.lastModified gt "2011-05-13T04:42:34.000Z"',
		],
		[
			'meta.lastModified ge "2011-05-13T04:42:34Z"',
			'meta.lastModified ge "2011-05-13T04:42:34.000Z"',
		],
		[
			'meta.lastModified lt "2011-05-13T04:42:34Z"',
			'meta.lastModified lt "2011-05-13T04:42:34.000Z"',
		],
		[
			'meta.lastModified le "2011-05-13T04:42:34Z"',
			'meta.lastModified le "2011-05-13T04:42:34.000Z"',
		],
		['title pr and userType eq "Employee"', '(title pr and userType eq "employee")'],
		['title pr or userType eq "Intern"', '(title pr or userType eq "intern")'],
		[`schemas eq "${ENTERPRISE}"`, `schemas eq "${ENTERPRISE}"`],
		[
			'userType eq "Employee" and (emails co "example.com" or\n  emails.value co "example.org")',
			'(userType eq "employee" and (emails.value co "example.com" or emails.value co "example.org"))',
		],
		[
			'userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")',
			'(userType ne "employee" and not (emails.value co "example.com" or emails.value co "example.org"))',
		],
		[
			'userType eq "Employee" and (emails.type eq "work")',
			'(userType eq "employee" and emails.type eq "work")',
		],
		[
			'userType eq "Employee" and emails[type eq "work" and value co "@example.com"]',
			'(userType eq "employee" and emails[(type eq "work" and value co "@example.com")])',
		],
		[
			'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
			'(emails[(type eq "work" and value co "@example.com")] or ims[(type eq "xmpp" and value co "@foo.com")])',
		],
	])('%s', (text, expected) => {
		expect(parsed(text)).toBe(expected);
	});
});

describe('RFC 7644 §3.4.2.2 grammar', () => {
	test.each([
		[
			'and binds closer than or',
			'title pr or active pr and id pr',
			'(title pr or (active pr and id pr))',
		],
		['not binds closer than and', 'not (title pr) and id pr', '(not (title pr) and id pr)'],
		[
			'groups override precedence',
			'(title pr or active pr) and id pr',
			'((title pr or active pr) and id pr)',
		],
		['chains are flat', 'title pr and (id pr and active pr)', '(title pr and id pr and active pr)'],
		['not needs no blank', 'not(title pr)', 'not (title pr)'],
		[
			'operators in any letter case',
			'userName EQ "a" AND NOT (title PR)',
			'(userName eq "a" and not (title pr))',
		],
		['attributes in any letter case', 'NAME.FAMILYNAME eq "a"', 'name.familyName eq "a"'],
		[
			'URNs in any letter case',
			`${ENTERPRISE.toUpperCase()}:MANAGER.VALUE eq "7"`,
			`${ENTERPRISE}:manager.value eq "7"`,
		],
		['a complex attribute stands for its value', 'emails co "x"', 'emails.value co "x"'],
		[
			'escapes in strings',
			String.raw`title eq "a\"b\\c\/d\n\u00e9\ud83d\ude00"`,
			String.raw`title eq "a\"b\\c/d\né😀"`,
		],
		['brackets in strings', 'emails[value eq "a]) or (b"]', 'emails[value eq "a]) or (b"]'],
		['a quoted operator is a string', 'title eq "x and id pr"', 'title eq "x and id pr"'],
		[
			'$ref',
			'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref eq "../Users/1"',
			'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.$ref eq "../Users/1"',
		],
		['not inside a value path', 'emails[not (type eq "work")]', 'emails[not (type eq "work")]'],
		['a value path on one value', 'name[givenName eq "A"]', 'name[givenName eq "a"]'],
		[
			'a sub-attribute after a value path',
			'emails[type eq "work"].value eq "X"',
			'emails[(type eq "work" and value eq "x")]',
		],
		['presence of a complex attribute', 'name pr', 'name pr'],
		['comparison with null', 'title eq null', 'not (title pr)'],
		['comparison with not null', 'title ne null', 'title pr'],
		['an empty string', 'title eq ""', 'title eq ""'],
		['a boolean', 'active eq true', 'active eq true'],
		['a quoted boolean, as Entra sends it', 'active eq "False"', 'active eq false'],
		['a boolean inside a value path', 'emails[primary eq "True"]', 'emails[primary eq true]'],
		['caseExact attributes keep their case', 'id eq "Ab"', 'id eq "Ab"'],
		[
			'instants across time zones',
			'meta.created eq "2011-05-13T06:42:34+02:00"',
			'meta.created eq "2011-05-13T04:42:34.000Z"',
		],
		['ß and SS are alike', 'title eq "STRASSE"', 'title eq "strasse"'],
		['blanks around it', '  title pr ', 'title pr'],
	])('%s', (_name, text, expected) => {
		expect(parsed(text)).toBe(expected);
	});

	test('members of a group by id', () => {
		expect(parsed('members.value eq "Id" or members eq "x"', GROUP)).toBe(
			'(members.value eq "Id" or members.value eq "x")',
		);
	});
});

describe('RFC 7644 §3.4.2.1 attributes that only another type has have no value', () => {
	const core = 'urn:ietf:params:scim:schemas:core:2.0:User';

	test.each([
		['userName eq "a"', 'false'],
		['userName pr', 'false'],
		['active eq true', 'false'],
		['name.familyName co "a"', 'false'],
		['emails.value sw "a"', 'false'],
		[`${ENTERPRISE}:manager.value eq "a"`, 'false'],
		[`${core}:userName eq "a"`, 'false'],
		[`${core}:id pr`, 'false'],
		['emails[type eq "work" and value co "a"]', 'false'],
		['emails[not (type eq "work")]', 'false'],
		['userName ne "a"', 'true'],
		['userName eq null', 'true'],
		['userName ne null', 'false'],
		// RFC 7644 §3.4.2.2: of a multi-valued attribute some value must differ, and there is none.
		['emails ne "a"', 'false'],
		['not (userName eq "a")', 'true'],
		['userName eq "a" and displayName eq "b"', 'false'],
		['userName eq "a" or displayName eq "b"', 'displayName eq "b"'],
		['userName ne "a" and displayName eq "b"', 'displayName eq "b"'],
		['userName ne "a" or displayName eq "b"', 'true'],
		['id pr and (userName eq "a" or displayName eq "b") and members pr', null],
		['not (userName eq "a" or displayName eq "b")', 'not (displayName eq "b")'],
		['displayName eq "b" or (userName eq "a" and members pr)', 'displayName eq "b"'],
	])('%s', (text, expected) => {
		expect(parsed(text, GROUP, [USER])).toBe(
			expected ?? '(id pr and displayName eq "b" and members pr)',
		);
	});

	test('but what no type has is unknown, at its place', () => {
		expect(parsed('userName eq "a" or foo eq "b"', GROUP, [USER])).toBe(
			'invalidFilter: Unknown attribute "foo" (character 20 of the filter).',
		);
	});

	test.each([
		['active co "a"', '"co" does not apply to the boolean "active"'],
		['password eq "a"', '"password" cannot be filtered by'],
		['name eq "a"', '"name" needs a sub-attribute'],
	])('and what is wrong is wrong for each type: %s', (text, detail) => {
		expect(parsed(text, GROUP, [USER])).toContain(detail);
		expect(parsed(text, USER, [GROUP])).toContain(detail);
	});
});

describe('RFC 7643 §3.1 meta.resourceType is known before anything is read', () => {
	test.each([
		['meta.resourceType eq "User"', 'true'],
		['(meta.resourceType eq User) or (meta.resourceType eq Group)', 'true'],
		['META.RESOURCETYPE EQ "User"', 'true'],
		// It is caseExact.
		['meta.resourceType eq "user"', 'false'],
		['meta.resourceType ne "User"', 'false'],
		['meta.resourceType sw "Us"', 'true'],
		['meta.resourceType pr', 'true'],
		['meta.resourceType eq "User" and title pr', 'title pr'],
		['meta.resourceType eq "Group" or title pr', 'title pr'],
	])('%s', (text, expected) => {
		expect(parsed(text)).toBe(expected);
	});
});

describe('RFC 7644 §3.12 invalidFilter names reason and position', () => {
	test.each([
		['', 'Expected an attribute name (character 1 of the filter).'],
		['foo eq "x"', 'Unknown attribute "foo" (character 1 of the filter).'],
		['title pr and foo.bar eq "x"', 'Unknown attribute "foo.bar" (character 14 of the filter).'],
		['constructor eq "x"', 'Unknown attribute "constructor"'],
		['__proto__.polluted pr', 'Unknown attribute "__proto__.polluted"'],
		['a..b pr', 'Unknown attribute "a..b"'],
		['1abc pr', 'Unknown attribute "1abc"'],
		['emails[foo eq "x"]', 'Unknown attribute "foo" (character 8 of the filter).'],
		['emails[type eq "work"].foo eq "x"', 'Unknown sub-attribute "foo"'],
		[`${ENTERPRISE} pr`, 'Unknown attribute'],
		['userName regex "x"', 'The operator "regex" is not supported (character 10 of the filter).'],
		['userName', 'Expected an operator (character 9 of the filter).'],
		['userName eq', 'Expected a value (character 12 of the filter).'],
		['userName eq bare', '"bare" is not a JSON value'],
		['userName eq"x"', 'Expected a blank (character 12 of the filter).'],
		['title eq "x"and id pr', 'Expected a blank'],
		['userName eq "x', 'The string is not closed or has an invalid escape (character 13'],
		[String.raw`userName eq "\x"`, 'invalid escape'],
		['userName eq "a\nb"', 'invalid escape'],
		[String.raw`userName eq "\u0000"`, 'NUL'],
		[String.raw`userName eq "\ud800"`, 'unpaired surrogates'],
		['not title pr', 'Expected "(" (character 5 of the filter).'],
		['not not (title pr)', 'Expected "("'],
		['(title pr', 'Expected "and", "or" or ")" (character 10 of the filter).'],
		['title pr)', 'Expected "and", "or" or the end (character 9 of the filter).'],
		['title pr id pr', 'Expected "and", "or" or the end'],
		['title pr and', 'Expected an attribute name'],
		['emails [type eq "work"]', 'Expected an operator'],
		['emails[type eq "work"', 'Expected "and", "or" or "]"'],
		['emails[]', 'Expected an attribute name'],
		['userName[x eq 1]', '"userName" has no values with sub-attributes'],
		['emails.type[x eq 1]', 'has no values'],
		['emails[type[x eq 1]]', 'has no values'],
		['name eq "x"', '"name" needs a sub-attribute'],
		['addresses co "x"', '"addresses" needs a sub-attribute'],
		['password eq "x"', '"password" cannot be filtered by'],
		['password pr', '"password" cannot be filtered by'],
		['meta.location eq "x"', '"meta.location" cannot be filtered by'],
		['meta.version pr', '"meta.version" cannot be filtered by'],
		['groups[$ref eq "x"]', '"$ref" cannot be filtered by (character 8 of the filter).'],
		['groups[value eq "x"].$ref eq "y"', '"$ref" cannot be filtered by (character 21'],
		['active gt true', '"gt" does not apply to the boolean "active"'],
		['active co "tr"', '"co" does not apply to the boolean'],
		['x509Certificates.value ge "AAAA"', '"ge" does not apply to the binary'],
		['meta.created co "2011"', '"co" does not apply to the dateTime'],
		['active eq "yes"', '"yes" is not a value to compare "active" with'],
		['active eq ""', 'is not a value'],
		['userName eq 5', '5 is not a value to compare "userName" with'],
		['userName eq true', 'true is not a value'],
		['meta.created gt "yesterday"', 'is not a value'],
		['meta.created gt "2011-02-30T00:00:00Z"', 'is not a value'],
		['title gt null', 'null is not a value'],
		[`title eq "${'x'.repeat(10_000)}"`, 'at most 10000 characters'],
		[`${'('.repeat(21)}title pr${')'.repeat(21)}`, 'at most 20 levels'],
		['('.repeat(9_999), 'at most 20 levels'],
		[Array(41).fill('title pr').join(' or '), 'at most 40 comparisons'],
	])('%s', (text, detail) => {
		expect(parsed(text)).toMatch(/^invalidFilter: /);
		expect(parsed(text)).toContain(detail);
	});

	test('what is within the bounds is accepted', () => {
		expect(parsed(`${'('.repeat(20)}title pr${')'.repeat(20)}`)).toBe('title pr');
		expect(parsed(Array(40).fill('title pr').join(' or '))).toMatch(/^\(/);
	});
});
