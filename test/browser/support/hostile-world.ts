/**
 * A server that people of bad will have filled: whatever an identity provider, a receiver or an operator can
 * name is markup that runs a script where a page forgets that it is text.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, inject, vi } from 'vitest';

/** Set by every script of theirs. */
export const TRACE = '__xss';

/** Where the logo of their branding is. */
export const LOGO_ORIGIN = 'https://logo.example';

/** What is what, in words that no page has of its own. */
const planted = new Set<string>();

function hostile(what: string): string {
	const text = `${what}"'><img src=x onerror=${TRACE}=1><script>${TRACE}=1</script>`;
	planted.add(text);
	return text;
}

const SCRIPT_URL = `javascript:${TRACE}=1`;
const URN = 'urn:example:hostile:2.0:User';
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

type Json = Readonly<Record<string, unknown>>;

/** What the world is made of, by the names that paths give to it. */
export type HostileWorld = Awaited<ReturnType<typeof hostileWorld>>;

/** Makes one; for the top of a test file. */
export async function hostileWorld() {
	const receiver = await startReceiver();
	const tenant = hostile('tenant');
	const product = hostile('product');
	const directory = await api('POST', '/directories', {
		name: hostile('directory'),
		tenant,
		product,
		type: 'okta-scim-v2',
	});
	const google = await api('POST', '/directories', {
		name: hostile('google directory'),
		tenant,
		product,
		type: 'google',
	});
	const base = `/directories/${idOf(directory)}`;
	await api('POST', `${base}/schemas`, {
		id: URN,
		name: hostile('schema'),
		description: hostile('schema description'),
		resource_type: 'User',
		attributes: [{ name: 'badge', type: 'string', description: hostile('attribute description') }],
	});
	await api('PUT', `${base}/attribute-mapping`, {
		custom_attributes: { badge: [`${URN}:badge`], nick: ['nickName'] },
	});
	await api('POST', `${base}/tokens`, { description: hostile('token') });
	const endpoint = await api('POST', '/webhook-endpoints', {
		url: `${receiver}/<img src=x onerror=${TRACE}=1>?"'><script>${TRACE}=1</script>`,
		description: hostile('endpoint'),
		directory_id: idOf(directory),
	});
	const disabled = await api('POST', '/webhook-endpoints', {
		url: `${receiver}/wide`,
		description: hostile('disabled endpoint'),
		tenant,
		product,
	});
	await api('PATCH', `/webhook-endpoints/${idOf(disabled)}`, {
		state: 'disabled',
		disabled_reason: hostile('reason'),
	});
	const recording = await api('POST', `${base}/recordings`, {});
	const scim = scimOf(directory['scim'] as Connection);
	const user = await scim('POST', '/Users', aUser('jane'));
	const leaver = await scim('POST', '/Users', aUser('leaver'));
	const group = await scim('POST', '/Groups', {
		schemas: [`${CORE}:Group`],
		displayName: hostile('group'),
		externalId: hostile('group externalId'),
		members: [{ value: idOf(user) }, { value: idOf(leaver) }],
	});
	await scim('PATCH', `/Users/${idOf(user)}`, {
		schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
		Operations: [{ op: 'replace', path: 'title', value: hostile('new title') }],
	});
	await offend(scim, idOf(user));
	await api('POST', `${base}/recordings/${idOf(recording)}/stop`);
	// The brake holds what is more than one leaver.
	await api('PUT', `${base}/deprovisioning-brake`, { users: 1 });
	await api('POST', '/api-keys', { name: hostile('API key'), scopes: ['read'], tenant, product });
	const link = await api('POST', '/setup-links', { tenant, product, name: hostile('setup link') });
	await api('PUT', `/branding/${encodeURIComponent(product)}`, {
		name: hostile('brand'),
		logo_url: `${LOGO_ORIGIN}/a'(;,)%22%3E.svg?onerror=${TRACE}`,
		accent_color: '#336699',
	});
	const dead = await eventually(`/webhook-endpoints/${idOf(endpoint)}/dead-letters`);
	const attempt = await eventually(`/webhook-endpoints/${idOf(endpoint)}/attempts`);
	const event = await eventually(`${base}/events`);
	const second = { schemas: [`${CORE}:User`], userName: 'second.leaver' };
	for (const each of [leaver, await scim('POST', '/Users', second)]) {
		await scim('DELETE', `/Users/${idOf(each)}`);
	}
	const replay = await api('POST', `/webhook-endpoints/${idOf(endpoint)}/replay`, {
		from_sequence: 1,
	});
	return {
		tenant,
		product,
		directoryId: idOf(directory),
		googleId: idOf(google),
		userId: idOf(user),
		groupId: idOf(group),
		endpointId: idOf(endpoint),
		attemptId: idOf(attempt),
		deadLetterId: String(dead['event_id']),
		eventId: idOf(event),
		recordingId: idOf(recording),
		replayId: idOf(replay),
		setupUrl: String(link['url']),
		/** All that pages may show, and nobody may run. */
		planted: [...planted],
	};
}

