/** The main pages stay as cheap as they are, however large a directory and its log have become. */
import { beforeAll, expect, test } from 'vitest';
import { api, createEndpoint, type TestDirectory } from '../support/client.ts';
import { costOf, type D1Cost } from '../support/d1-meter.ts';
import { filledDirectory, filledId } from '../support/fill.ts';
import { appendEvents } from '../support/logs.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';

const SMALL = 1_000;
const LARGE = 20_000;
/** Of each user, as it is after some years. */
const EVENTS_EACH = 3;

interface World {
	readonly directory: TestDirectory;
	readonly groupId: string;
	readonly endpointId: string;
	readonly eventId: string;
}

const worlds = new Map<number, World>();
let visitor: Visitor;

beforeAll(async () => {
	for (const size of [SMALL, LARGE]) {
		const { directory, groupId } = await filledDirectory(size);
		await appendEvents(directory, EVENTS_EACH * size, { at: Date.now() - 60_000 });
		const endpoint = await createEndpoint({
			directory_id: directory.id,
			format: 'set',
			delivery: 'poll',
		});
		const { body } = await api<{ data: { id: string }[] }>(
			'GET',
			`/directories/${directory.id}/events?limit=1`,
		);
		const eventId = body.data[0]?.id ?? '';
		worlds.set(size, { directory, groupId, endpointId: endpoint.id, eventId });
	}
	visitor = await signedIn();
});

const PAGES: readonly (readonly [name: string, pathIn: (world: World) => string])[] = [
	['overview', () => '/dashboard'],
	['directories', () => '/dashboard/directories'],
	['directory', ({ directory }) => `/dashboard/directories/${directory.id}`],
	['users', ({ directory }) => `/dashboard/directories/${directory.id}/users`],
	[
		'users, searched',
		({ directory }) => `/dashboard/directories/${directory.id}/users?search=user777@`,
	],
	['user', ({ directory }) => `/dashboard/directories/${directory.id}/users/${filledId(7)}`],
	['groups', ({ directory }) => `/dashboard/directories/${directory.id}/groups`],
	['group', ({ directory, groupId }) => `/dashboard/directories/${directory.id}/groups/${groupId}`],
	[
		'people',
		({ directory }) => `/dashboard/people?query=user777@example.com&tenant=${directory.tenant}`,
	],
	['timeline', ({ directory }) => `/dashboard/people/${directory.id}/${filledId(7)}`],
	['event log', ({ directory }) => `/dashboard/events/${directory.id}`],
	['event', ({ directory, eventId }) => `/dashboard/events/${directory.id}/${eventId}`],
	['webhooks', () => '/dashboard/webhooks'],
	['webhook endpoint', ({ endpointId }) => `/dashboard/webhooks/${endpointId}`],
	['attempts', ({ endpointId }) => `/dashboard/webhooks/${endpointId}/attempts`],
	['live', ({ directory }) => `/dashboard/live?directory_id=${directory.id}`],
	['audit log', () => '/dashboard/audit-log'],
];

test.each(PAGES)('%s', async (_name, pathIn) => {
	const costs: D1Cost[] = [];
	for (const world of worlds.values()) {
		const cost = await costOf(async () => {
			expect(await visitor.open(pathIn(world))).toMatchObject({ status: 200 });
		});
		costs.push(cost);
	}
	const [small, large] = costs;
	expect(large?.trips).toBe(small?.trips);
	// Of some indexes a few rows more: what is read ends where a page is full.
	expect(large?.rowsRead).toBeLessThanOrEqual((small?.rowsRead ?? 0) * 1.5 + 50);
});
