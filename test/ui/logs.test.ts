/**
 * The pages of logs and of setup links: newest first with a way back, filters that say what is wrong with
 * them, nothing of others for keys that are bound, and whatever others have written as text.
 */
import { describe, expect, test } from 'vitest';
import type { SetupLink } from '../../src/contract/setup-links.ts';
import { newId } from '../../src/platform/ids.ts';
import type { Event } from '../../src/webhook/payload.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	group,
	logOf,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { notingQueue } from '../support/faults.ts';
import { makeKey } from '../support/keys.ts';
import { appendEvents, keepFrom } from '../support/logs.ts';
import { directoriesOf, makeLink, use } from '../support/setup.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';

const XSS = '<script>alert("1")</script>';
const XSS_AS_TEXT = '&lt;script&gt;alert(';

/** The paths of links on a page, as they are read by a browser. */
function linksOn(html: string): readonly string[] {
	return [...html.matchAll(/<a href="([^"]*)"/g)].map(([, path = '']) =>
		path.replaceAll('&amp;', '&'),
	);
}

/** Where the link with this text leads to. */
function linkCalled(html: string, text: string): string {
	const path = new RegExp(`<a href="([^"]*)"[^>]*>${text}</a>`).exec(html)?.[1];
	if (path === undefined) throw new Error(`There is no link "${text}".`);
	return path.replaceAll('&amp;', '&');
}

/** The sequences of a page of a log, as they stand there. */
function sequencesOn(html: string): readonly number[] {
	return [...html.matchAll(/<td data-head="Sequence"><div>(\d+)</g)].map(([, sequence]) =>
		Number(sequence),
	);
}

/** A log with so many events, and a visitor before it. */
async function aLog(events: number) {
	const directory = await createDirectory();
	await appendEvents(directory, events - 1, { at: Date.now() + 1_000 });
	return { directory, path: `/dashboard/events/${directory.id}`, visitor: await signedIn() };
}

/** Somebody whose key sees one tenant alone. */
async function boundTo(tenant: string, scopes = ['read']): Promise<Visitor> {
	const { secret } = await makeKey({ scopes, tenant });
	return signedIn(secret);
}

