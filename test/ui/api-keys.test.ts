/** /dashboard/api-keys: made with what it may do, shown once, revoked by name. */
import { expect, test } from 'vitest';
import { callWith, testEnv } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { signedIn } from '../support/visitor.ts';

const PATH = '/dashboard/api-keys';

test('the page is one round trip', async () => {
	const visitor = await signedIn();
	const cost = await costOf(() => visitor.open(PATH));
	expect(cost.trips).toBe(1);
});

test('a key is made, and the same form sent again makes no other one', async () => {
	const visitor = await signedIn();
	const { html } = await visitor.open(PATH);
	const _once = [...html.matchAll(/name="_once" value="([^"]+)"/g)].at(-1)?.[1] ?? '';
	const fields = { _once, name: '<b>Desk</b>', scopes: ['read'], tenant: 'acme', product: '' };
	const made = await visitor.submit(PATH, fields);
	expect(made.status).toBe(200);
	expect(made.html).toContain('&lt;b&gt;Desk&lt;/b&gt;');
	const secret = /value="(rck_[^"]+)"/.exec(made.html)?.[1] ?? '';
	expect((await visitor.submit(PATH, fields)).html).toContain(secret);
	expect((await visitor.open(PATH)).html).not.toContain(secret);
	const { body } = await callWith(testEnv.ROLLCALL_ADMIN_KEY, 'GET', '/api-keys');
	expect(body['data']).toEqual([expect.objectContaining({ name: '<b>Desk</b>' })]);
});

test('what is wrong is told beside the field, and what was typed stays', async () => {
	const visitor = await signedIn();
	await visitor.open(PATH);
	const { status, html } = await visitor.submit(PATH, { name: '', tenant: 'acme "1"' });
	expect(status).toBe(400);
	expect(html).toMatch(/id="name-error" class="error">Must not be empty\.</);
	expect(html).toContain('<li><strong>Name:</strong> Must not be empty.</li>');
	expect(html).toContain('<li><strong>Scopes:</strong> At least one is required.</li>');
	// Once for the group of checks, which says so to whoever cannot see it.
	expect(html.match(/class="error">At least one is required\.</g)).toHaveLength(1);
	expect(html).toContain('<fieldset aria-describedby="scopes-error">');
	expect(html).toContain('value="acme &quot;1&quot;"');
});

test('a key ends when it was told to, in the time zone of whoever made it', async () => {
	const visitor = await signedIn();
	await visitor.open(PATH);
	visitor.cookie += '; time_zone=Europe/Berlin';
	const fields = { name: 'Short', scopes: 'read', expires_at: '2999-07-01T10:00' };
	expect((await visitor.submit(PATH, fields)).status).toBe(200);
	const { body } = await callWith(testEnv.ROLLCALL_ADMIN_KEY, 'GET', '/api-keys');
	const ends = { name: 'Short', expires_at: '2999-07-01T08:00:00.000Z' };
	expect(body['data']).toContainEqual(expect.objectContaining(ends));
	const wrong = await visitor.submit(PATH, { ...fields, expires_at: 'soon' });
	expect(wrong.html).toMatch(/id="expires_at-error"/);
	expect(wrong.html).toContain('value="soon"');
	const past = await visitor.submit(PATH, { ...fields, expires_at: '2001-01-01T00:00' });
	expect(past.html).toContain('<strong>Expires:</strong> Must be in the future.</div>');
	expect(past.html).toMatch(/id="expires_at-error" class="error">Must be in the future\.</);
});

test('a key that may only read is not offered what it may not do, and cannot do it', async () => {
	const { body } = await callWith(testEnv.ROLLCALL_ADMIN_KEY, 'POST', '/api-keys', {
		name: 'Reader',
		scopes: ['read'],
	});
	const visitor = await signedIn(String(body['secret']));
	const { status, html } = await visitor.open(PATH);
	expect(status).toBe(403);
	expect(html).not.toContain('Create API key');
	expect((await visitor.submit(PATH, { name: 'x', scopes: 'admin' })).status).toBe(403);
});
