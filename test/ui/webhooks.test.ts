/**
 * /dashboard/webhooks and what lies below: every form does what the API does, says beside the field what is
 * wrong, and keeps what was typed; what endpoints and tenants say stays text.
 */
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Attempt } from '../../src/contract/attempts.ts';
import type { DeadLetter, Replay } from '../../src/contract/replays.ts';
import type { Page } from '../../src/contract/shared.ts';
import type { WebhookEndpoint } from '../../src/contract/webhook-endpoints.ts';
import {
	api,
	createDirectory,
	createEndpoint,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { makeKey } from '../support/keys.ts';
import { directoryWith } from '../support/logs.ts';
import { Receiver } from '../support/receiver.ts';
import { Stage } from '../support/stage.ts';
import { signedIn, type Opened, type Visitor } from '../support/visitor.ts';

const PATH = '/dashboard/webhooks';
const XSS = '<img src=x onerror="alert(1)">';
const ESCAPED = '&lt;img src=x onerror=&quot;alert(1)&quot;&gt;';
/** No page holds what these would make of an attempt to break out. */
const BROKEN_OUT = /<img src=x|<script>/;

let visitor: Visitor;
let reader: Visitor;
let directory: TestDirectory;

beforeAll(async () => {
	visitor = await signedIn();
	reader = await signedIn((await makeKey()).secret);
	directory = await directoryWith(9);
});

/** What a page that refuses says beside a field. */
function errorIn({ status, html }: Opened, field: string): string | undefined {
	if (status !== 400) return undefined;
	return new RegExp(`id="${field}-error" class="error">([^<]*)<`).exec(html)?.[1];
}

async function read(id: string): Promise<WebhookEndpoint> {
	return (await api<WebhookEndpoint>('GET', `/webhook-endpoints/${id}`)).body;
}

/** An endpoint that has done nothing yet. */
function quiet(more: Record<string, unknown> = {}) {
	return createEndpoint({ url: new Receiver().url, directory_id: directory.id, ...more });
}

/** What an endpoint without a description is called. */
function nameOf({ id, url }: { readonly id: string; readonly url: string }): string {
	return `${new URL(url).host} (${id.slice(-6)})`;
}

function locationOf({ headers, status }: Opened): string {
	expect(status).toBe(303);
	return headers.get('Location') ?? '';
}

describe('the list', () => {
	test('is one round trip, and shows each endpoint with its state', async () => {
		const made = await quiet({ description: 'Desk' });
		const cost = await costOf(() => visitor.open(`${PATH}?directory_id=${directory.id}`));
		expect(cost.trips).toBe(1);
		const { html } = await visitor.open(`${PATH}?directory_id=${directory.id}`);
		expect(html).toContain(`href="${PATH}/${made.id}"`);
		expect(html).toContain(made.url);
	});

	test('says what is wrong with a filter', async () => {
		const answer = await visitor.open(`${PATH}?state=asleep&tenant=acme`);
		expect(errorIn(answer, 'filter-state')).toMatch(/enabled/);
		expect(answer.html).toContain('value="acme"');
	});

	test('shows a key that is bound its own endpoints alone', async () => {
		const [mine, other] = [crypto.randomUUID(), crypto.randomUUID()];
		const own = await createEndpoint({ url: new Receiver().url, tenant: mine });
		const foreign = await createEndpoint({ url: new Receiver().url, tenant: other });
		const bound = await signedIn((await makeKey({ scopes: ['admin'], tenant: mine })).secret);
		const { html } = await bound.open(PATH);
		expect(html).toContain(own.id);
		expect(html).not.toContain(foreign.id);
		expect(html).not.toContain('/dashboard/signing-keys');
		for (const part of ['', '/attempts', '/dead-letters', '/replays', '/settings']) {
			expect((await bound.open(`${PATH}/${own.id}${part}`)).status).toBe(200);
			expect((await bound.open(`${PATH}/${foreign.id}${part}`)).status).toBe(404);
		}
		expect((await bound.submit(`${PATH}/${foreign.id}/disable`)).status).toBe(404);
		expect((await read(foreign.id)).state).toBe('enabled');
	});
});

describe('a new endpoint', () => {
	test('is made as it was described, and its secret is shown once', async () => {
		await visitor.open(PATH);
		const { url } = new Receiver();
		const { status, html } = await visitor.submit(PATH, {
			url,
			description: XSS,
			scope: 'both',
			tenant: 'acme',
			product: 'crm',
			directory_id: '',
			types: ['user.*', 'user.created', 'group.deleted'],
			kind: 'webhook push',
			max_batch: '20',
			signing: 'symmetric',
			headers: 'Authorization: Bearer a:b\r\n\r\nX-Route:  blue ',
			audience: '',
			from_sequence: '',
		});
		expect(status).toBe(200);
		const secret = /value="(whsec_[^"]+)"/.exec(html)?.[1] ?? '';
		expect(secret).not.toBe('');
		expect(html).toContain(ESCAPED);
		expect(html).not.toMatch(BROKEN_OUT);
		const id = /href="\/dashboard\/webhooks\/(ep_[0-9a-f]+)">send a test/.exec(html)?.[1] ?? '';
		expect(await read(id)).toMatchObject({
			url,
			description: XSS,
			tenant: 'acme',
			product: 'crm',
			types: ['user.*', 'group.deleted'],
			max_batch: 20,
			headers: { Authorization: '[redacted]', 'X-Route': '[redacted]' },
		});
		for (const path of [PATH, `${PATH}/${id}`, `${PATH}/${id}/settings`]) {
			const opened = await visitor.open(path);
			expect(opened.html).not.toContain(secret);
			expect(opened.html).not.toContain('Bearer a:b');
			expect(opened.html).not.toMatch(BROKEN_OUT);
		}
	});

	test.each([
		['that is asymmetric', { kind: 'webhook push', signing: 'asymmetric' }, /value="whpk_/],
		['whose tokens are fetched', { kind: 'set poll', url: '' }, /value="rcset_/],
		['whose tokens are sent', { kind: 'set push', audience: 'crm' }, /jwks\.json/],
	])('%s says how to verify', async (_what, fields, how) => {
		await visitor.open(PATH);
		const { url } = new Receiver();
		const { status, html } = await visitor.submit(PATH, { url, scope: 'everything', ...fields });
		expect(status).toBe(200);
		expect(html).toMatch(how);
	});

	test.each([
		['url', { url: 'ftp://example.com/' }, /https/],
		['url', { url: '' }, /not be empty/],
		['scope', { scope: '' }, /Choose/],
		['directory_id', { scope: 'directory', directory_id: 'dir_0' }, /no directory/],
		['directory_id', { scope: 'tenant', directory_id: 'dir_0', tenant: 'a' }, /Does not apply/],
		['tenant', { scope: 'directory', directory_id: 'dir_0', tenant: 'a' }, /Does not apply/],
		['tenant', { tenant: 'a' }, /Does not apply/],
		['product', { scope: 'both', tenant: 'a' }, /not be empty/],
		['max_batch', { max_batch: 'many' }, /number/],
		['from_sequence', { from_sequence: '3' }, /equires directory_id/],
		['headers', { headers: 'no colon' }, /Line 1/],
		['headers', { headers: 'A: 1\nA: 2' }, /given twice/],
		['headers', { headers: '__proto__: 1' }, /__proto__/],
		['headers', { headers: 'Host: me' }, /Host/],
		['description', { description: 'x'.repeat(201) }, /200/],
		['audience', { audience: 'crm' }, /audience/],
	])('is refused for a wrong %s: %j', async (field, fields, text) => {
		await visitor.open(PATH);
		const typed = {
			url: 'https://a.example.com/"quoted"',
			kind: 'webhook push',
			scope: 'everything',
			...fields,
		};
		const answer = await visitor.submit(PATH, { ...typed, types: ['group.*'] });
		expect(errorIn(answer, field)).toMatch(text);
		expect(answer.html).toMatch(/value="group\.\*"[^>]* checked/);
		expect(answer.html).toContain(`value="${typed.url.replaceAll('"', '&quot;')}"`);
	});
});

test('a new endpoint with a wrong URL and without its tenant is told both', async () => {
	await visitor.open(PATH);
	const fields = { url: 'not a url', kind: 'webhook push', scope: 'tenant', tenant: '' };
	const answer = await visitor.submit(PATH, fields);
	expect(errorIn(answer, 'url')).toMatch(/complete URL/);
	expect(errorIn(answer, 'tenant')).toMatch(/not be empty/);
});

test('a new endpoint of a tenant without directories says so', async () => {
	const { tenant } = await createDirectory('okta-scim-v2', { tenant: crypto.randomUUID() });
	await visitor.open(PATH);
	const make = (fields: Record<string, string>) =>
		visitor.submit(PATH, { url: new Receiver().url, kind: 'webhook push', ...fields });
	const missing = `${tenant}-typo`;
	const none = await make({ scope: 'tenant', tenant: missing });
	expect(none.html).toContain(`no directory for the tenant “${missing}” yet`);
	const some = await make({ scope: 'tenant', tenant });
	expect(some.status).toBe(200);
	expect(some.html).not.toContain('There is no directory');
});

describe('the state of an endpoint', () => {
	test('is one round trip', async () => {
		const { id } = await quiet();
		expect((await costOf(() => visitor.open(`${PATH}/${id}`))).trips).toBe(1);
	});

	test('tells how far it has come, and what it met', async () => {
		const own = await createDirectory();
		const receiver = new Receiver(() => new Response(XSS, { status: 500 }));
		const { id } = await createEndpoint({ url: receiver.url, directory_id: own.id });
		await own.scim('POST', '/Users', user('a'));
		await vi.waitFor(
			async () => expect((await visitor.open(`${PATH}/${id}`)).html).toContain('HTTP 500'),
			{ timeout: 30_000 },
		);
		const { html } = await visitor.open(`${PATH}/${id}`);
		expect(html).toMatch(/failing/);
		expect(html).not.toMatch(BROKEN_OUT);
		// What one looks for stands first, and what can be done about it at once below.
		const parts = ['>Last error<', '>Last attempt<', '>Next attempt<', '>Events behind<', '>Edit<'];
		const actions = ['Send test event', 'Rotate secret', 'Disable endpoint', 'Delete endpoint'];
		const places = [...parts, ...actions.map((name) => `<summary>${name}…`), 'id="lag"'].map(
			(part) => html.indexOf(part),
		);
		expect(places.every((place) => place > 0)).toBe(true);
		expect(places).toEqual(places.toSorted((left, right) => left - right));
		expect(html).toMatch(/Events behind<\/dt><dd>\d+ in 1 directory</);
		expect(html).toMatch(new RegExp(`href="${PATH}/${id}/attempts/att_[^"]+"><time`));
		expect((await visitor.open(`${PATH}/${id}?cursors=all`)).html).toContain('HTTP 500');
	});

	test('is changed by disabling, with a reason, and by enabling', async () => {
		const { id } = await quiet();
		await visitor.open(`${PATH}/${id}`);
		const disabled = await visitor.submit(`${PATH}/${id}/disable`, { disabled_reason: XSS });
		const { html } = await visitor.open(locationOf(disabled));
		expect(html).toContain('Endpoint disabled.');
		expect(html).toContain(ESCAPED);
		expect(html).not.toMatch(BROKEN_OUT);
		expect(await read(id)).toMatchObject({ state: 'disabled', disabled_reason: XSS });
		locationOf(await visitor.submit(`${PATH}/${id}/enable`));
		expect((await read(id)).state).toBe('enabled');
		const long = { disabled_reason: 'x'.repeat(201) };
		expect(errorIn(await visitor.submit(`${PATH}/${id}/disable`, long), 'disabled_reason')).toMatch(
			/200/,
		);
	});

	test('is tested: what was sent and what was answered is shown as text', async () => {
		const receiver = new Receiver(() => new Response(XSS, { status: 418 }));
		const { id } = await createEndpoint({ url: receiver.url, directory_id: directory.id });
		await visitor.open(`${PATH}/${id}`);
		const { status, html } = await visitor.submit(`${PATH}/${id}/test`, { type: 'user.created' });
		expect(status).toBe(200);
		expect(receiver.received).toHaveLength(1);
		expect(html).toContain('418');
		expect(html).toContain(ESCAPED);
		expect(html).toContain('rollcall-test: true');
		expect(html).toContain('&quot;type&quot;: &quot;user.created&quot;');
		expect(html).not.toMatch(BROKEN_OUT);
		const attempt = /href="([^"]+)">\s*View this attempt/.exec(html)?.[1] ?? '';
		expect((await visitor.open(attempt)).html).toContain(ESCAPED);
		const refused = await visitor.submit(`${PATH}/${id}/test`, { type: 'user.eaten' });
		expect(errorIn(refused, 'type')).toMatch(/no event type/);
	});

	test('has a new secret, shown once, and the old one for as long as was asked', async () => {
		const { id, secret: before } = await quiet();
		await visitor.open(`${PATH}/${id}`);
		const { html } = await visitor.submit(`${PATH}/${id}/rotate-secret`, {
			overlap_seconds: '3600',
		});
		const secret = /value="(whsec_[^"]+)"/.exec(html)?.[1] ?? '';
		expect(secret).not.toBe('');
		expect(secret).not.toBe(before);
		expect((await read(id)).previous_secret_expires_at).not.toBeNull();
		expect((await visitor.open(`${PATH}/${id}`)).html).not.toContain(secret);
		const atOnce = { overlap_seconds: '0', _confirm: 'Desk' };
		expect(
			errorIn(await visitor.submit(`${PATH}/${id}/rotate-secret`, atOnce), 'confirm-rotate'),
		).toBe('That name does not match.');
		expect((await read(id)).previous_secret_expires_at).not.toBeNull();
		const named = { ...atOnce, _confirm: nameOf(await read(id)) };
		expect((await visitor.submit(`${PATH}/${id}/rotate-secret`, named)).status).toBe(200);
		expect((await read(id)).previous_secret_expires_at).toBeNull();
		const wrong = { overlap_seconds: '-1' };
		expect(
			errorIn(await visitor.submit(`${PATH}/${id}/rotate-secret`, wrong), 'overlap_seconds'),
		).toMatch(/./);
	});

	test.each([
		'',
		'/attempts',
		'/attempts/att_0',
		'/dead-letters',
		'/replays',
		'/replays/r',
		'/settings',
	])('of one that does not exist cannot be seen at …%s', async (part) => {
		expect((await visitor.open(`${PATH}/ep_0${part}`)).status).toBe(404);
	});
});

