/**
 * The schema extensions that a directory declares, in the /v1 API. Inside `attributes` names are those
 * of RFC 7643 §7, in camelCase: people paste what other SCIM systems show. Shapes are checked here;
 * what makes a good schema is checked in src/scim/schema/declare.ts.
 */
import * as z from 'zod';
import { MAX_SCHEMA_ATTRIBUTES, MAX_SUB_ATTRIBUTES } from '../scim/limits.ts';
import { name, text, timestamp } from './shared.ts';

const description = text.max(1000);

const texts = z.array(description.min(1)).max(100);

const characteristics = {
	name: z.string(),
	type: z
		.enum(['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'])
		.exactOptional(),
	multiValued: z.boolean().exactOptional(),
	description: description.exactOptional(),
	required: z.boolean().exactOptional(),
	canonicalValues: texts.exactOptional(),
	caseExact: z.boolean().exactOptional(),
	mutability: z.enum(['readOnly', 'readWrite', 'immutable', 'writeOnly']).exactOptional(),
	returned: z.enum(['always', 'never', 'default', 'request']).exactOptional(),
	uniqueness: z.enum(['none', 'server', 'global']).exactOptional(),
	referenceTypes: texts.exactOptional(),
};

const attribute = z.strictObject({
	...characteristics,
	subAttributes: z.array(z.strictObject(characteristics)).max(MAX_SUB_ATTRIBUTES).exactOptional(),
});

const resourceType = z.enum(['User', 'Group']);

/** Body of POST /v1/directories/{id}/schemas and of PUT /v1/directories/{id}/schemas/{urn}. */
export const schemaDefinition = z.strictObject({
	id: z.string().describe('The URN.'),
	name,
	description: description.exactOptional(),
	resource_type: resourceType.describe('Whose resources have the extension.'),
	required: z.boolean().default(false).describe('Whether each of them must have it.'),
	attributes: z.array(attribute).min(1).max(MAX_SCHEMA_ATTRIBUTES),
});

const shown = z
	.object({
		...characteristics,
		canonicalValues: texts.readonly().exactOptional(),
		referenceTypes: texts.readonly().exactOptional(),
	})
	.required({
		type: true,
		multiValued: true,
		description: true,
		required: true,
		caseExact: true,
		mutability: true,
		returned: true,
		uniqueness: true,
	});

/** A declared schema as the API shows it: with every characteristic of every attribute. */
export const directorySchema = z.object({
	id: z.string(),
	name,
	description,
	resource_type: resourceType,
	required: z.boolean(),
	attributes: z
		.array(shown.extend({ subAttributes: z.array(shown).readonly().exactOptional() }))
		.readonly(),
	created_at: timestamp,
	updated_at: timestamp,
});
export type DirectorySchema = z.infer<typeof directorySchema>;
