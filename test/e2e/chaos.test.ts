/**
 * The promise of delivery, among faults at every step of commit, send, claim, POST and settle: each
 * endpoint receives exactly the events of its scope, in order, again only under the same webhook-id.
 * Each run has a seed of its own, which a failure tells; only D1's own timing is not repeated by it.
 */
import fc from 'fast-check';
import { Webhook } from 'standardwebhooks';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newId, newResourceId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { enableEndpoint, findEndpoint } from '../../src/store/webhook-endpoints.ts';
import { matchesTypes, type Event } from '../../src/webhook/payload.ts';
import { anyLuck, type Arrival, Chaos, STEPS } from '../support/chaos.ts';
import { createEndpoint, testEnv } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { Provider } from '../support/provider.ts';

/** Requests of each run; a bulk counts as one. */
const CHANGES = 300;

/** Of each step, in each run: they come in turn, so every kind of them was met. */
const MISHAPS_MIN = 5;

const HOUR_MS = 3_600_000;

/** What the third endpoint answers when it is down, for how long at most, and whether that disables it. */
const DEATHS = [
	['is gone and is enabled again', { answers: [410], days: 9, disables: true }],
	['fails for days and is enabled again', { answers: [404, 500, 502], days: 9, disables: true }],
	['fails for a while and is back', { answers: [302, 500, 503], days: 2, disables: false }],
] as const;
type Death = (typeof DEATHS)[number][1];

afterEach(async () => {
	await query('DELETE FROM webhook_endpoints');
	vi.useRealTimers();
});

describe('several hundred changes, and faults at every step from commit to settle', () => {
	test.each(DEATHS)('of three endpoints one is healthy, one flaps, one %s', async (_, death) => {
		await fc.assert(
			fc.asyncProperty(anyLuck, (luck) => run(new Chaos(luck), death)),
			{ numRuns: 1, endOnFailure: true },
		);
	});
});

async function run(chaos: Chaos, { answers, days, disables }: Death): Promise<void> {
	const { luck } = chaos;
	const [acme, globex] = [`acme-${newId('dir')}`, `globex-${newId('dir')}`];
	const providers = [acme, acme, globex].map((tenant) => new Provider(chaos, tenant));
	const [first, ...others] = providers as [Provider, ...Provider[]];

	// Endpoints hear of what happens after they were made.
	chaos.isCalm = true;
	await first.begin();
	await first.change(3);
	let isDown = false;
	const healthy = await subscribe(
		chaos,
		{ directory_id: first.id, types: ['user.*', 'group.deleted'], max_batch: 1 },
		() => 204,
	);
	const flapping = await subscribe(chaos, { tenant: acme, max_batch: 7 }, (tries) =>
		tries < 4 && luck.happens(0.6) ? luck.one([302, 404, 429, 500, 503]) : 200,
	);
	const dead = await subscribe(chaos, { max_batch: 30 }, () => (isDown ? luck.one(answers) : 202));
	const endpoints = [healthy, flapping, dead];
	chaos.isCalm = false;
	// New directories are picked up by the endpoints of their tenant, and of everything.
	await Promise.all(others.map((provider) => provider.begin()));

	const round = async (hasChanges: boolean, msMax: number) => {
		const works = Array.from({ length: 2 + luck.below(4) }, () => chaos.consumer());
		for (const provider of providers) {
			if (luck.happens(0.2)) works.push(chaos.writer(provider.id, (writer) => writer.alarm()));
			// Two writers of one directory at the same time, at times.
			if (hasChanges && luck.happens(0.4)) works.push(provider.change(1 + luck.below(6)));
			if (hasChanges && luck.happens(0.2)) works.push(provider.change(1 + luck.below(6)));
		}
		await Promise.all([...works, chaos.sweep()]);
		chaos.thaw(0.3);
		chaos.pass(luck.below(msMax));
	};
	const changeUntil = async (count: number) => {
		while (providers.reduce((sum, { sent }) => sum + sent, 0) < count) {
			await round(true, luck.one([1_000, 20_000, 120_000, 1_200_000]));
		}
	};
	const isDisabled = async () =>
		(await findEndpoint(openDatabase(testEnv.DB), dead.id))?.state === 'disabled';

	await changeUntil(CHANGES / 3);
	isDown = true;
	const upAt = Date.now() + days * 24 * HOUR_MS;
	await changeUntil((CHANGES * 2) / 3);
	while (Date.now() < upAt && !(await isDisabled())) await round(false, 6 * HOUR_MS);
	expect(await isDisabled()).toBe(disables);
	isDown = false;
	await enableEndpoint(openDatabase(testEnv.DB), dead.id, Date.now());
	await changeUntil(CHANGES);
	for (let rounds = 0; rounds < 40; rounds += 1) await round(false, HOUR_MS);

	await chaos.calm();
	await drain(chaos, endpoints);
	expect(chaos.broken).toEqual([]);
	for (const provider of providers) await expectPromisesKept(provider);
	for (const endpoint of endpoints) await expectExactly(endpoint);
	const rare = STEPS.filter((step) => (chaos.mishaps.get(step) ?? 0) < MISHAPS_MIN);
	expect(rare).toEqual([]);
}