describe('a log', () => {
	test('is shown from its end, and walked to its beginning and back', async () => {
		const { path, visitor } = await aLog(120);
		const { html } = await visitor.open(path);
		const seen = [...sequencesOn(html)];
		expect(seen).toHaveLength(50);
		let page = html;
		while (page.includes('>Older</a>')) {
			page = (await visitor.open(linkCalled(page, 'Older'))).html;
			seen.push(...sequencesOn(page));
		}
		expect(seen).toEqual(Array.from({ length: 120 }, (_, at) => 120 - at));
		const back = await visitor.open(linkCalled(page, 'Newer'));
		expect(sequencesOn(back.html)).toEqual(Array.from({ length: 50 }, (_, at) => 70 - at));
		const end = await visitor.open(linkCalled(back.html, 'Newest'));
		expect(sequencesOn(end.html)[0]).toBe(120);
	});

	test('begins after a sequence, or at a time, and keeps its types on the way', async () => {
		const { directory, path, visitor } = await aLog(10);
		await appendEvents(directory, 60, { type: 'group.created', at: Date.UTC(2999, 0, 1) });
		expect(sequencesOn((await visitor.open(`${path}?after=7&types=user.*`)).html)).toEqual([
			10, 9, 8,
		]);
		const of = await visitor.open(`${path}?types=user.*,group.*`);
		expect(linkCalled(of.html, 'Older')).toContain('types=user.*%2Cgroup.*');
		// As a field for times sends it, in the visitor's zone.
		visitor.cookie = `${visitor.cookie}; time_zone=Asia/Kolkata`;
		const later = await visitor.open(`${path}?since=2999-01-01T05:30&after=&types=`);
		expect(sequencesOn(later.html).at(-1)).toBe(11);
		expect(later.html).toContain('value="2999-01-01T05:30"');
		const none = await visitor.open(`${path}?since=2999-01-01T05:31`);
		expect(sequencesOn(none.html)).toEqual([]);
		expect(none.html).toContain('No matching events.');
	});

	test('says what is not kept any more', async () => {
		const { directory, path, visitor } = await aLog(10);
		await keepFrom(directory, 5);
		const { html } = await visitor.open(path);
		expect(html).toContain('Events before sequence 5 have expired');
		expect(html).not.toContain('>Older</a>');
		const lost = await visitor.open(`${path}?after=2`);
		expect(lost.status).toBe(200);
		const oldest = await visitor.open(linkCalled(lost.html, 'oldest events'));
		expect(sequencesOn(oldest.html).at(-1)).toBe(5);
	});

	test.each([
		['types=users', 'types'],
		['after=x', 'after'],
		['after=999', 'after'],
		['since=yesterday', 'since'],
	])('?%s comes back with what is wrong beside the field', async (parameters, field) => {
		const { path, visitor } = await aLog(1);
		const { status, html } = await visitor.open(`${path}?${parameters}`);
		expect(status).toBe(400);
		expect(html).toContain(`id="${field}-error" class="error"`);
	});

	test('is one round trip, and so is the choice of one', async () => {
		const { path, visitor } = await aLog(60);
		for (const each of [
			'/dashboard/events',
			path,
			`${path}?after=3`,
			'/dashboard/events/operations',
		]) {
			expect((await costOf(() => visitor.open(each))).trips, each).toBe(1);
		}
	});

	test('is chosen among those that the key sees', async () => {
		const [own, other] = [await createDirectory(), await createDirectory()];
		const visitor = await boundTo(own.tenant);
		const { html } = await visitor.open('/dashboard/events');
		expect(html).toContain(own.id);
		expect(html).not.toContain(other.id);
		expect(html).not.toContain('/dashboard/events/operations');
		for (const id of [other.id, 'operations']) {
			expect((await visitor.open(`/dashboard/events/${id}`)).status).toBe(404);
		}
		const all = await (await signedIn()).open(`/dashboard/events?tenant=${other.tenant}`);
		expect(all.html).toContain(other.id);
		expect(all.html).not.toContain(own.id);
		expect(all.html).toContain('/dashboard/events/operations');
	});
});

/** A directory in which somebody with a hostile name came, changed and joined a group. */
async function aStory(): Promise<{
	directory: TestDirectory;
	userId: string;
	log: readonly Event[];
}> {
	const directory = await createDirectory();
	const made = await directory.scim<{ id: string }>('POST', '/Users', user(XSS, { title: XSS }));
	const userId = made.body.id;
	const change = { op: 'replace', path: 'title', value: `${XSS} & Co` };
	await directory.scim('PATCH', `/Users/${userId}`, patch(change));
	await directory.scim('POST', '/Groups', group(XSS, [userId]));
	return { directory, userId, log: await logOf(directory.id) };
}

