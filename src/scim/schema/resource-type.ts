/**
 * The schema of resource types (RFC 7643 §6) as data. The resource types themselves are in
 * resource-types.ts.
 */
import { RESOURCE_TYPE_URN } from '../urns.ts';
import type { Attribute, Schema } from './attribute.ts';
import { attribute, plural } from './define.ts';

const given = { mutability: 'readOnly', required: true } as const;
const optional = { mutability: 'readOnly' } as const;

function uri(name: string, description: string): Attribute {
	return attribute(name, description, { ...given, type: 'reference', referenceTypes: ['uri'] });
}

/** What kinds of resources are served and where. */
export const RESOURCE_TYPE_SCHEMA: Schema = {
	id: RESOURCE_TYPE_URN,
	name: 'ResourceType',
	description: 'Specifies the schema that describes a SCIM resource type',
	attributes: [
		attribute('id', 'Identifier of the resource type; the same as its name.', optional),
		attribute('name', 'Name of the resource type.', given),
		attribute('description', 'Description of the resource type.', optional),
		uri('endpoint', 'Endpoint of the resource type, relative to the base URL.'),
		uri('schema', 'URN of the core schema.'),
		plural(
			'schemaExtensions',
			'The schema extensions of the resource type.',
			[
				uri('schema', 'URN of the extension.'),
				attribute('required', 'Whether every resource must have the extension.', {
					...given,
					type: 'boolean',
				}),
			],
			optional,
		),
	],
};
