/** Pages of users and groups: found, paged, and told of with what happened to them. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createDirectory, group, patch, user, type TestDirectory } from '../support/client.ts';
import { costOf } from '../support/d1-meter.ts';
import { fillMembers, fillUsers } from '../support/fill.ts';
import { makeKey } from '../support/keys.ts';
import { signedIn, type Visitor } from '../support/visitor.ts';

const MARKUP = '<img src=x onerror=alert(1)>';

let visitor: Visitor;
let directory: TestDirectory;
let path: string;
let ada: string;
let gone: string;
let crew: string;

async function create(at: string, body: object): Promise<string> {
	const created = await directory.scim('POST', at, body);
	expect(created.status).toBe(201);
	return String(created.body['id']);
}

/** The page as it is read, without its markup. */
function textOf(html: string): string {
	return html
		.slice(html.indexOf('<main'))
		.replaceAll(/<[^>]+>/g, ' ')
		.replaceAll(/\s+/g, ' ');
}

beforeAll(async () => {
	visitor = await signedIn();
	directory = await createDirectory();
	path = `/dashboard/directories/${directory.id}`;
	ada = await create(
		'/Users',
		user('ada', {
			displayName: 'Ada Byron',
			title: MARKUP,
			emails: [{ value: 'ada@acme.example' }],
		}),
	);
	await create('/Users', user('bob', { displayName: MARKUP, active: false }));
	await create(
		'/Users',
		user('lovelace', {
			displayName: 'Countess',
			name: { givenName: 'Augusta', familyName: 'King' },
			emails: [{ value: 'lady@acme.example' }],
		}),
	);
	gone = await create('/Users', user('gone', { displayName: 'Gone Girl' }));
	crew = await create('/Groups', group(`Crew ${MARKUP}`, [ada, gone]));
	await create('/Groups', group('Fleet', [crew]));
	const change = patch({ op: 'replace', path: 'active', value: false });
	await directory.scim('PATCH', `/Users/${ada}`, change);
	await directory.scim('DELETE', `/Users/${gone}`);
});

describe('pages are one round trip, and show what providers send as text', () => {
	test.each([
		['users', () => '/users?search=a&active=false'],
		['users of a group', () => `/users?group=${crew}`],
		['a user', () => `/users/${ada}`],
		['a user who was deleted', () => `/users/${gone}`],
		['groups', () => '/groups?search=crew'],
		['a group', () => `/groups/${crew}`],
	])('%s', async (_name, below) => {
		let page = { status: 0, html: '' };
		const cost = await costOf(async () => (page = await visitor.open(`${path}${below()}`)));
		expect([page.status, cost.trips]).toEqual([200, 1]);
		expect(page.html).not.toContain('<img');
	});

	test.each([
		['/users/none', 404],
		['/groups/none', 404],
		['/users?group=none', 400],
		['/users?cursor=MQ', 400],
		['/users?active=perhaps', 400],
	])('%s is answered with %i', async (below, status) => {
		expect((await visitor.open(`${path}${below}`)).status).toBe(status);
	});

	test('what belongs to another tenant is not there', async () => {
		const { secret } = await makeKey({ tenant: 'another' });
		const stranger = await signedIn(secret);
		for (const below of ['/users', `/users/${ada}`, '/groups', `/groups/${crew}`]) {
			const { status, html } = await stranger.open(`${path}${below}`);
			expect([below, status]).toEqual([below, 404]);
			expect(html).not.toContain('Byron');
		}
	});
});

describe('lists', () => {
	test('are searched as people type, and keep what was typed', async () => {
		const { html } = await visitor.open(`${path}/users?search=+ADA+b&active=false`);
		expect(textOf(html)).toContain('Ada Byron inactive ada ada@acme.example');
		expect(html).not.toContain('bob');
		expect(html).toContain('value=" ADA b"');
		expect(html).toContain('<option value="false" selected="">');
	});

	test.each(['cOUNT', 'augus', 'augusta k', 'king', 'lovel', 'lady@'])(
		'find a user by how one of her names or her address begins: %s',
		async (search) => {
			const { html } = await visitor.open(`${path}/users?search=${encodeURIComponent(search)}`);
			expect(textOf(html)).toContain('Countess active lovelace lady@acme.example');
			expect(html).not.toContain('bob');
		},
	);

	test('say beside the field what is wrong', async () => {
		const { status, html } = await visitor.open(`${path}/users?search=${'x'.repeat(1001)}`);
		expect(status).toBe(400);
		expect(html).toMatch(/id="search-error" class="error">/);
	});

	test('say what to do where nothing is found', async () => {
		const { html } = await visitor.open(`${path}/users?search=yron`);
		expect(textOf(html)).toContain('No users found.');
		expect(html).toContain(`href="${path}/users"`);
		expect((await visitor.open(`${path}/groups?search=rew`)).html).toContain('No groups found.');
		const empty = `/dashboard/directories/${(await createDirectory()).id}`;
		for (const [list, title] of [
			['users', 'No users yet.'],
			['groups', 'No groups yet.'],
		] as const) {
			const page = await visitor.open(`${empty}/${list}`);
			expect(page.html).toContain(title);
			expect(page.html).toContain(`href="${empty}"`);
		}
	});

	test('go on page by page, with what was asked for', async () => {
		const large = await createDirectory();
		await fillUsers(large, 120);
		const seen: string[] = [];
		let next: string | undefined = `/dashboard/directories/${large.id}/users?search=user`;
		for (; next !== undefined;) {
			const { html } = await visitor.open(next);
			seen.push(...[...html.matchAll(/"\/dashboard[^"]+\/users\/id-\d+"/g)].map(([name]) => name));
			next = /href="([^"]+)" rel="next"/.exec(html)?.[1]?.replaceAll('&amp;', '&');
		}
		expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
	});
});