describe('the settings', () => {
	test('are one round trip, and are changed as they were typed', async () => {
		const { id } = await quiet({ headers: { 'X-Old': 'old' }, types: ['user.*'] });
		const path = `${PATH}/${id}/settings`;
		expect((await costOf(() => visitor.open(path))).trips).toBe(1);
		const { html } = await visitor.open(path);
		expect(html).toContain('X-Old');
		expect(html).toMatch(/value="user\.\*"[^>]* checked/);
		const { url } = new Receiver();
		const saved = { url, description: XSS, max_batch: '7', types: ['group.created'], headers: '' };
		const { html: after } = await visitor.open(locationOf(await visitor.submit(path, saved)));
		expect(after).toContain(ESCAPED);
		expect(after).not.toMatch(BROKEN_OUT);
		expect(await read(id)).toMatchObject({
			url,
			description: XSS,
			max_batch: 7,
			types: ['group.created'],
			headers: { 'X-Old': '[redacted]' },
		});
		locationOf(await visitor.submit(path, { url, max_batch: '', headers: 'X-New: 1' }));
		expect(await read(id)).toMatchObject({
			description: null,
			max_batch: 1,
			types: null,
			headers: { 'X-New': '[redacted]' },
		});
		locationOf(await visitor.submit(path, { url, max_batch: '1', no_headers: 'on' }));
		expect((await read(id)).headers).toBeNull();
	});

	test('of one that is polled are its description, its types and its audience', async () => {
		const { id } = await createEndpoint({ format: 'set', delivery: 'poll', tenant: 'acme' });
		const path = `${PATH}/${id}/settings`;
		const { html } = await visitor.open(path);
		expect(html).not.toContain('name="url"');
		expect(html).not.toContain('name="max_batch"');
		locationOf(await visitor.submit(path, { description: 'Polled', audience: 'crm', types: [] }));
		expect(await read(id)).toMatchObject({ description: 'Polled', audience: 'crm' });
	});

	test.each([
		['url', { url: 'ftp://example.com' }, /https/],
		['max_batch', { max_batch: '101' }, /100/],
		['headers', { headers: 'Content-Type: x' }, /Content-Type/],
		['headers', { headers: 'nonsense' }, /Line 1/],
	])('are refused for a wrong %s', async (field, fields, text) => {
		const { id, url } = await quiet();
		const path = `${PATH}/${id}/settings`;
		await visitor.open(path);
		const answer = await visitor.submit(path, { url, description: 'Typed', ...fields });
		expect(errorIn(answer, field)).toMatch(text);
		expect(answer.html).toContain('value="Typed"');
	});

	test('end an endpoint by its name alone', async () => {
		const { id, url } = await quiet();
		const path = `${PATH}/${id}/delete`;
		await visitor.open(`${PATH}/${id}`);
		expect((await visitor.submit(path, { _confirm: url })).status).toBe(400);
		expect((await read(id)).id).toBe(id);
		const deleted = await visitor.submit(path, { _confirm: nameOf({ id, url }) });
		expect(locationOf(deleted)).toBe(`${PATH}?done=endpoint_deleted`);
		expect((await api('GET', `/webhook-endpoints/${id}`)).status).toBe(404);
	});
});

