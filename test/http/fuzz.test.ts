/**
 * Arbitrary requests against a directory: each is answered, none with a 5xx, every refusal is a SCIM
 * error; and afterwards lists, resources and the event log tell of the same directory.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Event } from '../../src/webhook/payload.ts';
import {
	createDirectory,
	group,
	send,
	user,
	type Reply,
	type TestDirectory,
} from '../support/client.ts';
import { fuzzRequest, withIds, type FuzzRequest } from '../support/requests.ts';

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/** Batches of requests for each dialect: some hundred requests in all. */
const BATCHES = 25;
const BATCH_SIZE_MAX = 12;

function ask(
	directory: TestDirectory,
	{ method, path, headers, body }: FuzzRequest,
): Promise<Reply> {
	return send(`${directory.path}${path}`, {
		method,
		headers: {
			Authorization: `Bearer ${directory.token}`,
			...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
			...headers,
		},
		...(body === undefined ? {} : { body }),
	});
}

/** What is wrong with an answer, if anything. */
function complaintOf({ method, path }: FuzzRequest, reply: Reply): string | undefined {
	const { status, headers, body } = reply;
	if (status >= 500 && !(status === 501 && path.startsWith('/Me'))) return `answered ${status}`;
	if (status >= 300 && status < 400 && status !== 304) return `sent elsewhere with ${status}`;
	if (headers.has('WWW-Authenticate') !== (status === 401)) return 'WWW-Authenticate';
	if (headers.has('Allow') !== (status === 405)) return 'Allow';
	const isBodiless = method === 'HEAD' || status === 204 || status === 304;
	if ((body === undefined) !== isBodiless) return `${status} with or without a body`;
	return status < 400 || isBodiless ? undefined : errorComplaint(status, body);
}

function errorComplaint(status: number, body: Record<string, unknown>): string | undefined {
	const { schemas, detail } = body;
	if (JSON.stringify(schemas) !== JSON.stringify([ERROR])) return `${status} is no SCIM error`;
	if (body['status'] !== String(status)) return `${status} calls itself ${String(body['status'])}`;
	if (typeof detail !== 'string' || detail === '') return `${status} without a detail`;
	return /SELECT|INSERT|SQLITE|\.ts:\d/.test(detail) ? `tells too much: ${detail}` : undefined;
}

interface Resource {
	readonly id: string;
	readonly members?: readonly { readonly value: string }[];
	readonly groups?: readonly { readonly value: string }[];
	readonly meta: { readonly resourceType: string };
}

/** Everything that a list shows, page by page; fails unless its total says the same. */
async function readAll(directory: TestDirectory, endpoint: string): Promise<readonly Resource[]> {
	const all: Resource[] = [];
	for (;;) {
		const page = await directory.scim<{ totalResults: number; Resources: readonly Resource[] }>(
			'GET',
			`${endpoint}?startIndex=${all.length + 1}&count=17`,
		);
		expect(page.status).toBe(200);
		expect(page.body.totalResults, endpoint).toBeGreaterThanOrEqual(all.length);
		all.push(...page.body.Resources);
		if (page.body.Resources.length > 0) continue;
		expect(page.body.totalResults, endpoint).toBe(all.length);
		return all;
	}
}

const idsOf = (ends: readonly { readonly value: string }[] = []): Set<string> =>
	new Set(ends.map(({ value }) => value));

/** What an event says, as far as it tells what is there. */
interface Told {
	readonly id: string;
	readonly raw?: object;
	readonly changes?: readonly {
		readonly path: string;
		readonly from: { readonly value: string } | null;
		readonly to: { readonly value: string } | null;
	}[];
	readonly group?: { readonly id: string };
}

/**
 * What the log says is there: the resources as last told of, and who is a member of what; with what
 * an event says that contradicts the ones before it.
 */
function replay(events: readonly Event[]) {
	const resources = new Map<string, object>();
	const members = new Map<string, Set<string>>();
	const contradictions: string[] = [];
	const change = (groupId: string, memberId: string, present: boolean) => {
		const of = members.get(groupId) ?? new Set();
		members.set(groupId, of);
		if (of.has(memberId) === present) contradictions.push(`${memberId} in ${groupId}: ${present}`);
		if (present) of.add(memberId);
		else of.delete(memberId);
	};
	for (const { type, sequence, data } of events) {
		const { id, raw, changes = [], group: of } = data as Told;
		if (resources.has(id) === type.endsWith('.created')) contradictions.push(`${type} ${sequence}`);
		if (type.endsWith('.deleted')) resources.delete(id);
		else if (raw !== undefined) resources.set(id, raw);
		if (of !== undefined) change(of.id, id, type === 'group.user_added');
		for (const { path, from, to } of changes) {
			if (path === 'members') change(id, (to ?? from)?.value ?? '', to !== null);
		}
	}
	return { resources, members, contradictions };
}

/** A resource without what events of its own do not tell. */
function ownOf(resource: Resource): object {
	const { members: _members, groups: _groups, meta: _meta, ...rest } = resource;
	return rest;
}

describe('arbitrary requests', () => {
	test.each(['generic-scim-v2', 'azure-scim-v2', 'okta-scim-v2'])(
		'are answered, and leave the directory in one piece (%s)',
		async (type) => {
			const directory = await createDirectory(type);
			const created = await directory.scim('POST', '/Users', user('anna'));
			await directory.scim('POST', '/Groups', group('Crew', [String(created.body['id'])]));
			const everything = async () => ({
				User: await readAll(directory, '/Users'),
				Group: await readAll(directory, '/Groups'),
			});

			const batch = fc.array(fuzzRequest, { minLength: 1, maxLength: BATCH_SIZE_MAX });
			await fc.assert(
				fc.asyncProperty(batch, fc.boolean(), async (requests, atOnce) => {
					const { User, Group } = await everything();
					const known = { User: User.map(({ id }) => id), Group: Group.map(({ id }) => id) };
					const ready = requests.map((request) => withIds(request, known));
					const replies: Reply[] = [];
					if (atOnce)
						replies.push(...(await Promise.all(ready.map((each) => ask(directory, each)))));
					else for (const each of ready) replies.push(await ask(directory, each));
					const complaints = ready.map((request, at) => complaintOf(request, replies[at]!));
					expect(complaints).toEqual(ready.map(() => undefined));
					expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
				}),
				{ numRuns: BATCHES },
			);

			const { User, Group } = await everything();
			const resources = [...User, ...Group];
			const events = await directory.events();
			// The first event of the log tells of the directory itself.
			expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, at) => at + 2));
			const log = replay(events);
			expect(log.contradictions).toEqual([]);
			expect([...log.resources.keys()].toSorted()).toEqual(
				resources.map(({ id }) => id).toSorted(),
			);
			for (const resource of resources) {
				expect(log.resources.get(resource.id)).toMatchObject(ownOf(resource));
			}
			for (const { id, members } of Group) {
				expect(idsOf(members)).toEqual(log.members.get(id) ?? new Set());
			}
			for (const { id, groups } of User) {
				const holding = Group.filter(({ members }) => idsOf(members).has(id));
				expect(idsOf(groups)).toEqual(new Set(holding.map((each) => each.id)));
			}
		},
		120_000,
	);
});
