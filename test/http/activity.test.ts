/**
 * What operators look at first: GET /v1/activity counts what goes on by the hour, GET /v1/directory-health
 * tells how directories are. Both cost the same whether there are ten events or hundreds of thousands.
 */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Activity } from '../../src/contract/activity.ts';
import type { DirectoryDiagnosis } from '../../src/contract/diagnosis.ts';
import type { DirectoryHealth } from '../../src/contract/directory-health.ts';
import type { Page } from '../../src/contract/shared.ts';
import type { WebhookEndpoint } from '../../src/contract/webhook-endpoints.ts';
import { newId } from '../../src/platform/ids.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	send,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { makeKey } from '../support/keys.ts';

const HOUR_MS = 3_600_000;

/** The beginning of the hour that is under way; a test that runs over its end would count in two. */
function thisHour(): number {
	return Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
}

function run(text: string, ...values: readonly unknown[]): Promise<unknown> {
	return testEnv.DB.prepare(text)
		.bind(...values)
		.run();
}

/** Appends events to a log, as the writer would, evenly from one time to another. */
async function fillEvents(id: string, count: number, from: number, to: number): Promise<void> {
	await run(
		`INSERT INTO events (directory_key, sequence, id, type, resource_type, resource_id, data, occurred_at)
		WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?2)
		SELECT key, last_sequence + at, 'evt_' || printf('%032x', key * 1000000 + last_sequence + at),
			'user.created', 'User', 'u', '{}', CAST(?3 + (?4 - ?3) * (at - 1) / ?2 AS INTEGER)
		FROM directories CROSS JOIN n WHERE directories.id = ?1`,
		id,
		count,
		from,
		to,
	);
	await run(
		`UPDATE directories SET last_sequence = last_sequence + ?2, updated_at = max(updated_at, ?3)
		WHERE id = ?1`,
		id,
		count,
		to,
	);
}

/** Keeps attempts, evenly from one time to another. */
async function fillAttempts(
	endpointId: string,
	directoryId: string,
	outcome: string,
	count: number,
	from: number,
	to: number,
): Promise<void> {
	await run(
		`INSERT INTO delivery_attempts (endpoint_id, id, directory_key, lane, webhook_id, first_sequence,
			last_sequence, attempted_at, duration_ms, outcome)
		WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < ?4 - 1),
			t(at, time) AS (SELECT at, CAST(?5 + (?6 - ?5) * at / ?4 AS INTEGER) FROM n)
		SELECT ?1, 'att_' || printf('%012x', time) || substr(?7, 1, 8) || printf('%012x', at), key, '',
			'evt', 1, 1, time, 5, ?3 FROM directories CROSS JOIN t WHERE directories.id = ?2`,
		endpointId,
		directoryId,
		outcome,
		count,
		from,
		to,
		newId('att').slice(-8),
	);
}

/** A directory whose log holds nothing of these days but what a test puts there. */
async function quietDirectory(scope: { tenant?: string } = {}): Promise<TestDirectory> {
	const directory = await createDirectory('generic-scim-v2', scope);
	await run(
		`UPDATE events SET occurred_at = 1 WHERE directory_key =
			(SELECT key FROM directories WHERE id = ?)`,
		directory.id,
	);
	return directory;
}

async function activityOf(query: string): Promise<Activity> {
	const { status, body } = await api<Activity>('GET', `/activity?${query}`);
	expect(status, JSON.stringify(body)).toBe(200);
	return body;
}

const poll = { format: 'set', delivery: 'poll' };