describe('the attempts', () => {
	test('are listed, narrowed down, and opened with request and answer', async () => {
		const stage = new Stage();
		const { id } = await quiet();
		stage.respond = () => ({
			kind: 'answered',
			status: 500,
			retryAfter: null,
			excerpt: XSS,
			durationMs: 7,
		});
		await stage.replay(id, { from_sequence: 3, to_sequence: 3 });
		await stage.serve();
		const path = `${PATH}/${id}/attempts`;
		const { html } = await visitor.open(`${path}?outcome=retry&status=5xx&since=2026-01-01T00:00`);
		const [attempt] = (await api<Page<Attempt>>('GET', `/webhook-endpoints/${id}/attempts`)).body
			.data;
		expect(html).toContain(`${path}/${attempt?.id}`);
		expect((await visitor.open(`${path}?status=2xx`)).html).toContain(
			'No delivery attempts found.',
		);
		const { html: one } = await visitor.open(`${path}/${attempt?.id}`);
		expect(one).toContain(`webhook-id: ${attempt?.webhook_id}`);
		expect(one).toContain('webhook-signature: [not kept]');
		expect(one).toContain('&quot;sequence&quot;: 3');
		expect(one).toContain(ESCAPED);
		expect(one).not.toMatch(BROKEN_OUT);
		expect((await visitor.open(`${path}/att_0`)).status).toBe(404);
	});

	test('say beside the filter what is wrong with it', async () => {
		const { id } = await quiet();
		const path = `${PATH}/${id}/attempts`;
		expect(errorIn(await visitor.open(`${path}?status=600`), 'status')).toMatch(/HTTP status/);
		expect(errorIn(await visitor.open(`${path}?directory_id=dir_0`), 'directory_id')).toMatch(
			/not cover/,
		);
		expect(errorIn(await visitor.open(`${path}?since=soon`), 'since')).toMatch(/./);
	});

	test('are one round trip, narrowed down or not, and so is one of them', async () => {
		const stage = new Stage();
		const { id } = await quiet();
		await stage.replay(id, { from_sequence: 9 });
		await stage.serve();
		const path = `${PATH}/${id}/attempts`;
		for (const filter of ['', '?outcome=retry', `?directory_id=${directory.id}&status=2xx`]) {
			expect((await costOf(() => visitor.open(`${path}${filter}`))).trips, filter).toBe(1);
		}
		const [attempt] = (await api<Page<Attempt>>('GET', `/webhook-endpoints/${id}/attempts`)).body
			.data;
		expect((await costOf(() => visitor.open(`${path}/${attempt?.id}`))).trips).toBe(1);
	});
});

