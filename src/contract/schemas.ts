/**
 * The schema extensions that a directory declares, in the /v1 API. Inside `attributes` names are those
 * of RFC 7643 §7, in camelCase: people paste what other SCIM systems show. Shapes are checked here;
 * what makes a good schema is checked in src/scim/schema/declare.ts.
 */
import * as z from 'zod';
import { MAX_SCHEMA_ATTRIBUTES, MAX_SUB_ATTRIBUTES } from '../scim/limits.ts';
import { CREATED } from './event-examples.ts';
import { name, text, timestamp } from './shared.ts';

const description = text.max(1000);

const texts = z.array(description.min(1)).max(100);

const characteristics = {
	name: z.string().describe('Its name in the JSON of a resource; case is ignored.'),
	type: z
		.enum(['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex'])
		.meta({ id: 'AttributeType', description: 'The type of the values (RFC 7643 §2.3).' })
		.exactOptional()
		.describe('`string` when left out.'),
	multiValued: z.boolean().exactOptional().describe('Whether it is a list.'),
	description: description.exactOptional().describe('A description.'),
	required: z.boolean().exactOptional().describe('Whether a resource must have it.'),
	canonicalValues: texts.exactOptional().describe('Suggested values.'),
	caseExact: z.boolean().exactOptional().describe('Whether case matters in comparisons.'),
	mutability: z
		.enum(['readOnly', 'readWrite', 'immutable', 'writeOnly'])
		.meta({ id: 'AttributeMutability', description: 'Who can write it (RFC 7643 §7).' })
		.exactOptional()
		.describe('`readWrite` when left out.'),
	returned: z
		.enum(['always', 'never', 'default', 'request'])
		.meta({ id: 'AttributeReturned', description: 'When it is returned (RFC 7643 §7).' })
		.exactOptional()
		.describe('When it is returned; `default` when left out.'),
	uniqueness: z
		.enum(['none', 'server', 'global'])
		.exactOptional()
		.describe('`none` when left out.'),
	referenceTypes: texts.exactOptional().describe('What a `reference` can point to.'),
};

const attribute = z
	.strictObject({
		...characteristics,
		subAttributes: z
			.array(
				z.strictObject(characteristics).meta({
					id: 'NewSubAttribute',
					description: 'An attribute inside a complex one.',
				}),
			)
			.max(MAX_SUB_ATTRIBUTES)
			.exactOptional()
			.describe('What a `complex` attribute consists of.'),
	})
	.meta({ id: 'NewAttribute', description: 'An attribute, in the words of RFC 7643 §7.' });

const resourceType = z
	.enum(['User', 'Group'])
	.describe('The resource types that have the extension.');
const required = z.boolean().describe('Whether each of them must have it.');

const BADGE = 'urn:acme:scim:schemas:badge:2.0:User';

/** RFC 7643 §2.2: what an attribute is unless it says otherwise. */
const DEFAULTS = {
	type: 'string',
	multiValued: false,
	description: '',
	required: false,
	caseExact: false,
	mutability: 'readWrite',
	returned: 'default',
	uniqueness: 'none',
};

/** Body of POST /v1/directories/{id}/schemas and of PUT /v1/directories/{id}/schemas/{urn}. */
export const schemaDefinition = z
	.strictObject({
		id: z.string().describe('The URN.'),
		name: name.describe('Its display name.'),
		description: description.exactOptional().describe('What it is for.'),
		resource_type: resourceType,
		required: required.default(false),
		attributes: z
			.array(attribute)
			.min(1)
			.max(MAX_SCHEMA_ATTRIBUTES)
			.describe('The attributes that it adds.'),
	})
	.meta({
		id: 'SchemaDefinition',
		description: 'A schema extension to declare.',
		examples: [
			{
				id: BADGE,
				name: 'Badge',
				resource_type: 'User',
				attributes: [{ name: 'costCenter' }, { name: 'level', type: 'integer' }],
			},
		],
	});

const shown = z
	.object({
		...characteristics,
		canonicalValues: texts.readonly().exactOptional().describe('Suggested values.'),
		referenceTypes: texts.readonly().exactOptional().describe('What it can point to.'),
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

const shownAttribute = shown
	.extend({
		subAttributes: z
			.array(shown.meta({ id: 'SubAttribute', description: 'An attribute inside a complex one.' }))
			.readonly()
			.exactOptional()
			.describe('What a `complex` attribute consists of.'),
	})
	.meta({ id: 'Attribute', description: 'An attribute, in the words of RFC 7643 §7.' });

/** A declared schema as the API shows it: with every characteristic of every attribute. */
export const directorySchema = z
	.object({
		id: z.string().describe('The URN.'),
		name: name.describe('Its display name.'),
		description: description.describe('What it is for.'),
		resource_type: resourceType,
		required,
		attributes: z
			.array(shownAttribute)
			.readonly()
			.describe('Its attributes, with all their characteristics.'),
		created_at: timestamp.describe('When it was declared.'),
		updated_at: timestamp.describe('When it was last replaced.'),
	})
	.meta({
		id: 'DirectorySchema',
		description: 'A schema extension that a directory declares.',
		examples: [
			{
				id: BADGE,
				name: 'Badge',
				description: '',
				resource_type: 'User',
				required: false,
				attributes: [
					{ name: 'costCenter', ...DEFAULTS },
					{ name: 'level', ...DEFAULTS, type: 'integer' },
				],
				created_at: CREATED,
				updated_at: CREATED,
			},
		],
	});
export type DirectorySchema = z.infer<typeof directorySchema>;
