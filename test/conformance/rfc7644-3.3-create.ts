/** Creating resources (RFC 7644 §3.3). */
import { describe, expect, test } from 'vitest';
import { createDirectory, group, ORIGIN, user } from '../support/client.ts';
import { create, ENTERPRISE, scimError, list, metaOf, USER } from './shared.ts';

describe('RFC 7644 §3.3 POST', () => {
	test('answers 201 with the representation, and its URI in Location and meta.location', async () => {
		const directory = await createDirectory();
		for (const [endpoint, body] of [
			['/Users', user('anna', { title: 'Captain' })],
			['/Groups', group('Crew')],
		] as const) {
			const reply = await directory.scim('POST', endpoint, body);
			expect(reply.status).toBe(201);
			expect(reply.body).toMatchObject(body);
			const location = `${ORIGIN}${directory.path}${endpoint}/${String(reply.body['id'])}`;
			expect(reply.headers.get('Location')).toBe(location);
			expect(metaOf(reply.body).location).toBe(location);
			const seen = await directory.scim('GET', `${endpoint}/${String(reply.body['id'])}`);
			expect(seen.body).toEqual(reply.body);
		}
	});

	test('ignores readOnly attributes, and attributes that no schema has', async () => {
		const directory = await createDirectory();
		const { id, body } = await create(
			directory,
			'/Users',
			user('anna', {
				id: 'forged',
				meta: { resourceType: 'Robot' },
				groups: [{ value: 'forged' }],
				nothing: 'of the kind',
			}),
		);
		expect(id).not.toBe('forged');
		expect(body).not.toHaveProperty('groups');
		expect(body).not.toHaveProperty('nothing');
	});

	test('what is not asserted has a default or no value: a user is active', async () => {
		const directory = await createDirectory();
		expect((await create(directory, '/Users', user('anna'))).body['active']).toBe(true);
		const { body } = await create(directory, '/Users', user('bert', { active: false }));
		expect(body['active']).toBe(false);
	});

	test('the RFC’s own example is created as it stands', async () => {
		const directory = await createDirectory();
		const example = {
			schemas: [USER],
			userName: 'bjensen',
			externalId: 'bjensen',
			name: {
				formatted: 'Ms. Barbara J Jensen III',
				familyName: 'Jensen',
				givenName: 'Barbara',
			},
		};
		expect((await create(directory, '/Users', example)).body).toMatchObject(example);
	});

	test('the full user of RFC 7643 §8.2 and §8.3 is created and comes back whole', async () => {
		const directory = await createDirectory();
		const full = {
			schemas: [USER, ENTERPRISE],
			externalId: '701984',
			userName: 'bjensen@example.com',
			name: {
				formatted: 'Ms. Barbara J Jensen, III',
				familyName: 'Jensen',
				givenName: 'Barbara',
				middleName: 'Jane',
				honorificPrefix: 'Ms.',
				honorificSuffix: 'III',
			},
			displayName: 'Babs Jensen',
			nickName: 'Babs',
			profileUrl: 'https://login.example.com/bjensen',
			title: 'Tour Guide',
			userType: 'Employee',
			preferredLanguage: 'en-US',
			locale: 'en-US',
			timezone: 'America/Los_Angeles',
			active: true,
			emails: [
				{ value: 'bjensen@example.com', type: 'work', primary: true },
				{ value: 'babs@jensen.org', type: 'home' },
			],
			phoneNumbers: [{ value: 'tel:555-555-5555', type: 'work' }],
			ims: [{ value: 'someaimhandle', type: 'aim' }],
			photos: [{ value: 'https://photos.example.com/profilephoto/F', type: 'photo' }],
			addresses: [
				{
					formatted: '100 Universal City Plaza\nHollywood, CA 91608 USA',
					streetAddress: '100 Universal City Plaza',
					locality: 'Hollywood',
					region: 'CA',
					postalCode: '91608',
					country: 'USA',
					type: 'work',
					primary: true,
				},
			],
			entitlements: [{ value: 'tours', type: 'app' }],
			roles: [{ value: 'guide' }],
			x509Certificates: [{ value: 'MIIDQzCCAqygAwIBAgICEAAwDQYJKoZIhvcNAQEFBQAwTjELMAkGA1UE' }],
			[ENTERPRISE]: {
				employeeNumber: '701984',
				costCenter: '4130',
				organization: 'Universal Studios',
				division: 'Theme Park',
				department: 'Tour Operations',
				manager: { value: '26118915-6090-4610-87e4-49d8ca9f808d' },
			},
		};
		const { path } = await create(directory, '/Users', full);
		expect((await directory.scim('GET', path)).body).toMatchObject(full);
	});

	test('a conflict with an existing resource is 409 uniqueness, and nothing is created', async () => {
		const directory = await createDirectory();
		await create(directory, '/Users', user('anna'));
		await create(directory, '/Groups', group('Crew'));
		expect(await directory.scim('POST', '/Users', user('ANNA'))).toMatchObject(
			scimError(409, 'uniqueness'),
		);
		expect(await directory.scim('POST', '/Groups', group('CREW'))).toMatchObject(
			scimError(409, 'uniqueness'),
		);
		expect((await list(directory, '/Users')).totalResults).toBe(1);
		expect((await list(directory, '/Groups')).totalResults).toBe(1);
	});
});

describe('RFC 7644 §3.3.1 resource types', () => {
	test('meta.resourceType is that of the endpoint, whatever the client says', async () => {
		const directory = await createDirectory();
		const anna = await create(directory, '/Users', {
			...user('anna'),
			meta: { resourceType: 'Group' },
		});
		expect(metaOf(anna.body).resourceType).toBe('User');
		const crew = await create(directory, '/Groups', group('Crew'));
		expect(metaOf(crew.body).resourceType).toBe('Group');
	});
});
