/**
 * GET /v1/directories/{id}/diagnosis: real requests leave signals, those make findings with redacted
 * evidence, and findings go away when what they complain of was put right.
 */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { DirectoryDiagnosis } from '../../src/contract/diagnosis.ts';
import { DIAGNOSED_DAYS } from '../../src/doctor/diagnose.ts';
import type { FindingName } from '../../src/doctor/findings.ts';
import { ADMITTED_SIGNALS, refusedBy, SIGNALS } from '../../src/doctor/signals.ts';
import { DAY_MS, dayOf, Timeline } from '../../src/doctor/timeline.ts';
import { diagnosisOf } from '../../src/http/api/diagnosis.ts';
import { keepNotes } from '../../src/http/traffic.ts';
import { openDatabase } from '../../src/store/database.ts';
import { findTraffic, insertTraffic, type SignalCount } from '../../src/store/traffic.ts';
import type { Exchange } from '../../src/transcript/exchange.ts';
import { anEntry } from '../support/audit.ts';
import {
	api,
	bulk,
	createDirectory,
	patch,
	send,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { exchangeAt } from '../support/exchange.ts';
import { faultyD1 } from '../support/faults.ts';
import { makeKey } from '../support/keys.ts';

const db = openDatabase(testEnv.DB);

const read = (id: string) => api<DirectoryDiagnosis>('GET', `/directories/${id}/diagnosis`);

async function diagnosis({ id }: TestDirectory): Promise<DirectoryDiagnosis> {
	const reply = await read(id);
	expect(reply.status).toBe(200);
	return reply.body;
}

/** Waits until so many requests have been counted, which happens a moment after they were answered. */
async function afterRequests(directory: TestDirectory, requests: number) {
	return vi.waitFor(
		async () => {
			const found = await diagnosis(directory);
			const seen = found.days.reduce((sum, day) => sum + day.requests, 0);
			expect(seen).toBe(requests);
			return found;
		},
		{ timeout: 30_000, interval: 100 },
	);
}

const namesOf = ({ findings }: DirectoryDiagnosis) => findings.map(({ name }) => name);

function findingIn({ findings }: DirectoryDiagnosis, name: FindingName) {
	const found = findings.find((each) => each.name === name);
	if (found === undefined) throw new Error(`${name} was not found.`);
	return found;
}

const maren = (more: object = {}) =>
	user('maren.holt@orchard.example', {
		active: true,
		emails: [{ value: 'maren.holt@orchard.example', type: 'work', primary: true }],
		...more,
	});

/** Requests one after another, as a provider sends them. */
async function inTurn(times: number, request: () => Promise<unknown>): Promise<void> {
	for (let time = 0; time < times; time += 1) await request();
}

describe('a directory', () => {
	test('that has heard nothing yet is silent', async () => {
		const directory = await createDirectory('okta-scim-v2');
		expect(await diagnosis(directory)).toMatchObject({
			state: 'silent',
			provider: {
				configured: 'okta-scim-v2',
				recognised: null,
				confidence: 'none',
				because: [],
			},
			last_request_at: null,
			last_accepted_at: null,
			days: [],
			findings: [{ name: 'no_traffic', severity: 'hint', count: 0, evidence: null }],
		});
	});

	test('that is talked to well is healthy, and tells by whom', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const headers = { 'User-Agent': 'Okta SCIM Client 1.0.0' };
		await directory.scim('GET', '/Users?filter=userName%20eq%20%22a%22', undefined, headers);
		await directory.scim('POST', '/Users', maren(), headers);
		const found = await afterRequests(directory, 2);
		expect(found).toMatchObject({
			state: 'healthy',
			provider: { recognised: 'okta-scim-v2', confidence: 'high' },
			days: [{ requests: 2, failures: 0 }],
			findings: [],
		});
		expect(found.last_accepted_at).not.toBeNull();
	});
});

