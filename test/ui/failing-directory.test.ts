/**
 * An endpoint that accepts the events of one directory and refuses those of another: whoever asks about the other
 * is told so, on the pages of a person, of the directory, of the endpoint and above all.
 */
import { beforeAll, expect, test, vi } from 'vitest';
import type { Page } from '../../src/contract/shared.ts';
import type { DeadLetter } from '../../src/contract/replays.ts';
import type { TimelinePage } from '../../src/contract/timeline.ts';
import type { WebhookEndpoint } from '../../src/contract/webhook-endpoints.ts';
import { api, createDirectory, createEndpoint, patch, user, testEnv } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { answer, deliver, Scene } from '../support/delivery.ts';
import { Receiver } from '../support/receiver.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';

const tenant = `tenant-${crypto.randomUUID()}`;

/** The endpoint chokes on one user; Janet's deactivation waits behind. */
const stage = async () => {
	const stuck = await createDirectory('okta-scim-v2', { tenant });
	const fine = await createDirectory('okta-scim-v2', { tenant });
	for (const [{ id }, name] of [
		[stuck, 'Stuck'],
		[fine, 'Fine'],
	] as const) {
		await api('PATCH', `/directories/${id}`, { name });
	}
	const receiver: Receiver = new Receiver(() =>
		receiver.received.at(-1)?.body.includes('poison') === true ? 422 : 200,
	);
	const endpoint = await createEndpoint({ url: receiver.url, tenant, description: 'CRM' });
	const add = async (name: string) => {
		const { body } = await stuck.scim<{ id: string }>('POST', '/Users', user(name));
		return body.id;
	};
	const janet = await add('janet');
	const show = () => api<WebhookEndpoint>('GET', `/webhook-endpoints/${endpoint.id}`);
	await vi.waitFor(() => expect(receiver.sequences).toContain(2), { timeout: 30_000 });
	await add('poison');
	const leave = patch({ op: 'replace', path: 'active', value: false });
	await stuck.scim('PATCH', `/Users/${janet}`, leave);
	await vi.waitFor(
		async () => expect((await show()).body).toMatchObject({ failing_directory_count: 1 }),
		{ timeout: 30_000 },
	);
	await fine.scim('POST', '/Users', user('somebody'));
	// What is accepted from the other directory ends the failure of the endpoint as a whole.
	await vi.waitFor(async () => expect((await show()).body.failing_since).toBeNull(), {
		timeout: 30_000,
	});
	return { stuck, fine, endpoint, janet, visitor: await signedIn() };
};

let at: Awaited<ReturnType<typeof stage>>;
let visitor: Visitor;
beforeAll(async () => {
	at = await stage();
	({ visitor } = at);
});

const textOf = (html: string) => html.replaceAll(/<[^>]+>/g, '').replaceAll(/\s+/g, ' ');

const list = async (query: string) => {
	const path = `/webhook-endpoints?tenant=${tenant}&${query}`;
	return (await api<Page<WebhookEndpoint>>('GET', path)).body.data;
};

const open = async (path: string) => textOf((await visitor.open(path)).html);

test('the conclusion about a person judges by the cursor of the directory', async () => {
	const path = `/directories/${at.stuck.id}/users/${at.janet}/timeline`;
	const { body } = await api<TimelinePage>('GET', path);
	expect(body.conclusion?.map(({ code }) => code)).toEqual(['inactive', 'delivery_failing']);
	expect(body.conclusion?.[1]).toMatchObject({ severity: 'error', endpoint_id: at.endpoint.id });
	expect(body.conclusion?.[1]?.text).toMatch(
		/^The endpoint “CRM” has not accepted the user\.updated event from \S+\. The event is waiting behind earlier events that failed\. The next attempt is at \S+ Last error: HTTP 422\.$/,
	);
});

