/** Attributes and their data types as they travel over HTTP (RFC 7643 §2). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, patch, send, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, found, list, USER } from './shared.ts';

describe('RFC 7643 §2.1 attributes', () => {
	test('every representation specifies its schemas', async () => {
		const directory = await createDirectory();
		const { path, body } = await create(directory, '/Users', user('anna'));
		await create(directory, '/Groups', group('Crew'));
		const changed = patch({ op: 'replace', path: 'title', value: 'Captain' });
		const bodies = [
			body,
			(await directory.scim('GET', path)).body,
			(await directory.scim('PUT', path, user('anna'))).body,
			(await directory.scim('PATCH', path, changed)).body,
			...(await list(directory, '/Groups')).Resources,
			(await directory.scim('GET', '/ServiceProviderConfig')).body,
			(await directory.scim('GET', '/Schemas')).body,
			(await directory.scim('GET', '/Users/none')).body,
		];
		for (const { schemas } of bodies) {
			expect(schemas).toEqual([expect.stringMatching(/^urn:/)]);
		}
	});

	test('attribute names are case insensitive', async () => {
		const directory = await createDirectory();
		const { path } = await create(directory, '/Users', {
			SCHEMAS: [USER.toUpperCase()],
			USERNAME: 'anna',
			Name: { FAMILYNAME: 'Berg' },
		});
		expect((await directory.scim('GET', path)).body).toMatchObject({
			userName: 'anna',
			name: { familyName: 'Berg' },
		});
	});
});

describe('RFC 7643 §2.3 data types', () => {
	test.each([
		['§2.3.1 a string that is a number', { title: 5 }],
		['§2.3.1 a string that is an object', { title: { a: 'b' } }],
		['§2.3.2 a boolean that is a number', { active: 1 }],
		['§2.3.6 binary that is no base64', { x509Certificates: [{ value: 'not base64!' }] }],
		['§2.3.6 binary of an impossible length', { x509Certificates: [{ value: 'abcde' }] }],
		['§2.3.7 a reference that is a number', { profileUrl: 5 }],
		['§2.3.7 a reference that is no URI', { profileUrl: 'http://exa mple.com/<anna>' }],
		['§2.3.8 a complex value that is a string', { name: 'Anna Berg' }],
	])('%s is refused: %j', async (_name, attributes) => {
		const directory = await createDirectory();
		expect(await directory.scim('POST', '/Users', user('anna', attributes))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		const { path } = await create(directory, '/Users', user('bert'));
		expect(await directory.scim('PUT', path, user('bert', attributes))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		expect(
			await directory.scim('PATCH', path, patch({ op: 'replace', value: attributes })),
		).toMatchObject(scimError(400, 'invalidValue'));
	});

	test('§2.3.6 base64 of both alphabets, padded or not, is taken as it is', async () => {
		const directory = await createDirectory();
		const x509Certificates = ['MIIDQzCCAqygAw==', 'MIIDQzCCAqygAw', 'MII_-zCC', 'MII/+zCC'].map(
			(value) => ({ value }),
		);
		const { body } = await create(directory, '/Users', user('anna', { x509Certificates }));
		expect(body['x509Certificates']).toEqual(x509Certificates);
	});

	test('§2.3.7 absolute and relative URIs are taken as they are', async () => {
		const directory = await createDirectory();
		for (const profileUrl of ['https://example.com/~anna?x=1#y', '../Users/1', 'urn:x:anna']) {
			const { body } = await create(directory, '/Users', user(profileUrl, { profileUrl }));
			expect(body['profileUrl']).toBe(profileUrl);
		}
	});

	test('§2.3.7 whoever follows a reference gets its target', async () => {
		const directory = await createDirectory();
		const { id, path } = await create(directory, '/Users', user('anna'));
		const inner = await create(directory, '/Groups', group('Inner', [id]));
		const outer = await create(directory, '/Groups', group('Outer', [id, inner.id]));
		const anna = await directory.scim('GET', path);
		const crew = await directory.scim('GET', outer.path);
		const ends = [anna.body['groups'], crew.body['members']].flat() as {
			value: string;
			$ref: string;
		}[];
		expect(ends).toHaveLength(4);
		for (const { value, $ref } of ends) {
			expect($ref.startsWith(`${ORIGIN}${directory.path}/`)).toBe(true);
			const target = await send($ref.slice(ORIGIN.length), {
				headers: { Authorization: `Bearer ${directory.token}` },
			});
			expect(target.status).toBe(200);
			expect(target.body['id']).toBe(value);
		}
	});

	test('§2.3.8 the order of attributes makes no difference', async () => {
		const directory = await createDirectory();
		const attributes = {
			title: 'Captain',
			name: { familyName: 'Berg', givenName: 'Anna' },
			emails: [{ value: 'anna@example.com', type: 'work', primary: true }],
			[ENTERPRISE]: { department: 'Sea', costCenter: '4130' },
		};
		const reversed = (value: unknown): unknown =>
			typeof value === 'object' && value !== null && !Array.isArray(value)
				? Object.fromEntries(
						Object.entries(value)
							.toReversed()
							.map(([name, inner]) => [name, reversed(inner)]),
					)
				: value;
		const { path, body } = await create(directory, '/Users', user('anna', attributes));
		const again = await directory.scim('PUT', path, reversed(user('anna', attributes)));
		expect(again.body).toEqual(body);
	});
});

describe('RFC 7643 §2.4 multi-valued attributes', () => {
	test('"primary" is true at most once', async () => {
		const directory = await createDirectory();
		const emails = ['a@example.com', 'b@example.com'].map((value) => ({ value, primary: true }));
		expect(await directory.scim('POST', '/Users', user('anna', { emails }))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		const { path } = await create(directory, '/Users', user('anna', { emails: [emails[0]] }));
		expect(await directory.scim('PUT', path, user('anna', { emails }))).toMatchObject(
			scimError(400, 'invalidValue'),
		);
		await directory.scim('PATCH', path, patch({ op: 'add', path: 'emails', value: [emails[1]] }));
		expect((await directory.scim('GET', path)).body['emails']).toMatchObject([
			{ value: 'a@example.com', primary: false },
			{ value: 'b@example.com', primary: true },
		]);
	});

	test('a value that does not say "primary" is not primary', async () => {
		const directory = await createDirectory();
		const emails = [{ value: 'a@example.com' }];
		await create(directory, '/Users', user('silent', { emails }));
		await create(directory, '/Users', user('loud', { emails: [{ ...emails[0], primary: true }] }));
		expect(await found(directory, '/Users', 'emails[primary eq false]')).toEqual(['silent']);
		expect(await found(directory, '/Users', 'emails[primary ne true]')).toEqual(['silent']);
		expect(await found(directory, '/Users', 'emails[primary eq true]')).toEqual(['loud']);
	});

	const work = { value: 'a@example.com', type: 'work' };
	const home = { value: 'a@example.com', type: 'home' };

	test('the same type and value are returned once', async () => {
		const directory = await createDirectory();
		const twice = [work, home, { type: 'work', value: 'a@example.com' }];
		const { path, body } = await create(directory, '/Users', user('anna', { emails: twice }));
		expect(body['emails']).toEqual([work, home]);
		const added = patch({ op: 'add', path: 'emails', value: twice });
		expect((await directory.scim('PATCH', path, added)).body['emails']).toEqual([work, home]);
	});

	test('the same type and value are returned once, also if they differ in what else they say', async () => {
		const directory = await createDirectory();
		const emails = [work, home, { ...work, display: 'Anna at work' }];
		const { path, body } = await create(directory, '/Users', user('anna', { emails }));
		expect(body['emails']).toHaveLength(2);
		const replaced = await directory.scim('PUT', path, user('anna', { emails }));
		expect(replaced.body['emails']).toHaveLength(2);
	});
});

describe('RFC 7643 §2.5 unassigned values', () => {
	test.each([
		['left out', {}],
		['null', { title: null, emails: null, name: null, [ENTERPRISE]: null }],
		['an empty array', { emails: [] }],
		['null inside', { name: { givenName: null }, emails: [null] }],
	])('%s is unassigned, in POST and PUT alike', async (_name, nothing) => {
		const directory = await createDirectory();
		const bare = await create(directory, '/Users', user('bare', nothing));
		const full = await create(
			directory,
			'/Users',
			user('full', {
				title: 'Captain',
				name: { givenName: 'Anna' },
				emails: [{ value: 'a@example.com' }],
				[ENTERPRISE]: { department: 'Sea' },
			}),
		);
		const replaced = await directory.scim('PUT', full.path, user('full', nothing));
		for (const body of [bare.body, replaced.body]) {
			for (const name of ['title', 'name', 'emails', ENTERPRISE]) {
				expect(body).not.toHaveProperty([name]);
			}
			expect(body['schemas']).toEqual([USER]);
		}
		expect(await found(directory, '/Users', 'title pr or name pr or emails pr')).toEqual([]);
		expect(await found(directory, '/Users', 'title eq null')).toEqual(['bare', 'full']);
	});

	test('null and [] clear an attribute in a PATCH', async () => {
		const directory = await createDirectory();
		const emails = [{ value: 'a@example.com' }];
		const { path } = await create(directory, '/Users', user('anna', { title: 'Captain', emails }));
		const cleared = await directory.scim(
			'PATCH',
			path,
			patch(
				{ op: 'replace', path: 'title', value: null },
				{ op: 'replace', path: 'emails', value: [] },
			),
		);
		expect(cleared.body).not.toHaveProperty('title');
		expect(cleared.body).not.toHaveProperty('emails');
	});
});
