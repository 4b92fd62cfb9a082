/**
 * Declaring a schema while a directory is in use: nobody sees half of it, whatever fails and whoever
 * writes at the same time.
 */
import { describe, expect, test } from 'vitest';
import type { Command } from '../../src/directory/model.ts';
import type { SchemaChange } from '../../src/directory/schemas.ts';
import { sha256Hex } from '../../src/platform/crypto.ts';
import { newResourceId } from '../../src/platform/ids.ts';
import { declareSchema, type GivenAttribute } from '../../src/scim/schema/declare.ts';
import { createDirectory, patch, testEnv, user, type TestDirectory } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { faultyD1, withWriter, type Fault } from '../support/faults.ts';
import { fillExtension, fillUsers } from '../support/fill.ts';
import { BADGE, createBadge, declare, find, sendSchema } from '../support/schemas.ts';

const LEVEL: GivenAttribute = { name: 'level', type: 'integer' };

function declaring(kind: 'create' | 'replace', ...attributes: GivenAttribute[]): SchemaChange {
	const definition = { id: BADGE, name: 'Badge', resourceType: 'User', required: false } as const;
	const declared = declareSchema({ ...definition, attributes });
	if (!declared.ok) throw new Error(JSON.stringify(declared.error));
	return { kind, declared: declared.value, at: 1_000 };
}

const CREATE = declaring('create', LEVEL);

/** How often its schemas have changed. */
async function versionOf(directory: TestDirectory): Promise<unknown> {
	return testEnv.DB.prepare(
		'SELECT schemas_version % 1048576 AS changes FROM directories WHERE id = ?',
	)
		.bind(directory.id)
		.first('changes');
}

describe('users who are older than the declaration', () => {
	test('are found by it, thousands of them, under whatever names they have it', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 6_000);
		await fillExtension(directory, 'key <= 1200', BADGE, `json_object('level', key)`);
		await fillExtension(directory, 'key = 6000', BADGE.toUpperCase(), `json_object('LEVEL', 9000)`);
		await fillExtension(directory, 'key = 5999', BADGE, `json_object('level', 'high')`);
		expect(await find(directory, `${BADGE}:level pr`)).toBe('400 invalidFilter');
		await declare(directory, [{ ...LEVEL }]);
		expect(await find(directory, `${BADGE}:level gt 1198`)).toEqual([
			'user1199@example.com',
			'user1200@example.com',
			'user6000@example.com',
		]);
		const query = `/Users?count=0&filter=${encodeURIComponent(`${BADGE}:level pr`)}`;
		expect((await directory.scim('GET', query)).body['totalResults']).toBe(1201);
		const shown = async (at: number) => (await directory.scim('GET', `/Users/id-${at}`)).body;
		expect(await shown(6000)).toMatchObject({
			[BADGE]: { level: 9000 },
			meta: { version: expect.stringMatching(/^W\/"1/) },
		});
		expect(await shown(5999)).toMatchObject({ [BADGE]: { level: 'high' } });
		expect(await directory.events()).toEqual([]);
	});

	test('are found anew when a type is replaced, or the schema is declared once more', async () => {
		const directory = await createDirectory();
		await declare(directory, [{ name: 'level' }]);
		await createBadge(directory, 'anna', { level: '10' });
		const bert = await createBadge(directory, 'bert', { level: 'A' });
		expect(await find(directory, `${BADGE}:level eq "a"`)).toEqual(['bert']);
		await sendSchema(directory, [{ name: 'level', caseExact: true }], {}, BADGE);
		expect(await find(directory, `${BADGE}:level eq "a"`)).toEqual([]);
		expect(await find(directory, `${BADGE}:level eq "A"`)).toEqual(['bert']);
		await sendSchema(directory, [{ ...LEVEL }], {}, BADGE);
		expect(await find(directory, `${BADGE}:level pr`)).toEqual([]);
		await directory.scim('PUT', bert, user('bert', { [BADGE]: { level: 12 } }));
		expect(await find(directory, `${BADGE}:level gt 9`)).toEqual(['bert']);
		const removed: SchemaChange = { kind: 'delete', urn: BADGE };
		await withWriter(directory.id, {}, (writer) => writer.changeSchemas(removed));
		await directory.scim('PATCH', bert, patch({ op: 'add', path: `${BADGE}:level`, value: 13 }));
		await declare(directory, [{ ...LEVEL }]);
		expect(await find(directory, `${BADGE}:level eq 13`)).toEqual(['bert']);
	});

	test('can be changed by it at once, whatever case their names had', async () => {
		const directory = await createDirectory();
		const anna = await createBadge(directory, 'anna', { LEVEL: 1, x: 1 }, BADGE.toUpperCase());
		await declare(directory, [{ ...LEVEL, mutability: 'immutable' }]);
		const set = (value: number) =>
			directory.scim('PATCH', anna, patch({ op: 'replace', path: `${BADGE}:level`, value }));
		expect((await set(2)).body).toMatchObject({ scimType: 'mutability' });
		expect((await set(1)).body[BADGE]).toEqual({ level: 1, x: 1 });
		const put = await directory.scim('PUT', anna, user('anna', { [BADGE]: { level: 1 } }));
		expect(put.body[BADGE]).toEqual({ level: 1 });
	});
});

