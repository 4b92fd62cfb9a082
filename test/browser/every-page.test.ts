/**
 * Every page, with a server full of what is hostile: nothing of it runs, and each page keeps what all of them
 * promise, wide and narrow, by day and by night.
 */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import {
	hostileWorld,
	LOGO_ORIGIN,
	provision,
	TRACE,
	type HostileWorld,
} from './support/hostile-world.ts';
import {
	NARROW,
	overflowOf,
	useBrowser,
	violationsOf,
	WIDE,
	type Visitor,
	follow,
} from './support/stage.ts';

const visit = useBrowser();

/** Far more than there are kinds of pages. */
const PAGES_MAX = 250;
// As many as there are, on a machine that is busy.
vi.setConfig({ testTimeout: 900_000, hookTimeout: 900_000 });

/** What is opened with GET and is no page. */
const NO_PAGES = new Set([
	'/live/stream',
	'/directories/:id/recordings/:recordingId/transcript',
	'/setup/:link/check/live',
	'/setup/:link/users/live',
	// Google leads there; test/http/google.test.ts goes with it.
	'/google/callback',
]);

/** What neither titles nor URLs of the dashboard hold. */
const SECRETS = /\b(rck_|rcscim_|rcset_|rcsl_|whsec_|whsk_|ses_)[\w-]{8}/;

let world: HostileWorld;
beforeAll(async () => {
	world = await hostileWorld();
});

test('every page of the dashboard shows what is hostile as text', async () => {
	const visitor = await visit({ images: LOGO_ORIGIN, timezoneId: 'Asia/Kolkata' });
	const crawl = new Crawl(visitor);
	// Whoever is signed in does not see it.
	await crawl.walk(['/dashboard/sign-in'], '/none');
	await visitor.signIn();
	const paths = await pathsOf('../../src/ui/dashboard/routes.tsx');
	const wanted = paths
		.filter((path) => !NO_PAGES.has(path))
		.map((path) => fill(`/dashboard${path === '/' ? '' : path}`));
	await crawl.walk([...wanted, ...searches()], '/dashboard');
	expect(crawl.complaints).toEqual([]);
	expect(wanted.filter((path) => !crawl.visited.has(path))).toEqual([]);
	const isShown = (text: string) =>
		// As text, or within JSON.
		[text, JSON.stringify(text).slice(1, -1)].some((each) => crawl.text.includes(each));
	const hidden = world.planted.filter((text) => !isShown(text));
	expect(hidden.map((text) => text.split('"')[0])).toEqual(NOT_SHOWN);
});

test('every page of the setup portal shows what is hostile as text', async () => {
	const visitor = await visit({ images: LOGO_ORIGIN });
	const { page } = visitor;
	const crawl = new Crawl(visitor);
	const secret = new URL(world.setupUrl).pathname;
	await crawl.look(secret);
	await page.getByLabel('Okta').check();
	await follow(page.getByRole('button', { name: 'Create connection' }));
	const [, , link = ''] = new URL(page.url()).pathname.split('/');
	const values = await page
		.locator('input[readonly]')
		.evaluateAll((fields) => fields.map((field) => (field as HTMLInputElement).value));
	const endpoint = values.find((value) => value.includes('/scim/v2/')) ?? '';
	const token = values.find((value) => value.startsWith('rcscim_')) ?? '';
	const wanted = (await pathsOf('../../src/ui/portal/routes.tsx'))
		.filter((path) => path.includes(':link') && !NO_PAGES.has(path))
		.map((path) => path.replace(':link', link));
	expect(wanted).toContain(`/setup/${link}/check`);
	// Before anything has arrived, and after; the link itself is used by now.
	for (const path of wanted) await crawl.look(path);
	await provision({ endpoint, secret: token });
	for (const path of wanted) await crawl.look(path);
	for (const path of [`/setup/${link}x`, '/setup/rcsl_unknown', '/setup/a/b/c']) {
		await crawl.look(path, 404);
	}
	const other = new Crawl(await visit({ images: LOGO_ORIGIN }));
	await other.look(secret, 410);
	expect([...crawl.complaints, ...other.complaints]).toEqual([]);
	for (const what of ['brand', 'visitor email']) {
		expect(crawl.text).toContain(`${what}"'><img src=x onerror=${TRACE}=1>`);
	}
});

/** What no page shows: of requests that were refused, what they are like is kept, and not what they hold. */
const NOT_SHOWN = ['evidence'];

/** The paths that are opened with GET, as the routes of a file have them. */
async function pathsOf(routes: string): Promise<readonly string[]> {
	// By a name that the compiler does not follow: pages are made for another runtime.
	const { PAGES } = (await import(routes)) as { PAGES: Readonly<Record<string, object>> };
	const pages = Object.entries(PAGES).filter(([, handlers]) => Object.hasOwn(handlers, 'GET'));
	return pages.map(([path]) => path);
}

/** A path with the names of the world in the places of its parameters. */
function fill(path: string): string {
	const [, , noun = ''] = path.split('/');
	const ids: Readonly<Record<string, string>> = {
		...world,
		'directories id': path.endsWith('/google') ? world.googleId : world.directoryId,
		'webhooks id': world.endpointId,
		'webhook-endpoints id': world.endpointId,
		planted: '',
	};
	return path.replaceAll(/:(\w+)/g, (_, name: string) => {
		const id = ids[`${noun} ${name}`] ?? ids[name];
		if (id === undefined || id === '') throw new Error(`Say here what :${name} is in ${path}.`);
		return encodeURIComponent(id);
	});
}

