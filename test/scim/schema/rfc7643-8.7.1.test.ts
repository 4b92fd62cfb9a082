/**
 * The built-in schemas against RFC 7643 §8.7.1, which rfc7643-8.7.1.json holds as it was published: a
 * row has the schema and name of an attribute and then the characteristics, `-` where nothing is said.
 * What differs is listed here with its reason.
 */
import { describe, expect, test } from 'vitest';
import type { Attribute, Schema } from '../../../src/scim/schema/attribute.ts';
import { ENTERPRISE_USER_SCHEMA } from '../../../src/scim/schema/enterprise-user.ts';
import { GROUP_SCHEMA } from '../../../src/scim/schema/group.ts';
import { USER_SCHEMA } from '../../../src/scim/schema/user.ts';
import table from './rfc7643-8.7.1.json';

const COLUMNS = [
	'type',
	'multiValued',
	'required',
	'caseExact',
	'mutability',
	'returned',
	'uniqueness',
	'canonicalValues',
	'referenceTypes',
] as const;

/** What is not as published: `attribute characteristic`, and why. */
const DIFFERENT: ReadonlyMap<string, string> = new Map([
	['User:profileUrl caseExact', '§2.3.7: a reference is case exact'],
	['User:photos.value caseExact', '§2.3.7: a reference is case exact'],
	['User:groups.$ref caseExact', '§2.3.7: a reference is case exact'],
	['Group:members.$ref caseExact', '§2.3.7: a reference is case exact'],
	['EnterpriseUser:manager.$ref caseExact', '§2.3.7: a reference is case exact'],
	['User:x509Certificates.value caseExact', '§2.3.6: a binary is case exact'],
	['User:groups.value caseExact', '§3.1: it holds an id, which is case exact'],
	['Group:members.value caseExact', '§3.1: it holds an id, which is case exact'],
	['User:password caseExact', 'otherwise one password would be many'],
	['Group:displayName required', '§4.2: REQUIRED'],
	['Group:displayName uniqueness', 'identity providers find their groups by name'],
]);

/** Attributes that are not published, and why they are there. */
const ADDED: ReadonlyMap<string, string> = new Map([
	['User:addresses.primary', 'a default of §2.4, and used in §8.2'],
	['Group:members.display', 'a default of §2.4, and used in §8.4'],
]);

function rowsOf(schema: Schema): readonly (readonly [name: string, attribute: Attribute])[] {
	return schema.attributes.flatMap((attribute) => [
		[`${schema.name}:${attribute.name}`, attribute] as const,
		...(attribute.subAttributes ?? []).map(
			(sub) => [`${schema.name}:${attribute.name}.${sub.name}`, sub] as const,
		),
	]);
}

const ours = new Map(
	[USER_SCHEMA, GROUP_SCHEMA, ENTERPRISE_USER_SCHEMA].flatMap((schema) => rowsOf(schema)),
);
const published = table.map((row) => row.split(' '));

describe('RFC 7643 §8.7.1', () => {
	test.each(published)('%s', (name = '', ...cells) => {
		const attribute = ours.get(name);
		const written = COLUMNS.map((column) => {
			const value = attribute?.[column];
			return value === undefined ? '-' : String(value);
		});
		COLUMNS.forEach((column, at) => {
			const isAsPublished = cells[at] === '-' || cells[at] === written[at];
			expect(isAsPublished, `${column}: ${cells[at]}, ours ${written[at]}`).toBe(
				!DIFFERENT.has(`${name} ${column}`),
			);
		});
	});

	test('is compared whole', () => {
		expect(published).toHaveLength(80);
	});

	test('has all attributes but those that are added', () => {
		const names = new Set(published.map(([name]) => name));
		expect([...ours.keys()].filter((name) => !names.has(name))).toEqual([...ADDED.keys()]);
	});
});
