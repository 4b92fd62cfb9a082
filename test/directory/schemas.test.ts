/** What a change of a directory's schemas means beside those that it declares already. */
import { describe, expect, test } from 'vitest';
import {
	decideSchemas,
	type SchemaChange,
	type StoredSchema,
} from '../../src/directory/schemas.ts';
import { MAX_SCHEMAS } from '../../src/scim/limits.ts';
import { declareSchema } from '../../src/scim/schema/declare.ts';
import type { DeclaredSchema } from '../../src/scim/schema/resource-types.ts';

function badge(id: string, attribute = 'level'): DeclaredSchema {
	const declared = declareSchema({
		id,
		name: 'Badge',
		resourceType: 'User',
		required: false,
		attributes: [{ name: attribute }],
	});
	if (!declared.ok) throw new Error(id);
	return declared.value;
}

const stored = (id: string): StoredSchema => ({ ...badge(id), createdAt: 1, updatedAt: 1 });
const ALL = [stored('urn:acme:Badge'), stored('urn:acme:Desk')];
const create = (id: string, at = 2): SchemaChange => ({ kind: 'create', declared: badge(id), at });
const replace = (id: string, attribute?: string): SchemaChange => ({
	kind: 'replace',
	declared: badge(id, attribute),
	at: 2,
});

describe('a change of the declared schemas', () => {
	test.each<[string, SchemaChange, object]>([
		['a new one', create('urn:acme:New'), { kind: 'put', schema: { createdAt: 2, updatedAt: 2 } }],
		['the same one sent twice', create('urn:acme:Badge', 1), { kind: 'keep', schema: ALL[0] }],
		[
			'another one in its place',
			replace('urn:acme:Badge', 'colour'),
			{ kind: 'put', schema: { createdAt: 1, updatedAt: 2 } },
		],
		[
			'the URN stays as it was written first',
			replace('URN:ACME:badge', 'colour'),
			{ kind: 'put', schema: { schema: { id: 'urn:acme:Badge' } } },
		],
		['nothing new', replace('urn:acme:BADGE'), { kind: 'keep', schema: ALL[0] }],
		[
			'the end of one',
			{ kind: 'delete', urn: 'URN:acme:desk' },
			{ kind: 'delete', schema: ALL[1] },
		],
	])('%s', (_name, change, value) => {
		expect(decideSchemas(ALL, change)).toMatchObject({ ok: true, value });
	});

	test.each<[string, SchemaChange, number]>([
		['declared already', create('urn:acme:Badge'), 409],
		['in another letter case', create('URN:ACME:BADGE', 1), 409],
		['goes on where another ends', create('urn:acme:Badge:Colour'), 409],
		['replaced, but not declared', replace('urn:acme:New'), 404],
		['deleted, but not declared', { kind: 'delete', urn: 'urn:acme:New' }, 404],
	])('%s: %j', (_name, change, status) => {
		const decision = decideSchemas(ALL, change);
		expect(decision).toMatchObject({ ok: false, error: { status } });
	});

	test(`there are ${MAX_SCHEMAS} at most`, () => {
		const full = Array.from({ length: MAX_SCHEMAS }, (_, at) => stored(`urn:acme:${at}`));
		expect(decideSchemas(full.slice(1), create('urn:acme:New')).ok).toBe(true);
		expect(decideSchemas(full, create('urn:acme:New'))).toMatchObject({ error: { status: 409 } });
		expect(decideSchemas(full, replace('urn:acme:3', 'colour')).ok).toBe(true);
	});
});
