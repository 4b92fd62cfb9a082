/** The documents of discovery say what RFC 7643 §5 to §7 require of them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, type TestDirectory } from '../support/client.ts';
import { type Body, ENTERPRISE, GROUP, type List, list, USER } from './shared.ts';

interface Attribute extends Body {
	readonly name: string;
	readonly type: string;
	readonly multiValued: boolean;
	readonly description: string;
	readonly canonicalValues?: readonly string[];
	readonly subAttributes?: readonly Attribute[];
}

interface Schema extends Body {
	readonly id: string;
	readonly attributes: readonly Attribute[];
}

const DISCOVERY = 'urn:ietf:params:scim:schemas:core:2.0';

let directory: TestDirectory;
let config: Body;
let types: List;
let schemas: readonly Schema[];

beforeAll(async () => {
	directory = await createDirectory();
	config = (await directory.scim('GET', '/ServiceProviderConfig')).body;
	types = await list(directory, '/ResourceTypes');
	schemas = (await list(directory, '/Schemas')).Resources as readonly Schema[];
});

/** All attributes of a schema, sub-attributes after their parent. */
function flatten(attributes: readonly Attribute[]): readonly Attribute[] {
	return attributes.flatMap((each) => [each, ...flatten(each.subAttributes ?? [])]);
}

/** The attribute of a core schema or extension by its dotted name. */
function attributeOf(urn: string, path: string): Attribute | undefined {
	let attributes = schemas.find(({ id }) => id === urn)?.attributes ?? [];
	let found: Attribute | undefined;
	for (const name of path.split('.')) {
		found = attributes.find((each) => each.name === name);
		attributes = found?.subAttributes ?? [];
	}
	return found;
}

describe('RFC 7643 §5 ServiceProviderConfig', () => {
	test.each([
		['patch', { supported: true }],
		['bulk', { supported: expect.any(Boolean) as boolean }],
		['filter', { supported: true }],
		['changePassword', { supported: false }],
		['sort', { supported: expect.any(Boolean) as boolean }],
		['etag', { supported: true }],
	])('says what it supports: %s', (feature, expected) => {
		expect(config[feature]).toMatchObject(expected);
	});

	test.each([
		['bulk', 'maxOperations'],
		['bulk', 'maxPayloadSize'],
		['filter', 'maxResults'],
	])('states its limits as integers: %s.%s', (feature, limit) => {
		expect(Number.isInteger((config[feature] as Body)[limit])).toBe(true);
	});

	test('describes every authentication scheme by type, name and description', () => {
		const known = ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'];
		const schemes = config['authenticationSchemes'] as readonly Body[];
		expect(schemes).not.toHaveLength(0);
		for (const { type, name, description } of schemes) {
			expect(known).toContain(type);
			expect([name, description]).toEqual([expect.any(String), expect.any(String)]);
		}
	});
});

describe('RFC 7643 §6 ResourceType', () => {
	test('each has every required attribute', () => {
		expect(types.Resources).toMatchObject([
			{
				schemas: [`${DISCOVERY}:ResourceType`],
				name: 'User',
				description: expect.stringMatching(/\w/) as string,
				endpoint: '/Users',
				schema: USER,
				schemaExtensions: [{ schema: ENTERPRISE, required: false }],
			},
			{
				schemas: [`${DISCOVERY}:ResourceType`],
				name: 'Group',
				description: expect.stringMatching(/\w/) as string,
				endpoint: '/Groups',
				schema: GROUP,
			},
		]);
	});

	test('each schema that one names is the id of a Schema', async () => {
		for (const type of types.Resources) {
			const extensions = (type['schemaExtensions'] ?? []) as readonly { schema: string }[];
			for (const urn of [String(type['schema']), ...extensions.map(({ schema }) => schema)]) {
				expect((await directory.scim('GET', `/Schemas/${urn}`)).body['id']).toBe(urn);
			}
		}
	});
});

