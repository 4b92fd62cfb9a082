/** The check of the setup portal: what it says of a connection that is not as it should be, and of one that is. */
import { describe, expect, test } from 'vitest';
import { remedyForAdmin } from '../../src/doctor/admin-remedies.ts';
import { FINDING_NAMES } from '../../src/doctor/findings.ts';
import type { Diagnosis } from '../../src/doctor/diagnose.ts';
import { PROVIDER_KEYS } from '../../src/providers/keys.ts';
import { arrivalsSince } from '../../src/ui/portal/arrivals.ts';
import { standingOfScim } from '../../src/ui/portal/standing.ts';
import { api, createDirectory, send, user } from '../support/client.ts';
import { directoriesOf, makeLink, textOf, titleOf, tokenOn, use } from '../support/setup.ts';

const LINK_USED = 1_000;

/** A finding as the doctor makes it, of requests of one client. */
function found(
	name: Diagnosis['findings'][number]['name'],
	lastSeen: number,
	userAgent = 'Okta SCIM Client 1.0.0',
): Diagnosis['findings'][number] {
	const evidence = {
		at: lastSeen,
		method: 'GET',
		target: '/Users',
		headers: { 'user-agent': userAgent },
		body: null,
		status: 401,
		answer: null,
	};
	const texts = { title: name, detail: name, remedy: name };
	const times = { firstSeen: LINK_USED, lastSeen };
	return { name, severity: 'error', count: 1, ...texts, ...times, evidence };
}

/** How far a connection is of which this was found, to which users have come at these times. */
function standingOf(findings: Diagnosis['findings'], come: readonly number[] = []) {
	return standingOfScim({
		diagnosis: {
			state: 'failing',
			provider: { configured: 'okta-scim-v2', recognised: null, confidence: 'none', because: [] },
			lastRequestAt: null,
			lastAcceptedAt: null,
			lastDoneAt: null,
			lastRefused: null,
			days: [],
			findings,
		},
		directory: { userCount: come.length },
		arrivals: arrivalsSince(
			LINK_USED,
			{ userCount: come.length, groupCount: 0, createdAt: LINK_USED },
			{ users: come.map((createdAt) => ({ createdAt })), groups: [] },
		),
		since: LINK_USED,
		name: 'Okta',
		use: { lastUsedAt: null, isFollowed: false, isOnly: true },
		isTokenUsed: false,
	});
}

const namesOf = ({ findings }: Pick<Diagnosis, 'findings'>) => findings.map(({ name }) => name);

describe('what is found', () => {
	test('of the credentials of one client is what it sends now', () => {
		const both = [found('wrong_token', 2_000), found('no_token', 3_000)];
		expect(namesOf(standingOf(both))).toEqual(['no_token']);
		const two = [found('wrong_token', 2_000, 'one'), found('no_token', 3_000, 'two')];
		expect(namesOf(standingOf(two))).toEqual(['no_token', 'wrong_token']);
	});

	test('is over once users have come, even where their requests are not counted yet', () => {
		const findings = [found('wrong_token', 2_000), found('wrong_url', 4_000)];
		const standing = standingOf(findings, [3_000]);
		expect(namesOf(standing)).toEqual(['wrong_url']);
		const mended = standingOf(findings, [5_000]);
		expect(mended).toMatchObject({ findings: [], isConnected: true, isFailing: false });
		expect(mended.summary).toBe('Connected: 1 user received.');
		expect(mended.milestones.map(({ at }) => at)).toEqual([true, true, true]);
	});
});

describe('what an IT admin is told to do', () => {
	test.each(PROVIDER_KEYS)(
		'is to copy from the step Connect, and nothing he cannot see: %s',
		(key) => {
			for (const name of FINDING_NAMES) {
				const remedy = remedyForAdmin(name, key);
				expect(remedy, name).not.toMatch(/(?:token|base URL) of this directory/);
			}
			const remedy = remedyForAdmin('wrong_url', key);
			expect(remedy).toMatch(/^Copy .* again from the step \*\*Connect\*\*/);
			expect(remedy).not.toContain('aadOptscim');
		},
	);
});

/** A connection of a provider that has been made with a link. */
async function connected(type = 'okta-scim-v2') {
	const link = await makeLink();
	const { visitor, page } = await use(link, { type });
	const [directory] = await directoriesOf(link);
	const open = (step: string) => visitor.open(`/setup/${link.id}/${step}`);
	const shown = async (step = 'check') => textOf(await open(step)).replaceAll(/\s+/g, ' ');
	return { token: tokenOn(page) ?? '', path: `/scim/v2/${directory?.id}`, directory, open, shown };
}

