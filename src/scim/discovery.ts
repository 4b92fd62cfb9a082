/**
 * The documents with which a service provider describes itself (RFC 7644 §4): rendered from the
 * schemas and limits that the rest of the code obeys, so that they cannot promise anything else.
 */
import type { JsonObject } from './json.ts';
import {
	CURSOR_TIMEOUT_SECONDS,
	DEFAULT_PAGE_SIZE,
	MAX_BODY_BYTES,
	MAX_BULK_OPERATIONS,
	MAX_PAGE_SIZE,
} from './limits.ts';
import type { Attribute, ResourceType, Schema } from './schema/attribute.ts';
import { RESOURCE_TYPE_SCHEMA } from './schema/resource-type.ts';
import { SCHEMA_SCHEMA } from './schema/schema.ts';
import { SERVICE_PROVIDER_CONFIG_SCHEMA } from './schema/service-provider-config.ts';
import type { ResourceTypes } from './schema/resource-types.ts';
import { RESOURCE_TYPE_URN, SCHEMA_URN, SERVICE_PROVIDER_CONFIG_URN } from './urns.ts';

/** Every schema, in the order of /Schemas: of the resource types, then of the protocol itself. */
export function schemasOf(types: ResourceTypes): readonly Schema[] {
	const all = Object.values(types);
	return [
		...all.map(({ schema }) => schema),
		...all.flatMap(({ extensions }) => extensions.map(({ schema }) => schema)),
		SERVICE_PROVIDER_CONFIG_SCHEMA,
		RESOURCE_TYPE_SCHEMA,
		SCHEMA_SCHEMA,
	];
}

/** Renders /ServiceProviderConfig (RFC 7643 §5, RFC 9865 §4, RFC 9967 §4). */
export function serviceProviderConfig(location: string, eventUris: readonly string[]): JsonObject {
	return {
		schemas: [SERVICE_PROVIDER_CONFIG_URN],
		patch: { supported: true },
		bulk: {
			supported: true,
			maxOperations: MAX_BULK_OPERATIONS,
			maxPayloadSize: MAX_BODY_BYTES,
		},
		filter: { supported: true, maxResults: MAX_PAGE_SIZE },
		changePassword: { supported: false },
		sort: { supported: true },
		etag: { supported: true },
		pagination: {
			cursor: true,
			index: true,
			// RFC 9865 §2: clients that name no method expect the one that has always been there.
			defaultPaginationMethod: 'index',
			defaultPageSize: DEFAULT_PAGE_SIZE,
			maxPageSize: MAX_PAGE_SIZE,
			cursorTimeout: CURSOR_TIMEOUT_SECONDS,
		},
		securityEvents: { asyncRequest: 'none', eventUris },
		authenticationSchemes: [
			{
				type: 'oauthbearertoken',
				name: 'OAuth Bearer Token',
				description: 'The bearer token of the directory, in the Authorization header.',
				specUri: 'https://www.rfc-editor.org/info/rfc6750',
				primary: true,
			},
		],
		meta: { resourceType: 'ServiceProviderConfig', location },
	};
}

/** Renders one of /ResourceTypes (RFC 7643 §6). */
export function resourceTypeDocument(type: ResourceType, location: string): JsonObject {
	return {
		schemas: [RESOURCE_TYPE_URN],
		id: type.name,
		name: type.name,
		endpoint: type.endpoint,
		description: type.description,
		schema: type.schema.id,
		schemaExtensions: type.extensions.map(({ schema, required }) => ({
			schema: schema.id,
			required,
		})),
		meta: { resourceType: 'ResourceType', location },
	};
}

/** Renders one of /Schemas (RFC 7643 §7). */
export function schemaDocument(schema: Schema, location: string): JsonObject {
	return {
		schemas: [SCHEMA_URN],
		id: schema.id,
		name: schema.name,
		description: schema.description,
		attributes: schema.attributes.map(attributeDocument),
		meta: { resourceType: 'Schema', location },
	};
}

function attributeDocument(attribute: Attribute): JsonObject {
	const { subAttributes, canonicalValues, referenceTypes, ...characteristics } = attribute;
	return {
		...characteristics,
		...(canonicalValues === undefined ? {} : { canonicalValues }),
		...(referenceTypes === undefined ? {} : { referenceTypes }),
		...(subAttributes === undefined ? {} : { subAttributes: subAttributes.map(attributeDocument) }),
	};
}
