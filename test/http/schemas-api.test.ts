/** /v1/directories/{id}/schemas: how an application declares schemas for a directory. */
import { describe, expect, test, vi } from 'vitest';
import type { DirectorySchema } from '../../src/contract/schemas.ts';
import { MAX_SCHEMA_ATTRIBUTES } from '../../src/scim/limits.ts';
import { api, createDirectory, patch, testEnv, user } from '../support/client.ts';
import { BADGE, createBadge, declare, find, sendSchema } from '../support/schemas.ts';

const LEVEL = { name: 'level', type: 'integer', description: '1 to 9' };

/** The fields that a problem names. */
function fieldsOf(body: unknown): readonly string[] {
	const { errors = [] } = body as { errors?: { field: string; detail: string }[] };
	return errors.map(({ field }) => field);
}

describe('a declared schema', () => {
	test('is shown with all its characteristics, by its URN in any letter case', async () => {
		const directory = await createDirectory();
		const created = await sendSchema(directory, [LEVEL], { description: 'Of the gate' });
		expect(created.status).toBe(201);
		expect(created.body).toEqual({
			id: BADGE,
			name: 'Badge',
			description: 'Of the gate',
			resource_type: 'User',
			required: false,
			attributes: [
				{
					...LEVEL,
					multiValued: false,
					required: false,
					caseExact: false,
					mutability: 'readWrite',
					returned: 'default',
					uniqueness: 'none',
				},
			],
			created_at: expect.stringMatching(/^\d{4}-.*Z$/),
			updated_at: created.body.created_at,
		});
		const path = `/directories/${directory.id}/schemas`;
		for (const urn of [BADGE, BADGE.toUpperCase(), encodeURIComponent(BADGE)]) {
			expect((await api('GET', `${path}/${urn}`)).body).toEqual(created.body);
		}
		expect((await api('GET', path)).body).toEqual({ data: [created.body], next_cursor: null });
	});

	test('may have a URN that a path must encode', async () => {
		const directory = await createDirectory();
		const id = 'urn:acme:badge/2.0+x';
		await declare(directory, [LEVEL], { id });
		const path = `/directories/${directory.id}/schemas/${encodeURIComponent(id)}`;
		expect((await api('GET', path)).body).toMatchObject({ id });
		await createBadge(directory, 'anna', { level: 1 }, id);
		expect(await find(directory, `${id}:level eq 1`)).toEqual(['anna']);
		expect((await api('DELETE', path)).status).toBe(204);
	});

	test('is replaced by PUT, and PUT of what GET shows changes nothing', async () => {
		const directory = await createDirectory();
		const created = await sendSchema(directory, [LEVEL]);
		const { created_at: _created, updated_at: _updated, ...shown } = created.body;
		const path = `/directories/${directory.id}/schemas/${BADGE.toLowerCase()}`;
		expect((await api('PUT', path, shown)).body).toEqual(created.body);
		const replaced = await api<DirectorySchema>('PUT', path, {
			...shown,
			required: true,
			attributes: [{ name: 'colour' }],
		});
		expect(replaced.status).toBe(200);
		expect(replaced.body).toMatchObject({ required: true, attributes: [{ name: 'colour' }] });
		expect(replaced.body.created_at).toBe(created.body.created_at);
		expect((await api('GET', path)).body).toEqual(replaced.body);
	});

	test('ends with DELETE: what resources have of it stays, as an undeclared extension', async () => {
		const directory = await createDirectory();
		await declare(directory, [LEVEL]);
		const anna = await createBadge(directory, 'anna', { level: 7 });
		const path = `/directories/${directory.id}/schemas/${BADGE}`;
		expect((await api('DELETE', path)).status).toBe(204);
		expect((await api('GET', path)).status).toBe(404);
		expect((await api('DELETE', path)).status).toBe(404);
		expect((await directory.scim('GET', anna)).body[BADGE]).toEqual({ level: 7 });
		expect(await find(directory, `${BADGE}:level eq 7`)).toBe('400 invalidFilter');
		const changed = await directory.scim(
			'PATCH',
			anna,
			patch({ op: 'replace', path: `${BADGE}:level`, value: 'anything' }),
		);
		expect(changed.body[BADGE]).toEqual({ level: 'anything' });
		expect((await directory.scim('GET', `/Schemas/${BADGE}`)).status).toBe(404);
	});

	test('may be changed while the directory is inactive', async () => {
		const directory = await createDirectory();
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		expect((await sendSchema(directory, [LEVEL])).status).toBe(201);
	});

	test('causes no event, and an entry in the audit log for each change', async () => {
		const directory = await createDirectory();
		await declare(directory, [LEVEL]);
		await sendSchema(directory, [{ name: 'colour' }], {}, BADGE);
		await api('DELETE', `/directories/${directory.id}/schemas/${BADGE}`);
		expect(await directory.events()).toEqual([]);
		await vi.waitFor(
			async () => {
				const { results } = await testEnv.DB.prepare(
					`SELECT action, target FROM audit_log WHERE directory_id = ? AND action LIKE 'schema.%'
				ORDER BY id`,
				)
					.bind(directory.id)
					.all();
				expect(results).toEqual(
					['create', 'replace', 'delete'].map((what) => ({
						action: `schema.${what}`,
						target: BADGE,
					})),
				);
			},
			{ timeout: 30_000 },
		);
	});
});