/** Sweeps and delivers until no cursor is awake. */
async function drain(chaos: Chaos, endpoints: readonly Endpoint[]): Promise<void> {
	const ids = JSON.stringify(endpoints.map(({ id }) => id));
	for (let rounds = 0; rounds < 500; rounds += 1) {
		chaos.pass(HOUR_MS);
		await chaos.sweep();
		await chaos.consumer();
		const awake = await query(
			`SELECT 1 FROM delivery_cursors WHERE state = 'awake'
			AND endpoint_id IN (SELECT value FROM json_each(?)) LIMIT 1`,
			ids,
		);
		if (awake.length === 0) return;
	}
	throw new Error('There are always awake cursors.');
}

/** The log is gapless, has each event that was promised just once, and says how things stand. */
async function expectPromisesKept({ id, promised }: Provider): Promise<void> {
	const log = await logOf(id);
	expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, at) => at + 1));
	for (const { type, resourceId, says } of promised) {
		const found = log.filter(
			(event) =>
				event.type === type &&
				about(event) === resourceId &&
				(says === undefined || newValues(event).includes(says)),
		);
		expect(found, `${type} of ${resourceId}`).toHaveLength(1);
	}
	const rows = await query<{ at: string }>(
		`SELECT u.id AS at FROM directories AS d JOIN users AS u ON u.directory_key = d.key
			WHERE d.id = ?1
		UNION ALL SELECT g.id FROM directories AS d JOIN groups AS g ON g.directory_key = d.key
			WHERE d.id = ?1
		UNION ALL SELECT g.id || ' ' || u.id FROM directories AS d
			JOIN memberships AS m ON m.directory_key = d.key
			JOIN groups AS g ON g.directory_key = d.key AND g.key = m.group_key
			JOIN users AS u ON u.directory_key = d.key AND u.key = m.member_key
			WHERE d.id = ?1`,
		id,
	);
	expect([...applied(log)].toSorted()).toEqual(rows.map(({ at }) => at).toSorted());
}

/** Whom or what an event is about. */
function about(event: Event): string {
	return (event.data as { id: string }).id;
}

function newValues(event: Event): readonly unknown[] {
	const { changes = [] } = event.data as { changes?: readonly { to: unknown }[] };
	return changes.map(({ to }) => to);
}

/** What an application knows that has applied a log: users, groups, and `group user` memberships. */
function applied(log: readonly Event[]): Set<string> {
	const known = new Set<string>();
	for (const event of log) {
		const { group: ofGroup } = event.data as { group?: { id: string } };
		const what = ofGroup === undefined ? about(event) : `${ofGroup.id} ${about(event)}`;
		if (/^(user|group)\.(created|user_added)$/.test(event.type)) known.add(what);
		// Whatever is gone has left its memberships before.
		if (/^(user|group)\.(deleted|user_removed)$/.test(event.type)) known.delete(what);
	}
	return known;
}

