/** Documents that are older than a declaration: the page by page of bringing them into its form. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { comparable } from '../../src/scim/comparable.ts';
import { declareSchema } from '../../src/scim/schema/declare.ts';
import { withDeclared } from '../../src/scim/schema/resource-types.ts';
import { openDatabase } from '../../src/store/database.ts';
import { reindexPage, type Reindexing } from '../../src/store/reindex.ts';
import { createDirectory, testEnv } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { faultyD1 } from '../support/faults.ts';
import { fillExtension, fillUsers } from '../support/fill.ts';

const URN = 'urn:acme:Badge';
const OTHER_CASE = 'URN:ACME:BADGE';
const db = openDatabase(testEnv.DB);
const declared = declareSchema({
	id: URN,
	name: 'Badge',
	resourceType: 'User',
	required: false,
	attributes: [{ name: 'costCenter' }],
});
const { User } = withDeclared(declared.ok ? [declared.value] : []);

/** A directory of `count` users of whom those with these keys have the extension. */
async function filled(count: number, keys: string, value: string): Promise<Reindexing> {
	const directory = await createDirectory();
	await fillUsers(directory, count);
	await fillExtension(directory, keys, OTHER_CASE, value);
	const row = await testEnv.DB.prepare('SELECT key FROM directories WHERE id = ?')
		.bind(directory.id)
		.first<{ key: number }>();
	return { directoryKey: row?.key ?? 0, type: User, urn: URN };
}

/** All pages, as often as it takes to get beyond the last key. */
async function allPages(job: Reindexing, lastKey: number) {
	const pages: { readonly upTo: number; readonly rows: number }[] = [];
	for (let after = 0; after < lastKey; after = pages.at(-1)?.upTo ?? lastKey) {
		pages.push(await reindexPage(db, job, after));
	}
	return pages;
}

async function usersOf({ directoryKey }: Reindexing) {
	const { results } = await testEnv.DB.prepare(
		'SELECT key, document, comparable, version, modified_at FROM users WHERE directory_key = ? ORDER BY key',
	)
		.bind(directoryKey)
		.all<{
			key: number;
			document: string;
			comparable: string;
			version: number;
			modified_at: number;
		}>();
	return results;
}

describe('reindexing', () => {
	let job: Reindexing;
	const LAST = 5_400;

	beforeAll(async () => {
		// More than a page holds, and some behind the keys that it goes over.
		job = await filled(
			LAST,
			'key <= 500 OR key % 100 = 0',
			`json_object('COSTCENTER', 'A' || key)`,
		);
	});

	test('goes over all documents that have the extension, and over no others', async () => {
		const before = await usersOf(job);
		const pages = await allPages(job, LAST);
		expect(pages).toEqual([
			{ upTo: 500, rows: 500 },
			{ upTo: 5_500, rows: 49 },
		]);
		const expected = before.map((user) => {
			const { [OTHER_CASE]: badge, ...attributes } = JSON.parse(user.document) as JsonObject;
			if (badge === undefined) return user;
			const document = { ...attributes, [URN]: { costCenter: `A${user.key}` } };
			const form = comparable(User, document);
			return { ...user, document: JSON.stringify(document), comparable: JSON.stringify(form) };
		});
		expect(expected.filter((user, at) => user !== before[at])).toHaveLength(549);
		expect(await usersOf(job)).toEqual(expected);
	});

	test('again, writes nothing: what is in form already stays', async () => {
		const cost = await costOf(() => allPages(job, LAST));
		expect(cost.rowsWritten).toBe(0);
		// Each document with its five names, once; the planner would rather do it for each that is found.
		expect(cost.rowsRead).toBeLessThan(10 * LAST);
	});

	test('takes no more documents at once than fit into memory', async () => {
		const large = await filled(100, '1', `json_object('costCenter', hex(zeroblob(60000)))`);
		const pages = await allPages(large, 100);
		expect(pages.length).toBeGreaterThan(2);
		expect(pages.reduce((sum, { rows }) => sum + rows, 0)).toBe(100);
		expect(Math.max(...pages.map(({ rows }) => rows))).toBeLessThan(50);
	});

	test('leaves a document alone that somebody else has changed meanwhile', async () => {
		const other = await filled(2, '1', `json_object('costCenter', 'A')`);
		const change = testEnv.DB.prepare(
			'UPDATE users SET version = 2 WHERE directory_key = ? AND key = 2',
		).bind(other.directoryKey);
		// Between reading and writing.
		const DB = faultyD1(async (batch) => {
			if (batch === 1) await change.run();
			return 'none' as const;
		});
		await reindexPage(openDatabase(DB), other, 0);
		const [one, two] = await usersOf(other);
		expect(one?.comparable).toContain(URN);
		expect(two?.comparable).not.toContain(URN);
	});
});