describe('activity', () => {
	test('is counted in the hours that it was in, over all directories of a tenant', async () => {
		const first = await quietDirectory();
		const { tenant } = first;
		const second = await quietDirectory({ tenant });
		await quietDirectory({ tenant });
		const now = thisHour();
		await fillEvents(first.id, 7, now - 50 * HOUR_MS, now - 49 * HOUR_MS);
		await fillEvents(first.id, 5, now - 3 * HOUR_MS, now - 2 * HOUR_MS);
		await fillEvents(first.id, 3, now, now + 1000);
		await fillEvents(second.id, 2, now - 3 * HOUR_MS, now - 2 * HOUR_MS);
		const { id } = await createEndpoint({ ...poll, tenant });
		await fillAttempts(id, first.id, 'delivered', 4, now - HOUR_MS, now);
		await fillAttempts(id, first.id, 'retry', 2, now - HOUR_MS, now);
		await fillAttempts(id, second.id, 'dead', 1, now, now + 1000);
		await fillAttempts(id, second.id, 'delivered', 9, now - 9 * HOUR_MS, now - 8 * HOUR_MS);
		const found = await activityOf(`hours=4&tenant=${tenant}`);
		const hour = (ago: number, events: number, delivered: number, failed: number) => ({
			start: new Date(now - ago * HOUR_MS).toISOString(),
			events,
			delivered,
			failed,
		});
		expect(found).toEqual({
			tenant,
			product: null,
			complete_from: hour(3, 0, 0, 0).start,
			hours: [hour(3, 7, 0, 0), hour(2, 0, 0, 0), hour(1, 0, 4, 2), hour(0, 3, 0, 1)],
		});
	});

	test('is the same however often an event happened', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const logs = await Promise.all([quietDirectory({ tenant }), quietDirectory({ tenant })]);
		const now = thisHour();
		const expected = Array.from({ length: 12 }, () => 0);
		const gap = fc.record({
			log: fc.nat(1),
			hour: fc.nat(11),
			events: fc.integer({ min: 1, max: 40 }),
		});
		const told = fc.sample(fc.array(gap, { minLength: 20, maxLength: 20 }), {
			numRuns: 1,
			seed: 7,
		});
		for (const { log, hour, events } of told.flat().toSorted((a, b) => a.hour - b.hour)) {
			const from = now - (11 - hour) * HOUR_MS;
			await fillEvents(logs[log]?.id ?? '', events, from, from);
			expected[hour] = (expected[hour] ?? 0) + events;
		}
		const { hours } = await activityOf(`hours=12&tenant=${tenant}`);
		expect(hours.map(({ events }) => events)).toEqual(expected);
	});

	test('of hundreds of thousands of events costs some 40 rows an hour, and one round trip', async () => {
		const { id, tenant } = await quietDirectory();
		const now = thisHour();
		await fillEvents(id, 200_000, now - 400 * HOUR_MS, now);
		let found: Activity | undefined;
		const cost = await costOf(async () => (found = await activityOf(`tenant=${tenant}`)));
		const whole = found?.hours.slice(0, -1).map(({ events }) => events);
		expect(whole).toEqual(Array.from({ length: 23 }, () => 500));
		expect(cost.trips).toBe(1);
		expect(cost.rowsRead).toBeLessThan(1_500);
	});

	test('says from where on it is complete, where there are too many attempts to count', async () => {
		const { id, tenant } = await quietDirectory();
		const [busy, calm] = [
			await createEndpoint({ ...poll, tenant }),
			await createEndpoint({ ...poll, tenant }),
		];
		const now = thisHour();
		await fillAttempts(busy.id, id, 'delivered', 60_000, now - 24 * HOUR_MS, now);
		await fillAttempts(calm.id, id, 'retry', 3, now - 2 * HOUR_MS, now - HOUR_MS);
		let found: Activity | undefined;
		const key = await makeKey({ tenant });
		const cost = await costOf(
			async () => (found = (await key.call<Activity>('GET', '/activity?hours=25')).body),
		);
		const from = Date.parse(found?.complete_from ?? '');
		expect(from).toBeGreaterThan(now - 24 * HOUR_MS);
		expect(from).toBeLessThan(now - 12 * HOUR_MS);
		for (const { start, delivered, failed } of found?.hours.slice(0, -1) ?? []) {
			const isWhole = Date.parse(start) >= from;
			expect(delivered <= 2_500 && (!isWhole || delivered === 2_500), start).toBe(true);
			expect(failed).toBe(Date.parse(start) === now - 2 * HOUR_MS ? 3 : 0);
		}
		expect(cost.rowsRead).toBeLessThan(180_000);
	});

	test.each(['hours=0', 'hours=169', 'hours=x', 'days=1'])('%s is refused', async (query) => {
		const { status } = await api('GET', `/activity?${query}`);
		expect(status).toBe(400);
	});

	test('of another tenant is not told to a key that is bound, and of its own without being asked', async () => {
		const [mine, other] = [await createDirectory(), await createDirectory()];
		const key = await makeKey({ tenant: mine.tenant });
		const refused = await key.call('GET', `/activity?tenant=${other.tenant}`);
		expect(refused.body).toMatchObject({ status: 403, errors: [{ field: 'tenant' }] });
		const { body } = await key.call<Activity>('GET', '/activity?hours=1');
		expect(body).toMatchObject({ tenant: mine.tenant, hours: [{ events: 1 }] });
	});
});

async function healthOf(query: string): Promise<readonly DirectoryHealth[]> {
	const { status, body } = await api<Page<DirectoryHealth>>('GET', `/directory-health?${query}`);
	expect(status, JSON.stringify(body)).toBe(200);
	return body.data;
}

const DAY_MS = 24 * HOUR_MS;

