import { describe, expect, test } from 'vitest';
import { schemasOf } from '../../../src/scim/discovery.ts';
import { RESOURCE_TYPE } from '../../../src/scim/schema/resource-types.ts';
import type { Attribute } from '../../../src/scim/schema/attribute.ts';
import { resolveName } from '../../../src/scim/schema/lookup.ts';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';

function flatten(attributes: readonly Attribute[]): readonly Attribute[] {
	return attributes.flatMap((attribute) => [attribute, ...flatten(attribute.subAttributes ?? [])]);
}

describe.each(schemasOf(RESOURCE_TYPE).map((schema) => [schema.name, schema] as const))(
	'%s',
	(_, schema) => {
		test('names no attribute twice in any letter case (RFC 7643 §2.1)', () => {
			const lists = [schema.attributes, ...schema.attributes.map((a) => a.subAttributes ?? [])];
			for (const list of lists) {
				const names = list.map(({ name }) => name.toLowerCase());
				expect(new Set(names).size).toBe(names.length);
			}
		});

		test('has well-formed attribute names (RFC 7643 §2.1)', () => {
			for (const { name } of flatten(schema.attributes)) {
				expect(name).toMatch(/^[A-Za-z$][\w$-]*$/);
			}
		});

		test('gives sub-attributes to complex attributes only (RFC 7643 §2.3.8)', () => {
			for (const { type, subAttributes } of flatten(schema.attributes)) {
				expect(subAttributes !== undefined).toBe(type === 'complex');
			}
		});

		test('references and binary data are caseExact (RFC 7643 §2.3.6, §2.3.7)', () => {
			for (const { type, caseExact } of flatten(schema.attributes)) {
				expect(caseExact || (type !== 'reference' && type !== 'binary')).toBe(true);
			}
		});
	},
);

test.each([
	[USER, 'userName', { required: true, uniqueness: 'server', caseExact: false }],
	[
		USER,
		'id',
		{ caseExact: true, mutability: 'readOnly', returned: 'always', uniqueness: 'server' },
	],
	[USER, 'externalId', { caseExact: true, mutability: 'readWrite' }],
	[USER, 'password', { mutability: 'writeOnly', returned: 'never' }],
	[USER, 'groups', { mutability: 'readOnly', multiValued: true }],
	[USER, 'meta.lastModified', { type: 'dateTime', mutability: 'readOnly' }],
	[USER, 'emails.type', { canonicalValues: ['work', 'home', 'other'] }],
	[USER, 'x509Certificates.value', { type: 'binary' }],
	[GROUP, 'displayName', { required: true, uniqueness: 'server' }],
	[GROUP, 'members.value', { mutability: 'immutable' }],
	[GROUP, 'members.display', { mutability: 'readOnly' }],
] as const)('%o %s has the characteristics of RFC 7643 §4', (type, name, expected) => {
	const path = resolveName(type, name);
	expect(path?.sub ?? path?.attribute).toMatchObject(expected);
});