describe('D1 fails while a schema is declared', () => {
	// The directory and its schemas, a page of users, what becomes of them, the schema.
	const [, PAGE, FORM, SAVE] = [0, 1, 2, 3];
	test.each<[string, (batch: number) => Fault]>([
		['before it begins', (batch) => (batch === 0 ? 'fails before' : 'none')],
		['while users are read', (batch) => (batch === PAGE ? 'fails before' : 'none')],
		['before they are written', (batch) => (batch === FORM ? 'fails before' : 'none')],
		['after they are written', (batch) => (batch === FORM ? 'fails after' : 'none')],
		['before the schema is written', (batch) => (batch === SAVE ? 'fails before' : 'none')],
		['after the schema is written', (batch) => (batch === SAVE ? 'fails after' : 'none')],
	])('%s: it is declared once', async (_name, faultOf) => {
		const directory = await createDirectory();
		await createBadge(directory, 'anna', { level: 7 });
		const DB = faultyD1(faultOf);
		const result = await withWriter(directory.id, { DB }, (writer) => writer.changeSchemas(CREATE));
		expect(result).toMatchObject({ ok: true, value: { createdAt: 1_000 } });
		expect(await versionOf(directory)).toBe(1);
		expect(await find(directory, `${BADGE}:level eq 7`)).toEqual(['anna']);
	});

	test.each<[string, SchemaChange]>([
		['a replacement', declaring('replace', { name: 'level' })],
		['a deletion', { kind: 'delete', urn: BADGE }],
	])('%s whose answer is lost is done once', async (_name, change) => {
		const directory = await createDirectory();
		await withWriter(directory.id, {}, (writer) => writer.changeSchemas(CREATE));
		const save = change.kind === 'delete' ? 1 : 2;
		// Without users there is a page to read and nothing to write.
		await fillUsers(directory, 1);
		const DB = faultyD1((batch) => (batch === save ? 'fails after' : 'none'));
		const result = await withWriter(directory.id, { DB }, (writer) => writer.changeSchemas(change));
		expect(result.ok).toBe(true);
		expect(await versionOf(directory)).toBe(2);
	});

	test('for good: 503, and nobody sees half of it; the next attempt goes through', async () => {
		const directory = await createDirectory();
		const anna = await createBadge(directory, 'anna', { LEVEL: 7, y: 1 });
		const broken = faultyD1((batch) => (batch >= SAVE ? 'fails before' : 'none'));
		const failed = await withWriter(directory.id, { DB: broken }, (writer) =>
			writer.changeSchemas(CREATE),
		);
		expect(failed).toMatchObject({ ok: false, error: { status: 503 } });
		expect(await versionOf(directory)).toBe(0);
		const body = (await directory.scim('GET', anna)).body;
		expect(body[BADGE]).toEqual({ level: 7, y: 1 });
		expect(await find(directory, `${BADGE}:level eq 7`)).toBe('400 invalidFilter');
		await declare(directory, [{ ...LEVEL }]);
		expect(await find(directory, `${BADGE}:level eq 7`)).toEqual(['anna']);
	});

	test.each<[Fault, number]>([
		['is refused', 500],
		['is overloaded', 503],
	])('a change that %s is not tried again', async (fault, status) => {
		const directory = await createDirectory();
		let batches = 0;
		const DB = faultyD1((batch) => {
			batches += 1;
			return batch === 1 ? fault : 'none';
		});
		const failed = await withWriter(directory.id, { DB }, (writer) => writer.changeSchemas(CREATE));
		expect(failed).toMatchObject({ ok: false, error: { status } });
		expect(batches).toBe(2);
	});

	test('a command that the platform sends twice counts once', async () => {
		const directory = await createDirectory();
		const results = await withWriter(directory.id, {}, (writer) =>
			Promise.all([writer.changeSchemas(CREATE), writer.changeSchemas(CREATE)]),
		);
		expect(results).toMatchObject([{ ok: true }, { ok: true }]);
		expect(await versionOf(directory)).toBe(1);
	});
});