describe('an event', () => {
	test('is shown as it is sent, with what changed and whom it concerns', async () => {
		const { directory, userId, log } = await aStory();
		const visitor = await signedIn();
		const [, , updated, , added] = log;
		const { html } = await visitor.open(`/dashboard/events/${directory.id}/${updated?.id}`);
		const shown = /<pre class="json"[^>]*><code>(.*?)<\/code>/s.exec(html)?.[1] ?? '';
		const text = shown
			.replaceAll('&lt;', '<')
			.replaceAll('&gt;', '>')
			.replaceAll('&quot;', '"')
			.replaceAll('&#39;', "'")
			.replaceAll('&amp;', '&');
		expect(JSON.parse(text)).toEqual(updated);
		expect(html).not.toContain('<script>alert');
		expect(html).toContain(XSS_AS_TEXT);
		expect(html).toContain('<code>title</code>');
		const people = `/dashboard/people/${directory.id}/${userId}`;
		const ofUser = `/dashboard/directories/${directory.id}/users/${userId}`;
		expect(linksOn(html)).toEqual(expect.arrayContaining([people, ofUser]));
		const membership = await visitor.open(`/dashboard/events/${directory.id}/${added?.id}`);
		expect(linksOn(membership.html)).toEqual(
			expect.arrayContaining([
				people,
				ofUser,
				expect.stringMatching(`/dashboard/directories/${directory.id}/groups/`),
			]),
		);
	});

	test('leads to the one before and the one after', async () => {
		const { directory, log } = await aStory();
		const visitor = await signedIn();
		const pathOf = (event: Event | undefined) => `/dashboard/events/${directory.id}/${event?.id}`;
		const first = await visitor.open(pathOf(log[0]));
		expect(first.html).not.toContain('Previous event');
		const second = await visitor.open(linkCalled(first.html, 'Next event'));
		expect(second.status).toBe(303);
		expect(second.headers.get('Location')).toBe(pathOf(log[1]));
		const last = await visitor.open(pathOf(log.at(-1)));
		expect(last.html).not.toContain('Next event');
		const beyond = await visitor.open(`/dashboard/events/${directory.id}/99`);
		expect(beyond.status).toBe(404);
		expect((await visitor.open(`/dashboard/events/${directory.id}/evt_none`)).status).toBe(404);
	});

	test('tells who was sent it, and sends it again where it was given up', async () => {
		const { directory, log } = await aStory();
		const [event] = log;
		const endpoint = await createEndpoint({
			url: 'https://hooks.test/',
			directory_id: directory.id,
		});
		const [row] = await query<{ key: number }>(
			'SELECT key FROM directories WHERE id = ?',
			directory.id,
		);
		await query(
			`INSERT INTO delivery_attempts (id, endpoint_id, directory_key, lane, webhook_id, first_sequence,
				last_sequence, attempted_at, duration_ms, status, outcome, error, answer)
			VALUES (?, ?, ?, '', ?, 1, 1, ?, 7, 500, 'dead', ?, NULL)`,
			`att_${'0'.repeat(32)}`,
			endpoint.id,
			row?.key,
			event?.id,
			Date.now(),
			XSS,
		);
		await query(
			`INSERT INTO dead_letters (endpoint_id, directory_key, sequence, event_id, attempts, died_at)
			VALUES (?, ?, 1, ?, 9, ?)`,
			endpoint.id,
			row?.key,
			event?.id,
			Date.now(),
		);
		const path = `/dashboard/events/${directory.id}/${event?.id}`;
		// Nothing is really to be sent.
		const visitor = await signedIn(undefined, { WEBHOOK_QUEUE: notingQueue([]) });
		const { html } = await visitor.open(path);
		expect(linksOn(html)).toContain(
			`/dashboard/webhooks/${endpoint.id}/attempts/att_${'0'.repeat(32)}`,
		);
		expect(html).not.toContain('<script>alert');
		expect(html).toContain('>Redeliver<');
		const reader = await boundTo(directory.tenant);
		expect((await reader.open(path)).html).not.toContain('>Redeliver<');
		const form = { endpoint_id: endpoint.id };
		expect((await reader.submit(`${path}/redeliver`, form)).status).toBe(403);
		const sent = await visitor.submit(`${path}/redeliver`, form);
		expect(sent.status).toBe(303);
		const { body } = await api<{ data: unknown[] }>(
			'GET',
			`/webhook-endpoints/${endpoint.id}/replays`,
		);
		expect(body.data).toHaveLength(1);
	});

	test('is one round trip', async () => {
		const { directory, log } = await aStory();
		const visitor = await signedIn();
		const path = `/dashboard/events/${directory.id}/${log[1]?.id}`;
		expect((await costOf(() => visitor.open(path))).trips).toBe(1);
	});
});