const create = (path: string, token: string, name: string, headers: object = {}) =>
	send(`${path}/Users`, {
		method: 'POST',
		headers: {
			Authorization: `Bearer ${token}`,
			'Content-Type': 'application/scim+json',
			...headers,
		},
		body: JSON.stringify(user(name)),
	});

/** The class of a link. */
const classOf = (html: string, text: string) =>
	new RegExp(`class="([^"]*)"[^>]*>\\s*${text}`).exec(html)?.[1];

describe('the page', () => {
	test('of a deactivated directory says so first, whether anything came or not', async () => {
		const { directory, path, token, open, shown } = await connected();
		expect((await create(path, token, 'earlier')).status).toBe(201);
		await api('PATCH', `/directories/${directory?.id}`, { state: 'inactive' });
		const text = await shown();
		expect(text).toContain(
			'The directory is deactivated. Ask the person who sent you the link to activate it.',
		);
		expect(text).toContain('Problem The directory is deactivated');
		expect(text).not.toContain('The connection works');
		expect(titleOf(await open('done'))).toBe('There is a problem');
		expect(await shown('done')).not.toContain('The connection is in use.');
	});

	test('asks for URL and token again where these are wrong, and goes on where they are not', async () => {
		const { path, token, open, shown } = await connected();
		const waiting = await open('check');
		expect(classOf(waiting.html, 'Next: first users')).toBe('button');
		expect(classOf(waiting.html, 'Back to URL')).toBe('button outline');
		expect(await shown('check/live')).toContain('No request after your test?');
		expect((await send(`${path}/Users`)).status).toBe(401);
		await expect.poll(shown).toContain('What to do: Select a bearer token');
		expect(await shown()).toContain('the token from the step Connect');
		expect(await shown('check/live')).not.toContain('No request after your test?');
		const failing = await open('check');
		expect(classOf(failing.html, 'Next: first users')).toBe('button outline');
		expect(classOf(failing.html, 'Back to URL')).toBe('button');
		expect(failing.html).toContain('data-state="failing"');
		// What is clicked stands above what changes.
		expect(failing.html.indexOf('Next: first users')).toBeLessThan(
			failing.html.indexOf('data-summary'),
		);
		expect((await create(path, token, 'jane')).status).toBe(201);
		const well = await open('check');
		expect(classOf(well.html, 'Next: first users')).toBe('button');
		expect(textOf(well)).not.toContain('What to do');
	});

	test('gives no milestone the time of another request', async () => {
		const { path, token, open } = await connected();
		expect((await create(path, token, 'jane')).status).toBe(201);
		const text = async () => textOf(await open('check')).replaceAll(/\s+/g, ' ');
		await expect
			.poll(text)
			.toMatch(/First request received : done\. Last request: .* Token accepted : done\. First/);
		expect(await text()).not.toContain('does not say which provider');
	});

	test('of a URL with the flag of Entra ID believes a client that says its name', async () => {
		const { path, token, shown } = await connected('azure-scim-v2');
		const flagged = await send(`${path}/Users?aadOptscim062020&count=1`, {
			headers: { Authorization: `Bearer ${token}`, 'User-Agent': 'Okta SCIM Client 1.0.0' },
		});
		expect(flagged.status).toBe(200);
		await expect.poll(shown).toContain('Sent by Okta.');
	});

	test('shows a path that was put after the flag', async () => {
		const { path, token, shown } = await connected('azure-scim-v2');
		const lost = await send(`${path}?aadOptscim062020/Users`, {
			method: 'POST',
			headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
			body: JSON.stringify(user('lost')),
		});
		expect(lost.status).toBe(405);
		await expect.poll(shown).toContain('POST ?aadOptscim062020/Users');
		expect(await shown()).toContain('Copy Tenant URL again from the step Connect');
	});

	test.each([
		['keycloak-scim-v2', 'run Sync all users now', 'Run Sync all users in Keycloak'],
		['sailpoint-scim-v2', 'run an account aggregation now', 'when SailPoint provisions them'],
	])('says how users come from %s', async (type, first, users) => {
		const { shown } = await connected(type);
		expect(await shown()).toContain(first);
		expect(await shown('users')).toContain(users);
	});

	test('of a directory with an older token says that the new one was not accepted', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const link = await makeLink({ directory_id: directory.id });
		const { visitor } = await use(link, {});
		expect((await send(`${directory.path}/Users`)).status).toBe(401);
		await expect
			.poll(async () => textOf(await visitor.open(`/setup/${link.id}/check`)))
			.toContain('Requests arrive, but none with the new token has been accepted.');
	});
});