/** Directories that Okta has talked to every day, each signal of which is a row a day. */
async function fillDirectories(tenant: string, count: number): Promise<readonly string[]> {
	const signals =
		'ok.read ok.create ok.write missing user.complete user.email group.request agent.okta-scim-v2 form.okta_page form.okta_id';
	const ids = Array.from({ length: count }, () => newId('dir'));
	await run(
		`INSERT INTO directories (id, name, tenant, product, type, state, shard, last_sequence, last_key,
			user_count, active_user_count, group_count, created_at, updated_at)
		SELECT value, value, ?1, 'crm', 'okta-scim-v2', 'active', 'DB', 1, 0, 9, 9, 1, 1, 1
		FROM json_each(?2)`,
		tenant,
		JSON.stringify(ids),
	);
	await run(
		`INSERT INTO tokens (hash, id, directory_key, created_at, last_used_at)
		SELECT 'hash ' || id, 'tok_' || id, key, 1, ?2 FROM directories WHERE tenant = ?1`,
		tenant,
		Date.now(),
	);
	await run(
		`INSERT INTO traffic_signals
			(directory_key, day, signal, count, streak, streaks, first_at, last_at)
		WITH RECURSIVE days(ago) AS (SELECT 0 UNION ALL SELECT ago + 1 FROM days WHERE ago < 14)
		SELECT directories.key, CAST(?2 / ?4 AS INTEGER) - ago, s.value, 5, 0, 0, ?2 - ago * ?4 - 60000, ?2 - ago * ?4 - 60000
		FROM directories CROSS JOIN days CROSS JOIN json_each(?3) AS s WHERE tenant = ?1`,
		tenant,
		Date.now(),
		JSON.stringify(signals.split(' ')),
		DAY_MS,
	);
	return ids;
}

const KEY = '(SELECT key FROM directories WHERE id = ?1)';

/** A statement with the id of a directory, today and now as its parameters, all of which it must name. */
function inDirectory(text: string): string {
	return `${text} AND ?1 = ?1 AND ?2 = ?2 AND ?3 = ?3`;
}

/** Adds a signal that came ten times in a row, so many days ago. */
function signal(name: string, ago: number): string {
	return `INSERT INTO traffic_signals
			(directory_key, day, signal, count, streak, streaks, first_at, last_at)
		SELECT ${KEY}, ?2 - ${ago}, '${name}', 10, 10, 1, ?3 - ${ago * DAY_MS}, ?3 - ${ago * DAY_MS}
		WHERE true`;
}

/** What may be wrong with a directory, as it stands in the tables. */
const TROUBLES: Readonly<Record<string, readonly string[]>> = {
	held: ['UPDATE directories SET paused_at = 1, pause_sequence = 0 WHERE id = ?1'],
	inactive: ["UPDATE directories SET state = 'inactive' WHERE id = ?1"],
	'wrong token': [signal('refused.token.okta-scim-v2', 0)],
	'wrong URL': [signal('url.base_twice', 0)],
	'refused bodies': [signal('invalid.value', 0)],
	'no e-mails long ago': [
		`DELETE FROM traffic_signals WHERE directory_key = ${KEY} AND signal GLOB 'user.*' AND day > ?2 - 14`,
		signal('user.no_email', 12),
	],
	'token expires': [
		`UPDATE tokens SET expires_at = ?3 + 5 * ${DAY_MS} WHERE directory_key = ${KEY}`,
	],
	'no token': [`UPDATE tokens SET revoked_at = ?3 - 1 WHERE directory_key = ${KEY}`],
	silent: [
		`UPDATE tokens SET last_used_at = ?3 - 5 * ${DAY_MS} WHERE directory_key = ${KEY}`,
		`DELETE FROM traffic_signals WHERE directory_key = ${KEY} AND day > ?2 - 5`,
	],
	'another provider': [
		`DELETE FROM traffic_signals WHERE directory_key = ${KEY}
			AND (signal GLOB 'form.*' OR signal GLOB 'agent.*')`,
		signal('agent.azure-scim-v2', 0),
	],
	'no consent of Google': [
		"UPDATE directories SET type = 'google' WHERE id = ?1",
		`INSERT INTO google_connections (directory_key, state, settings, failures, updated_at)
			SELECT ${KEY}, 'revoked', '{}', 0, 1 WHERE true`,
	],
};

/** Sends a request with a token that is not good. */
function knock(directory: TestDirectory): Promise<unknown> {
	const headers = { Authorization: 'Bearer nonsense', 'User-Agent': 'Okta SCIM Client 1.0.0' };
	return send(`${directory.path}/Users`, { headers });
}

