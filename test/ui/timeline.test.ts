/** /dashboard/people and the timeline of a person, without scripts. */
import { describe, expect, test, vi } from 'vitest';
import { createDirectory, createEndpoint, patch, user } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { makeKey } from '../support/keys.ts';
import { Receiver } from '../support/receiver.ts';
import { signedIn } from '../support/visitor.ts';

const PATH = '/dashboard/people';
const XSS = '<img src=x onerror=alert(1)>';

/** A user whose every field is an attack, and whose deactivation an endpoint does not take. */
async function stage() {
	const directory = await createDirectory();
	const body = user(`${XSS}@acme.example`, { displayName: XSS, title: XSS });
	const { body: made } = await directory.scim<{ id: string }>('POST', '/Users', body);
	const receiver = new Receiver(() => new Response(XSS, { status: 500 }));
	await createEndpoint({ directory_id: directory.id, url: receiver.url, description: XSS });
	const change = patch(
		{ op: 'replace', path: 'active', value: false },
		{ op: 'replace', path: 'title', value: `${XSS}!` },
	);
	await directory.scim('PATCH', `/Users/${made.id}`, change);
	return { directory, path: `${PATH}/${directory.id}/${made.id}` };
}

describe('finding somebody', () => {
	test('the form alone, nobody, and somebody: each in one round trip', async () => {
		const visitor = await signedIn();
		const { directory, path } = await stage();
		const queries = ['', '?query=nobody-at-all', `?query=%3Cimg&tenant=${directory.tenant}`];
		const pages: string[] = [];
		for (const query of queries) {
			const cost = await costOf(async () => {
				const { status, html } = await visitor.open(`${PATH}${query}`);
				expect(status).toBe(200);
				expect(html).not.toContain('<img');
				pages.push(html);
			});
			expect(cost.trips).toBe(1);
		}
		expect(pages[0]).not.toContain('No matching people');
		expect(pages[1]).toContain('No matching people');
		expect(pages[2]).toContain(`href="${path}"`);
	});

	test('what is wrong is told beside the field', async () => {
		const visitor = await signedIn();
		const { status, html } = await visitor.open(`${PATH}?query=x&tenant=.`);
		expect(status).toBe(400);
		expect(html).toMatch(/id="tenant-error" class="error">/);
		expect(html).toContain('value="x"');
	});
});

describe('the timeline', () => {
	test('what IdPs and endpoints send is text, and two round trips are all', async () => {
		const visitor = await signedIn();
		const { path } = await stage();
		const html = await vi.waitFor(
			async () => {
				const opened = await visitor.open(path);
				expect(opened.html).toContain('1 attempt failed');
				expect(opened.html).toContain('Patch user');
				return opened.html;
			},
			{ timeout: 30_000 },
		);
		expect(html).not.toContain('<img');
		expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;');
		expect(html.indexOf('Summary')).toBeLessThan(html.indexOf('id="timeline"'));
		// What became of the events is asked of those that were found.
		expect((await costOf(() => visitor.open(path))).trips).toBe(2);
	});

	test("a time is taken in the viewer's zone, and one that is none hides nothing", async () => {
		const visitor = await signedIn();
		const { path } = await stage();
		visitor.cookie = `${visitor.cookie}; time_zone=Asia/Tokyo`;
		const { html } = await visitor.open(`${path}?at=2020-01-01T09:00`);
		expect(html).toContain('datetime="2020-01-01T00:00:00.999Z"');
		expect(html).toContain('This user did not exist in the directory at this');
		expect(html).toContain('value="2020-01-01T09:00"');
		expect((await visitor.open(`${path}?at=2999-01-01T09:00:01`)).html).toContain(
			'This time is in the future',
		);
		const wrong = await visitor.open(`${path}?at=yesterday`);
		expect(wrong.status).toBe(400);
		expect(wrong.html).toMatch(/id="at-error" class="error">/);
		expect(wrong.html).toContain('Summary');
	});

	test('a key of another tenant is told that there is no such directory', async () => {
		const { path } = await stage();
		const { secret } = await makeKey({ tenant: 'somebody else' });
		const visitor = await signedIn(secret);
		const { status, html } = await visitor.open(path);
		expect(status).toBe(404);
		expect(html).not.toContain('&lt;img');
		expect(html).toContain('It was deleted, or never existed');
	});

	test('another account is told of, and linked', async () => {
		const visitor = await signedIn();
		const { directory, path } = await stage();
		const other = await createDirectory('okta-scim-v2', { tenant: directory.tenant });
		const body = user(`${XSS}@acme.example`, { displayName: XSS });
		const { body: made } = await other.scim<{ id: string }>('POST', '/Users', body);
		const { html } = await visitor.open(path);
		expect(html).toContain('is still active in');
		expect(html).toContain(`<a href="${PATH}/${other.id}/${made.id}">View account</a>`);
		expect(html).toContain('<h2 id="others">');
		expect(html).toContain('State at this time');
		expect(html).not.toContain('<img');
	});
});
