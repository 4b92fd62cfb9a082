/**
 * Bulk requests against real D1 and a real writer (RFC 7644 §3.7): they do what single requests would
 * do, in one transaction, at the cost of one write, and leave nothing half done.
 */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { bulkCommand } from '../../src/directory/bulk.ts';
import { sha256Hex } from '../../src/platform/crypto.ts';
import { newResourceId } from '../../src/platform/ids.ts';
import { readBulkRequest } from '../../src/scim/bulk.ts';
import type { JsonObject } from '../../src/scim/json.ts';
import {
	createDirectory,
	group,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { faultyD1, withWriter, type Fault } from '../support/faults.ts';
import { filledId, fillUsers } from '../support/fill.ts';

interface Operation {
	readonly method: string;
	readonly path: string;
	readonly bulkId?: string;
	readonly data?: unknown;
}

const SCHEMAS = ['urn:ietf:params:scim:api:messages:2.0:BulkRequest'];

interface Results {
	readonly Operations: readonly { bulkId?: string; location?: string; status: string }[];
}

const bulk = (directory: TestDirectory, operations: readonly Operation[]) =>
	directory.scim<Results>('POST', '/Bulk', { schemas: SCHEMAS, Operations: operations });

const postUser = (bulkId: string, name: string): Operation => ({
	method: 'POST',
	path: '/Users',
	bulkId,
	data: user(name),
});
const postGroup = (bulkId: string, name: string, members: readonly string[] = []): Operation => ({
	method: 'POST',
	path: '/Groups',
	bulkId,
	data: group(name, members),
});

const idOf = (location: string | undefined): string => String(location).split('/').at(-1) ?? '';

const userName = fc.constantFrom('anna', 'ANNA', 'bert', 'carl');
const groupName = fc.constantFrom('crew', 'Crew', 'deck');
const USERS = ['a', 'b', 'c'];
const GROUPS = ['g', 'h'];
const userPath = fc.constantFrom(...USERS.map((id) => `/Users/bulkId:${id}`), '/Users/nobody');
const groupPath = fc.constantFrom(...GROUPS.map((id) => `/Groups/bulkId:${id}`));
const members = fc.uniqueArray(fc.constantFrom(...[...USERS, 'g'].map((id) => `bulkId:${id}`)), {
	maxLength: 3,
});
const values = members.map((ids) => ids.map((value) => ({ value })));

/** Changes of what the five POSTs in front of them create. */
const change: fc.Arbitrary<Operation> = fc.oneof(
	fc.tuple(userPath, userName).map(([path, name]) => ({ method: 'PUT', path, data: user(name) })),
	fc.tuple(userPath, userName).map(([path, value]) => ({
		method: 'PATCH',
		path,
		data: patch({ op: 'replace', path: 'userName', value }),
	})),
	fc
		.tuple(groupPath, groupName, members)
		.map(([path, name, ids]) => ({ method: 'PUT', path, data: group(name, ids) })),
	fc.tuple(groupPath, values).map(([path, value]) => ({
		method: 'PATCH',
		path,
		data: patch({ op: 'add', path: 'members', value }),
	})),
	fc.tuple(groupPath, fc.constantFrom(...USERS)).map(([path, id]) => ({
		method: 'PATCH',
		path,
		data: patch({ op: 'remove', path: `members[value eq "bulkId:${id}"]` }),
	})),
	fc.oneof(userPath, groupPath).map((path) => ({ method: 'DELETE', path })),
);
const operationsOf = fc
	.tuple(
		fc.tuple(userName, userName, userName),
		fc.tuple(groupName, groupName),
		members,
		fc.array(change, { maxLength: 12 }),
	)
	.map(([users, [g, h], ids, changes]) => {
		const posts = users.map((name, at) => postUser(USERS[at] ?? '', name));
		const withoutItself = ids.filter((id) => id !== 'bulkId:g');
		posts.push(postGroup('g', g, withoutItself), postGroup('h', h, ids));
		return posts.concat(changes);
	});

/** Sends operations as single requests; one that references what was not created is not sent. */
async function oneByOne(directory: TestDirectory, operations: readonly Operation[]) {
	const ids = new Map<string, string>();
	const statuses: string[] = [];
	for (const operation of operations) {
		let isLost = false;
		const text = JSON.stringify(operation, (name, value: unknown) =>
			name === 'bulkId' ? undefined : value,
		).replaceAll(/bulkId:(\w)/g, (_found, bulkId: string) => {
			isLost ||= !ids.has(bulkId);
			return ids.get(bulkId) ?? '';
		});
		const { method, path, data } = JSON.parse(text) as Operation;
		if (isLost) {
			statuses.push('409');
			continue;
		}
		const reply = await directory.scim<{ id: string }>(method, path, data);
		if (operation.bulkId !== undefined && reply.status === 201)
			ids.set(operation.bulkId, reply.body.id);
		statuses.push(String(reply.status));
	}
	return { statuses, ids };
}

/** Plain data without times and versions, and with bulkIds in place of ids. */
function timeless(value: unknown, ids: ReadonlyMap<string, string>): string {
	let text = JSON.stringify(value, (name, item: unknown) =>
		['created', 'lastModified', 'created_at', 'updated_at', 'version'].includes(name)
			? undefined
			: item,
	);
	for (const [bulkId, id] of ids) text = text.replaceAll(id, bulkId);
	return text;
}

/** True of an event that somebody left a group. */
function isLeaving({ type, data }: { type: string; data: JsonObject }): boolean {
	const [first] = (data['changes'] ?? []) as { path: string; to: unknown }[];
	return type === 'group.user_removed' || (first?.path === 'members' && first.to === null);
}

/** The log as text; those who leave together do so in no particular order. */
async function logOf(directory: TestDirectory, ids: ReadonlyMap<string, string>) {
	const log: string[] = [];
	let leaving: string[] = [];
	for (const { type, data } of await directory.events()) {
		const event = timeless({ type, data }, ids);
		if (isLeaving({ type, data: data as JsonObject })) {
			leaving.push(event);
			continue;
		}
		log.push(...leaving.toSorted(), event);
		leaving = [];
	}
	return [...log, ...leaving.toSorted()];
}

/** Everything that a directory shows. */
async function shown(directory: TestDirectory, ids: ReadonlyMap<string, string>) {
	const users = (await directory.scim('GET', '/Users')).body;
	const groups = (await directory.scim('GET', '/Groups')).body;
	const resources = timeless([users, groups], new Map([...ids, ['dir', directory.id]]));
	return { resources: JSON.parse(resources) as unknown, log: await logOf(directory, ids) };
}

test('a bulk and the same operations one by one: the same statuses, events and directory', async () => {
	await fc.assert(
		fc.asyncProperty(operationsOf, async (operations) => {
			const [apart, together] = [await createDirectory(), await createDirectory()];
			const single = await oneByOne(apart, operations);
			const reply = await bulk(together, operations);
			expect(reply.status).toBe(200);
			const results = reply.body.Operations;
			expect(results.map(({ status }) => status)).toEqual(single.statuses);
			const ids = new Map(
				results.flatMap(({ bulkId, location }) =>
					bulkId !== undefined && location !== undefined ? [[bulkId, idOf(location)] as const] : [],
				),
			);
			expect(await shown(together, ids)).toEqual(await shown(apart, single.ids));
			const sequences = (await together.events()).map(({ sequence }) => sequence);
			expect(sequences).toEqual(sequences.map((_, at) => at + 2));
		}),
		{ numRuns: 15 },
	);
});

describe('cost', () => {
	test('100 creations are one read and one commit: two round trips', async () => {
		const directory = await createDirectory();
		// The token's last use is noted once in a while; not while it is being measured.
		await directory.scim('GET', '/Users?count=1');
		const used = testEnv.DB.prepare(
			`SELECT 1 FROM tokens JOIN directories ON key = directory_key
			WHERE directories.id = ? AND last_used_at IS NOT NULL`,
		).bind(directory.id);
		await vi.waitFor(async () => expect(await used.first()).not.toBeNull(), { timeout: 30_000 });
		const operations = Array.from({ length: 100 }, (_, at) => postUser(`${at}`, `user${at}`));
		const cost = await costOf(async () => {
			const reply = await bulk(directory, operations);
			expect(reply.body.Operations.every(({ status }) => status === '201')).toBe(true);
		});
		expect(cost.trips).toBe(2);
	});

	test('1,000 operations with 50,000 members between them pass in one commit', async () => {
		const directory = await createDirectory();
		await fillUsers(directory, 2_000);
		const operations = Array.from({ length: 1_000 }, (_, at) =>
			postGroup(
				`${at}`,
				`Group ${at}`,
				// The last closes a circle of all.
				[
					`bulkId:${(at + 1) % 1_000}`,
					...Array.from({ length: 49 }, (_member, nth) => filledId(at + nth + 1)),
				],
			),
		);
		const reply = await bulk(directory, operations);
		expect(reply.body.Operations.every(({ status }) => status === '201')).toBe(true);
		const counted = await testEnv.DB.prepare(
			`SELECT last_sequence, group_count, (SELECT count(*) FROM memberships WHERE directory_key = key) AS members
			FROM directories WHERE id = ?`,
		)
			.bind(directory.id)
			.first();
		expect(counted).toEqual({ last_sequence: 51_001, group_count: 1_000, members: 50_000 });
	});
});

describe('when D1 fails', () => {
	const operations: JsonObject[] = [
		{
			method: 'POST',
			path: '/Groups',
			bulkId: 'g',
			data: group('G', ['bulkId:h', 'bulkId:u']),
		},
		{
			method: 'POST',
			path: '/Groups',
			bulkId: 'h',
			data: group('H', ['bulkId:g']),
		},
		{ method: 'POST', path: '/Users', bulkId: 'u', data: user('anna') },
	];

	/** Writes the operations through a writer whose D1 has the faults; what it answers and what is left. */
	async function writeWith(faultOf: (batch: number) => Fault) {
		const directory = await createDirectory();
		const tokenHash = await sha256Hex(directory.token);
		const request = readBulkRequest({ schemas: SCHEMAS, Operations: operations }, newResourceId);
		if (!request.ok) throw new Error(request.error.detail);
		const command = bulkCommand(request.value);
		const answer = await withWriter(directory.id, { DB: faultyD1(faultOf) }, (writer) =>
			writer.write({ command, tokenHash, size: 0 }),
		);
		const events = await directory.events();
		return { answer, types: events.map(({ type }) => type), directory };
	}

	const ALL = [
		'user.created',
		'group.created',
		'group.user_added',
		'group.created',
		'group.updated',
		'group.updated',
	];

	test.each<[string, (batch: number) => Fault, number | undefined, number]>([
		[
			'a commit that is refused leaves nothing',
			(batch) => (batch === 1 ? 'is refused' : 'none'),
			500,
			0,
		],
		[
			'a commit that is never confirmed leaves nothing: 503',
			(batch) => (batch === 0 ? 'none' : 'fails before'),
			503,
			0,
		],
		[
			'a commit whose answer was lost is found',
			(batch) => (batch === 1 ? 'fails after' : 'none'),
			undefined,
			6,
		],
		[
			'a commit that did not happen is made again',
			(batch) => (batch === 1 ? 'fails before' : 'none'),
			undefined,
			6,
		],
	])(
		'%s',
		async (_name, faultOf, status, events) => {
			const { answer, types, directory } = await writeWith(faultOf);
			expect(answer.ok ? undefined : answer.error.status).toBe(status);
			expect(types.toSorted()).toEqual(ALL.slice(0, events).toSorted());
			const users = await directory.scim('GET', '/Users');
			expect(users.body['totalResults']).toBe(events === 0 ? 0 : 1);
		},
		30_000,
	);
});