describe('the health of directories', () => {
	test('is what the diagnosis of each says, in as many statements for many as for one', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const [silent, failing, well] = [
			await createDirectory('okta-scim-v2', { tenant }),
			await createDirectory('okta-scim-v2', { tenant }),
			await createDirectory('google', { tenant }),
			await createDirectory('okta-scim-v2', { tenant }),
		];
		await knock(failing);
		await well.scim('POST', '/Users', user('a@example.com', { active: true }));
		const rows = await vi.waitFor(
			async () => {
				const found = await healthOf(`tenant=${tenant}`);
				expect(found[1]?.last_request_at).not.toBeNull();
				return found;
			},
			{ timeout: 30_000 },
		);
		expect(rows).toHaveLength(4);
		expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining([silent.id, well.id]));
		expect(rows[0]).toMatchObject({ health: 'silent', last_request_at: null, brake: null });
		expect(rows[1]).toMatchObject({
			health: 'failing',
			findings: { error: 1 },
			worst_finding: { name: 'wrong_token', severity: 'error' },
			last_accepted_at: null,
		});
		for (const row of rows) {
			const path = `/directories/${row.id}/diagnosis`;
			const { body } = await api<DirectoryDiagnosis>('GET', path);
			expect([row.health, row.last_request_at, row.last_accepted_at]).toEqual([
				body.state,
				body.last_request_at,
				body.last_accepted_at,
			]);
			const { error, warning, hint } = row.findings;
			expect(error + warning + hint).toBe(body.findings.length);
			expect(row.worst_finding?.name).toBe(body.findings[0]?.name);
		}
		const cost = await costOf(() => healthOf(`tenant=${tenant}`));
		expect(cost.trips).toBe(1);
	});

	test('tells of a brake that is engaged, and finds those alone without looking at all others', async () => {
		const directory = await createDirectory();
		for (const name of ['a', 'b', 'c']) await directory.scim('POST', '/Users', user(name));
		await api('PUT', `/directories/${directory.id}/deprovisioning-brake`, { users: 1 });
		const { body } = await directory.scim<{ Resources: { id: string }[] }>('GET', '/Users');
		for (const { id } of body.Resources.slice(0, 2)) {
			await directory.scim('DELETE', `/Users/${id}`);
		}
		const brake = await api('GET', `/directories/${directory.id}/deprovisioning-brake`);
		const found = await healthOf('deliveries=held');
		expect(found).toMatchObject([
			{
				id: directory.id,
				brake: {
					engaged_at: brake.body['engaged_at'],
					held_events: brake.body['held_events'],
				},
			},
		]);
		for (let at = 0; at < 30; at += 1) await createDirectory();
		const cost = await costOf(() => healthOf('deliveries=held'));
		expect(cost.rowsRead).toBeLessThan(60);
		const flowing = await healthOf(`deliveries=flowing&tenant=${directory.tenant}`);
		expect(flowing).toEqual([]);
	});

	test('comes in pages, of those that a key sees, filtered like the list of directories', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const made = [
			await createDirectory('okta-scim-v2', { tenant }),
			await createDirectory('google', { tenant, product: 'crm' }),
			await createDirectory('okta-scim-v2', { tenant, product: 'crm' }),
		].map(({ id }) => id);
		const key = await makeKey({ tenant });
		const ids = async (query: string) => {
			const { body } = await key.call<Page<DirectoryHealth>>('GET', `/directory-health?${query}`);
			return { ids: body.data.map(({ id }) => id), next: body.next_cursor };
		};
		const first = await ids('limit=2');
		expect(first.ids).toEqual(made.slice(0, 2));
		expect(await ids(`limit=2&cursor=${first.next}`)).toEqual({ ids: [made[2]], next: null });
		expect((await ids('type=okta-scim-v2&product=crm')).ids).toEqual([made[2]]);
		expect((await ids('state=inactive')).ids).toEqual([]);
		expect((await ids('tenant=other')).ids).toEqual([]);
	});

	test('has those with problems first, in one round trip, however many healthy ones are older', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const ids = await fillDirectories(tenant, 500);
		const troubles = Object.entries(TROUBLES).map(([name, statements], at) => {
			// The last of all, and one in the midst of those who are well.
			const id = ids[at === 0 ? 250 : 499 - at] ?? '';
			return { name, id, statements };
		});
		const day = Math.floor(Date.now() / DAY_MS);
		for (const { id, statements } of troubles) {
			for (const text of statements) await run(inDirectory(text), id, day, Date.now());
		}
		let found: readonly DirectoryHealth[] = [];
		const cost = await costOf(async () => {
			found = await healthOf(`tenant=${tenant}&order=worst`);
		});
		expect(found).toHaveLength(50);
		const first = found.slice(0, troubles.length);
		const told = troubles.map(({ name, id }) => {
			const row = first.find((each) => each.id === id);
			return [name, row?.brake === null ? row.health : 'held'];
		});
		expect(Object.fromEntries(told)).toEqual({
			held: 'held',
			inactive: 'attention',
			'wrong token': 'failing',
			'wrong URL': 'failing',
			'refused bodies': 'attention',
			'no e-mails long ago': 'attention',
			'token expires': 'attention',
			'no token': 'failing',
			silent: 'silent',
			'another provider': 'attention',
			'no consent of Google': 'failing',
		});
		expect(found.slice(troubles.length).every(({ health }) => health === 'healthy')).toBe(true);
		const ranks = first.map(({ health, brake }) =>
			brake === null ? ['failing', 'attention', 'silent'].indexOf(health) : -1,
		);
		expect(ranks).toEqual(ranks.toSorted((left, right) => left - right));
		expect(cost.trips).toBe(1);
		// 150 signals and a token of each, and of those that are diagnosed twice more.
		expect(cost.rowsRead).toBeLessThan(500 * 160 + 62 * 320);
	});

	test('counts all by their health, those too that are not on the page', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const ids = await fillDirectories(tenant, 30);
		const day = Math.floor(Date.now() / DAY_MS);
		for (const [at, name] of (['no token', 'silent', 'silent'] as const).entries()) {
			for (const text of TROUBLES[name] ?? []) {
				await run(inDirectory(text), ids[at] ?? '', day, Date.now());
			}
		}
		const query = `/directory-health?tenant=${tenant}&limit=2`;
		const counted = await api<{ counts: unknown }>('GET', `${query}&order=worst`);
		expect(counted.body.counts).toEqual({
			failing: 1,
			attention: 0,
			silent: 2,
			healthy: 27,
			unchecked: 0,
			complete: true,
		});
		expect((await api<{ counts: unknown }>('GET', query)).body.counts).toBeNull();
	});

	test('has what fails before all that are only silent, however many those are', async () => {
		const tenant = `tenant-${crypto.randomUUID()}`;
		const ids = await fillDirectories(tenant, 210);
		const day = Math.floor(Date.now() / DAY_MS);
		const id = ids[209] ?? '';
		for (const [at, each] of ids.entries()) {
			const statements = at === 208 ? TROUBLES['no token'] : TROUBLES['silent'];
			for (const text of statements ?? []) await run(inDirectory(text), each, day, Date.now());
		}
		await run(inDirectory(signal('refused.token.okta-scim-v2', 0)), id, day, Date.now());
		const found = await healthOf(`tenant=${tenant}&order=worst`);
		expect(found.slice(0, 3).map((each) => [each.id, each.health])).toEqual([
			[ids[208], 'failing'],
			[id, 'failing'],
			[ids[0], 'silent'],
		]);
	});
});

