/**
 * What requests cost in D1, counted by D1 itself. A SCIM read is one round trip, a write is two (one
 * to read, one to commit), and neither reads more rows in a large directory than in a small one.
 */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { AuditEntry } from '../../src/store/audit.ts';
import { insertTraffic } from '../../src/store/traffic.ts';
import { openDatabase } from '../../src/store/database.ts';
import { anEntry } from '../support/audit.ts';
import { patch, testEnv, user, type TestDirectory } from '../support/client.ts';
import { costOf, type D1Cost } from '../support/d1-meter.ts';
import { filledDirectory, filledId, type FilledDirectory } from '../support/fill.ts';

interface Filled extends FilledDirectory {
	readonly size: number;
}

/** A directory whose token has been used. */
async function filled(size: number): Promise<Filled> {
	const { directory, groupId } = await filledDirectory(size);
	// The token's last use is noted once in a while; not while it is being measured.
	await directory.scim('GET', '/Users?count=1');
	const used = testEnv.DB.prepare(
		`SELECT 1 FROM tokens JOIN directories ON key = directory_key
		WHERE directories.id = ? AND last_used_at IS NOT NULL`,
	).bind(directory.id);
	await vi.waitFor(async () => expect(await used.first()).not.toBeNull(), { timeout: 30_000 });
	return { directory, groupId, size };
}

type Request = (at: Filled) => readonly [string, string, unknown?];

const find = (expression: string) => `/Users?filter=${encodeURIComponent(expression)}`;
const findGroup = (expression: string) =>
	`/Groups?excludedAttributes=members&filter=${encodeURIComponent(expression)}`;

const sorted = (by: string, order = 'ascending') =>
	`/Users?count=10&excludedAttributes=groups&sortBy=${by}&sortOrder=${order}`;
const any = (query: string) => `/?count=10&excludedAttributes=members,groups&${query}`;
const findAny = (expression: string) => any(`filter=${encodeURIComponent(expression)}`);

const search = (filter: string) => ({
	schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
	filter,
});

/** So many names, joined by `or`. */
const names = (count: number) =>
	Array.from({ length: count }, (_, at) => `userName eq "user${at + 1}@example.com"`).join(' or ');

