/** /dashboard and /dashboard/directories: what is wrong is seen first, and the first steps when there is nothing. */
import { describe, expect, test } from 'vitest';
import type { Directory } from '../../src/contract/directories.ts';
import { api, createDirectory, createEndpoint, testEnv, user } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { makeKey } from '../support/keys.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';

const LIST = '/dashboard/directories';

/** A visitor who sees one tenant alone, of which nobody else makes anything. */
async function visitorOf(tenant: string, scope = 'write'): Promise<Visitor> {
	const { secret } = await makeKey({ tenant, scopes: [scope] });
	const visitor = await signedIn(secret);
	await visitor.open(LIST);
	return visitor;
}

/** Copies the directories of a tenant, as far as they are listed. */
async function multiply(tenant: string, times: number): Promise<void> {
	const { DB } = testEnv;
	const copy = DB.prepare(
		`INSERT INTO directories (id, name, tenant, product, type, state, shard, last_sequence, last_key,
			user_count, group_count, created_at, updated_at)
		SELECT id || '-' || ?2, name, tenant, product, type, state, shard, 0, 0, 0, 0, created_at, updated_at
		FROM directories WHERE tenant = ?1 AND last_sequence > 0`,
	);
	await DB.batch(Array.from({ length: times }, (_, at) => copy.bind(tenant, at)));
}

const aTenant = () => `tenant-${crypto.randomUUID()}`;