/** A log as it lies in D1. */
async function logOf(directoryId: string): Promise<Event[]> {
	const rows = await query<Omit<Event, 'data'> & { data: string }>(
		`SELECT e.id, e.type, strftime('%Y-%m-%dT%H:%M:%fZ', e.occurred_at / 1000.0, 'unixepoch') AS timestamp,
			e.sequence, d.id AS directory_id, d.tenant, d.product, e.data
		FROM directories AS d JOIN events AS e ON e.directory_key = d.key WHERE d.id = ? ORDER BY e.sequence`,
		directoryId,
	);
	return rows.map(({ data, ...row }) => Object.assign(row, { data: JSON.parse(data) as unknown }));
}

function sequencesOf(events: readonly Event[]): string {
	return events.map(({ sequence }) => sequence).join();
}

/** An endpoint with its application, and where each log stood when it was made. */
interface Endpoint {
	readonly id: string;
	readonly secret: string;
	readonly scope: { readonly directory_id?: string; readonly tenant?: string };
	readonly types: readonly string[] | null;
	readonly arrivals: readonly Arrival[];
	readonly from: ReadonlyMap<string, number>;
}

/** Makes an endpoint whose application answers with what a function of the tries says. */
async function subscribe(
	chaos: Chaos,
	options: { directory_id?: string; tenant?: string; types?: string[]; max_batch: number },
	statusOf: (tries: number) => number,
): Promise<Endpoint> {
	const url = `https://receiver-${newResourceId()}.example.com/hook`;
	const arrivals: Arrival[] = [];
	chaos.receivers.set(url, {
		arrivals,
		answer: (tries) => {
			const status = statusOf(tries);
			return { status, ...(status === 429 ? { retryAfter: String(chaos.luck.below(600)) } : {}) };
		},
	});
	const { id, secret } = await createEndpoint({ url, ...options });
	const rows = await query<{ id: string; last: number }>(
		'SELECT id, last_sequence AS last FROM directories',
	);
	const { directory_id, tenant, types = null } = options;
	return {
		id,
		secret,
		scope: { ...(directory_id && { directory_id }), ...(tenant && { tenant }) },
		types,
		arrivals,
		from: new Map(rows.map((row) => [row.id, row.last])),
	};
}

/** The application has each event of its scope, in the order of its log, and nothing else. */
async function expectExactly({ secret, scope, types, arrivals, from }: Endpoint): Promise<void> {
	const webhook = new Webhook(secret);
	const bodies = new Map<string, string>();
	const idOf = new Map<string, string>();
	const received = new Map<string, Event[]>();
	const accepted = new Set<string>();
	for (const { headers, body, status } of arrivals) {
		const id = headers['webhook-id'] ?? '';
		// The library refuses old and future timestamps.
		vi.setSystemTime(Number(headers['webhook-timestamp']) * 1000);
		const payload = webhook.verify(body, { ...headers }) as Event | { data: Event[] };
		expect(bodies.get(id) ?? body).toBe(body);
		bodies.set(id, body);
		for (const event of 'sequence' in payload ? [payload] : payload.data) {
			expect(idOf.get(event.id) ?? id).toBe(id);
			const events = received.get(event.directory_id) ?? [];
			if (!idOf.has(event.id)) received.set(event.directory_id, [...events, event]);
			idOf.set(event.id, id);
			if (status < 300) accepted.add(event.id);
		}
	}
	const rows = await query<{ id: string; tenant: string }>('SELECT id, tenant FROM directories');
	for (const { id, tenant } of rows) {
		const isCovered = id === (scope.directory_id ?? id) && tenant === (scope.tenant ?? tenant);
		const log = isCovered ? await logOf(id) : [];
		const expected = log.filter(
			({ sequence, type }) => sequence > (from.get(id) ?? 0) && matchesTypes(types, type),
		);
		const got = received.get(id) ?? [];
		expect(sequencesOf(got), id).toBe(sequencesOf(expected));
		expect(got).toEqual(expected);
		expect(expected.filter((event) => !accepted.has(event.id))).toEqual([]);
	}
}
