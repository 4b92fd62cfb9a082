/**
 * What add, remove and replace do to a resource (RFC 7644 §3.5.2.1 to §3.5.2.3), seen in the GET that
 * follows. Every form of operation: test/scim/patch.
 */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user } from '../support/client.ts';
import { type Body, create, ENTERPRISE, scimError, metaOf } from './shared.ts';

const work = { value: 'babs@work.example', type: 'work', primary: true };
const home = { value: 'babs@home.example', type: 'home' };
const address = { streetAddress: '1 Main St', locality: 'Hollywood', type: 'work' };
const BABS = user('babs', {
	title: 'Guide',
	name: { familyName: 'Jensen', givenName: 'Barbara' },
	emails: [work, home],
	addresses: [address],
	[ENTERPRISE]: { department: 'Tours', costCenter: '4130' },
});

/** Patches Babs; what a GET shows afterwards of the attributes that are named in `expected`. */
async function patched(expected: Body, ...operations: Body[]): Promise<Body> {
	const directory = await createDirectory();
	const { path } = await create(directory, '/Users', BABS);
	const reply = await directory.scim('PATCH', path, patch(...operations));
	expect(reply.status, JSON.stringify(reply.body)).toBe(200);
	const { body } = await directory.scim('GET', path);
	expect(reply.body).toEqual(body);
	return Object.fromEntries(Object.keys(expected).map((name) => [name, body[name]]));
}

describe('RFC 7644 §3.5.2.1 add', () => {
	test.each<[string, Body, Body]>([
		[
			'without path: a set of attributes',
			{ value: { emails: [{ value: 'babs@jensen.org', type: 'other' }], nickname: 'Babs' } },
			{ emails: [work, home, { value: 'babs@jensen.org', type: 'other' }], nickName: 'Babs' },
		],
		['a single value is replaced', { path: 'title', value: 'Boss' }, { title: 'Boss' }],
		['an absent attribute is added', { path: 'nickName', value: 'B' }, { nickName: 'B' }],
		[
			'a complex attribute: its sub-attributes are set',
			{ path: 'name', value: { givenName: 'B', middleName: 'J' } },
			{ name: { familyName: 'Jensen', givenName: 'B', middleName: 'J' } },
		],
		[
			'a multi-valued attribute: a value is added',
			{ path: 'emails', value: [{ value: 'x@example.com' }] },
			{ emails: [work, home, { value: 'x@example.com' }] },
		],
	])('%s', async (_name, operation, expected) => {
		expect(await patched(expected, { op: 'add', ...operation })).toEqual(expected);
	});

	test('needs a value; for a complex attribute a set of sub-attributes', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', BABS);
		for (const operation of [
			{ op: 'add', path: 'title' },
			{ op: 'add', path: 'name', value: 'Babs' },
		]) {
			expect(await directory.scim('PATCH', path, patch(operation))).toMatchObject(
				scimError(400, 'invalidValue'),
			);
		}
	});

	test('of what is there already succeeds and changes nothing, not even lastModified', async () => {
		const directory = await createDirectory();
		const babs = await create(directory, '/Users', BABS);
		const crew = await create(directory, '/Groups', group('Crew', [babs.id]));
		const before = [
			(await directory.scim('GET', babs.path)).body,
			(await directory.scim('GET', crew.path)).body,
		];
		for (const operation of [
			{ op: 'add', path: 'title', value: 'Guide' },
			{ op: 'add', path: 'emails', value: [home] },
			{ op: 'add', value: { name: { givenName: 'Barbara' } } },
			{ op: 'add', path: `${ENTERPRISE}:department`, value: 'Tours' },
		]) {
			expect((await directory.scim('PATCH', babs.path, patch(operation))).status).toBe(200);
		}
		const again = patch({ op: 'add', path: 'members', value: [{ value: babs.id }] });
		expect((await directory.scim('PATCH', crew.path, again)).status).toBe(204);
		expect((await directory.scim('GET', babs.path)).body).toEqual(before[0]);
		expect((await directory.scim('GET', crew.path)).body).toEqual(before[1]);
		expect(await directory.events()).toHaveLength(3);
	});
});

