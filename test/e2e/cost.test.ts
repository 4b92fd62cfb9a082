/**
 * What requests cost in D1, counted by D1 itself. A SCIM read is one round trip, a write is two (one
 * to read, one to commit), and neither reads more rows in a large directory than in a small one.
 */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { createDirectory, group, patch, testEnv, user } from '../support/client.ts';
import type { TestDirectory } from '../support/client.ts';
import { costOf, type D1Cost } from '../support/d1-meter.ts';
import { filledId, fillMembers, fillUsers } from '../support/fill.ts';

interface Filled {
	readonly directory: TestDirectory;
	readonly groupId: string;
	readonly size: number;
}

/** A directory of `size` users, all but the last ten of them in one group. */
async function filled(size: number): Promise<Filled> {
	const directory = await createDirectory();
	await fillUsers(directory, size);
	const crew = await directory.scim('POST', '/Groups', group('Crew'));
	const groupId = String(crew.body['id']);
	await fillMembers(directory, groupId, size - 10);
	// The token's last use is noted once in a while; not while it is being measured.
	await directory.scim('GET', '/Users?count=1');
	const used = testEnv.DB.prepare(
		`SELECT 1 FROM tokens JOIN directories ON key = directory_key
		WHERE directories.id = ? AND last_used_at IS NOT NULL`,
	).bind(directory.id);
	await vi.waitFor(async () => expect(await used.first()).not.toBeNull());
	return { directory, groupId, size };
}

type Request = (at: Filled) => readonly [string, string, unknown?];

const find = (expression: string) => `/Users?filter=${encodeURIComponent(expression)}`;
const findGroup = (expression: string) =>
	`/Groups?excludedAttributes=members&filter=${encodeURIComponent(expression)}`;

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
	['group displayName eq', () => ['GET', findGroup('displayName eq "none"')], 4],
	['group members.value eq', () => ['GET', findGroup(`members.value eq "${filledId(50)}"`)], 23],
];

/** Name, request, rows read, rows written. */
const WRITES: readonly [string, Request, number, number][] = [
	['create a user', () => ['POST', '/Users', user('new')], 17, 7],
	[
		'PATCH one attribute',
		() => ['PATCH', `/Users/${filledId(60)}`, patch({ op: 'replace', path: 'title', value: 'x' })],
		23,
		4,
	],
	[
		'deactivate a user',
		() => [
			'PATCH',
			`/Users/${filledId(61)}`,
			patch({ op: 'replace', path: 'active', value: false }),
		],
		23,
		4,
	],
	[
		'add one member to the group',
		({ groupId, size }) => [
			'PATCH',
			`/Groups/${groupId}`,
			patch({ op: 'add', path: 'members', value: [{ value: filledId(size) }] }),
		],
		24,
		6,
	],
	[
		'remove one member from the group',
		({ groupId }) => [
			'PATCH',
			`/Groups/${groupId}`,
			patch({ op: 'remove', path: `members[value eq "${filledId(5)}"]` }),
		],
		28,
		5,
	],
	[
		'rename the group',
		({ groupId }) => [
			'PATCH',
			`/Groups/${groupId}`,
			patch({ op: 'replace', value: { displayName: 'Renamed' } }),
		],
		19,
		5,
	],
	['delete a user', () => ['DELETE', `/Users/${filledId(62)}`], 36, 8],
];

let small: Filled;
let large: Filled;

beforeAll(async () => {
	small = await filled(100);
	large = await filled(10_010);
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

describe('a read is one round trip, and reads as many rows of 10,010 users as of 100', () => {
	test.each(READS)('%s', async (_name, request, rowsRead) => {
		const cost = { trips: 1, rowsRead, rowsWritten: 0 };
		expect(await measure(request)).toEqual([cost, cost]);
	});
});

describe('a write is two round trips, beside a group of 10,000 as of 90', () => {
	test.each(WRITES)('%s', async (_name, request, rowsRead, rowsWritten) => {
		const cost = { trips: 2, rowsRead, rowsWritten };
		expect(await measure(request)).toEqual([cost, cost]);
	});
});