/** Name, request, rows read. */
const READS: readonly [string, Request, number][] = [
	['read by id', () => ['GET', `/Users/${filledId(50)}`], 11],
	['userName eq', () => ['GET', find('userName eq "USER50@example.com"')], 13],
	['id eq', () => ['GET', find(`id eq "${filledId(50)}"`)], 13],
	['externalId eq', () => ['GET', find('externalId eq "ext-50"')], 27],
	['displayName eq', () => ['GET', find('displayName eq "User 50"')], 27],
	['emails.value eq', () => ['GET', find('emails.value eq "user50@example.com"')], 27],
	[
		'emails[type eq … and value eq …]',
		() => ['GET', find('emails[type eq "work" and value eq "user50@example.com"]')],
		27,
	],
	['meta.lastModified gt', () => ['GET', find('meta.lastModified gt "2999-01-01T00:00:00Z"')], 17],
	['first page of 10', () => ['GET', '/Users?count=10'], 65],
	['only the number of users', () => ['GET', '/Users?count=0'], 2],
	['a user that is not there', () => ['GET', '/Users/none'], 5],
	[
		'group without its members',
		({ groupId }) => ['GET', `/Groups/${groupId}?excludedAttributes=members`],
		4,
	],
	['group displayName eq', () => ['GET', findGroup('displayName eq "CREW"')], 6],
	['group members.value eq', () => ['GET', findGroup(`members.value eq "${filledId(50)}"`)], 23],
	[
		'group members[value eq …]',
		() => ['GET', findGroup(`members[value eq "${filledId(50)}"]`)],
		23,
	],
	[
		'group members[value eq … and type eq …]',
		() => ['GET', findGroup(`members[value eq "${filledId(50)}" and type eq "User"]`)],
		35,
	],
	[
		'group id eq … and members eq …',
		({ groupId }) => ['GET', findGroup(`id eq "${groupId}" and members eq "${filledId(50)}"`)],
		18,
	],
	[
		'group id eq … and not members eq …',
		({ groupId }) => [
			'GET',
			findGroup(`id eq "${groupId}" and not (members eq "${filledId(50)}")`),
		],
		18,
	],
	['user groups[value eq …]', () => ['GET', find('groups[value eq "none"]')], 20],
	[
		'user groups[value eq … and type eq …]',
		({ groupId }) => [
			'GET',
			find(`id eq "${filledId(50)}" and groups[value eq "${groupId}" and type eq "direct"]`),
		],
		28,
	],
	['ten userName eq, joined by or', () => ['GET', find(names(10))], 186],
	['forty userName eq, joined by or', () => ['GET', find(names(40))], 726],
	[
		'userName eq … or emails.value eq …',
		() => ['GET', find('userName eq "user50@example.com" or emails.value eq "user51@example.com"')],
		45,
	],
	[
		'(userName eq … and active eq …) or externalId eq …',
		() => [
			'GET',
			find('(userName eq "user50@example.com" and active eq true) or externalId eq "ext-51"'),
		],
		45,
	],
	[
		'group displayName eq … or members[value eq …]',
		() => ['GET', findGroup(`displayName eq "Team 1" or members[value eq "${filledId(50)}"]`)],
		32,
	],
	[
		'users and groups, userName eq … or displayName eq …',
		() => ['GET', findAny('userName eq "user50@example.com" or displayName eq "team 1"')],
		27,
	],
	['sorted by userName', () => ['GET', sorted('userName')], 34],
	['sorted by userName, descending', () => ['GET', sorted('userName', 'descending')], 34],
	['sorted by id', () => ['GET', sorted('id')], 34],
	['sorted by displayName', () => ['GET', sorted('displayName')], 65],
	['sorted by displayName, descending', () => ['GET', sorted('displayName', 'descending')], 57],
	['sorted by externalId', () => ['GET', sorted('externalId')], 65],
	['sorted by meta.lastModified', () => ['GET', sorted('meta.lastModified', 'descending')], 34],
	['sorted by meta.created', () => ['GET', sorted('meta.created', 'descending')], 13],
	['first page by cursor', () => ['GET', '/Users?cursor&count=10'], 66],
	['first page by cursor, sorted', () => ['GET', `${sorted('userName')}&cursor`], 37],
	['first page of users and groups', () => ['GET', any('')], 46],
	['users and groups, sorted', () => ['GET', any('sortBy=displayName')], 77],
	['users and groups, userName sorted', () => ['GET', any('sortBy=userName')], 75],
	['users and groups, only groups', () => ['GET', findAny('meta.resourceType eq "Group"')], 13],
	['users and groups, userName eq', () => ['GET', findAny('userName eq "user50@example.com"')], 6],
	['users and groups, displayName eq', () => ['GET', findAny('displayName eq "user 50"')], 21],
	[
		'POST /.search',
		() => ['POST', '/Users/.search', search('userName eq "user50@example.com"')],
		13,
	],
];

/** Name, request, rows read, rows written. */
const WRITES: readonly [string, Request, number, number][] = [
	['create a user', () => ['POST', '/Users', user('new')], 18, 8],
	[
		'create a user with names, an address and an externalId',
		() => [
			'POST',
			'/Users',
			user('ada@example.com', {
				externalId: 'ada',
				displayName: 'Ada Lovelace',
				name: { givenName: 'Ada', familyName: 'Lovelace' },
				emails: [{ value: 'ada@example.com' }],
			}),
		],
		20,
		11,
	],
	[
		'PATCH one attribute',
		() => ['PATCH', `/Users/${filledId(60)}`, patch({ op: 'replace', path: 'title', value: 'x' })],
		24,
		5,
	],
	[
		'deactivate a user',
		() => [
			'PATCH',
			`/Users/${filledId(61)}`,
			patch({ op: 'replace', path: 'active', value: false }),
		],
		24,
		6,
	],
	[
		'add one member to the group',
		({ groupId, size }) => [
			'PATCH',
			`/Groups/${groupId}`,
			patch({ op: 'add', path: 'members', value: [{ value: filledId(size) }] }),
		],
		25,
		7,
	],
	[
		'remove one member from the group',
		({ groupId }) => [
			'PATCH',
			`/Groups/${groupId}`,
			patch({ op: 'remove', path: `members[value eq "${filledId(5)}"]` }),
		],
		29,
		6,
	],
	[
		'rename the group',
		({ groupId }) => [
			'PATCH',
			`/Groups/${groupId}`,
			patch({ op: 'replace', value: { displayName: 'Renamed' } }),
		],
		20,
		6,
	],
	['delete a user', () => ['DELETE', `/Users/${filledId(62)}`], 37, 11],
];