/** An endpoint with three dead letters. */
async function withDeadLetters() {
	const { id, url } = await quiet();
	await new Stage().kill(id, 3, 5);
	return { id, name: nameOf({ id, url }), path: `${PATH}/${id}/dead-letters` };
}

async function lettersOf(id: string): Promise<readonly DeadLetter[]> {
	return (await api<Page<DeadLetter>>('GET', `/webhook-endpoints/${id}/dead-letters`)).body.data;
}

describe('the dead letters', () => {
	test('are listed with what was met, one round trip for all', async () => {
		const { path } = await withDeadLetters();
		for (const filter of ['', `?directory_id=${directory.id}`]) {
			expect((await costOf(() => visitor.open(`${path}${filter}`))).trips, filter).toBe(1);
		}
		const { html } = await visitor.open(path);
		expect(html).toContain('HTTP 500');
		expect(html).toContain('group.created');
		// Whom each is about, as the event log says it; and sending it again is no deletion.
		expect(html).toContain('<th scope="col">Subject</th>');
		expect(html).not.toContain('data-variant="danger"');
		expect(html).toContain(`/dashboard/events/${directory.id}/evt_`);
		expect(errorIn(await visitor.open(`${path}?directory_id=dir_0`), 'directory_id')).toMatch(
			/not cover/,
		);
	});

	test('are counted on the list and on each page of the endpoint, and have names there', async () => {
		const { id, path } = await withDeadLetters();
		const list = await visitor.open(`${PATH}?directory_id=${directory.id}&dead_letters=true`);
		expect(list.html).toMatch(new RegExp(`href="${path}">\\s*3 dead letters`));
		const state = await visitor.open(`${PATH}/${id}`);
		expect(state.html).toMatch(new RegExp(`href="${path}">\\s*3 dead letters`));
		expect(state.html).toContain('>Dead letters (3)<');
		const summary = await visitor.open(`/dashboard/directories/${directory.id}`);
		expect(summary.html).toMatch(new RegExp(`href="${path}">\\s*3 dead letters`));
		const { html } = await visitor.open(path);
		expect(html).toContain(`<option value="${directory.id}">Test`);
		expect(html).toContain(`<a href="/dashboard/directories/${directory.id}">Test`);
	});

	test('are sent again one by one', async () => {
		const { id, path } = await withDeadLetters();
		const [letter] = await lettersOf(id);
		await visitor.open(path);
		const sent = await visitor.submit(`${path}/${letter?.event_id}/redeliver`);
		expect((await visitor.open(locationOf(sent))).status).toBe(200);
		await vi.waitFor(async () => expect(await lettersOf(id)).toHaveLength(2), { timeout: 30_000 });
		const again = await visitor.submit(`${path}/${letter?.event_id}/redeliver`);
		expect(again.status).toBe(400);
		expect(again.html).toContain('has no dead letter');
	});

	test('are sent again all together, by the name of the endpoint', async () => {
		const { id, path, name } = await withDeadLetters();
		await visitor.open(path);
		expect((await visitor.submit(`${path}/redeliver`, { _confirm: 'x' })).status).toBe(400);
		expect(await lettersOf(id)).toHaveLength(3);
		locationOf(await visitor.submit(`${path}/redeliver`, { _confirm: name }));
		await vi.waitFor(async () => expect(await lettersOf(id)).toEqual([]), { timeout: 30_000 });
		const again = await visitor.submit(`${path}/redeliver`, { _confirm: name });
		expect(again.status).toBe(400);
		expect(again.html).toContain('There is nothing to redeliver');
	});

	test('wait while the endpoint is disabled', async () => {
		const { id, path, name } = await withDeadLetters();
		await api('PATCH', `/webhook-endpoints/${id}`, { state: 'disabled' });
		const { html } = await visitor.open(path);
		expect(html).toContain('Enable the endpoint');
		const refused = await visitor.submit(`${path}/redeliver`, { _confirm: name });
		expect(refused.html).toContain('is disabled');
	});
});

