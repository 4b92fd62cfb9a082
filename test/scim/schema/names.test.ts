/** Documents that are older than a declaration get its names, and keep everything else. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/scim/json.ts';
import { declareSchema } from '../../../src/scim/schema/declare.ts';
import { withSchemaNames } from '../../../src/scim/schema/names.ts';
import { withDeclared } from '../../../src/scim/schema/resource-types.ts';

const URN = 'urn:acme:Badge';

const declared = declareSchema({
	id: URN,
	name: 'Badge',
	resourceType: 'User',
	required: false,
	attributes: [
		{ name: 'costCenter' },
		{
			name: 'doors',
			type: 'complex',
			multiValued: true,
			subAttributes: [{ name: 'value' }, { name: 'type' }],
		},
		{ name: 'desk', type: 'complex', subAttributes: [{ name: 'floor' }] },
	],
});
const { User } = withDeclared(declared.ok ? [declared.value] : []);

describe('RFC 7643 §2.1: names are case-insensitive', () => {
	test.each<[string, JsonObject, JsonObject]>([
		[
			'the extension, its attributes and their parts',
			{ userName: 'anna', 'URN:ACME:badge': { COSTCENTER: 'A', Desk: { FLOOR: 1 } } },
			{ userName: 'anna', [URN]: { costCenter: 'A', desk: { floor: 1 } } },
		],
		[
			'each of several values',
			{ [URN]: { doors: [{ TYPE: 'a', VALUE: 'b' }, 'c', { x: 1 }] } },
			{ [URN]: { doors: [{ value: 'b', type: 'a' }, 'c', { x: 1 }] } },
		],
		[
			'other names stay, behind those of the schema',
			{ [URN]: { Other: 1, costcenter: 'A' }, 'urn:acme:Other': { COSTCENTER: 1 } },
			{ [URN]: { costCenter: 'A', Other: 1 }, 'urn:acme:Other': { COSTCENTER: 1 } },
		],
		[
			'values of another type stay as they are',
			{ [URN]: { costCenter: [{ A: 1 }], desk: 'x', doors: { VALUE: 'x' } } },
			{ [URN]: { costCenter: [{ A: 1 }], doors: { value: 'x' }, desk: 'x' } },
		],
		[
			'a name that is there twice stays twice',
			{ [URN]: { COSTCENTER: 1, costCenter: 2, Costcenter: 3 } },
			{ [URN]: { costCenter: 2, COSTCENTER: 1, Costcenter: 3 } },
		],
		[
			'the first of several others becomes it',
			{ 'urn:acme:BADGE': { a: 1 }, 'urn:acme:badge': { a: 2 } },
			{ [URN]: { a: 1 }, 'urn:acme:badge': { a: 2 } },
		],
	])('%s', (_name, document, expected) => {
		expect(JSON.stringify(withSchemaNames(User, document))).toBe(JSON.stringify(expected));
	});

	test('nothing is lost, and doing it again changes nothing', () => {
		const name = fc.constantFrom(
			'costCenter',
			'COSTCENTER',
			'doors',
			'Desk',
			'value',
			'VALUE',
			'x',
		);
		const { value } = fc.letrec<{ value: unknown }>((tie) => ({
			value: fc.oneof(
				{ maxDepth: 3 },
				fc.constantFrom('a', 1, null, true),
				fc.array(tie('value'), { maxLength: 3 }),
				fc.dictionary(name, tie('value')),
			),
		}));
		const urn = fc.constantFrom(URN, 'urn:acme:badge', 'URN:acme:badge', 'urn:acme:Other');
		fc.assert(
			fc.property(fc.dictionary(urn, fc.dictionary(name, value)), (generated) => {
				const document = structuredClone(generated) as JsonObject;
				const renamed = withSchemaNames(User, document);
				expect(leaves(renamed)).toEqual(leaves(document));
				expect(JSON.stringify(withSchemaNames(User, renamed))).toBe(JSON.stringify(renamed));
			}),
		);
	});
});

/** All values with the names that lead to them, in lower case. */
function leaves(json: unknown, path = ''): string[] {
	const entries = typeof json === 'object' && json !== null ? Object.entries(json) : [];
	return entries.length === 0
		? [`${path}=${JSON.stringify(json)}`]
		: entries.flatMap(([name, value]) => leaves(value, `${path}/${name.toLowerCase()}`)).toSorted();
}