describe('RFC 7644 §3.5.2.2 remove', () => {
	test.each<[string, Body, Body]>([
		['a single value', { path: 'title' }, { title: undefined }],
		['a sub-attribute', { path: 'name.givenName' }, { name: { familyName: 'Jensen' } }],
		['all values', { path: 'emails' }, { emails: undefined }],
		['values by "value"', { path: `emails[value eq "${home.value}"]` }, { emails: [work] }],
		[
			'values by sub-attributes',
			{ path: 'emails[type eq "work" and value ew "example"]' },
			{ emails: [home] },
		],
		['the last value', { path: 'addresses[type eq "work"]' }, { addresses: undefined }],
		[
			'a sub-attribute of selected values',
			{ path: 'addresses[type eq "work"].locality' },
			{ addresses: [{ streetAddress: '1 Main St', type: 'work' }] },
		],
		['an extension', { path: ENTERPRISE }, { [ENTERPRISE]: undefined }],
		['what is not there', { path: 'emails[type eq "other"]' }, { emails: [work, home] }],
	])('%s is unassigned afterwards', async (_name, operation, expected) => {
		expect(await patched(expected, { op: 'remove', ...operation })).toEqual(expected);
	});

	test('without path is noTarget', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', BABS);
		const bare = patch({ op: 'remove', value: { title: 'Guide' } });
		expect(await directory.scim('PATCH', path, bare)).toMatchObject(scimError(400, 'noTarget'));
	});

	test.each([
		['/Users', 'userName'],
		['/Users', 'id'],
		['/Users', 'meta'],
		['/Users', 'groups'],
		['/Groups', 'displayName'],
	] as const)('of what is required or read-only is mutability: %s %s', async (endpoint, name) => {
		const directory = await createDirectory();
		const { path } = await create(
			directory,
			endpoint,
			endpoint === '/Users' ? BABS : group('Crew'),
		);
		const remove = patch({ op: 'remove', path: name });
		expect(await directory.scim('PATCH', path, remove)).toMatchObject(scimError(400, 'mutability'));
	});

	test('members go one by one, by filter, or all at once', async () => {
		const directory = await createDirectory();
		const ids: string[] = [];
		for (const name of ['anna', 'bert', 'carl']) {
			ids.push((await create(directory, '/Users', user(name))).id);
		}
		const { path } = await create(directory, '/Groups', group('Crew', ids));
		const left = async (target: string) => {
			expect(
				(await directory.scim('PATCH', path, patch({ op: 'remove', path: target }))).status,
			).toBe(204);
			const { body } = await directory.scim('GET', path);
			return (body['members'] as { value: string }[] | undefined)?.map(({ value }) => value);
		};
		expect(await left(`members[value eq "${ids[1] ?? ''}"]`)).toEqual([ids[0], ids[2]]);
		expect(await left('members[value eq "nobody"]')).toEqual([ids[0], ids[2]]);
		expect(await left('members')).toBeUndefined();
	});
});

describe('RFC 7644 §3.5.2.3 replace', () => {
	const plaza = { streetAddress: '911 Universal City Plaza', region: 'CA', type: 'work' };
	test.each<[string, Body, Body]>([
		[
			'without path: the attributes named, no others',
			{ value: { emails: [home], nickname: 'Babs' } },
			{ emails: [home], nickName: 'Babs', title: 'Guide' },
		],
		['a single value', { path: 'title', value: 'Boss' }, { title: 'Boss' }],
		['all values', { path: 'emails', value: [home] }, { emails: [home] }],
		['what is absent is added', { path: 'nickName', value: 'B' }, { nickName: 'B' }],
		[
			'what is absent is added, to many',
			{ path: 'phoneNumbers', value: [{ value: '1' }] },
			{ phoneNumbers: [{ value: '1' }] },
		],
		[
			'a complex attribute keeps what is not named',
			{ path: 'name', value: { givenName: 'B' } },
			{ name: { familyName: 'Jensen', givenName: 'B' } },
		],
		[
			'an extension keeps what is not named',
			{ path: ENTERPRISE, value: { department: 'Locks' } },
			{ [ENTERPRISE]: { department: 'Locks', costCenter: '4130' } },
		],
		[
			'every selected value',
			{ path: 'addresses[type eq "work"]', value: plaza },
			{ addresses: [plaza] },
		],
		[
			'a sub-attribute of every selected value',
			{ path: 'emails[value co "babs"].display', value: 'Babs' },
			{
				emails: [
					{ ...work, display: 'Babs' },
					{ ...home, display: 'Babs' },
				],
			},
		],
	])('%s', async (_name, operation, expected) => {
		expect(await patched(expected, { op: 'replace', ...operation })).toEqual(expected);
	});

	test.each([
		'emails[type eq "other"]',
		'emails[type eq "other"].value',
		'phoneNumbers[type eq "work"].value',
	])('%s selects nothing: noTarget', async (path) => {
		const directory = await createDirectory();
		const babs = await create(directory, '/Users', BABS);
		const value = path.endsWith('value') ? 'x' : { value: 'x', type: 'other' };
		const replace = patch({ op: 'replace', path, value });
		expect(await directory.scim('PATCH', babs.path, replace)).toMatchObject(
			scimError(400, 'noTarget'),
		);
	});

	test('a member that is not there cannot be replaced: noTarget', async () => {
		const directory = await createDirectory();
		const { id } = await create(directory, '/Users', user('anna'));
		const { path } = await create(directory, '/Groups', group('Crew'));
		const replace = { op: 'replace', path: 'members[value eq "x"]', value: { value: id } };
		expect(await directory.scim('PATCH', path, patch(replace))).toMatchObject(
			scimError(400, 'noTarget'),
		);
	});

	test('a complex attribute needs a set of sub-attributes, a resource a set of attributes', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', BABS);
		for (const operation of [
			{ op: 'replace', path: 'name', value: 'Babs Jensen' },
			{ op: 'replace', value: 'Babs' },
			{ op: 'replace', value: [{ title: 'x' }] },
		]) {
			expect(await directory.scim('PATCH', path, patch(operation))).toMatchObject(
				scimError(400, 'invalidValue'),
			);
		}
	});

	test('the members of a group are replaced as a whole', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', user('anna'));
		const bert = await create(directory, '/Users', user('bert'));
		const { path, body } = await create(directory, '/Groups', group('Crew', [anna.id]));
		const replace = patch({ op: 'replace', path: 'members', value: [{ value: bert.id }] });
		expect((await directory.scim('PATCH', path, replace)).status).toBe(204);
		const after = (await directory.scim('GET', path)).body;
		expect(after['members']).toMatchObject([{ value: bert.id }]);
		expect(metaOf(after).version).not.toBe(metaOf(body).version);
	});
});
