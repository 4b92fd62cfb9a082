/** Filters as they select over HTTP (RFC 7644 §3.4.2.2). Grammar and typing: test/scim/filter. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, group, type TestDirectory, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, found, GROUP, USER } from './shared.ts';

let directory: TestDirectory;

beforeAll(async () => {
	directory = await createDirectory();
	const anna = await create(
		directory,
		'/Users',
		user('anna', {
			title: 'Captain',
			userType: 'Employee',
			name: { familyName: "O'Malley", givenName: 'Anna' },
			emails: [
				{ value: 'anna@example.com', type: 'work', primary: true },
				{ value: 'anna@home.example', type: 'home' },
			],
			[ENTERPRISE]: { department: 'Sea' },
		}),
	);
	await create(
		directory,
		'/Users',
		user('bert', {
			title: 'Cook',
			userType: 'Intern',
			active: false,
			emails: [{ value: 'bert@example.org', type: 'home' }],
		}),
	);
	await create(directory, '/Users', user('carl', { userType: 'Employee' }));
	await create(directory, '/Groups', group('Crew', [anna.id]));
});

const failed = (filter: string) =>
	directory.scim('GET', `/Users?filter=${encodeURIComponent(filter)}`);

describe('RFC 7644 §3.4.2.2 operators', () => {
	test.each([
		['userName eq "anna"', ['anna']],
		['userName Eq "john" OR Username eq "ANNA"', ['anna']],
		['userName ne "anna"', ['bert', 'carl']],
		['name.familyName co "O\'Malley"', ['anna']],
		['userName sw "a"', ['anna']],
		['userName ew "rt"', ['bert']],
		['title pr', ['anna', 'bert']],
		['userName gt "anna"', ['bert', 'carl']],
		['userName ge "bert"', ['bert', 'carl']],
		['userName lt "bert"', ['anna']],
		['userName le "bert"', ['anna', 'bert']],
		['meta.created gt "2011-05-13T04:42:34Z"', ['anna', 'bert', 'carl']],
		['meta.lastModified lt "2011-05-13T04:42:34Z"', []],
		[`schemas eq "${ENTERPRISE}"`, ['anna']],
		[`${USER}:userName sw "B"`, ['bert']],
		[`${ENTERPRISE}:department eq "sea"`, ['anna']],
	])('%s', async (filter, expected) => {
		expect(await found(directory, '/Users', filter)).toEqual(expected);
	});

	test.each([
		[
			'userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")',
			['anna'],
		],
		['userType ne "Employee" and not (emails co "example.com")', ['bert']],
		['userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', ['anna']],
		['emails[type eq "home" and value co "@example.com"]', []],
		['emails.type eq "home" and emails.value co "@example.com"', ['anna']],
		['emails[type eq "work"] or emails[value ew ".org"]', ['anna', 'bert']],
	])('combined: %s', async (filter, expected) => {
		expect(await found(directory, '/Users', filter)).toEqual(expected);
	});

	test.each([
		['title pr or userName eq "carl" and title pr', ['anna', 'bert']],
		['(title pr or userName eq "carl") and userType eq "Employee"', ['anna', 'carl']],
		['not (title pr) or userName eq "bert"', ['bert', 'carl']],
		['not (title pr or userName eq "carl")', []],
	])('precedence: grouping, then not, and, or: %s', async (filter, expected) => {
		expect(await found(directory, '/Users', filter)).toEqual(expected);
	});

	test('members of a group, by id, type and name', async () => {
		const [anna] = (await directory.scim<{ Resources: { id: string }[] }>('GET', '/Users?count=1'))
			.body.Resources;
		for (const [filter, expected] of [
			[`members.value eq "${anna?.id ?? ''}"`, ['Crew']],
			[`members[value eq "${anna?.id ?? ''}" and type eq "User"]`, ['Crew']],
			['members[type eq "Group"]', []],
			[`${GROUP}:displayName co "RE"`, ['Crew']],
		] as const) {
			expect(await found(directory, '/Groups', filter), filter).toEqual(expected);
		}
	});

	test('a defaulted attribute has the value that the client was told', async () => {
		expect(await found(directory, '/Users', 'active eq true')).toEqual(['anna', 'carl']);
		expect(await found(directory, '/Users', 'active pr')).toEqual(['anna', 'bert', 'carl']);
	});
});

describe('RFC 7644 §3.4.2.2 invalidFilter', () => {
	test.each(
		['gt', 'ge', 'lt', 'le'].flatMap((operator) => [
			[operator, 'the boolean', `active ${operator} true`],
			[operator, 'the binary', `x509Certificates.value ${operator} "AAAA"`],
		]),
	)('"%s" does not apply to %s', async (operator, _type, filter) => {
		const reply = await failed(filter);
		expect(reply).toMatchObject(scimError(400, 'invalidFilter'));
		expect(reply.body['detail']).toContain(operator);
	});

	test('an operator that nobody knows is named', async () => {
		const reply = await failed('userName regex "a.*"');
		expect(reply).toMatchObject(scimError(400, 'invalidFilter'));
		expect(reply.body['detail']).toContain('The operator "regex" is not supported');
	});

	test.each([
		['no expression', ''],
		['blanks', '   '],
		['an attribute alone', 'userName'],
		['an operator without value', 'userName eq'],
		['a value alone', '"anna"'],
		['no operator', 'userName "anna"'],
		['an unclosed group', '(userName eq "anna"'],
		['an unclosed value path', 'emails[type eq "work"'],
		['"not" without a group', 'not userName eq "anna"'],
		['a loose connective', 'userName eq "anna" and'],
		['text without quotes', 'userName eq anna'],
		['single quotes', "userName eq 'anna'"],
		['a foreign sub-attribute in a value path', 'emails[userName eq "anna"]'],
		['a complex attribute without sub-attribute', 'name eq "Anna"'],
		['an attribute of another resource type', 'members pr'],
		['an attribute that no schema has', 'shoeSize eq 42'],
		['a value of another type', 'active eq "maybe"'],
		['a name with a bad character', 'user%Name eq "a"'],
	])('%s', async (_name, filter) => {
		expect(await failed(filter)).toMatchObject(scimError(400, 'invalidFilter'));
	});
});
