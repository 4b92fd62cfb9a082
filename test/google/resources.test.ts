/** Google's users and groups as SCIM resources: what of them has which place, and what is left out. */
import { describe, expect, test } from 'vitest';
import {
	memberIds,
	toGroup,
	toUser,
	underOtherName,
	USER_FIELDS,
} from '../../src/google/resources.ts';
import { readResource } from '../../src/scim/resource.ts';
import { RESOURCE_TYPE } from '../../src/scim/schema/resource-types.ts';

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

const ID = '100000000000000000001';
const EMAIL = 'liz@example.com';
const bodyOf = (fields: Record<string, unknown>) =>
	toUser({ id: ID, primaryEmail: EMAIL, ...fields })?.body;

/** As the reference of the API shows it, with everything that has a place in SCIM. */
const WHOLE = {
	kind: 'admin#directory#user',
	id: ID,
	etag: '"x"',
	primaryEmail: EMAIL,
	name: { givenName: 'Elizabeth', familyName: 'Smith', fullName: 'Elizabeth Smith' },
	isAdmin: false,
	lastLoginTime: '2026-02-05T10:30:03.325Z',
	suspended: false,
	archived: false,
	emails: [
		{ address: EMAIL, primary: true },
		{ address: 'lsmith@example.com' },
		{ address: 'liz@home.example', type: 'home' },
		{ address: 'liz@club.example', type: 'custom', customType: 'club' },
		{ address: 'liz@example.com.test-google-a.com' },
	],
	aliases: ['lsmith@example.com'],
	nonEditableAliases: ['liz@example.com.test-google-a.com'],
	externalIds: [
		{ value: 'x', type: 'custom', customType: 'badge' },
		{ value: '12345', type: 'organization' },
	],
	relations: [
		{ value: 'ann@example.com', type: 'assistant' },
		{ value: 'bob@example.com', type: 'manager' },
	],
	organizations: [
		{ name: 'Old', title: 'Trainee' },
		{
			name: 'Google Inc.',
			title: 'SWE',
			primary: true,
			department: 'Platform',
			costCenter: '4130',
			description: 'Contractor',
		},
	],
	phones: [
		{ value: '+1 nnn nnn nnnn', type: 'work', primary: true },
		{ value: '+1 2', type: 'work_mobile', primary: true },
		{ value: '+1 3', type: 'home_fax' },
		{ value: '+1 4', type: 'telex' },
		{ type: 'home' },
	],
	addresses: [
		{
			type: 'work',
			streetAddress: '1600 Amphitheatre Parkway',
			extendedAddress: 'Suite 5',
			locality: 'Mountain View',
			region: 'CA',
			postalCode: '94040',
			country: 'United States',
			countryCode: 'US',
			primary: true,
		},
		{ type: 'home', sourceIsStructured: false },
	],
	ims: [
		{ im: 'liz_im', protocol: 'jabber', type: 'work', primary: true },
		{ im: 'liz2', protocol: 'custom_protocol', customProtocol: 'matrix' },
	],
	languages: [{ languageCode: 'de' }, { languageCode: 'en-GB', preference: 'preferred' }],
	thumbnailPhotoUrl: 'https://lh3.example.com/temporary',
	orgUnitPath: '/corp',
};