describe('a fault', () => {
	test('wrong token: with the redacted request and the words of the console, until a good one comes', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const target = '/Users?filter=userName%20eq%20%22maren.holt%40orchard.example%22';
		await send(`${directory.path}${target}`, {
			headers: { Authorization: 'Bearer nonsense', 'User-Agent': 'Okta SCIM Client 1.0.0' },
		});
		const failing = await afterRequests(directory, 1);
		expect(failing).toMatchObject({
			state: 'failing',
			provider: { recognised: 'okta-scim-v2', confidence: 'low' },
			last_accepted_at: null,
			days: [{ requests: 1, failures: 1 }],
		});
		expect(namesOf(failing)).toEqual(['wrong_token']);
		const { severity, count, evidence, remedy } = findingIn(failing, 'wrong_token');
		expect({ severity, count }).toEqual({ severity: 'error', count: 1 });
		expect(remedy).toContain('**Test Connector Configuration**');
		expect(evidence).toMatchObject({
			request: {
				method: 'GET',
				target: '/Users?filter=userName%20eq%20%22xxxxx.xxxx%40xxxxxxx.xxxxxxx%22',
				headers: { 'user-agent': 'Okta SCIM Client 1.0.0' },
				body: null,
			},
			answer: { status: 401 },
		});
		expect(JSON.stringify(failing)).not.toMatch(/nonsense|maren|orchard/);
		await directory.scim('GET', target);
		expect(namesOf(await afterRequests(directory, 2))).toEqual([]);
	});

	test('wrong token for the second time of a day, from one batch of notes to the next', async () => {
		const directory = await createDirectory();
		const headers = { Authorization: 'Bearer nonsense' };
		const refused = () => send(`${directory.path}/Users`, { headers });
		await inTurn(3, refused);
		expect((await afterRequests(directory, 3)).state).toBe('failing');
		await directory.scim('GET', '/Users');
		expect((await afterRequests(directory, 4)).state).toBe('healthy');
		await refused();
		expect((await afterRequests(directory, 5)).state).toBe('healthy');
		await refused();
		const failing = await afterRequests(directory, 6);
		expect(failing.state).toBe('failing');
		expect(findingIn(failing, 'wrong_token').detail).toContain('Since then');
		await directory.scim('GET', '/Users');
		expect(await afterRequests(directory, 7)).toMatchObject({ state: 'healthy', findings: [] });
	});

	test('changes of users that are not here, and of old versions', async () => {
		const directory = await createDirectory();
		const replace = patch({ op: 'replace', path: 'displayName', value: 'Maren' });
		const unknown = '/Users/0193a1d2-4c90-7b1d-8e2f-3a4b5c6d7e8f';
		await inTurn(5, () => directory.scim('PATCH', unknown, replace));
		const failing = await afterRequests(directory, 5);
		expect(failing.state).toBe('failing');
		expect(namesOf(failing)).toEqual(['unknown_resources']);
		const { body } = await directory.scim<{ id: string }>('POST', '/Users', maren());
		const old = { 'If-Match': 'W/"old"' };
		await inTurn(3, () => directory.scim('PATCH', `/Users/${body.id}`, replace, old));
		expect(namesOf(await afterRequests(directory, 9))).toEqual(['stale_versions']);
		await directory.scim('PATCH', `/Users/${body.id}`, replace);
		expect(namesOf(await afterRequests(directory, 10))).toEqual([]);
	});

	test('bulk whose operations all fail, by what the answer says of them', async () => {
		const directory = await createDirectory();
		const data = maren({ active: 'perhaps' });
		const operation = { method: 'POST', path: '/Users', bulkId: 'a', data };
		await inTurn(3, async () => {
			const reply = await directory.scim('POST', '/Bulk', bulk(operation));
			expect(reply.status).toBe(200);
		});
		const found = await afterRequests(directory, 3);
		expect(namesOf(found)).toEqual(['invalid_bodies']);
		expect(findingIn(found, 'invalid_bodies').evidence?.answer.body).toContain('active');
	});

	test('no token, and Basic authentication', async () => {
		const directory = await createDirectory('ping-scim-v2');
		await inTurn(2, () => send(`${directory.path}/Users`));
		await send(`${directory.path}/Users`, { headers: { Authorization: 'Basic bWFyZW46c2VjcmV0' } });
		const found = await afterRequests(directory, 3);
		expect(namesOf(found)).toEqual(['no_token', 'not_bearer']);
		expect(findingIn(found, 'not_bearer').remedy).toContain('**OAuth 2 Bearer Token**');
		expect(JSON.stringify(found)).not.toContain('bWFyZW46c2VjcmV0');
	});

	test('the token has expired in use', async () => {
		const directory = await createDirectory();
		await directory.scim('GET', '/Users');
		await vi.waitFor(
			async () => {
				expect((await diagnosis(directory)).last_accepted_at).not.toBeNull();
				await testEnv.DB.prepare(
					`UPDATE tokens SET expires_at = ? WHERE last_used_at IS NOT NULL AND directory_key =
					(SELECT key FROM directories WHERE id = ?)`,
				)
					.bind(Date.now(), directory.id)
					.run();
				expect((await directory.scim('GET', '/Users')).status).toBe(401);
			},
			{ timeout: 30_000 },
		);
		await vi.waitFor(
			async () => {
				const found = await diagnosis(directory);
				expect(namesOf(found)).toEqual(['token_expired']);
				expect(findingIn(found, 'token_expired').count).toBeGreaterThan(0);
			},
			{ timeout: 30_000, interval: 100 },
		);
	});

	test.each([
		['a base URL with /Users at its end', '/Users/Users?filter=userName+eq+%22a%22'],
		['a base URL with /scim/v2 once more', '/scim/v2/Users'],
		['SCIM 1.1', '/ServiceProviderConfigs'],
		['small letters', '/users'],
		['a base URL with /Users, and its own path once more', '/Users/scim/v2/Users'],
	])('wrong URL: %s', async (_form, target) => {
		const directory = await createDirectory('azure-scim-v2');
		await directory.scim('GET', target);
		const found = await afterRequests(directory, 1);
		expect(namesOf(found)).toEqual(['wrong_url']);
		expect(findingIn(found, 'wrong_url')).toMatchObject({
			remedy: expect.stringContaining('**Tenant URL**') as string,
			evidence: { answer: { status: 404 } },
		});
		await directory.scim('GET', '/Users');
		expect(namesOf(await afterRequests(directory, 2))).toEqual([]);
	});

	test('Entra ID without its flag, until a PATCH comes in the other form', async () => {
		const directory = await createDirectory('azure-scim-v2');
		const created = await directory.scim<{ id: string }>(
			'POST',
			'/Users',
			maren({ meta: { resourceType: 'User' }, roles: [] }),
		);
		const path = `/Users/${created.body.id}`;
		const legacy = { op: 'Replace', path: 'displayName', value: 'Maren Holt' };
		await directory.scim('PATCH', path, patch(legacy));
		const found = await afterRequests(directory, 2);
		expect(found).toMatchObject({
			state: 'healthy',
			provider: { recognised: 'azure-scim-v2', confidence: 'high' },
		});
		expect(namesOf(found)).toEqual(['entra_flag_missing']);
		const { body = null } = findingIn(found, 'entra_flag_missing').evidence?.request ?? {};
		expect(JSON.parse(body ?? '')).toMatchObject({
			Operations: [{ op: 'Replace', path: 'displayName', value: 'xxxxx xxxx' }],
		});
		await directory.scim('PATCH', path, patch({ ...legacy, op: 'replace' }));
		expect(namesOf(await afterRequests(directory, 3))).toEqual([]);
	});

	test('repeated conflicts, without what is secret or personal in them', async () => {
		const directory = await createDirectory('onelogin-scim-v2');
		const sent = maren({ password: 'dRo3.Kelp-Orbit' });
		await inTurn(7, () => directory.scim('POST', '/Users', sent));
		const found = await afterRequests(directory, 7);
		expect(found).toMatchObject({ state: 'attention', days: [{ requests: 7, failures: 6 }] });
		expect(findingIn(found, 'repeated_conflicts')).toMatchObject({
			count: 6,
			evidence: { request: { method: 'POST', target: '/Users' }, answer: { status: 409 } },
		});
		expect(JSON.stringify(found)).not.toMatch(/maren|holt|orchard|kelp/i);
	});

	test('bodies that are refused, with the answer that says why', async () => {
		const directory = await createDirectory();
		const bad = maren({ active: 'perhaps' });
		await inTurn(3, () => directory.scim('POST', '/Users', bad));
		const found = await afterRequests(directory, 3);
		expect(namesOf(found)).toEqual(['invalid_bodies']);
		const { detail, evidence } = findingIn(found, 'invalid_bodies');
		expect(detail).toContain('`invalidValue`');
		expect(evidence?.answer.body).toContain('active');
		await directory.scim('POST', '/Users', maren());
		expect(namesOf(await afterRequests(directory, 4))).toEqual([]);
	});

	test('users without e-mails and without active', async () => {
		const directory = await createDirectory();
		const names = ['a@b.example', 'c@d.example', 'e@f.example'];
		for (const name of names) await directory.scim('POST', '/Users', user(name));
		expect(namesOf(await afterRequests(directory, 3))).toEqual([
			'emails_unmapped',
			'deactivation_unmapped',
		]);
	});

	test('a deactivated directory that is talked to, until it is activated', async () => {
		const directory = await createDirectory();
		await api('PATCH', `/directories/${directory.id}`, { state: 'inactive' });
		expect((await directory.scim('GET', '/Users')).status).toBe(403);
		const found = await afterRequests(directory, 1);
		expect(findingIn(found, 'directory_inactive')).toMatchObject({ severity: 'error', count: 1 });
		await api('PATCH', `/directories/${directory.id}`, { state: 'active' });
		expect(namesOf(await diagnosis(directory))).not.toContain('directory_inactive');
	});
});