test('the API tells of the directory, and finds the endpoint among those that fail', async () => {
	const told = {
		directory_id: at.stuck.id,
		directory_name: 'Stuck',
		events_behind: 2,
		attempts: expect.any(Number) as unknown,
		last_error: 'HTTP 422',
		failing_since: expect.stringMatching(/^20/) as unknown,
		due_at: expect.stringMatching(/^20/) as unknown,
	};
	expect(await list('failing=true')).toMatchObject([
		{ id: at.endpoint.id, failing_directory_count: 1, failing_directories: [told] },
	]);
	expect(await list('failing=false')).toEqual([]);
	expect(await list(`covers=${at.stuck.id}`)).toMatchObject([{ failing_directories: [told] }]);
	expect(await list(`covers=${at.fine.id}`)).toMatchObject([
		{ id: at.endpoint.id, failing_directory_count: 0, failing_directories: [] },
	]);
	const foreign = await createDirectory();
	expect(await list(`covers=${foreign.id}`)).toEqual([]);
});

test('the overview, the list and the pages of both directories say how it is', async () => {
	const cost = await costOf(async () => {
		expect(await open('/dashboard')).toMatch(
			new RegExp(`CRM \\(tenant ${tenant}\\): failing for Stuck \\(2 events behind, since `),
		);
	});
	expect(cost.trips).toBe(1);
	expect(await open(`/dashboard/webhooks?tenant=${tenant}`)).toContain('failing for 1 directory');
	const stuck = await open(`/dashboard/directories/${at.stuck.id}`);
	expect(stuck).toMatch(/failing 2 events behind, since .*HTTP 422 · next attempt/);
	const fine = await open(`/dashboard/directories/${at.fine.id}`);
	expect(fine).toContain('enabled');
	expect(fine).not.toContain('failing');
});

test('the endpoints that fail are found without looking at the cursors that do not', async () => {
	const insert = `INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, state,
			attempts, due_at, lease_until, created_at)
		SELECT ?, value + 1000000, '', 1, 'awake', 0, 0, 0, 0 FROM json_each(?)`;
	const path = `/dashboard/webhooks?tenant=${tenant}`;
	const before = await costOf(() => open(path));
	expect(before.rowsRead).toBeGreaterThan(0);
	const keys = JSON.stringify([...Array.from({ length: 1000 }).keys()]);
	await testEnv.DB.prepare(insert).bind(at.endpoint.id, keys).run();
	const after = await costOf(() => open(path));
	expect(after.rowsRead).toBe(before.rowsRead);
});

test('whether a directory fails is found without looking at the others that fail', async () => {
	const insert = `INSERT INTO delivery_cursors (endpoint_id, directory_key, lane, sequence, state,
			attempts, due_at, lease_until, created_at)
		SELECT ?, value + 2000000, '', 1, 'awake', 1, 0, 0, 0 FROM json_each(?)`;
	const path = `/dashboard/directories/${at.stuck.id}`;
	const before = await costOf(() => open(path));
	expect(before.rowsRead).toBeGreaterThan(0);
	const keys = JSON.stringify([...Array.from({ length: 1000 }).keys()]);
	await testEnv.DB.prepare(insert).bind(at.endpoint.id, keys).run();
	const after = await costOf(() => open(path));
	// A look-up in an index reads the row behind it, if there is one.
	expect(after.rowsRead).toBeLessThan(before.rowsRead + 10);
});

test('an endpoint whose events have all died has nothing pending, and keeps its last error', async () => {
	const directory = await createDirectory();
	const { id } = await createEndpoint({
		url: new Receiver(() => 500).url,
		directory_id: directory.id,
		types: ['user.*'],
	});
	await directory.scim('POST', '/Users', user('dead@example.com'));
	const path = `/dashboard/webhooks/${id}`;
	await vi.waitFor(async () => expect(await open(path)).toContain('HTTP 500'), { timeout: 30_000 });
	const scene = new Scene();
	scene.clock = Date.now() + 600_000;
	scene.respond = () => answer(503);
	const wakeUp = { directoryId: directory.id, endpointId: id, lane: '' };
	await deliver(wakeUp, scene.deps({ retryScheduleSeconds: [0] }));
	const text = await open(path);
	expect(text).toContain('No events are pending.1 event is a dead letter.');
	expect(text).toContain('Last errorHTTP 503');
	const letters = `/webhook-endpoints/${id}/dead-letters`;
	const { body } = await api<Page<DeadLetter>>('GET', letters);
	expect(body.data).toMatchObject([{ type: 'user.created', subject: 'dead@example.com' }]);
	expect(await open(`${path}/dead-letters`)).toContain('dead@example.com');
});