let small: Filled;
let middle: Filled;
let large: Filled;

beforeAll(async () => {
	small = await filled(100);
	middle = await filled(10_010);
	large = await filled(100_010);
	// Whoever reads a directory to its end also reads the first row of the next one.
	await filled(10);
});

/** Measures a request in the small directory and in the large one. */
async function measure(request: Request): Promise<readonly D1Cost[]> {
	const costs: D1Cost[] = [];
	for (const at of [small, large]) {
		const [method, path, body] = request(at);
		costs.push(
			await costOf(async () => {
				const reply = await at.directory.scim(method, path, body);
				expect([200, 201, 204, 404]).toContain(reply.status);
			}),
		);
	}
	return costs;
}

describe('a read is one round trip, and reads as many rows of 100,010 users as of 100', () => {
	test.each(READS)('%s', async (_name, request, rowsRead) => {
		const cost = { trips: 1, rowsRead, rowsWritten: 0 };
		expect(await measure(request)).toEqual([cost, cost]);
	});
});

/** The rows read of each page of a list, by cursor. */
async function pageCosts(directory: TestDirectory, query: string): Promise<readonly number[]> {
	const costs: number[] = [];
	for (let cursor: string | undefined = ''; cursor !== undefined;) {
		const path: string = `/${query}&count=500&attributes=id&cursor=${cursor}`;
		const page: { nextCursor?: string }[] = [];
		const { trips, rowsRead } = await costOf(async () => {
			const { body } = await directory.scim<{ nextCursor?: string }>('GET', path);
			page.push(body);
		});
		expect(trips).toBe(1);
		costs.push(rowsRead);
		cursor = page[0]?.nextCursor;
	}
	return costs;
}

describe('RFC 9865: a page by cursor costs the same however deep it lies', () => {
	test.each([
		['in the order of creation', 'Users?'],
		['by userName', 'Users?sortBy=userName'],
		['by userName, descending', 'Users?sortBy=userName&sortOrder=descending'],
		['by displayName', 'Users?sortBy=displayName'],
		['by meta.lastModified, descending', 'Users?sortBy=meta.lastModified&sortOrder=descending'],
		['users and groups', '?'],
		['users and groups by displayName', '?sortBy=displayName'],
	])('%s', async (_name, query) => {
		const [first = 0, ...others] = await pageCosts(middle.directory, query);
		expect(others).toHaveLength(20);
		// The last one is shorter.
		const [second, ...deeper] = others.slice(0, -1);
		for (const rowsRead of deeper) expect(rowsRead).toBe(second);
		expect(second).toBeLessThanOrEqual(first + 2);
	});
});

describe('a write is two round trips, beside a group of 100,000 as of 90', () => {
	test.each(WRITES)('%s', async (_name, request, rowsRead, rowsWritten) => {
		const cost = { trips: 2, rowsRead, rowsWritten };
		expect(await measure(request)).toEqual([cost, cost]);
	});
});

describe('the audit log is written off the path of requests, many entries in one round trip', () => {
	test.each<[string, Partial<AuditEntry>, number]>([
		['a SCIM request', {}, 4],
		['a SCIM request that was refused', { status: 409 }, 5],
		['a change of management', { kind: 'management' }, 4],
		['a request to a directory that does not exist', { directoryId: 'dir_none' }, 0],
	])('%s, a hundred times', async (_name, more, rowsWritten) => {
		const { directory } = small;
		const entries = Array.from({ length: 100 }, () =>
			anEntry({ directoryId: directory.id, ...more }),
		);
		const insert = () => insertTraffic(openDatabase(testEnv.DB), { entries, signals: [] });
		const cost = await costOf(insert, 'audit log');
		expect(cost).toMatchObject({ trips: 1, rowsWritten: 100 * rowsWritten });
		// For each entry its directory and its token, and itself.
		expect(cost.rowsRead).toBeLessThanOrEqual(100 * 4);
	});
});
