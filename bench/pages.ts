/**
 * The main pages of the dashboard before a directory of 100,000 users with 300,000 events: how long each takes
 * from the request to its last byte. A median, and the slowest, of 20 requests.
 */
import type { LocalServer } from '../scripts/local-server.ts';
import { Rollcall } from '../src/sdk/index.ts';
import { fill, patch } from './large-directory.ts';
import type { Figure } from './run.ts';
import { openScim, quantile, type Send } from './scim.ts';

const USERS = 100_000;
/** Each changes every user. */
const CHANGES = 2;
const BULK_SIZE = 1_000;
const ROUNDS = 20;
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';

/** Measures a fresh server; resolves to the figures. */
export async function benchPages(server: LocalServer): Promise<readonly Figure[]> {
	const rollcall = new Rollcall({ url: server.url, apiKey: server.adminKey });
	const directory = await rollcall.directories.create({
		name: 'Large',
		tenant: 'large',
		product: 'bench',
		type: 'generic-scim-v2',
	});
	const endpoint = await rollcall.webhookEndpoints.create({
		directory_id: directory.id,
		format: 'set',
		delivery: 'poll',
	});
	const { send, close } = openScim(server, directory);
	let userId = '';
	try {
		const { ids } = await fill(send, USERS);
		[userId = ''] = ids;
		for (let change = 1; change <= CHANGES; change += 1) await changeAll(send, ids, change);
	} finally {
		close();
	}
	const { data } = await rollcall.directories.events.list(directory.id, { after: 200_000 }).page();
	return measure(server, {
		overview: '/dashboard',
		directories: '/dashboard/directories',
		directory: `/dashboard/directories/${directory.id}`,
		users: `/dashboard/directories/${directory.id}/users`,
		'users, searched': `/dashboard/directories/${directory.id}/users?search=user-77777`,
		user: `/dashboard/directories/${directory.id}/users/${userId}`,
		groups: `/dashboard/directories/${directory.id}/groups`,
		'people, searched': '/dashboard/people?query=user-77777@bench.example',
		timeline: `/dashboard/people/${directory.id}/${userId}`,
		'event log': `/dashboard/events/${directory.id}`,
		'event log, by type': `/dashboard/events/${directory.id}?types=group.created`,
		event: `/dashboard/events/${directory.id}/${data[0]?.id ?? ''}`,
		webhooks: '/dashboard/webhooks',
		'webhook endpoint': `/dashboard/webhooks/${endpoint.id}`,
		attempts: `/dashboard/webhooks/${endpoint.id}/attempts`,
		live: '/dashboard/live',
		'audit log': '/dashboard/audit-log',
		'API keys': '/dashboard/api-keys',
	});
}

async function changeAll(send: Send, ids: readonly string[], change: number): Promise<void> {
	for (let first = 0; first < ids.length; first += BULK_SIZE) {
		await send('POST', '/Bulk', {
			schemas: [`${MESSAGES}:BulkRequest`],
			Operations: ids.slice(first, first + BULK_SIZE).map((id) => ({
				method: 'PATCH',
				path: `/Users/${id}`,
				data: patch('replace', 'title', `Changed ${change}`),
			})),
		});
		const done = first + BULK_SIZE;
		if (done % 25_000 === 0) console.log(`· ${done} users changed, time ${change}`);
	}
}

async function measure(
	server: LocalServer,
	pages: Readonly<Record<string, string>>,
): Promise<readonly Figure[]> {
	const cookie = await signIn(server);
	const figures: Figure[] = [];
	for (const [name, path] of Object.entries(pages)) {
		const times: number[] = [];
		for (let round = 0; round <= ROUNDS; round += 1) {
			const startedAtMs = performance.now();
			const answer = await fetch(server.url + path, { headers: { cookie }, redirect: 'manual' });
			await answer.text();
			if (answer.status !== 200) throw new Error(`${path} is answered ${answer.status}.`);
			// The first one finds nothing in any cache, and is nobody's measure.
			if (round > 0) times.push(performance.now() - startedAtMs);
		}
		times.sort((left, right) => left - right);
		figures.push(
			{ name, value: quantile(times, 0.5), unit: 'ms' },
			{ name: `${name}, slowest of ${ROUNDS}`, value: times.at(-1) ?? 0, unit: 'ms' },
		);
	}
	return figures;
}

async function signIn({ url, adminKey }: LocalServer): Promise<string> {
	const answer = await fetch(`${url}/dashboard/sign-in`, {
		method: 'POST',
		body: new URLSearchParams({ key: adminKey }),
		redirect: 'manual',
	});
	const [cookie = ''] = answer.headers.getSetCookie();
	return cookie.split(';')[0] ?? '';
}