describe('RFC 7643 §7 Schema', () => {
	test('each has id, name, description and attributes', () => {
		for (const { schemas: own, id, name, description, attributes } of schemas) {
			expect(own).toEqual([`${DISCOVERY}:Schema`]);
			expect(id).toMatch(/^urn:/);
			expect([name, description]).toEqual([
				expect.stringMatching(/\w/),
				expect.stringMatching(/\w/),
			]);
			expect(attributes).not.toHaveLength(0);
		}
	});

	test('each attribute states every characteristic, and what it is for', () => {
		for (const { id, attributes } of schemas) {
			for (const each of flatten(attributes)) {
				expect(each, `${id} ${each.name}`).toMatchObject({
					name: expect.stringMatching(/^[A-Za-z$][\w$-]*$/) as string,
					type: expect.stringMatching(
						/^(string|boolean|decimal|integer|dateTime|binary|reference|complex)$/,
					) as string,
					multiValued: expect.any(Boolean) as boolean,
					description: expect.stringMatching(/\w/) as string,
					required: expect.any(Boolean) as boolean,
					mutability: expect.stringMatching(/^(readOnly|readWrite|immutable|writeOnly)$/) as string,
					returned: expect.stringMatching(/^(always|never|default|request)$/) as string,
				});
				expect(Array.isArray(each['referenceTypes'])).toBe(each.type === 'reference');
			}
		}
	});

	test('an attribute has subAttributes if it is complex, and a resource’s no deeper than that', () => {
		for (const { id, attributes } of schemas) {
			for (const each of flatten(attributes)) {
				expect(Array.isArray(each.subAttributes), `${id} ${each.name}`).toBe(
					each.type === 'complex',
				);
			}
		}
		// Only Schema itself nests a level more (RFC 7643 §7).
		for (const { attributes } of schemas.filter(({ id }) => id !== `${DISCOVERY}:Schema`)) {
			for (const { type } of attributes.flatMap(({ subAttributes = [] }) => subAttributes)) {
				expect(type).not.toBe('complex');
			}
		}
	});

	test('RFC 7643 §2.4 the predefined sub-attributes mean everywhere the same', () => {
		const meanings: Readonly<Record<string, readonly string[]>> = {
			type: ['string'],
			primary: ['boolean'],
			display: ['string'],
			value: ['string', 'reference', 'binary'],
			$ref: ['reference'],
		};
		const plurals = [USER, GROUP].flatMap((urn) =>
			(schemas.find(({ id }) => id === urn)?.attributes ?? []).filter(
				({ multiValued }) => multiValued,
			),
		);
		expect(plurals).toHaveLength(10);
		for (const { type, subAttributes = [] } of plurals) {
			expect(type).toBe('complex');
			for (const sub of subAttributes) {
				expect(meanings[sub.name] ?? [sub.type]).toContain(sub.type);
			}
		}
	});

	test.each([
		['emails.type', ['work', 'home', 'other']],
		['phoneNumbers.type', ['work', 'home', 'mobile', 'fax', 'pager', 'other']],
		['ims.type', ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo']],
		['photos.type', ['photo', 'thumbnail']],
		['addresses.type', ['work', 'home', 'other']],
		['groups.type', ['direct', 'indirect']],
	])('RFC 7643 §4.1.2 canonical values of %s', (path, expected) => {
		expect(attributeOf(USER, path)?.canonicalValues).toEqual(expect.arrayContaining(expected));
	});

	test.each([
		['userName', { required: true, caseExact: false, uniqueness: 'server' }],
		['password', { mutability: 'writeOnly', returned: 'never' }],
		['groups', { mutability: 'readOnly' }],
		['active', { type: 'boolean' }],
		['profileUrl', { type: 'reference', referenceTypes: ['external'] }],
		['x509Certificates.value', { type: 'binary' }],
	])('RFC 7643 §4.1 characteristics of %s', (path, expected) => {
		expect(attributeOf(USER, path)).toMatchObject(expected);
	});
});