/** Pages that show what they are asked with. */
function searches(): readonly string[] {
	const { directoryId, userId, tenant } = world;
	const text = encodeURIComponent(tenant);
	const directory = `/dashboard/directories/${directoryId}`;
	return [
		`${directory}/users?search=${text}`,
		`${directory}/users?search=jane`,
		`${directory}/groups?search=${text}`,
		`/dashboard/directories?tenant=${text}`,
		`/dashboard/people?query=${text}&tenant=${text}`,
		'/dashboard/people?query=jane',
		`/dashboard/people/${directoryId}/${userId}?at=${encodeURIComponent(new Date().toISOString())}`,
		`/dashboard/events/${directoryId}?types=user.created`,
		'/dashboard/events/operations',
		`/dashboard/audit-log?target=${text}`,
	];
}

/** Opens pages, and the pages that they lead to, and notes what is wrong with each. */
class Crawl {
	readonly complaints: string[] = [];
	readonly visited = new Set<string>();
	/** All that stood on pages. */
	text = '';
	readonly #visitor: Visitor;
	readonly #kinds = new Set<string>();
	#offences = 0;

	constructor(visitor: Visitor) {
		this.#visitor = visitor;
	}

	async walk(wanted: readonly string[], below: string): Promise<void> {
		const queue = [...wanted];
		for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
			if (this.visited.has(next)) continue;
			if (this.visited.size === PAGES_MAX) throw new Error('There is no end of pages.');
			this.visited.add(next);
			const links = await this.look(next);
			queue.push(...links.filter((link) => link.startsWith(below) && this.#isNew(link)));
		}
	}

	/** Whether a page is the first of its kind. */
	#isNew(path: string): boolean {
		const { pathname, searchParams } = new URL(path, 'http://x');
		const segments = pathname.split('/').map((each) => (/\d/.test(each) ? '*' : each));
		const kind = [segments.join('/'), ...[...searchParams.keys()].toSorted()].join(' ');
		const isNew = !this.#kinds.has(kind);
		this.#kinds.add(kind);
		return isNew;
	}

	/** Looks at a page; resolves to the paths that it leads to. */
	async look(path: string, status = 200): Promise<readonly string[]> {
		const { page, offences } = this.#visitor;
		const complain = (text: string) => this.complaints.push(`${path}: ${text}`);
		await page.setViewportSize(WIDE);
		await page.emulateMedia({ colorScheme: 'light' });
		const answer = await page.goto(path);
		if (answer?.status() !== status) complain(`is answered ${answer?.status()}`);
		const { pathname } = new URL(page.url());
		if (pathname !== new URL(path, page.url()).pathname) complain(`leads to ${pathname}`);
		const found = await page.evaluate(readPage, TRACE);
		this.text += found.text;
		found.complaints.forEach(complain);
		if (SECRETS.test(found.title)) complain(`has a secret in its title: ${found.title}`);
		const isLink = path.startsWith('/setup/');
		if (SECRETS.test(path) && !isLink) complain('has a secret in its URL');
		await this.#hold(complain, page);
		await page.setViewportSize(NARROW);
		await page.emulateMedia({ colorScheme: 'dark' });
		await this.#hold(complain, page);
		offences.slice(this.#offences).forEach(complain);
		this.#offences = offences.length;
		return found.links;
	}

	async #hold(complain: (text: string) => void, page: Page): Promise<void> {
		(await violationsOf(page)).forEach(complain);
		const overflow = await overflowOf(page);
		if (overflow > 0) complain(`is ${overflow} pixels too wide`);
	}
}

/** What stands on a page, what it leads to, and what is wrong with it; runs in the page. */
function readPage(trace: string) {
	const complaints: string[] = [];
	if (trace in window) complaints.push('has run what is hostile');
	if (document.title.trim() === '') complaints.push('has no title');
	const headings = document.querySelectorAll('h1').length;
	if (headings !== 1) complaints.push(`has ${headings} main headings`);
	const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
	const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
	if (twice.length > 0) complaints.push(`has ids twice: ${twice.join(', ')}`);
	type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;
	const fields = [...document.querySelectorAll<Field>('input, select, textarea')];
	for (const field of fields) {
		const isLabelled = (field.labels?.length ?? 0) > 0 || field.ariaLabel !== null;
		if (field.type !== 'hidden' && !isLabelled) complaints.push(`${field.name} has no label`);
	}
	for (const form of document.forms) {
		// A field may be called "action", and would be the property.
		const action = new URL(form.getAttribute('action') ?? '', location.href);
		if (action.origin !== location.origin) complaints.push(`sends a form to ${action.origin}`);
	}
	for (const each of document.querySelectorAll('*')) {
		const handler = [...each.attributes].find(({ name }) => name.startsWith('on'));
		if (handler !== undefined) complaints.push(`has ${handler.name} in ${each.tagName}`);
	}
	const anchors = [...document.querySelectorAll<HTMLAnchorElement>('a[href]')];
	for (const { protocol, href } of anchors) {
		if (!['http:', 'https:'].includes(protocol)) complaints.push(`links to ${href}`);
	}
	return {
		complaints,
		title: document.title,
		text: [document.body.textContent, ...fields.map(({ value }) => value)].join('\n'),
		links: anchors
			.filter((anchor) => anchor.origin === location.origin && !anchor.hasAttribute('download'))
			.map(({ pathname, search }) => pathname + search),
	};
}