describe('strangers', () => {
	test('are counted a minute long up to a bound, and change nothing about who talks', async () => {
		const directory = await createDirectory('azure-scim-v2');
		await directory.scim('GET', '/Users?aadOptscim062020&filter=userName+eq+%22a%22');
		const stranger = { Authorization: 'Bearer guess', 'User-Agent': 'Okta SCIM Client 1.0.0' };
		const guesses = Array.from({ length: 80 }, () =>
			send(`${directory.path}/Users`, { headers: stranger }),
		);
		await Promise.all(guesses);
		const found = await afterRequests(directory, 61);
		expect(found.provider.recognised).toBe('azure-scim-v2');
		expect(found.state).not.toBe('failing');
		expect(found.findings.filter(({ name }) => name === 'wrong_token')).toMatchObject([
			{ severity: 'hint', count: 60 },
		]);
	});

	test('do not hide that the provider itself is refused', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const okta = { 'User-Agent': 'Okta SCIM Client 1.0.0' };
		const refused = (headers: Record<string, string>) => () =>
			send(`${directory.path}/Users`, { headers: { Authorization: 'Bearer old', ...headers } });
		await directory.scim('GET', '/Users', undefined, okta);
		await inTurn(12, refused({ 'User-Agent': 'curl/8.5.0' }));
		const healthy = await afterRequests(directory, 13);
		expect(healthy.state).toBe('healthy');
		expect(findingIn(healthy, 'wrong_token').severity).toBe('hint');
		await inTurn(2, refused(okta));
		const failing = await afterRequests(directory, 15);
		expect(failing.state).toBe('failing');
		const { count, evidence } = findingIn(failing, 'wrong_token');
		expect({ count, headers: evidence?.request.headers }).toMatchObject({
			count: 2,
			headers: { 'user-agent': okta['User-Agent'] },
		});
	});

	test('who need no token leave nothing', async () => {
		const directory = await createDirectory();
		expect((await send(`${directory.path}/ServiceProviderConfig`)).status).toBe(200);
		await directory.scim('GET', '/Users');
		expect((await afterRequests(directory, 1)).days).toMatchObject([{ requests: 1 }]);
	});

	test('who ask for a directory that there is not leave nothing', async () => {
		const before = await query<object>('SELECT 1 FROM traffic_signals');
		const signals = [counted('dir_none', 'refused.token.none', dayOf(Date.now()))];
		await insertTraffic(db, { entries: [], signals });
		expect(await query<object>('SELECT 1 FROM traffic_signals')).toHaveLength(before.length);
	});
});

