/**
 * The schema of schemas (RFC 7643 §7) as data: what /Schemas says about its own documents. The type
 * that our code works with is in attribute.ts.
 */
import { SCHEMA_URN } from '../urns.ts';
import type { Attribute, Schema } from './attribute.ts';
import { attribute, plural } from './define.ts';

const given = { mutability: 'readOnly', required: true } as const;
const optional = { mutability: 'readOnly' } as const;

const characteristics: readonly Attribute[] = [
	attribute('name', 'Name of the attribute.', { ...given, caseExact: true }),
	attribute('type', 'Data type of the attribute.', {
		...given,
		canonicalValues: [
			'string',
			'boolean',
			'decimal',
			'integer',
			'dateTime',
			'binary',
			'reference',
			'complex',
		],
	}),
	attribute('multiValued', 'Whether the attribute has several values.', {
		...given,
		type: 'boolean',
	}),
	attribute('description', 'Description of the attribute.', { ...optional, caseExact: true }),
	attribute('required', 'Whether the attribute must be assigned.', {
		...optional,
		type: 'boolean',
	}),
	attribute('canonicalValues', 'Suggested values.', {
		...optional,
		multiValued: true,
		caseExact: true,
	}),
	attribute('caseExact', 'Whether letter case makes a difference.', {
		...optional,
		type: 'boolean',
	}),
	attribute('mutability', 'Whether and when clients can write the attribute.', {
		...optional,
		caseExact: true,
		canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
	}),
	attribute('returned', 'When the attribute is part of a response.', {
		...optional,
		caseExact: true,
		canonicalValues: ['always', 'never', 'default', 'request'],
	}),
	attribute('uniqueness', 'Among which resources the value is unique.', {
		...optional,
		caseExact: true,
		canonicalValues: ['none', 'server', 'global'],
	}),
	attribute('referenceTypes', 'Resource types to which a reference may point.', {
		...optional,
		multiValued: true,
		caseExact: true,
	}),
];

/** The attributes of a schema and their characteristics. */
export const SCHEMA_SCHEMA: Schema = {
	id: SCHEMA_URN,
	name: 'Schema',
	description: 'Specifies the schema that describes a SCIM schema',
	attributes: [
		attribute('id', 'URN of the schema.', given),
		attribute('name', 'Name of the schema.', given),
		attribute('description', 'Description of the schema.', optional),
		plural(
			'attributes',
			'The attributes of the schema.',
			[
				...characteristics,
				// Sub-attributes have none of their own: RFC 7643 §2.3.8 nests one level deep.
				plural(
					'subAttributes',
					'The sub-attributes of a complex attribute.',
					characteristics,
					optional,
				),
			],
			given,
		),
	],
};
