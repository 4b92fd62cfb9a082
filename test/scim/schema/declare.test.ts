/** What may be declared as a schema extension, and what a definition means where it says nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MAX_ATTRIBUTE_NAME_LENGTH, MAX_SCHEMA_LENGTH } from '../../../src/scim/limits.ts';
import {
	areAmbiguous,
	declareSchema,
	type Definition,
	type GivenAttribute,
} from '../../../src/scim/schema/declare.ts';
import { findAttribute } from '../../../src/scim/schema/lookup.ts';

const URN = 'urn:acme:scim:schemas:badge:2.0:User';

function define(...attributes: readonly GivenAttribute[]): Definition {
	return { id: URN, name: 'Badge', resourceType: 'User', required: false, attributes };
}

/** The fields that are wrong; none if the definition is good. */
function flawsOf(definition: Definition): readonly string[] {
	const declared = declareSchema(definition);
	return declared.ok ? [] : declared.error.map(({ field }) => field);
}

function attributesOf(definition: Definition) {
	const declared = declareSchema(definition);
	return declared.ok ? declared.value.schema.attributes : declared.error;
}

const sub: GivenAttribute = { name: 'value' };

describe('RFC 7643 §2.2 and §7: what a definition leaves out', () => {
	test('has the defaults', () => {
		expect(attributesOf(define({ name: 'costCenter' }))).toEqual([
			{
				name: 'costCenter',
				type: 'string',
				multiValued: false,
				description: '',
				required: false,
				caseExact: false,
				mutability: 'readWrite',
				returned: 'default',
				uniqueness: 'none',
			},
		]);
	});

	test.each<[string, GivenAttribute, object]>([
		['references are caseExact (§2.3.7)', { name: 'a', type: 'reference' }, { caseExact: true }],
		['whatever is said', { name: 'a', type: 'reference', caseExact: false }, { caseExact: true }],
		[
			'binary data too (§2.3.6)',
			{ name: 'a', type: 'binary', caseExact: false },
			{ caseExact: true },
		],
		['numbers never are', { name: 'a', type: 'integer', caseExact: true }, { caseExact: false }],
		['strings if they say so', { name: 'a', caseExact: true }, { caseExact: true }],
		[
			'an empty list says nothing',
			{ name: 'a', canonicalValues: [], referenceTypes: [], subAttributes: [] },
			{ canonicalValues: undefined, referenceTypes: undefined, subAttributes: undefined },
		],
		[
			'sub-attributes have defaults of their own',
			{ name: 'a', type: 'complex', subAttributes: [sub] },
			{ subAttributes: [expect.objectContaining({ name: 'value', type: 'string' })] },
		],
	])('%s', (_name, given, expected) => {
		const [attribute] = attributesOf(define(given));
		const names = Object.keys(expected);
		const shown = Object.entries({ ...attribute }).filter(([name]) => names.includes(name));
		expect(Object.fromEntries(shown)).toEqual(expected);
	});

	test('what is declared can be declared again as it is', () => {
		const definition = define(
			{ name: 'level', type: 'integer', description: 'Of 1 to 9', required: true },
			{ name: 'photo', type: 'reference', referenceTypes: ['external'] },
			{ name: 'colour', canonicalValues: ['red'], mutability: 'immutable', returned: 'request' },
			{ name: 'pin', mutability: 'writeOnly', returned: 'never' },
			{
				name: 'doors',
				type: 'complex',
				multiValued: true,
				subAttributes: [
					sub,
					{ name: '$ref', type: 'reference' },
					{ name: 'primary', type: 'boolean' },
				],
			},
		);
		const declared = declareSchema(definition);
		expect(declared.ok && declareSchema({ ...definition, ...declared.value.schema })).toEqual(
			declared,
		);
	});
});

describe('RFC 8141 §2: the URN', () => {
	test.each([
		URN,
		'urn:acme:x',
		'URN:Acme:X',
		'urn:example:params:scim:schemas:extension:acme:2.0:User',
		'urn:a1:b-c_d.e~f/g@h',
		// Entra has companies put their own attributes here.
		'urn:ietf:params:scim:schemas:extension:Acme:2.0:User',
	])('may be %s', (id) => {
		expect(flawsOf({ ...define(sub), id })).toEqual([]);
	});

	test.each([
		'',
		'acme',
		'https://acme.example/schema',
		'urn:acme',
		'urn:acme:',
		'urn:acme::x',
		'urn:acme:x:',
		'urn:-acme:x',
		`urn:${'a'.repeat(33)}:x`,
		'urn:acme:x y',
		'urn:acme:x"y',
		"urn:acme:x'y",
		'urn:acme:x[y]',
		'urn:acme:x(y)',
		'urn:acme:x,y',
		'urn:acme:x%20y',
		'urn:acme:x?y',
		'urn:acme:x#y',
		'urn:acme:x\ny',
		'urn:acme:x\0',
		'urn:acme:ä',
		`urn:acme:${'x'.repeat(250)}`,
		'urn:ietf:params:scim:schemas:core:2.0:User',
		'URN:IETF:Params:SCIM:schemas:extension:enterprise:2.0:User',
		'urn:ietf:params:scim:api:messages:2.0:Error',
		'urn:ietf:params:scim',
		'urn:ietf:params',
	])('may not be %j', (id) => {
		expect(flawsOf({ ...define(sub), id })).toEqual(['id']);
	});

	test.each([
		['urn:a:b', 'urn:a:b', true],
		['urn:a:b', 'URN:A:B', true],
		['urn:a:b', 'urn:a:b:c', true],
		['urn:a:b:c', 'urn:A:B', true],
		['urn:a:b', 'urn:a:bc', false],
		['urn:a:b:c', 'urn:a:b:d', false],
	])('%s and %s would be ambiguous beside one another: %s', (one, other, expected) => {
		expect(areAmbiguous(one, other)).toBe(expected);
	});
});