describe('the replays', () => {
	test('are begun from a sequence, watched, and forgotten', async () => {
		const receiver = new Receiver();
		const { id } = await createEndpoint({ url: receiver.url, directory_id: directory.id });
		const path = `${PATH}/${id}/replays`;
		await visitor.open(path);
		const begun = await visitor.submit(path, {
			from_sequence: '2',
			to_sequence: '6',
			types: ['group.*'],
			from_time: '',
			to_time: '',
		});
		expect(begun.status).toBe(200);
		expect(begun.html).toContain('Replay started.');
		await vi.waitFor(() => expect(receiver.sequences).toEqual([3, 6]), { timeout: 30_000 });
		const replays = `/webhook-endpoints/${id}/replays`;
		const [replay] = (await api<Page<Replay>>('GET', replays)).body.data;
		const { html, status } = await visitor.open(`${path}/${replay?.id}`);
		expect(status).toBe(200);
		expect(html).toContain('group.*');
		expect(html).toContain(directory.id);
		locationOf(await visitor.submit(`${path}/${replay?.id}/cancel`));
		expect((await api<Page<Replay>>('GET', replays)).body.data).toEqual([]);
		expect((await visitor.submit(`${path}/${replay?.id}/cancel`)).status).toBe(404);
	});

	test("begin at a time of the viewer's zone", async () => {
		const receiver = new Receiver();
		const { id } = await createEndpoint({ url: receiver.url, directory_id: directory.id });
		const viewer = await signedIn();
		viewer.cookie = `${viewer.cookie}; time_zone=Asia/Tokyo`;
		const path = `${PATH}/${id}/replays`;
		expect((await viewer.open(path)).html).toContain('Asia/Tokyo');
		await viewer.submit(path, {
			from_time: '2026-01-01T09:00:07',
			to_time: '2026-01-01T09:00:08',
		});
		await vi.waitFor(() => expect(receiver.sequences).toEqual([7, 8]), { timeout: 30_000 });
	});

	test.each([
		['from_sequence', {}, /either from_sequence/i],
		['from_time', { from_sequence: '2', from_time: '2026-01-01T00:00' }, /not both/],
		['to_sequence', { from_sequence: '5', to_sequence: '3' }, /before/],
		['from_sequence', { from_sequence: '77' }, /The log holds/],
		['from_time', { from_time: '2999-01-01T00:00' }, /in the past/],
		['from_time', { from_time: 'yesterday' }, /./],
	])('are refused for a wrong %s: %j', async (field, fields, text) => {
		const { id } = await quiet();
		const path = `${PATH}/${id}/replays`;
		await visitor.open(path);
		expect(errorIn(await visitor.submit(path, { ...fields, types: ['user.*'] }), field)).toMatch(
			text,
		);
	});

	test('are one round trip, and so is one of them', async () => {
		const { id } = await quiet();
		const path = `${PATH}/${id}/replays`;
		await new Stage().replay(id, { from_sequence: 9 });
		expect((await costOf(() => visitor.open(path))).trips).toBe(1);
		const [replay] = (await api<Page<Replay>>('GET', `/webhook-endpoints/${id}/replays`)).body.data;
		expect((await costOf(() => visitor.open(`${path}/${replay?.id}`))).trips).toBe(1);
	});
});