describe('the audit log', () => {
	test('is filtered, and says in words what was done', async () => {
		const { directory, userId } = await aStory();
		const visitor = await signedIn();
		const open = (parameters: string) =>
			visitor.open(`/dashboard/audit-log?directory_id=${directory.id}&${parameters}`);
		await expect.poll(async () => (await open('kind=scim')).html).toContain('Create group');
		const requests = (await open('kind=scim')).html;
		expect(requests).toContain('Patch user');
		expect(requests).not.toContain('Create directory');
		expect(linksOn(requests)).toContain(`/dashboard/directories/${directory.id}/users/${userId}`);
		const changes = (await open('kind=management')).html;
		expect(changes).toContain('Create directory');
		expect(changes).not.toContain('Patch user');
		expect((await open('action=scim.groups.*')).html).not.toContain('Patch user');
		expect((await open('status=4xx')).html).toContain('No matching entries.');
		expect((await open('since=2999-01-01T00:00')).html).toContain('No matching entries.');
		expect((await open('until=2999-01-01T00:00')).html).toContain('Patch user');
	});

	test('names who did it, and shows no redirect of a page as what came of it', async () => {
		const { id, tenant } = await createDirectory();
		const visitor = await boundTo(tenant, ['admin']);
		await visitor.open(`/dashboard/directories/${id}/settings`);
		const changed = await visitor.submit(`/dashboard/directories/${id}/settings`, {
			name: 'Renamed',
		});
		expect(changed.status).toBe(303);
		const { html } = await visitor.open('/dashboard/audit-log?action=directory.*');
		expect(html).toContain('Update directory');
		expect(html).toMatch(/Deployment admin key<br\/><small><code>admin-key</);
		expect(html).toMatch(/Test<br\/><small><code>ak_/);
		expect(html).toMatch(/data-variant="[a-z]+"[^>]*>201</);
		expect(html).not.toContain('303');
	});

	test.each(['/dashboard/audit-log', '/dashboard/setup-links'])(
		'suggests directories by name as a filter, in the same round trip: %s',
		async (path) => {
			const { id, tenant } = await createDirectory();
			const name = `Acme ${crypto.randomUUID()}`;
			await api('PATCH', `/directories/${id}`, { name });
			const { secret } = await makeKey({ scopes: ['admin'], tenant });
			const visitor = await signedIn(secret);
			let html = '';
			const { trips } = await costOf(async () => ({ html } = await visitor.open(path)));
			expect(trips).toBe(1);
			expect(html).toContain(`<option value="${id}">${name}</option>`);
			expect(html).toMatch(/<input name="directory_id"[^>]* list="\S+-names"/);
		},
	);

	test.each([
		['action=%22%3E%3Cscript%3E', 'action'],
		['status=abc', 'status'],
		['since=then', 'since'],
	])('?%s comes back with what is wrong, as text', async (parameters, field) => {
		const { status, html } = await (await signedIn()).open(`/dashboard/audit-log?${parameters}`);
		expect(status).toBe(400);
		expect(html).toContain(`id="${field}-error"`);
		expect(html).not.toContain('"><script>');
	});

	test('is for administrators, and of a bound one for its own', async () => {
		const [own, other] = [await createDirectory(), await createDirectory()];
		const visitor = await boundTo(own.tenant, ['admin']);
		const { html } = await visitor.open('/dashboard/audit-log');
		expect(html).toContain(own.id);
		expect(html).not.toContain(other.id);
		const reader = await boundTo(own.tenant);
		expect((await reader.open('/dashboard/audit-log')).status).toBe(403);
	});

	test('is one round trip', async () => {
		const visitor = await signedIn();
		expect((await costOf(() => visitor.open('/dashboard/audit-log'))).trips).toBe(1);
	});
});

test('a log without events says so, and nothing of filters that nobody has set', async () => {
	const id = newId('dir');
	await testEnv.DB.prepare(
		`INSERT INTO directories (id, name, tenant, product, type, state, shard, last_sequence, last_key,
			user_count, group_count, created_at, updated_at)
		VALUES (?1, 'Empty', ?1, 'crm', 'okta-scim-v2', 'active', 'DB', 0, 0, 0, 0, 1, 1)`,
	)
		.bind(id)
		.run();
	const visitor = await signedIn();
	const { html } = await visitor.open(`/dashboard/events/${id}`);
	expect(html).toContain('No events yet.');
	expect(html).not.toContain('Try other filters');
	const narrowed = await visitor.open(`/dashboard/events/${id}?types=user.*`);
	expect(narrowed.html).toContain('No matching events.');
});