describe('RFC 7643 §2.1: names of attributes', () => {
	test.each([
		'a',
		'costCenter',
		'cost-center',
		'cost_center2',
		'x'.repeat(MAX_ATTRIBUTE_NAME_LENGTH),
	])('may be %s', (name) => {
		expect(flawsOf(define({ name }))).toEqual([]);
	});

	test.each([
		'',
		'1st',
		'-a',
		'_a',
		'a.b',
		'a b',
		'a:b',
		'a"b',
		'ä',
		'$ref',
		'a$',
		'x'.repeat(MAX_ATTRIBUTE_NAME_LENGTH + 1),
		'constructor',
		'Constructor',
		'__proto__',
		'toString',
		'hasOwnProperty',
	])('may not be %j', (name) => {
		expect(flawsOf(define({ name }))).toEqual(['attributes.0.name']);
		const inside = define({ name: 'a', type: 'complex', subAttributes: [sub, { name }] });
		expect(flawsOf(inside)).toEqual(name === '$ref' ? [] : ['attributes.0.subAttributes.1.name']);
	});

	test('differ in more than letter case', () => {
		const twins = [{ name: 'a' }, { name: 'b' }, { name: 'A' }];
		expect(flawsOf(define(...twins))).toEqual(['attributes.2.name']);
		expect(flawsOf(define({ name: 'a', type: 'complex', subAttributes: twins }))).toEqual([
			'attributes.0.subAttributes.2.name',
		]);
	});
});

describe('characteristics that cannot be together', () => {
	const SECRET: GivenAttribute = { name: 'pin', mutability: 'writeOnly', returned: 'never' };
	test.each<[string, GivenAttribute, string[]]>([
		['complex without parts (§2.3.8)', { name: 'a', type: 'complex' }, ['subAttributes']],
		['simple with parts', { name: 'a', subAttributes: [sub] }, ['subAttributes']],
		[
			'complex within complex (§2.3.8)',
			{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] },
			['subAttributes.0.type'],
		],
		[
			'suggested numbers',
			{ name: 'a', type: 'integer', canonicalValues: ['1'] },
			['canonicalValues'],
		],
		['a string that refers', { name: 'a', referenceTypes: ['User'] }, ['referenceTypes']],
		['what nobody can assign', { name: 'a', mutability: 'readOnly' }, ['mutability']],
		['uniqueness', { name: 'a', uniqueness: 'server' }, ['uniqueness']],
		['writeOnly, but readable', { name: 'a', mutability: 'writeOnly' }, ['returned']],
		['never readable, but kept', { name: 'a', returned: 'never' }, ['mutability']],
		[
			'the same inside a complex attribute',
			{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', returned: 'never' }] },
			['subAttributes.0.mutability'],
		],
		[
			'kept, though none of its parts is',
			{ name: 'a', type: 'complex', subAttributes: [{ ...SECRET, name: 'b' }] },
			['mutability'],
		],
	])('%s', (_name, given, fields) => {
		expect(flawsOf(define({ name: 'fine' }, given))).toEqual(
			fields.map((field) => `attributes.1.${field}`),
		);
	});

	test('a required extension of which nothing is kept', () => {
		expect(flawsOf({ ...define(SECRET), required: true })).toEqual(['required']);
		expect(flawsOf({ ...define(SECRET, { name: 'a' }), required: true })).toEqual([]);
		expect(flawsOf(define(SECRET))).toEqual([]);
	});

	test('all flaws are told at once', () => {
		const definition = { ...define({ name: '1' }, { name: 'b', uniqueness: 'global' }), id: 'x' };
		expect(flawsOf(definition)).toEqual(['id', 'attributes.0.name', 'attributes.1.uniqueness']);
	});

	test('the whole has a size', () => {
		const definition = define({ name: 'a', description: 'x'.repeat(MAX_SCHEMA_LENGTH) });
		expect(flawsOf(definition)).toEqual(['attributes']);
	});
});

test('what is declared can be found by its names in any letter case, and nothing else can', () => {
	const name = fc.string({ unit: 'grapheme', maxLength: 12 });
	const names = fc.uniqueArray(fc.oneof(name, fc.stringMatching(/^[A-Za-z][\w-]{0,8}$/)), {
		minLength: 1,
		selector: (each) => each.toLowerCase(),
	});
	fc.assert(
		fc.property(names, (all) => {
			const declared = declareSchema(define(...all.map((each) => ({ name: each }))));
			if (!declared.ok) return;
			const { attributes } = declared.value.schema;
			for (const each of all) {
				expect(findAttribute(attributes, each.toUpperCase())?.name).toBe(each);
				expect(each in {}).toBe(false);
			}
		}),
	);
});
