/**
 * What directories forgive: a request for every leniency, those of HTTP beside the conforming request,
 * and what those by a provider's type come to where `generic-scim-v2` follows the RFCs to the letter.
 */
import { describe, expect, test } from 'vitest';
import { PROVIDER_KEYS } from '../../src/providers/keys.ts';
import { LENIENCIES } from '../../src/scim/leniencies.ts';
import { isGranted, type Leniency } from '../../src/scim/leniencies/leniency.ts';
import {
	api,
	createDirectory,
	group,
	patch,
	send,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { CONFORMING, REQUESTS, type CaseRequest } from './leniency-cases.ts';

/** A directory that knows the user and the group that the requests name, and the extension of one of them. */
async function createExampleDirectory(type: string) {
	const directory = await createDirectory(type);
	const schema = {
		id: 'urn:example:params:scim:schemas:desk:2.0:User',
		resource_type: 'User',
		name: 'Desk',
		attributes: [{ name: 'floor', type: 'integer' }],
	};
	const declared = await api('POST', `/directories/${directory.id}/schemas`, schema);
	expect(declared.status).toBeLessThan(300);
	const known = await directory.scim(
		'POST',
		'/Users',
		user('known', { emails: [{ type: 'known', value: 'a@example.com' }] }),
	);
	const crew = await directory.scim('POST', '/Groups', group('Known'));
	const ids = { user: String(known.body['id']), group: String(crew.body['id']) };
	return { directory, ids };
}

/** Sends a request with the ids of what is known, and header fields that may be left out. */
async function sendCase(
	{ path: base, token }: TestDirectory,
	ids: Readonly<Record<'user' | 'group', string>>,
	{ method, path, headers = {}, body }: CaseRequest,
) {
	const filled = (text: string) =>
		text.replaceAll('{user}', ids.user).replaceAll('{group}', ids.group);
	const all: Record<string, string | null> = {
		Authorization: `Bearer ${token}`,
		...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
		...headers,
	};
	const fields = Object.entries(all).filter(
		(field): field is [string, string] => field[1] !== null,
	);
	return send(base + filled(path), {
		method,
		headers: fields,
		// Text would be given a Content-Type of its own.
		...(body === undefined ? {} : { body: new TextEncoder().encode(filled(JSON.stringify(body))) }),
	});
}

const STRICT = 'generic-scim-v2';

/** What all are granted is granted by the same code to each: one type shows it. */
const isShownBy = ({ types }: Leniency, type: string) => types !== 'all' || type === STRICT;

/** Sends the request of a leniency to a directory of a type. */
async function sendNamed(name: string, type: string) {
	const { directory, ids } = await createExampleDirectory(type);
	return sendCase(directory, ids, requestOf(name));
}

function requestOf(name: string): CaseRequest {
	const request = REQUESTS[name];
	if (request === undefined) throw new Error(`There is no request for ${name}.`);
	return request;
}

describe('leniencies', () => {
	const granted = LENIENCIES.flatMap((leniency) =>
		PROVIDER_KEYS.filter((type) => isGranted(leniency, type) && isShownBy(leniency, type)).map(
			(type) => ({ name: leniency.name, type }),
		),
	);
	test.each(granted)('$name is granted to $type', async ({ name, type }) => {
		const { status, body } = await sendNamed(name, type);
		expect(status).toBeLessThan(300);
		const outcomes = (body?.['Operations'] ?? []) as { status: string }[];
		expect(outcomes.filter((each) => !each.status.startsWith('2'))).toEqual([]);
	});

	test.each(LENIENCIES.filter((each) => !isGranted(each, STRICT)))(
		'$name is not granted to generic-scim-v2',
		async ({ name }) => {
			expect((await sendNamed(name, STRICT)).status).toBe(400);
		},
	);

	test.each(Object.entries(CONFORMING))(
		'%s: the answer is that to a conforming request',
		async (name, conforming) => {
			const leniency = LENIENCIES.find((each) => each.name === name);
			const type = PROVIDER_KEYS.findLast((key) => leniency && isGranted(leniency, key)) ?? '';
			const answers = [requestOf(name), conforming].map(async (request) => {
				const { directory, ids } = await createExampleDirectory(type);
				const { status, headers, body } = await sendCase(directory, ids, request);
				const text = JSON.stringify(body)
					.replaceAll(directory.id, '{directory}')
					.replaceAll(ids.user, '{user}')
					.replaceAll(ids.group, '{group}')
					.replaceAll(String(body['id']), '{id}')
					.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '{time}')
					.replaceAll(/W\/\\"[^"]*"/g, '{tag}');
				return { status, type: headers.get('Content-Type'), text };
			});
			const [one, other] = await Promise.all(answers);
			expect(one).toEqual(other);
			expect(one?.status).toBeLessThan(300);
		},
	);
});