/** A signal of three requests on a day, with evidence. */
function counted(directoryId: string, signal: string, day: number): SignalCount {
	const [firstAt, lastAt] = [day * DAY_MS, day * DAY_MS + 1];
	const request = { at: lastAt, method: 'GET', target: '/Users', headers: {}, body: null };
	const evidence = JSON.stringify({ ...request, status: 401, answer: null });
	const entryId = `aud_of_no_request_${day}`;
	const streaks = { streak: 3, streaks: 1, endedBy: [] };
	return { directoryId, entryId, signal, day, count: 3, ...streaks, firstAt, lastAt, evidence };
}

describe('requests that are noted twice, as the answer to the first time was lost', () => {
	test('count once', async () => {
		const directory = await createDirectory();
		const lost = openDatabase(faultyD1((batch) => (batch === 0 ? 'fails after' : 'none')));
		const notes = [1, 2].map((at) => ({
			entry: anEntry({ directoryId: directory.id }),
			exchange: exchangeAt(Date.now() + at),
		}));
		const keeper = { db: lost, masterKey: '' };
		await expect(keepNotes(keeper, notes)).rejects.toThrow('lost');
		await keepNotes(keeper, notes);
		expect((await diagnosis(directory)).days).toMatchObject([{ requests: 2 }]);
	});
});