describe('what cannot be declared', () => {
	test.each<[string, object, readonly string[]]>([
		['no body', {}, ['id', 'name', 'resource_type', 'attributes']],
		['no attributes', { attributes: [] }, ['attributes']],
		[
			'too many attributes',
			{
				attributes: Array.from({ length: MAX_SCHEMA_ATTRIBUTES + 1 }, (_, at) => ({
					name: `a${at}`,
				})),
			},
			['attributes'],
		],
		['another resource type', { resource_type: 'Device' }, ['resource_type']],
		[
			'an unknown type',
			{ attributes: [LEVEL, { name: 'a', type: 'text' }] },
			['attributes.1.type'],
		],
		[
			'an unknown characteristic',
			{ attributes: [{ name: 'a', unique: true }] },
			['attributes.0.unique'],
		],
		[
			'a wrong part',
			{
				attributes: [
					LEVEL,
					{ name: 'a', type: 'complex', subAttributes: [{ name: 'b', type: 'complex' }] },
				],
			},
			['attributes.1.subAttributes.0.type'],
		],
		[
			'a part of a part',
			{
				attributes: [
					{
						name: 'a',
						type: 'complex',
						subAttributes: [{ name: 'b', subAttributes: [{ name: 'c' }] }],
					},
				],
			},
			['attributes.0.subAttributes.0.subAttributes'],
		],
		[
			'text that is none',
			{ attributes: [{ name: 'a', description: '\0' }] },
			['attributes.0.description'],
		],
		['a reserved URN', { id: 'urn:ietf:params:scim:schemas:core:2.0:User' }, ['id']],
		['several flaws', { id: 'x', attributes: [{ name: '1' }] }, ['id', 'attributes.0.name']],
	])('%s: 400 names the fields', async (name, more, fields) => {
		const directory = await createDirectory();
		const path = `/directories/${directory.id}/schemas`;
		const body = { id: BADGE, name: 'Badge', resource_type: 'User', attributes: [LEVEL], ...more };
		const reply = await api('POST', path, name === 'no body' ? {} : body);
		expect(reply.headers.get('Content-Type')).toBe('application/problem+json');
		expect(reply.body).toMatchObject({ status: 400 });
		expect(fieldsOf(reply.body)).toEqual(fields);
		for (const field of fields) expect(reply.body['detail']).toContain(`${field}: `);
	});

	test('twice, in any letter case, or where names would be ambiguous: 409', async () => {
		const directory = await createDirectory();
		await declare(directory, [LEVEL]);
		for (const id of [BADGE, BADGE.toUpperCase(), `${BADGE}:level`, 'urn:acme:scim']) {
			const reply = await sendSchema(directory, [LEVEL], { id });
			expect(reply).toMatchObject({
				status: 409,
				body: { detail: expect.stringContaining(BADGE) },
			});
		}
	});

	test('a PUT of another URN, or of one that is not declared', async () => {
		const directory = await createDirectory();
		expect((await sendSchema(directory, [LEVEL], {}, BADGE)).status).toBe(404);
		await declare(directory, [LEVEL]);
		const other = await sendSchema(directory, [LEVEL], { id: 'urn:acme:other' }, BADGE);
		expect(other.status).toBe(400);
		expect(fieldsOf(other.body)).toEqual(['id']);
	});

	test.each<[string, string]>([
		['GET', ''],
		['POST', ''],
		['GET', `/${BADGE}`],
		['PUT', `/${BADGE}`],
		['DELETE', `/${BADGE}`],
	])('in a directory that does not exist: %s %s', async (method, path) => {
		const body = { id: BADGE, name: 'Badge', resource_type: 'User', attributes: [LEVEL] };
		const hasBody = method === 'POST' || method === 'PUT';
		const reply = await api(
			method,
			`/directories/dir_none/schemas${path}`,
			hasBody ? body : undefined,
		);
		expect(reply).toMatchObject({
			status: 404,
			body: { detail: 'There is no directory "dir_none".' },
		});
	});

	test('by another method, or without a key', async () => {
		const directory = await createDirectory();
		const path = `/directories/${directory.id}/schemas`;
		const patched = await api('PATCH', `${path}/${BADGE}`, {});
		expect(patched.status).toBe(405);
		expect(patched.headers.get('Allow')).toBe('DELETE, GET, HEAD, PUT');
		expect((await directory.scim('GET', `/../../../v1${path}`)).status).toBe(401);
	});
});

test('undeclared values are kept as they were sent until they are declared', async () => {
	const directory = await createDirectory();
	const anna = await createBadge(
		directory,
		'anna',
		{ LEVEL: '7', other: [1] },
		BADGE.toUpperCase(),
	);
	expect((await directory.scim('GET', anna)).body).toMatchObject({
		[BADGE.toUpperCase()]: { LEVEL: '7', other: [1] },
	});
	await declare(directory, [LEVEL]);
	const { body } = await directory.scim('GET', anna);
	// Of another type than declared: shown, not found, and judged when it comes again.
	expect(body[BADGE]).toEqual({ level: '7', other: [1] });
	expect(await find(directory, `${BADGE}:level pr`)).toEqual([]);
	const put = await directory.scim('PUT', anna, user('anna', { [BADGE]: { level: 'high' } }));
	expect(put.body).toMatchObject({ status: '400', scimType: 'invalidValue' });
	await directory.scim('PUT', anna, user('anna', { [BADGE]: { level: '7' } }));
	expect(await find(directory, `${BADGE}:level eq 7`)).toEqual(['anna']);
});