describe('others write at the same time', () => {
	test('each command is judged by the schemas before or after, and is found accordingly', async () => {
		const directory = await createDirectory();
		const post = (at: number) =>
			directory.scim('POST', '/Users', user(`u${at}`, { [BADGE]: { level: at % 2 ? at : 'odd' } }));
		const [before, declared, after] = await Promise.all([
			Promise.all(Array.from({ length: 30 }, (_, at) => post(at))),
			sendSchema(directory, [{ ...LEVEL }]),
			Promise.all(Array.from({ length: 30 }, (_, at) => post(at + 30))),
		]);
		expect(declared.status).toBe(201);
		const replies = [...before, ...after];
		expect(
			replies.every(({ status }, at) => status === 201 || (at % 2 === 0 && status === 400)),
		).toBe(true);
		const found = await find(directory, `${BADGE}:level ge 0`);
		const expected = replies.flatMap((_, at) => (at % 2 ? [`u${at}`] : []));
		expect(found).toEqual(expected.toSorted());
		const odd = await directory.scim('POST', '/Users', user('odd', { [BADGE]: { level: 'odd' } }));
		expect(odd.status).toBe(400);
	});

	test('a second writer who commits meanwhile: its users are found as well', async () => {
		const directory = await createDirectory();
		await createBadge(directory, 'anna', { level: 1 });
		const tokenHash = await sha256Hex(directory.token);
		const isHeld = Promise.withResolvers<null>();
		const gate = Promise.withResolvers<'none'>();
		// The schema is about to be written, and what was there is in form.
		const DB = faultyD1((batch) => {
			if (batch !== 3) return 'none';
			isHeld.resolve(null);
			return gate.promise;
		});
		const result = await withWriter(directory.id, { DB }, (declarer) =>
			withWriter(directory.id, {}, async (committer) => {
				const declared = declarer.changeSchemas(CREATE);
				await isHeld.promise;
				const body = user('bert', { [BADGE]: { level: 2 } });
				const command: Command = { kind: 'create', type: 'User', id: newResourceId(), body };
				expect((await committer.write({ command, tokenHash, size: 0 })).ok).toBe(true);
				gate.resolve('none');
				return declared;
			}),
		);
		expect(result.ok).toBe(true);
		expect(await find(directory, `${BADGE}:level gt 0`)).toEqual(['anna', 'bert']);
	});
});