describe('RFC 7643 §3, RFC 7644 §3.1: a body names its schemas', () => {
	test.each([
		['POST', '/Users', { userName: 'bert' }, 201],
		['PUT', '/Users/{id}', { userName: 'anna' }, 200],
		['PATCH', '/Users/{id}', { Operations: [{ op: 'add', path: 'title', value: 'x' }] }, 200],
		['POST', '/Bulk', { Operations: [] }, 200],
		['POST', '/Users/.search', {}, 200],
		['POST', '/.search', { filter: 'userName pr' }, 200],
	])('%s %s without them', async (method, path, body, forgiven) => {
		const ask = async (type: string, more: object) => {
			const directory = await createDirectory(type);
			const created = await directory.scim('POST', '/Users', user('anna'));
			const target = path.replace('{id}', String(created.body['id']));
			return directory.scim(method, target, { ...more, ...body });
		};
		for (const more of [{}, { schemas: null }]) {
			const refused = await ask('generic-scim-v2', more);
			expect(refused.status).toBe(400);
			expect(refused.body).toMatchObject({
				scimType: 'invalidSyntax',
				detail: expect.stringMatching(/^"schemas" must be an array of URNs/),
			});
			for (const type of ['okta-scim-v2', 'azure-scim-v2', 'google']) {
				expect((await ask(type, more)).status, type).toBe(forgiven);
			}
		}
	});

	test('what else is wrong with a body is said first', async () => {
		const directory = await createDirectory();
		const { body } = await directory.scim('POST', '/Users', {});
		expect(body).toMatchObject({ scimType: 'invalidValue', detail: '"userName" is required.' });
	});
});

test.each([
	['generic-scim-v2', 400],
	['okta-scim-v2', 400],
	['azure-scim-v2', 200],
	['keycloak-scim-v2', 200],
])(
	'RFC 7644 §3.5.2: a PATCH has one operation or more, except from Entra and Keycloak: %s',
	async (type, status) => {
		const directory = await createDirectory(type);
		const created = await directory.scim('POST', '/Users', user('anna'));
		const path = `/Users/${String(created.body['id'])}`;
		const { schemas } = patch();
		for (const body of [patch(), { schemas }, { schemas, Operations: null }]) {
			const reply = await directory.scim('PATCH', path, body);
			const scimType = status === 400 ? 'invalidSyntax' : undefined;
			expect([reply.status, reply.body['scimType']]).toEqual([status, scimType]);
		}
		expect(await directory.events()).toHaveLength(1);
	},
);

test('RFC 7644 §3.5.2: "schemas" may be modified, and is what the resource contains', async () => {
	const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
	const core = 'urn:ietf:params:scim:schemas:core:2.0:User';
	const directory = await createDirectory();
	const created = await directory.scim('POST', '/Users', user('anna'));
	const path = `/Users/${String(created.body['id'])}`;
	const add = { op: 'add', path: 'schemas', value: [enterprise] };
	const nothing = await directory.scim('PATCH', path, patch(add));
	expect(nothing.body).toMatchObject({ schemas: [core] });
	const set = { op: 'add', path: `${enterprise}:department`, value: 'Tools' };
	const both = await directory.scim('PATCH', path, patch(add, set));
	expect(both.body).toMatchObject({ schemas: [core, enterprise] });
});