describe('a user', () => {
	test('has everything for which SCIM has a place', () => {
		expect(toUser(WHOLE)).toEqual({
			googleId: ID,
			name: EMAIL,
			otherName: EMAIL,
			body: {
				schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', ENTERPRISE],
				externalId: ID,
				userName: EMAIL,
				name: { formatted: 'Elizabeth Smith', givenName: 'Elizabeth', familyName: 'Smith' },
				displayName: 'Elizabeth Smith',
				title: 'SWE',
				userType: 'Contractor',
				preferredLanguage: 'en-GB',
				active: true,
				emails: [
					{ value: EMAIL, type: 'work', primary: true },
					{ value: 'lsmith@example.com', type: 'other' },
					{ value: 'liz@home.example', type: 'home' },
					{ value: 'liz@club.example', type: 'other' },
				],
				phoneNumbers: [
					{ value: '+1 nnn nnn nnnn', type: 'work', primary: true },
					{ value: '+1 2', type: 'mobile' },
					{ value: '+1 3', type: 'fax' },
					{ value: '+1 4', type: 'other' },
				],
				ims: [
					{ value: 'liz_im', type: 'xmpp', primary: true },
					{ value: 'liz2', type: 'matrix' },
				],
				addresses: [
					{
						streetAddress: '1600 Amphitheatre Parkway\nSuite 5',
						locality: 'Mountain View',
						region: 'CA',
						postalCode: '94040',
						country: 'US',
						type: 'work',
						primary: true,
					},
				],
				[ENTERPRISE]: {
					employeeNumber: '12345',
					costCenter: '4130',
					organization: 'Google Inc.',
					department: 'Platform',
					manager: { value: 'bob@example.com' },
				},
			},
		});
	});

	test('is a body that the schemas take as it is', () => {
		const body = toUser(WHOLE)?.body ?? {};
		const read = readResource(RESOURCE_TYPE.User, body);
		const { schemas: _schemas, ...attributes } = body;
		expect(read).toMatchObject({ ok: true, value: { attributes } });
	});

	test('is asked for with every field that is read', () => {
		const asked = new Set(USER_FIELDS.split(','));
		const partial = Object.fromEntries(Object.entries(WHOLE).filter(([name]) => asked.has(name)));
		expect(toUser(partial)).toEqual(toUser(WHOLE));
	});

	test.each([
		['is active', {}, true],
		['is not active while suspended', { suspended: true }, false],
		['nor when archived', { archived: true }, false],
		['and what is no boolean says nothing', { suspended: 'yes' }, true],
	])('%s', (_name, fields, active) => {
		expect(bodyOf(fields)).toMatchObject({ active });
	});

	test('with an address alone has what the schema wants, and nothing empty', () => {
		expect(bodyOf({ name: { fullName: ' ' }, phones: [], organizations: [{}] })).toEqual({
			schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
			externalId: ID,
			userName: EMAIL,
			active: true,
			emails: [{ value: EMAIL, type: 'work', primary: true }],
		});
	});

	test('has each address once, whatever its letter case', () => {
		const body = bodyOf({
			emails: [{ address: 'LIZ@example.com' }, { address: 'A@b.example' }],
			aliases: ['a@B.example'],
		});
		expect(body?.['emails']).toEqual([
			{ value: EMAIL, type: 'work', primary: true },
			{ value: 'A@b.example', type: 'other' },
		]);
	});

	test.each([
		['no id', { primaryEmail: EMAIL }],
		['no address', { id: ID }],
		['an id of another type', { id: 7, primaryEmail: EMAIL }],
	])('with %s is none', (_name, user) => {
		expect(toUser(user)).toBeUndefined();
	});

	test.each([
		['lists that are none', { emails: {}, phones: 'x', addresses: null, organizations: 1 }],
		['values that are none', { phones: [null, 1, 'x', []], languages: [[]], relations: [{}] }],
		['names that every object has', JSON.parse('{"__proto__": {"suspended": true}}') as object],
	])('with %s is read without them', (_name, fields) => {
		expect(bodyOf({ ...fields })).toMatchObject({ userName: EMAIL, active: true });
	});
});

describe('a group', () => {
	const GROUP = { id: '0gqt', email: 'eng@example.com', name: 'Engineering' };

	test("has a name, and Google's id", () => {
		expect(toGroup(GROUP)).toMatchObject({
			googleId: '0gqt',
			name: 'Engineering',
			body: {
				schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
				externalId: '0gqt',
				displayName: 'Engineering',
			},
		});
	});

	test('has another name that is unique at Google, and its address where it has none', () => {
		const group = toGroup(GROUP);
		expect(group && underOtherName(group)).toMatchObject({
			name: 'Engineering (eng@example.com)',
			body: { displayName: 'Engineering (eng@example.com)' },
		});
		expect(toGroup({ ...GROUP, name: '' })).toMatchObject({ name: 'eng@example.com' });
		expect(toGroup({ id: '0gqt' })).toBeUndefined();
	});

	test('has members of which those with an id may be here', () => {
		const members = [
			{ id: '1', type: 'USER' },
			{ id: '2', type: 'GROUP' },
			{ id: '3', type: 'EXTERNAL' },
			{ id: 'C0', type: 'CUSTOMER' },
			{ email: 'x@other.example', type: 'USER' },
		];
		expect(memberIds(members)).toEqual(['1', '2', '3']);
	});
});
