import { expect, test } from 'vitest';
import {
	resourceTypeDocument,
	schemasOf,
	schemaDocument,
	serviceProviderConfig,
} from '../../src/scim/discovery.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/scim/json.ts';
import { MAX_PAGE_SIZE } from '../../src/scim/limits.ts';
import type { Attribute, Schema } from '../../src/scim/schema/attribute.ts';
import { RESOURCE_TYPE_SCHEMA } from '../../src/scim/schema/resource-type.ts';
import {
	GROUP,
	RESOURCE_TYPE,
	RESOURCE_TYPES,
	USER,
} from '../../src/scim/schema/resource-types.ts';
import { SCHEMA_SCHEMA } from '../../src/scim/schema/schema.ts';
import { SERVICE_PROVIDER_CONFIG_SCHEMA } from '../../src/scim/schema/service-provider-config.ts';
import { ENTERPRISE_USER_URN, GROUP_URN, SCHEMA_URN, USER_URN } from '../../src/scim/urns.ts';

const location = 'https://x.example/scim/v2/d1/y';
const eventUris = ['urn:ietf:params:scim:event:prov:delete'];

/** The paths at which a document lacks what its schema requires or has what it does not declare. */
function deviations(attributes: readonly Attribute[], json: Json, path = ''): readonly string[] {
	if (isArray(json)) {
		return json.flatMap((element) => deviations(attributes, element, path));
	}
	if (!isObject(json)) {
		return [];
	}
	const missing = attributes.filter(({ name, required }) => required && !(name in json));
	return [
		...missing.map(({ name }) => `${path}${name} is missing`),
		...Object.entries(json).flatMap(([name, value]) => {
			const found = attributes.find((attribute) => attribute.name === name);
			return found === undefined
				? [`${path}${name} is not declared`]
				: deviations(found.subAttributes ?? [], value, `${path}${name}.`);
		}),
	];
}

const documents: readonly (readonly [Schema, JsonObject])[] = [
	[SERVICE_PROVIDER_CONFIG_SCHEMA, serviceProviderConfig(location, eventUris)],
	...RESOURCE_TYPES.map(
		(type) => [RESOURCE_TYPE_SCHEMA, resourceTypeDocument(type, location)] as const,
	),
	// The schema of schemas is left out: no schema can declare its own depth (RFC 7643 §7).
	...schemasOf(RESOURCE_TYPE)
		.filter((schema) => schema !== SCHEMA_SCHEMA)
		.map((schema) => [SCHEMA_SCHEMA, schemaDocument(schema, location)] as const),
];

test.each(documents)(
	'documents obey their own schemas (RFC 7643 §5, §6, §7): %#',
	(schema, document) => {
		const { schemas, meta, ...attributes } = document;
		expect(schemas).toEqual([schema.id]);
		expect(meta).toEqual({ resourceType: schema.name, location });
		expect(deviations(schema.attributes, attributes)).toEqual([]);
	},
);

test('claims what is supported and nothing else (RFC 7643 §5, RFC 9865 §4, RFC 9967 §4)', () => {
	expect(serviceProviderConfig(location, eventUris)).toMatchObject({
		patch: { supported: true },
		bulk: { supported: true, maxOperations: 1_000, maxPayloadSize: 4_194_304 },
		filter: { supported: true, maxResults: MAX_PAGE_SIZE },
		changePassword: { supported: false },
		sort: { supported: true },
		etag: { supported: true },
		pagination: {
			cursor: true,
			index: true,
			defaultPaginationMethod: 'index',
			defaultPageSize: 100,
			maxPageSize: MAX_PAGE_SIZE,
			cursorTimeout: 3_600,
		},
		securityEvents: { asyncRequest: 'none', eventUris },
		authenticationSchemes: [{ type: 'oauthbearertoken' }],
	});
});

test('resource types name their schemas (RFC 7643 §6)', () => {
	expect(resourceTypeDocument(USER, location)).toMatchObject({
		id: 'User',
		endpoint: '/Users',
		schema: USER_URN,
		schemaExtensions: [{ schema: ENTERPRISE_USER_URN, required: false }],
	});
	expect(resourceTypeDocument(GROUP, location)).toMatchObject({
		endpoint: '/Groups',
		schema: GROUP_URN,
		schemaExtensions: [],
	});
});

test('schemas state every characteristic (RFC 7643 §7)', () => {
	const [user] = schemasOf(RESOURCE_TYPE);
	expect(user && schemaDocument(user, location)).toMatchObject({
		schemas: [SCHEMA_URN],
		id: USER_URN,
	});
	expect(user && schemaDocument(user, location)['attributes']).toContainEqual({
		name: 'userName',
		type: 'string',
		multiValued: false,
		description: expect.stringContaining('signs in') as string,
		required: true,
		caseExact: false,
		mutability: 'readWrite',
		returned: 'default',
		uniqueness: 'server',
	});
});