/** A user who is hostile in every attribute. */
function aUser(who: string): Json {
	const of = (attribute: string) => hostile(`${who} ${attribute}`);
	return {
		schemas: [`${CORE}:User`, ENTERPRISE, URN],
		userName: of('userName'),
		externalId: of('externalId'),
		name: {
			formatted: of('formatted'),
			familyName: of('familyName'),
			givenName: of('givenName'),
			middleName: of('middleName'),
			honorificPrefix: of('prefix'),
		},
		displayName: of('displayName'),
		nickName: of('nickName'),
		profileUrl: SCRIPT_URL,
		title: of('title'),
		userType: of('userType'),
		emails: [{ value: of('email'), type: of('email type'), display: of('email'), primary: true }],
		phoneNumbers: [{ value: of('phone'), type: 'work' }],
		photos: [{ value: SCRIPT_URL, type: 'photo' }],
		addresses: [{ formatted: of('address'), streetAddress: of('street'), type: 'work' }],
		entitlements: [{ value: of('entitlement') }],
		roles: [{ value: of('role'), display: of('role display') }],
		[ENTERPRISE]: {
			department: of('department'),
			employeeNumber: of('employeeNumber'),
			costCenter: of('costCenter'),
			manager: { value: of('manager') },
		},
		[URN]: { badge: of('badge') },
	};
}

type Scim = (
	method: string,
	path: string,
	body?: unknown,
	headers?: Record<string, string>,
) => Promise<Json>;

/** What the doctor takes for evidence, and recordings keep. */
async function offend(scim: Scim, userId: string): Promise<void> {
	const markup = hostile('evidence');
	const agent = { 'User-Agent': markup };
	const filter = encodeURIComponent(`userName eq "${markup.replaceAll('"', '')}" and`);
	await scim('GET', `/Users?filter=${filter}`, undefined, agent);
	await scim('GET', `/${encodeURIComponent(markup)}`, undefined, agent);
	await scim('POST', '/Users', { ...aUser('jane') }, agent);
	await scim('POST', '/Users', { schemas: [markup], userName: 1 }, agent);
	await scim('PATCH', `/Users/${userId}`, { Operations: [{ op: markup, path: markup }] }, agent);
	await scim('GET', '/Users', undefined, { ...agent, Authorization: `Bearer ${markup}` });
}

/** A directory's own way in. */
interface Connection {
	readonly endpoint: string;
	readonly secret: string;
}

/** Sends a hostile user, and what is refused. */
export async function provision(connection: Connection): Promise<void> {
	const scim = scimOf(connection);
	await offend(scim, idOf(await scim('POST', '/Users', aUser('visitor'))));
}

function scimOf({ endpoint, secret }: Connection): Scim {
	return async (method, path, body, headers) => {
		const answer = await fetch(`${endpoint}${path}`, {
			method,
			headers: {
				Authorization: `Bearer ${secret}`,
				'Content-Type': 'application/scim+json',
				...headers,
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const text = await answer.text();
		return (text === '' ? {} : JSON.parse(text)) as Json;
	};
}

async function api(method: string, path: string, body?: unknown): Promise<Json> {
	const answer = await fetch(`${inject('url')}/v1${path}`, {
		method,
		headers: {
			Authorization: `Bearer ${inject('adminKey')}`,
			'Content-Type': 'application/json',
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await answer.text();
	if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
	return (text === '' ? {} : JSON.parse(text)) as Json;
}

function idOf(made: Json): string {
	const { id } = made;
	if (typeof id !== 'string') throw new Error(`There is no id in ${JSON.stringify(made)}`);
	return id;
}

/** The first one of a list, once there is one. */
function eventually(path: string): Promise<Json> {
	return vi.waitFor(
		async () => {
			const [first] = (await api('GET', path))['data'] as readonly Json[];
			if (first === undefined) throw new Error(`There is nothing at ${path}.`);
			return first;
		},
		{ timeout: 60_000, interval: 200 },
	);
}

/** Refuses every webhook, with a page. */
async function startReceiver(): Promise<string> {
	const server = createServer((request, response) => {
		request.resume();
		response.writeHead(500, { 'Content-Type': 'text/html' });
		response.end(`<!doctype html><title>x</title>${hostile('error body')}`);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	afterAll(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