describe('a streak of refused requests', () => {
	const aBatch = fc.array(fc.constantFrom(200, 401), { minLength: 1, maxLength: 4 });

	test('is what came since the last one was let in, however the requests are batched', async () => {
		const keeper = { db, masterKey: '' };
		const batches = fc.array(aBatch, { minLength: 1, maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(batches, async (statuses) => {
				const directory = await createDirectory();
				// Noon: those of one day.
				let at = dayOf(Date.now()) * DAY_MS + DAY_MS / 2;
				for (const batch of statuses) {
					const notes = batch.map((status) => {
						const { reply, ...exchange } = exchangeAt((at += 1));
						const entry = anEntry({ directoryId: directory.id });
						return { entry, exchange: { ...exchange, reply: { ...reply, status } } };
					});
					await keepNotes(keeper, notes);
				}
				const all = statuses.flat();
				const found = await findTraffic(db, directory.id, 0);
				const seen = new Timeline(found?.signals ?? []);
				const signals = refusedBy('token');
				expect(seen.streak(signals)).toBe(all.length - 1 - all.lastIndexOf(200));
				const begins = all.filter((status, index) => status === 401 && all[index - 1] !== 401);
				// A batch with a good one does not look whether it begins in a streak.
				expect(seen.streaks(signals, 0)).toBeGreaterThanOrEqual(begins.length);
				expect(seen.count(signals)).toBe(all.filter((status) => status === 401).length);
			}),
			{ numRuns: 20 },
		);
	});

	test('goes on without a look at other rows than those that could end it', async () => {
		const directory = await createDirectory();
		const days = Array.from({ length: 30 }, (_, index) => dayOf(Date.now()) - index);
		const rows = days.flatMap((day) =>
			Object.keys(SIGNALS).map((signal) => counted(directory.id, signal, day)),
		);
		await insertTraffic(db, { entries: [], signals: rows });
		const [refused = ''] = refusedBy('token');
		const [today = 0] = days;
		const next = { ...counted(directory.id, refused, today), endedBy: ADMITTED_SIGNALS };
		const insert = () => insertTraffic(db, { entries: [], signals: [next] });
		const cost = await costOf(insert, 'audit log');
		expect(cost).toMatchObject({ trips: 1, rowsWritten: 1 });
		// Its directory, itself twice, the items of two lists, and its counterparts.
		expect(cost.rowsRead).toBeLessThanOrEqual(10 + 2 * ADMITTED_SIGNALS.length);
	});
});

describe('an exchange that cannot be looked at', () => {
	test('costs the signals of its directory alone, and nobody an entry', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const [poisoned, other] = [await createDirectory(), await createDirectory()];
		const exchange = exchangeAt(Date.now());
		const poison = { ...exchange, headers: undefined } as unknown as Exchange;
		const notes = [
			{ entry: anEntry({ directoryId: poisoned.id }), exchange: poison },
			{ entry: anEntry({ directoryId: other.id }), exchange },
		];
		await keepNotes({ db, masterKey: '' }, notes);
		const entries = await query<{ id: string }>(
			'SELECT id FROM audit_log WHERE id IN (SELECT value FROM json_each(?))',
			JSON.stringify(notes.map(({ entry }) => entry.id)),
		);
		expect(entries).toHaveLength(2);
		expect((await diagnosis(poisoned)).days).toEqual([]);
		expect((await diagnosis(other)).days).toMatchObject([{ requests: 1 }]);
		expect(warn.mock.calls).toEqual([[expect.stringContaining('traffic.failed')]]);
		warn.mockRestore();
	});
});