/** The URL of a setup link that a page shows. */
const urlOn = (html: string) => /value="(https:[^"]*\/setup\/[^"]+)"/.exec(html)?.[1];

const linksOf = async (tenant: string) =>
	(await api<{ data: SetupLink[] }>('GET', `/setup-links?tenant=${tenant}`)).body.data;

const fresh = () => `tenant-${crypto.randomUUID()}`;

describe('setup links', () => {
	const PATH = '/dashboard/setup-links';

	test('are made for a directory to come, shown once, and replaced by others', async () => {
		const tenant = fresh();
		const visitor = await signedIn();
		await visitor.open(PATH);
		const fields = { of: 'new', tenant, product: 'crm', name: XSS, expires_in_days: '2' };
		const made = await visitor.submit(PATH, fields);
		expect(made.status).toBe(200);
		expect(urlOn(made.html)).toBeDefined();
		expect(made.html).not.toContain('<script>alert');
		const [link] = await linksOf(tenant);
		expect(Date.parse(link?.expires_at ?? '') - Date.parse(link?.created_at ?? '')).toBe(
			172_800_000,
		);
		const again = await visitor.open(`${PATH}?tenant=${tenant}`);
		expect(urlOn(again.html)).toBeUndefined();
		expect(again.html).toContain(XSS_AS_TEXT);

		const regenerate = `${PATH}/${link?.id}/regenerate?tenant=${tenant}`;
		const unnamed = await visitor.submit(regenerate);
		expect(unnamed.status).toBe(400);
		expect(unnamed.html).toContain('The old link stops working immediately.');
		expect(unnamed.html).toContain(`id="regenerate-${link?.id}-error"`);
		expect(await linksOf(tenant)).toMatchObject([{ state: 'live' }]);
		const replaced = await visitor.submit(regenerate, { _confirm: XSS });
		expect(urlOn(replaced.html)).not.toBe(urlOn(made.html));
		expect(urlOn(replaced.html)).toBeDefined();
		expect((await linksOf(tenant)).map(({ state, name }) => [state, name])).toEqual([
			['revoked', XSS],
			['live', XSS],
		]);
		// The page is the answer to a form, and its own links lead to the list.
		expect(replaced.html).toContain(`method="get" action="${PATH}"`);
	});

	test('are made for a directory that there is', async () => {
		const directory = await createDirectory();
		const visitor = await signedIn();
		const { html } = await visitor.open(`${PATH}?directory_id=${directory.id}`);
		expect(html).toContain(`value="${directory.id}"`);
		const fields = { of: 'directory', directory_id: directory.id, expires_in_days: '7' };
		expect(urlOn((await visitor.submit(PATH, fields)).html)).toBeDefined();
		expect(await linksOf(directory.tenant)).toMatchObject([{ directory_id: directory.id }]);
	});

	test('are called by their directory, and keep the filter once revoked', async () => {
		const directory = await createDirectory();
		const name = `Acme ${directory.id.slice(-6)}`;
		await api('PATCH', `/directories/${directory.id}`, { name });
		// A bound key knows its own few directories by name.
		const visitor = await boundTo(directory.tenant, ['write']);
		const made = await visitor.submit(PATH, { of: 'directory', directory_id: directory.id });
		expect(made.html).toContain(`Setup link for ${name}`);
		const [link] = await linksOf(directory.tenant);
		const list = `${PATH}?directory_id=${directory.id}&state=live`;
		expect((await visitor.open(list)).html).toContain(`Type “${name}” to confirm`);
		const { status, headers } = await visitor.submit(
			`${PATH}/${link?.id}/revoke?directory_id=${directory.id}&state=live`,
			{ _confirm: name },
		);
		expect([status, headers.get('Location')]).toEqual([303, `${list}&done=setup_link_revoked`]);
	});

	test.each([
		[{ of: 'new', tenant: '', product: 'x' }, 'tenant'],
		[{ of: 'new', tenant: 'a', product: 'x', expires_in_days: '31' }, 'days-of-new'],
		[{ of: 'new', tenant: 'a', product: 'x', expires_in_days: 'many' }, 'days-of-new'],
		[{ of: 'directory', directory_id: 'dir_none', expires_in_days: '0' }, 'days-of-directory'],
		[{ of: 'directory', directory_id: 'dir_none' }, 'directory_id'],
		[{ of: 'directory', directory_id: '' }, 'directory_id'],
	])('%j is refused beside its field', async (fields, field) => {
		const visitor = await signedIn();
		const { status, html } = await visitor.submit(PATH, fields);
		expect(status).toBe(400);
		expect(html).toContain(`id="${field}-error" class="error"`);
	});

	test('are revoked by name', async () => {
		const tenant = fresh();
		const { body } = await api<SetupLink>('POST', '/setup-links', {
			tenant,
			product: 'crm',
			name: 'Acme',
		});
		const visitor = await signedIn();
		const path = `${PATH}/${body.id}/revoke`;
		const wrong = await visitor.submit(path, { _confirm: 'acme' });
		expect(wrong.status).toBe(400);
		expect(wrong.html).toContain('That name does not match.');
		expect(await linksOf(tenant)).toMatchObject([{ state: 'live' }]);
		expect((await visitor.submit(path, { _confirm: 'Acme' })).status).toBe(303);
		expect(await linksOf(tenant)).toMatchObject([{ state: 'revoked' }]);
	});

	test('are thrown out after their use, and say what stays', async () => {
		const link = await makeLink({ name: 'Acme' });
		const { visitor: admin } = await use(link);
		const connect = `/setup/${link.id}/connect`;
		expect((await admin.open(connect)).status).toBe(200);
		const visitor = await signedIn();
		const list = `${PATH}?tenant=${link.tenant}`;
		const before = await visitor.open(list);
		expect(before.html).toContain(
			'The browser that opened this link can no longer continue the setup.',
		);
		expect(before.html).toContain('Also revoke the tokens created with this link');
		expect(before.html).not.toContain('>revoked<');
		await visitor.submit(`${PATH}/${link.id}/revoke`, { _confirm: 'Acme' });
		expect((await admin.open(connect)).status).toBe(410);
		const { html } = await visitor.open(list);
		expect(html).toMatch(/>used<.*>revoked</s);
		expect(html).not.toContain(`${link.id}/revoke`);
		const again = await visitor.submit(`${PATH}/${link.id}/regenerate`);
		expect(urlOn(again.html)).toBeDefined();
		expect(again.html).toContain('All existing tokens stay valid.');
		const [directory] = await directoriesOf(link);
		expect(linksOn(again.html)).toContain(`/dashboard/directories/${directory?.id}/tokens`);
	});

	test('come with the newest first', async () => {
		const tenant = fresh();
		for (const name of ['First', 'Second', 'Third']) await makeLink({ tenant, name });
		const { html } = await (await signedIn()).open(`${PATH}?tenant=${tenant}`);
		expect([...html.matchAll(/<th scope="row"[^>]*><div>(\w+)/g)].map(([, name]) => name)).toEqual([
			'Third',
			'Second',
			'First',
		]);
	});

	test('ask a bound key for nothing that it has', async () => {
		const { html } = await (await signedIn()).open(PATH);
		expect(html).toMatch(/<input name="tenant" required/);
		const own = await createDirectory();
		const bound = await (await boundTo(own.tenant, ['write'])).open(PATH);
		expect(bound.html).toContain(`Always ${own.tenant}: your API key is limited to it.`);
		expect(bound.html).not.toMatch(/<input name="tenant" required/);
		expect(bound.html).toMatch(/<input name="product" required/);
	});

	test('of others are neither seen nor touched, and readers make none', async () => {
		const own = await createDirectory();
		const other = await api<SetupLink>('POST', '/setup-links', { tenant: fresh(), product: 'crm' });
		const visitor = await boundTo(own.tenant, ['write']);
		expect((await visitor.open(PATH)).html).not.toContain(other.body.id);
		for (const what of ['regenerate', 'revoke']) {
			expect((await visitor.submit(`${PATH}/${other.body.id}/${what}`)).status).toBe(404);
		}
		const made = await visitor.submit(PATH, { of: 'new', product: 'crm' });
		expect(urlOn(made.html)).toBeDefined();
		expect(await linksOf(own.tenant)).toHaveLength(1);
		const reader = await boundTo(own.tenant);
		const page = await reader.open(PATH);
		expect(page.html).not.toContain('Create setup link');
		expect(page.html).not.toContain('Regenerate link');
		const refused = await reader.submit(PATH, { of: 'new', product: 'crm' });
		expect(refused.status).toBe(403);
		expect(await linksOf(own.tenant)).toHaveLength(1);
	});

	test('are one round trip', async () => {
		const visitor = await signedIn();
		expect((await costOf(() => visitor.open(PATH))).trips).toBe(1);
	});
});
