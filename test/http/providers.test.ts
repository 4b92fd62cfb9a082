/** The identity providers as the API shows them. */
import { describe, expect, test } from 'vitest';
import type { Provider, ProviderInFull } from '../../src/contract/providers.ts';
import { PROVIDER_KEYS } from '../../src/providers/keys.ts';
import { api } from '../support/client.ts';

const list = () => api<{ data: Provider[]; next_cursor: null }>('GET', '/providers');
const read = (type: string) => api<ProviderInFull>('GET', `/providers/${type}`);

test('are listed in the order of the types of directories, on one page', async () => {
	const { status, body } = await list();
	expect(status).toBe(200);
	expect(body.data.map(({ type }) => type)).toEqual(PROVIDER_KEYS);
	expect(body.next_cursor).toBeNull();
});

test('tell which leniencies they are granted', async () => {
	const { data } = (await list()).body;
	const leniencies = (type: string) => data.find((each) => each.type === type)?.leniencies ?? [];
	expect(leniencies('okta-scim-v2')).toContain('skip_unknown_members');
	expect(leniencies('azure-scim-v2')).toEqual(
		expect.arrayContaining(['filter_miss_creates', 'empty_patch']),
	);
	for (const name of ['filter_miss_creates', 'empty_patch', 'skip_unknown_members']) {
		expect(leniencies('generic-scim-v2')).not.toContain(name);
	}
});

describe.each(PROVIDER_KEYS)('%s', (type) => {
	test('is read with all that the list says of it, and the steps that connect it', async () => {
		const { status, body } = await read(type);
		expect(status).toBe(200);
		const listed = (await list()).body.data.find((each) => each.type === type);
		expect(body).toMatchObject({ ...listed });
		expect(body.setup.flatMap(({ steps }) => steps)).not.toEqual([]);
	});

	test('is a type that a directory can have', async () => {
		const made = await api('POST', '/directories', { name: 'x', tenant: 't', product: 'p', type });
		expect(made.status).toBe(201);
	});
});

test('what to paste where, in the words of the console', async () => {
	const { body } = await read('azure-scim-v2');
	expect(body).toMatchObject({
		name: 'Microsoft Entra ID',
		authentication: 'bearer',
		form: { endpoint: 'Tenant URL', secret: 'Secret Token' },
		url: { template: '{endpoint}?aadOptscim062020' },
		deprovisioning: { styles: ['deactivate', 'delete'], deactivation: 'PATCH' },
		rates: { interval_seconds: 2400, requests_per_second: 25 },
		user_agents: [{ pattern: null }],
	});
	const pasted = body.setup[0]?.steps.flatMap(({ paste }) => paste ?? []);
	expect(pasted).toEqual([
		'{endpoint}?aadOptscim062020',
		'{secret}',
		'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
	]);
});

test.each(['okta', '__proto__', 'constructor', ''])('there is no provider %j', async (type) => {
	const { status } = await read(encodeURIComponent(type));
	expect(status).toBe(type === '' ? 200 : 404);
});