describe('a key that may only read', () => {
	test('sees it all, is offered nothing, and can do nothing', async () => {
		const { id, url } = await quiet();
		await new Stage().kill(id, 3, 3);
		const name = nameOf({ id, url });
		for (const part of ['', '/attempts', '/dead-letters', '/replays', '/settings']) {
			const { status, html } = await reader.open(`${PATH}/${id}${part}`);
			expect(status).toBe(200);
			// The one form that is left ends the session.
			expect(html.match(/method="post"/g)).toHaveLength(1);
		}
		expect((await reader.open(PATH)).html.match(/method="post"/g)).toHaveLength(1);
		const before = await read(id);
		for (const [path, fields] of [
			['', { url: 'https://example.com' }],
			[`/${id}/disable`, {}],
			[`/${id}/enable`, {}],
			[`/${id}/test`, {}],
			[`/${id}/rotate-secret`, { overlap_seconds: '0' }],
			[`/${id}/settings`, { url }],
			[`/${id}/delete`, { _confirm: name }],
			[`/${id}/dead-letters/redeliver`, { _confirm: name }],
			[`/${id}/replays`, { from_sequence: '2' }],
		] as const) {
			const { status } = await reader.submit(`${PATH}${path}`, fields);
			expect(status, path).toBeGreaterThanOrEqual(400);
		}
		expect(await read(id)).toEqual(before);
	});

	test('does not see the signing keys', async () => {
		expect((await reader.open('/dashboard/signing-keys')).status).toBe(403);
		expect((await reader.open(PATH)).html).not.toContain('/dashboard/signing-keys');
	});
});

