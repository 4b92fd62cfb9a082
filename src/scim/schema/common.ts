/**
 * The attributes that every resource has (RFC 7643 §3, §3.1). They belong to no schema and are not
 * listed by /Schemas; names resolve to them next to those of the core schema.
 */
import type { Attribute } from './attribute.ts';
import { attribute, complex } from './define.ts';

/** `schemas`, `id`, `externalId` and `meta` with all their characteristics. */
export const COMMON_ATTRIBUTES: readonly Attribute[] = [
	attribute('schemas', 'URNs of the schemas whose attributes are present in the resource.', {
		type: 'reference',
		referenceTypes: ['uri'],
		multiValued: true,
		required: true,
		// What a resource contains decides its schemas, so the service provider computes them.
		mutability: 'readOnly',
		returned: 'always',
	}),
	attribute('id', 'Identifier of the resource, issued by the service provider.', {
		caseExact: true,
		mutability: 'readOnly',
		returned: 'always',
		uniqueness: 'server',
	}),
	attribute('externalId', 'Identifier of the resource as issued by the provisioning client.', {
		caseExact: true,
	}),
	complex(
		'meta',
		'Metadata of the resource, kept by the service provider.',
		[
			attribute('resourceType', 'Name of the resource type.', {
				caseExact: true,
				mutability: 'readOnly',
			}),
			attribute('created', 'When the resource was added.', {
				type: 'dateTime',
				mutability: 'readOnly',
			}),
			attribute('lastModified', 'When the resource last changed.', {
				type: 'dateTime',
				mutability: 'readOnly',
			}),
			attribute('location', 'URI of the resource.', {
				type: 'reference',
				referenceTypes: ['uri'],
				mutability: 'readOnly',
			}),
			attribute('version', 'Version of the resource, as in the ETag header.', {
				caseExact: true,
				mutability: 'readOnly',
			}),
		],
		{ mutability: 'readOnly' },
	),
];