test('endpoints that are disabled, fail or have dead letters are listed apart from all others', async () => {
	const tenant = `tenant-${crypto.randomUUID()}`;
	const [well, failing, disabled] = [
		await createEndpoint({ ...poll, tenant }),
		await createEndpoint({ ...poll, tenant }),
		await createEndpoint({ ...poll, tenant }),
	];
	await run('UPDATE webhook_endpoints SET failing_since = 1 WHERE id = ?', failing.id);
	await api('PATCH', `/webhook-endpoints/${disabled.id}`, { state: 'disabled' });
	const list = async (query: string) => {
		const path = `/webhook-endpoints?tenant=${tenant}${query}`;
		const { body } = await api<Page<WebhookEndpoint>>('GET', path);
		return body.data.map(({ id }) => id);
	};
	expect(await list('&failing=true')).toEqual([failing.id, disabled.id]);
	expect(await list('&failing=false')).toEqual([well.id]);
	expect(await list('&failing=true&state=enabled')).toEqual([failing.id]);
	expect(await list('')).toHaveLength(3);
	await run(
		`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
		SELECT ?, 1, value, 'evt_' || value, 1, 1 FROM json_each(?)`,
		well.id,
		JSON.stringify([...Array.from({ length: 1002 }).keys()]),
	);
	expect(await list('&dead_letters=true')).toEqual([well.id]);
	expect(await list('&dead_letters=false')).toEqual([failing.id, disabled.id]);
	// They are counted as far as somebody wants to know.
	const { body } = await api<WebhookEndpoint>('GET', `/webhook-endpoints/${well.id}`);
	expect(body.dead_letter_count).toBe(1000);
});
