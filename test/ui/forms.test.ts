/**
 * What holds for all pages: what was typed as a time, confirmed by its name, or names nothing, and what is written
 * down of their paths.
 */
import { describe, expect, test } from 'vitest';
import { instantOf } from '../../src/ui/components/filters.tsx';
import { api, createDirectory } from '../support/client.ts';
import { faultyD1, type Fault } from '../support/faults.ts';
import { signedIn, Visitor } from '../support/visitor.ts';

describe('a time that was typed', () => {
	test.each([
		['2026-03-01T10:00', 'Europe/Berlin', '2026-03-01T09:00:00.000Z'],
		['2026-07-01T10:00:30', 'Europe/Berlin', '2026-07-01T08:00:30.000Z'],
		// The hour that is left out, and the first one after the clocks were put back.
		['2026-03-29T02:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
		['2026-10-25T03:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
		['2026-03-01T10:00:00+05:30', 'Europe/Berlin', '2026-03-01T10:00:00+05:30'],
		['soon', 'Europe/Berlin', 'soon'],
		// What the API refuses, beside the field.
		['0001-01-01T00:00', 'Europe/Berlin', '0001-01-01T00:00'],
		['9999-12-31T23:59', 'Europe/Berlin', '9999-12-31T23:59'],
		['9999-12-31T23:59', 'America/Lima', '+010000-01-01T04:59:00.000Z'],
		['+275760-09-13T00:00', 'UTC', '+275760-09-13T00:00'],
	])('%s in %s is %s', (typed, timeZone, instant) => {
		expect(instantOf(typed, timeZone)).toBe(instant);
	});

	test.each(['0001-01-01T00:00', '9999-12-31T23:59', '+275760-09-13T00:00'])(
		'is refused beside its field if it is no time of ours: %s',
		async (since) => {
			const visitor = await signedIn();
			visitor.cookie += '; time_zone=Europe/Berlin';
			const path = `/dashboard/audit-log?since=${encodeURIComponent(since)}`;
			const { status, html } = await visitor.open(path);
			expect(status).toBe(400);
			expect(html).toMatch(/id="since-error"/);
		},
	);
});

describe('what is confirmed by its name', () => {
	test.each([
		['two lines\n and  blanks', 'two lines and blanks'],
		['two lines\n and  blanks', ' two lines  and blanks '],
		['', undefined],
	])('is named as people read it: %j', async (description, typed) => {
		const { id } = await createDirectory();
		const path = `/directories/${id}/tokens`;
		const token = await api<{ id: string }>('POST', path, { description });
		const visitor = await signedIn();
		const revoke = `/dashboard${path}/${token.body.id}/revoke`;
		const wrong = await visitor.submit(revoke, { _confirm: `${typed ?? ''}x` });
		expect(wrong.status).toBe(400);
		const { status } = await visitor.submit(revoke, { _confirm: typed ?? token.body.id.slice(-6) });
		expect(status).toBe(303);
	});
});

test.each(['', '.', '..'])(
	'nothing is called %j, and no call goes elsewhere for it',
	async (name) => {
		const { id } = await createDirectory();
		const visitor = await signedIn();
		for (const [path, fields] of [
			['/branding/delete', { product: name }],
			[`/directories/${id}/settings/schemas/delete`, { urn: name }],
			[`/events/${id}/evt_x/redeliver`, { endpoint_id: name }],
		] as const) {
			const sent = await visitor.submit(`/dashboard${path}`, { ...fields, _confirm: name });
			expect([path, sent.status]).toEqual([path, 404]);
		}
		expect((await api('GET', `/directories/${id}`)).status).toBe(200);
	},
);

test('what was done is not told again on the next page', async () => {
	const { id } = await createDirectory();
	const tenant = id;
	for (let at = 0; at < 51; at += 1) {
		await api('POST', '/setup-links', { tenant, product: 'crm', name: `Link ${at}` });
	}
	const visitor = await signedIn();
	const path = `/dashboard/audit-log?action=setup_link.create&tenant=${tenant}&done=branding_saved`;
	const { html } = await visitor.open(path);
	expect(html).toContain('Branding saved.');
	const next = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&') ?? '';
	expect(next).toContain('cursor=');
	expect((await visitor.open(next)).html).not.toContain('Branding saved.');
});

test.each([
	['fails before', 503, 'The database did not respond.'],
	['has no tables', 503, 'The database lacks a migration'],
	['is refused', 500, 'Unexpected error.'],
] as const satisfies readonly (readonly [Fault, number, string])[])(
	'where D1 %s, a page says so, and not in JSON',
	async (fault, status, told) => {
		const { cookie } = await signedIn();
		const visitor = new Visitor({ DB: faultyD1(() => fault) });
		visitor.cookie = cookie;
		const page = await visitor.open('/dashboard');
		expect([page.status, page.headers.get('Content-Type')]).toEqual([
			status,
			'text/html; charset=UTF-8',
		]);
		expect(page.html).toContain(told);
		expect(page.html).toContain('Go to overview');
	},
);
