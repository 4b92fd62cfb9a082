/**
 * Two customers as the screenshots show them: people, teams, an Okta and an Entra directory, one application
 * that takes its webhooks and one that does not, and a brake that holds.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Directory, Rollcall } from '../src/sdk/index.ts';
import { defer } from './lifecycle.ts';

const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** Of these two the pages tell something. */
const JANE = 'Jane Cooper';

const NORTHWIND = [
	[JANE, 'Account executive', 'Sales'],
	['Amara Okafor', 'Head of sales', 'Sales'],
	['Lucas Meyer', 'Account executive', 'Sales'],
	['Sofia Rossi', 'Designer', 'Product'],
	['Kenji Tanaka', 'Engineer', 'Engineering'],
	['Priya Raman', 'Engineering manager', 'Engineering'],
	['Tomas Novak', 'Engineer', 'Engineering'],
	['Zoë Lindqvist', 'Support engineer', 'Support'],
	['Noah Williams', 'Controller', 'Finance'],
	['Elena García', 'Office manager', 'Operations'],
] as const;

const GLOBEX = [
	['Hannah Schmidt', 'Plant manager', 'Operations'],
	['Omar Haddad', 'Shift lead', 'Operations'],
	['Mei Chen', 'Quality engineer', 'Quality'],
	['Pierre Dubois', 'Buyer', 'Purchasing'],
	['Ingrid Olsen', 'Analyst', 'Finance'],
	['Ravi Patel', 'Technician', 'Operations'],
] as const;

type People = readonly (readonly [name: string, title: string, department: string])[];

/** What pages are opened for. */
export interface ExampleWorld {
	readonly okta: Directory;
	readonly janeId: string;
	readonly failingEndpointId: string;
	readonly setupUrl: string;
}

/** Fills a fresh server. */
export async function exampleWorld(rollcall: Rollcall): Promise<ExampleWorld> {
	const northwind = { tenant: 'northwind', product: 'planner' };
	const globex = { tenant: 'globex', product: 'planner' };
	await rollcall.webhookEndpoints.create({
		url: `${await startReceiver(204, '')}/webhooks/rollcall`,
		product: 'planner',
		description: 'Planner, production',
	});
	const failing = await rollcall.webhookEndpoints.create({
		url: `${await startReceiver(500, '<h1>Internal Server Error</h1>')}/hooks/directory`,
		tenant: 'northwind',
		description: 'Billing',
	});
	const okta = await rollcall.directories.create({
		name: 'Northwind Okta',
		type: 'okta-scim-v2',
		...northwind,
	});
	const entra = await rollcall.directories.create({
		name: 'Globex Entra ID',
		type: 'azure-scim-v2',
		...globex,
	});
	await rollcall.directories.brake.set(entra.id, { users: 2 });
	const northwindIds = await provision(okta, 'northwind.example', NORTHWIND);
	const globexIds = await provision(entra, 'globex.example', GLOBEX);
	const janeId = northwindIds.get(JANE) ?? '';
	const scim = connect(okta);
	await scim('PATCH', `/Users/${janeId}`, patch('title', 'Regional sales manager'));
	await scim('PATCH', `/Users/${janeId}`, patch('active', false));
	const leave = connect(entra);
	for (const id of [...globexIds.values()].slice(2)) {
		await leave('PATCH', `/Users/${id}`, patch('active', false));
	}
	await rollcall.branding.set('planner', { name: 'Planner', accent_color: '#0f766e' });
	const link = await rollcall.setupLinks.create({
		tenant: 'initech',
		product: 'planner',
		name: 'Initech Okta',
	});
	await isTried(rollcall, failing.id);
	return { okta, janeId, failingEndpointId: failing.id, setupUrl: link.url ?? '' };
}

/** Sends people and their teams as a provider does; resolves to the ids of the people. */
export async function provision(
	directory: Pick<Directory, 'scim'>,
	domain: string,
	people: People = NORTHWIND.slice(1, 5),
): Promise<ReadonlyMap<string, string>> {
	const scim = connect(directory);
	const ids = new Map<string, string>();
	for (const [name, title, department] of people) {
		const { id } = await scim('POST', '/Users', userOf(name, title, department, domain));
		ids.set(name, id);
	}
	for (const team of new Set(people.map(([, , department]) => department))) {
		const members = people.filter(([, , department]) => department === team);
		await scim('POST', '/Groups', {
			schemas: [`${CORE}:Group`],
			displayName: team,
			members: members.map(([name]) => ({ value: ids.get(name) })),
		});
	}
	return ids;
}

function userOf(name: string, title: string, department: string, domain: string): object {
	const [givenName = '', familyName = ''] = name.split(' ');
	const ascii = `${givenName}.${familyName}`.normalize('NFD').replaceAll(/[^A-Za-z.]/g, '');
	const address = `${ascii.toLowerCase()}@${domain}`;
	return {
		schemas: [`${CORE}:User`, ENTERPRISE],
		userName: address,
		externalId: `00u${ascii.toLowerCase().replace('.', '')}`,
		name: { givenName, familyName },
		displayName: name,
		title,
		active: true,
		emails: [{ value: address, type: 'work', primary: true }],
		[ENTERPRISE]: { department },
	};
}

function patch(path: string, value: unknown): object {
	return { schemas: [PATCH], Operations: [{ op: 'replace', path, value }] };
}

type Scim = (method: string, path: string, body: object) => Promise<{ readonly id: string }>;

function connect({ scim }: Pick<Directory, 'scim'>): Scim {
	return async (method, path, body) => {
		const answer = await fetch(`${scim.endpoint}${path}`, {
			method,
			headers: {
				Authorization: `Bearer ${scim.secret}`,
				'Content-Type': 'application/scim+json',
			},
			body: JSON.stringify(body),
		});
		if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
		return (await answer.json()) as { id: string };
	};
}

/** An application that answers all its webhooks alike. */
async function startReceiver(status: number, body: string): Promise<string> {
	const server = createServer((request, response) => {
		request.resume();
		response.writeHead(status, { 'Content-Type': 'text/html' }).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	defer(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const TRIES_MAX = 100;

async function isTried(rollcall: Rollcall, endpointId: string): Promise<void> {
	for (let tries = 0; tries < TRIES_MAX; tries += 1) {
		const attempts = await rollcall.webhookEndpoints.attempts(endpointId, { limit: 2 }).toArray();
		if (attempts.length > 0) return;
		await sleep(200);
	}
	throw new Error('The endpoint that fails was never tried.');
}