/** Creates a user with a level, which the declared schema has for an integer. */
function postLevel(name: string, level: unknown): Command {
	const body = user(name, { [BADGE]: { LEVEL: level } });
	return { kind: 'create', type: 'User', id: newResourceId(), body };
}

test('a commit that was decided by older schemas is fenced, and decided anew', async () => {
	const directory = await createDirectory();
	const tokenHash = await sha256Hex(directory.token);
	const isHeld = Promise.withResolvers<null>();
	const gate = Promise.withResolvers<'none'>();
	const DB = faultyD1((batch) => {
		if (batch !== 1) return 'none';
		isHeld.resolve(null);
		return gate.promise;
	});
	const [good, bad] = await withWriter(directory.id, { DB }, (committer) =>
		withWriter(directory.id, {}, async (declarer) => {
			const first = committer.write({ command: postLevel('anna', '7'), tokenHash, size: 0 });
			const second = committer.write({ command: postLevel('bert', 'high'), tokenHash, size: 0 });
			await isHeld.promise;
			expect((await declarer.changeSchemas(CREATE)).ok).toBe(true);
			gate.resolve('none');
			return Promise.all([first, second]);
		}),
	);
	expect(good).toMatchObject({
		ok: true,
		value: { schemasVersion: expect.any(Number) },
	});
	expect(bad).toMatchObject({ ok: false, error: { scimType: 'invalidValue' } });
	expect(await find(directory, `${BADGE}:level eq 7`)).toEqual(['anna']);
	expect(await directory.events()).toHaveLength(1);
});

describe('whoever remembers older schemas', () => {
	test('a writer decides its next command by the new ones', async () => {
		const directory = await createDirectory();
		await createBadge(directory, 'anna', { level: 'high' });
		// Not by the directory's own writer, which therefore knows nothing of it.
		await withWriter(directory.id, {}, (other) => other.changeSchemas(CREATE));
		const wrong = await directory.scim('POST', '/Users', user('bert', { [BADGE]: { level: 'x' } }));
		expect(wrong.status).toBe(400);
		await createBadge(directory, 'bert', { LEVEL: '2' });
		expect(await find(directory, `${BADGE}:level eq 2`)).toEqual(['bert']);
	});

	test('a read is answered by the new ones, and by those of each version after', async () => {
		const directory = await createDirectory();
		await createBadge(directory, 'anna', { level: 7 });
		const by = (change: SchemaChange) =>
			withWriter(directory.id, {}, (other) => other.changeSchemas(change));
		expect(await find(directory, `${BADGE}:level eq 7`)).toBe('400 invalidFilter');
		await by(CREATE);
		expect(await find(directory, `${BADGE}:level eq 7`)).toEqual(['anna']);
		await by(declaring('replace', { name: 'colour' }));
		expect(await find(directory, `${BADGE}:level eq 7`)).toBe('400 invalidFilter');
		expect(await find(directory, `${BADGE}:colour pr`)).toEqual([]);
		await by({ kind: 'delete', urn: BADGE });
		expect((await directory.scim('GET', `/Schemas/${BADGE}`)).status).toBe(404);
	});
});

describe('what it costs', () => {
	test('with schemas a read is one round trip and a write two, once they are known', async () => {
		const directory = await createDirectory();
		await declare(directory, [{ ...LEVEL }]);
		const anna = await createBadge(directory, 'anna', { level: 7 });
		const filter = encodeURIComponent(`${BADGE}:level eq 7`);
		await directory.scim('GET', `/Users?filter=${filter}`);
		for (const [trips, method, path, body] of [
			[1, 'GET', `/Users?filter=${filter}`],
			[1, 'GET', anna],
			[2, 'POST', '/Users', user('bert', { [BADGE]: { level: 8 } })],
			[2, 'PATCH', anna, patch({ op: 'replace', path: `${BADGE}:level`, value: 8 })],
		] as const) {
			const cost = await costOf(() => directory.scim(method, path, body));
			expect([path, cost.trips]).toEqual([path, trips]);
		}
	});
});