describe('one user', () => {
	test('is shown with status and names, groups, the way to the timeline, history and raw SCIM', async () => {
		const { html } = await visitor.open(`${path}/users/${ada}`);
		const text = textOf(html);
		expect(text).toMatch(/inactive.* User name ada Display name Ada Byron .* Groups /);
		expect([...html.matchAll(/<h2[^>]*>([^<]*)/g)].map(([, heading]) => heading)).toEqual([
			'Groups',
			'Access',
			'History',
			'Raw SCIM',
		]);
		expect(text).toContain('Why does this person still have access?');
		expect(html).toContain(`href="${path}/groups/${crew}"`);
		expect(html).toContain(`href="/dashboard/people/${directory.id}/${ada}"`);
		expect(text).toMatch(/Deactivated user\.updated active : true → false/);
		expect(text).toMatch(/Added to Crew .* group\.user_added .* Created user\.created/);
		expect(text).toContain('&quot;userName&quot;: &quot;ada&quot;');
	});

	test('who was deleted is still told of', async () => {
		const { html } = await visitor.open(`${path}/users/${gone}`);
		const text = textOf(html);
		expect(text).toContain('Gone Girl');
		expect(text).toContain('deleted These are the last known details of this user.');
		expect(text).toMatch(/Deleted user\.deleted .* Removed from Crew/);
	});

	test('pages through history by itself', async () => {
		const busy = await create('/Users', user('busy'));
		for (let at = 0; at < 26; at += 1) {
			const change = patch({ op: 'replace', path: 'title', value: `Title ${at}` });
			await directory.scim('PATCH', `/Users/${busy}`, change);
		}
		const first = await visitor.open(`${path}/users/${busy}`);
		expect(first.html).toContain('Title 25');
		expect(first.html).not.toContain('user.created');
		const [, next = ''] = /href="([^"]+#events)" rel="next"/.exec(first.html) ?? [];
		const second = await visitor.open(next.replace(/#.*/, ''));
		expect(second.html).toContain('user.created');
		expect(textOf(second.html)).toContain('busy');
	});
});

describe('one group', () => {
	test('is shown with its members, users and groups', async () => {
		const { html } = await visitor.open(`${path}/groups/${crew}`);
		expect(html).toContain(`href="${path}/users/${ada}"`);
		expect(html).toContain(`href="${path}/users?group=${crew}"`);
		const { html: groups } = await visitor.open(`${path}/groups?search=fleet`);
		const [, fleet = ''] = /href="([^"]+)">Fleet/.exec(groups) ?? [];
		expect((await visitor.open(fleet)).html).toContain(`href="${path}/groups/${crew}"`);
	});

	test('of many is paged', async () => {
		const large = await createDirectory();
		await fillUsers(large, 60);
		const made = await large.scim('POST', '/Groups', group('Everybody'));
		await fillMembers(large, String(made.body['id']), 60);
		const page = `/dashboard/directories/${large.id}/groups/${String(made.body['id'])}`;
		const { html } = await visitor.open(page);
		expect(html).not.toContain('user60@');
		const [, next = ''] = /href="([^"]+#members)" rel="next"/.exec(html) ?? [];
		expect((await visitor.open(next.replace(/#.*/, ''))).html).toContain('user60@');
	});

	test('that was deleted is still told of', async () => {
		const old = await create('/Groups', group('Old crew'));
		await directory.scim('DELETE', `/Groups/${old}`);
		const { status, html } = await visitor.open(`${path}/groups/${old}`);
		expect(status).toBe(200);
		expect(textOf(html)).toContain('deleted These are the last known details of this group.');
	});
});