test('signals that D1 refuses cost nobody an entry', async () => {
	const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
	const directory = await createDirectory();
	const strict = openDatabase(faultyD1((batch) => (batch === 0 ? 'is refused' : 'none')));
	const entry = anEntry({ directoryId: directory.id });
	await keepNotes({ db: strict, masterKey: '' }, [{ entry, exchange: exchangeAt(Date.now()) }]);
	const entries = await query('SELECT 1 FROM audit_log WHERE id = ?', entry.id);
	expect(entries).toHaveLength(1);
	expect(warn.mock.calls).toEqual([[expect.stringContaining('traffic.refused')]]);
	warn.mockRestore();
});

describe('the call', () => {
	test('is one round trip, and reads what the days of the diagnosis have at most', async () => {
		const directory = await createDirectory();
		const now = Date.now();
		const names = Object.keys(SIGNALS);
		const days = Array.from({ length: 30 }, (_, index) => dayOf(now) - index);
		const signals = days.flatMap((day) =>
			names.map((signal) => counted(directory.id, signal, day)),
		);
		await insertTraffic(db, { entries: [], signals });
		await testEnv.DB.prepare(
			`WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < 300)
			INSERT INTO tokens (hash, id, directory_key, created_at, revoked_at)
			SELECT printf('%s-%d', ?1, at), printf('tok_%032x', at), key, 1, 2
			FROM n, directories WHERE id = ?1`,
		)
			.bind(directory.id)
			.run();
		const { trips, rowsRead } = await costOf(() => diagnosis(directory));
		expect(trips).toBe(1);
		// Each row once, and twice more if it has evidence, to sort it; 50 tokens, twice; the directory.
		const rows = (DIAGNOSED_DAYS + 1) * names.length;
		expect(rowsRead).toBeLessThanOrEqual(3 * rows + 120);
		const all = await diagnosisOf(db, directory.id, now);
		expect(all?.days).toHaveLength(DIAGNOSED_DAYS + 1);
	});

	test('shows evidence from the last day that has it', async () => {
		const directory = await createDirectory();
		const today = dayOf(Date.now());
		const signals = [today - 2, today - 1].map((day) =>
			counted(directory.id, 'refused.token.none', day),
		);
		await insertTraffic(db, { entries: [], signals });
		const found = findingIn(await diagnosis(directory), 'wrong_token');
		expect(found).toMatchObject({ count: 6, evidence: { at: found.last_seen } });
	});

	test('of a directory that there is not, and of another tenant: the same 404', async () => {
		const directory = await createDirectory();
		const key = await makeKey({ tenant: 'somebody-else' });
		const foreign = await key.call('GET', `/directories/${directory.id}/diagnosis`);
		expect(foreign.status).toBe(404);
		for (const id of ['dir_none', 'operations']) expect((await read(id)).status).toBe(404);
	});

	test('takes no parameters', async () => {
		const { id } = await createDirectory();
		const reply = await api('GET', `/directories/${id}/diagnosis?days=3`);
		expect(reply.status).toBe(400);
	});
});