async function keys() {
	type Keys = Page<{ readonly id: string; readonly state: string }>;
	return (await api<Keys>('GET', '/signing-keys')).body.data;
}

describe('the signing keys', () => {
	const KEYS = '/dashboard/signing-keys';
	test('are made, and deleted by their id', async () => {
		await visitor.open(KEYS);
		expect((await costOf(() => visitor.open(KEYS))).trips).toBe(1);
		const [first] = await keys();
		locationOf(await visitor.submit(KEYS));
		const [, next] = await keys();
		expect(next?.state).toBe('next');
		const { html } = await visitor.open(KEYS);
		expect(html).toContain(`Type “${next?.id}” to confirm`);
		expect((await visitor.submit(KEYS)).html).toContain('There is already a next key');
		expect((await visitor.submit(`${KEYS}/${next?.id}/delete`, { _confirm: 'x' })).status).toBe(
			400,
		);
		locationOf(await visitor.submit(`${KEYS}/${next?.id}/delete`, { _confirm: next?.id ?? '' }));
		const last = { _confirm: first?.id ?? '' };
		const refused = await visitor.submit(`${KEYS}/${first?.id}/delete`, last);
		expect(refused.html).toContain('This is the only signing key');
		expect(await keys()).toHaveLength(1);
	});
});