describe('the overview', () => {
	test('is one round trip, with charts, endpoints and the health of all directories', async () => {
		const visitor = await signedIn();
		await createDirectory();
		let html = '';
		const cost = await costOf(async () => {
			({ html } = await visitor.open('/dashboard?hours=168'));
		});
		expect(cost.trips).toBe(1);
		// The table of each chart has a cell for each of its heads, and no more.
		const charts = html.match(/<figure class="chart">.*?<\/figure>/gs) ?? [];
		expect(charts.map((each) => each.match(/<t[hd]\b/g)?.length)).toEqual([
			2 + 2 * 168,
			3 + 3 * 168,
		]);
	});

	test('tells what to do first where there is nothing, and next where nobody hears of anything', async () => {
		const tenant = aTenant();
		const visitor = await visitorOf(tenant);
		const empty = await visitor.open('/dashboard');
		expect(empty.status).toBe(200);
		expect(empty.html).toContain('No directories yet.');
		expect(empty.html).not.toContain('<svg');
		expect(empty.html).toContain('Create a directory');
		// This one is bound, and makes no keys.
		expect(empty.html).not.toContain('Create an API key');
		const reader = await visitorOf(tenant, 'read');
		expect((await reader.open('/dashboard')).html).not.toContain('Create a directory');
		const { id } = await createDirectory('okta-scim-v2', { tenant });
		const begun = await visitor.open('/dashboard');
		expect(begun.html).toContain(`No webhook endpoints for tenant ${tenant} yet.`);
		expect(begun.html).toContain(`href="/dashboard/directories/${id}"`);
		await createEndpoint({ format: 'set', delivery: 'poll', tenant });
		expect((await visitor.open('/dashboard')).html).not.toContain('No webhook endpoints');
	});

	test('shows brakes that are on and endpoints that fail, with why, each to those alone who see it', async () => {
		const tenant = aTenant();
		const directory = await createDirectory('okta-scim-v2', { tenant });
		for (const name of ['a', 'b']) await directory.scim('POST', '/Users', user(name));
		const path = `/directories/${directory.id}/deprovisioning-brake`;
		await api('PUT', path, { users: 1 });
		const { body } = await directory.scim<{ Resources: { id: string }[] }>('GET', '/Users');
		for (const { id } of body.Resources) await directory.scim('DELETE', `/Users/${id}`);
		const endpoint = await createEndpoint({ format: 'set', delivery: 'poll', tenant });
		await api('PATCH', `/webhook-endpoints/${endpoint.id}`, {
			state: 'disabled',
			disabled_reason: '<img src=x> answered 410',
		});
		const { html } = await (await visitorOf(tenant)).open('/dashboard');
		expect(html).toContain('Deliveries held');
		expect(html).toMatch(/1\s+event\s+held since/);
		expect(html).toContain(`href="/dashboard/webhooks/${endpoint.id}"`);
		expect(html).toContain('&lt;img src=x&gt; answered 410');
		expect(html).toContain('Disabled endpoints');
		expect(html).not.toContain('Failing endpoints');
		const other = await (await visitorOf(aTenant())).open('/dashboard');
		expect(other.html).not.toContain(directory.id);
		expect(other.html).not.toContain(endpoint.id);
	});

	test('tells endpoints that fail from others, and how many there are beyond those that it names', async () => {
		const tenant = aTenant();
		const poll = { format: 'set', delivery: 'poll', tenant };
		const made = await Promise.all(Array.from({ length: 12 }, () => createEndpoint(poll)));
		const [letters] = made;
		const { DB } = testEnv;
		await DB.batch([
			DB.prepare('UPDATE webhook_endpoints SET failing_since = 1 WHERE tenant = ?').bind(tenant),
			...[1, 2].map((sequence) =>
				DB.prepare(
					`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
					VALUES (?1, 1, ?2, 'evt_' || ?2, 1, 1)`,
				).bind(letters?.id ?? '', sequence),
			),
		]);
		const { html } = await (await visitorOf(tenant)).open('/dashboard');
		expect(html).toContain('Failing endpoints');
		expect(html).toContain('10 of 12');
		expect(html).not.toContain('Disabled endpoints');
		expect(html).toContain('Endpoints with dead letters');
		expect(html).toMatch(
			new RegExp(`href="/dashboard/webhooks/${letters?.id}/dead-letters">\\s*2 dead letters`),
		);
	});

	test('has directories with problems first', async () => {
		const tenant = aTenant();
		const well = await createDirectory('okta-scim-v2', { tenant });
		const silent = await createDirectory('okta-scim-v2', { tenant });
		const headers = { 'User-Agent': 'Okta SCIM Client 1.0.0' };
		await well.scim('POST', '/Users', user('a@example.com', { active: true }), headers);
		const visitor = await visitorOf(tenant);
		await expect
			.poll(async () => {
				const { html } = await visitor.open('/dashboard');
				const links = [...html.matchAll(/dashboard\/directories\/(dir_\w+)"/g)];
				return links.map(([, id]) => id);
			})
			.toEqual([silent.id, well.id]);
	});

	test('shows those with problems, however many healthy ones were made before them', async () => {
		const tenant = aTenant();
		await createDirectory('okta-scim-v2', { tenant });
		await multiply(tenant, 60);
		const last = `name-${crypto.randomUUID()}`;
		await testEnv.DB.prepare(
			`UPDATE directories SET paused_at = 1, pause_sequence = 0, name = ?2
			WHERE key = (SELECT max(key) FROM directories WHERE tenant = ?1)`,
		)
			.bind(tenant, last)
			.run();
		const visitor = await visitorOf(tenant);
		const { html } = await visitor.open('/dashboard');
		const names = [...html.matchAll(/<th scope="row"[^>]*><div><a [^>]*>([^<]*)</g)];
		expect(names).toHaveLength(20);
		expect(names[0]?.[1]).toBe(last);
		expect(html).toContain('Showing 20 directories, those with problems first.');
		expect(html).not.toContain('Only the first 1,000');
		// The copies have no token.
		expect(html).toContain('<p>60 failing, 1 silent.</p>');
	});

	test('tells hours in the zone of the viewer', async () => {
		const tenant = aTenant();
		await createDirectory('okta-scim-v2', { tenant });
		const visitor = await visitorOf(tenant);
		visitor.cookie = `${visitor.cookie}; time_zone=Asia/Kolkata`;
		const { html } = await visitor.open('/dashboard?hours=24');
		expect(html).toContain('Times are in Asia/Kolkata.');
		const ticks = [...html.matchAll(/<li>(\d\d:\d\d)<\/li>/g)].map(([, tick]) => tick);
		expect(new Set(ticks).size).toBeGreaterThanOrEqual(2);
		expect(ticks.every((tick) => /^(?:06|12|18):30$/.test(tick ?? ''))).toBe(true);
	});
});

describe('the list of directories', () => {
	test('is one round trip, and in pages', async () => {
		const tenant = aTenant();
		await createDirectory('google', { tenant });
		await multiply(tenant, 50);
		const visitor = await visitorOf(tenant);
		let html = '';
		const cost = await costOf(async () => ({ html } = await visitor.open(LIST)));
		expect(cost.trips).toBe(1);
		const next = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
		const last = (await visitor.open(next)).html;
		expect(last.match(/<th scope="row"/g)).toHaveLength(1);
	});

	test('is searched by the beginning of the name', async () => {
		const tenant = aTenant();
		const { id } = await createDirectory('okta-scim-v2', { tenant });
		await api('PATCH', `/directories/${id}`, { name: '50%_Acme' });
		const other = await createDirectory('okta-scim-v2', { tenant });
		const visitor = await visitorOf(tenant);
		const { html } = await visitor.open(`${LIST}?search=50%25_aC`);
		expect(html).toContain(id);
		expect(html).not.toContain(other.id);
		expect(html).toContain('Exact, case-sensitive.');
		expect(html).toContain('href="#new-directory"');
		const none = await visitor.open(`${LIST}?search=Acme`);
		expect(none.html).toContain('No directories match these filters.');
		const found = await api<{ data: Directory[] }>(
			'GET',
			`/directories?tenant=${tenant}&search=tes`,
		);
		expect(found.body.data.map((each) => each.id)).toEqual([other.id]);
	});

	test('is filtered as one asks, and says where a filter is wrong', async () => {
		const tenant = aTenant();
		const [okta, google] = [
			await createDirectory('okta-scim-v2', { tenant }),
			await createDirectory('google', { tenant }),
		];
		const visitor = await visitorOf(tenant);
		const found = await visitor.open(`${LIST}?type=google&tenant=&state=`);
		expect(found.html).toContain(google.id);
		expect(found.html).not.toContain(okta.id);
		const none = await visitor.open(`${LIST}?state=inactive`);
		expect(none.html).toContain('No directories match these filters.');
		const wrong = await visitor.open(`${LIST}?type=nonsense`);
		expect(wrong.status).toBe(400);
		expect(wrong.html).toContain('id="filter-type-error"');
	});
});

describe('a new directory', () => {
	const fields = { name: '<b>Acme</b>', product: 'crm', type: 'okta-scim-v2' };

	test('shows its SCIM URL and its token, once', async () => {
		const tenant = aTenant();
		const visitor = await visitorOf(tenant);
		const { html } = await visitor.open(LIST);
		const _once = [...html.matchAll(/name="_once" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
		expect(html).toContain(`value="${tenant}"`);
		const made = await visitor.submit(LIST, { ...fields, tenant, _once });
		expect(made.status).toBe(200);
		expect(made.html).toContain('&lt;b&gt;Acme&lt;/b&gt;');
		const secret = /id="secret"[^>]* value="([^"]+)"/.exec(made.html)?.[1] ?? '';
		expect(secret).not.toBe('');
		const { body } = await api<{ data: Directory[] }>('GET', `/directories?tenant=${tenant}`);
		expect(body.data).toMatchObject([{ name: '<b>Acme</b>', type: 'okta-scim-v2' }]);
		expect(made.html).toContain(`value="${body.data[0]?.scim.endpoint}`);
		expect(made.html).toContain(`href="/dashboard/directories/${body.data[0]?.id}#connecting"`);
		const again = await visitor.submit(LIST, { ...fields, tenant, _once });
		expect(again.html).toContain(secret);
		expect((await visitor.open(LIST)).html).not.toContain(secret);
	});

	test('of Google needs no token', async () => {
		const tenant = aTenant();
		const visitor = await visitorOf(tenant);
		const made = await visitor.submit(LIST, { ...fields, tenant, type: 'google' });
		expect(made.status).toBe(200);
		expect(made.html).not.toContain('id="secret"');
		expect(made.html).toMatch(/href="\/dashboard\/directories\/dir_\w+\/google"/);
	});

	test('that is refused tells what is wrong beside the field, and keeps what was typed', async () => {
		const visitor = await signedIn(testEnv.ROLLCALL_ADMIN_KEY);
		const { status, html } = await visitor.submit(LIST, { ...fields, name: '', tenant: 'a "b"' });
		expect(status).toBe(400);
		expect(html).toContain('id="name-error"');
		expect(html).toContain('value="a &quot;b&quot;"');
		expect(html).toMatch(/value="okta-scim-v2" selected/);
	});

	test('is not offered to a key that may only read, nor for another tenant', async () => {
		const tenant = aTenant();
		const reader = await visitorOf(tenant, 'read');
		expect((await reader.open(LIST)).html).not.toContain('Create directory');
		const writer = await visitorOf(tenant);
		const { status, html } = await writer.submit(LIST, { ...fields, tenant: 'other' });
		expect(status).toBe(400);
		expect(html).toContain('id="tenant-error"');
	});
});
