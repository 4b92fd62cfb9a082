/** What the SDK knows of the API is what the contract says: its types, and a method for every call. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sdkSources } from '../../scripts/sdk-sources.ts';
import { OPERATIONS, type OperationId } from '../../src/contract/operations/index.ts';
import { List, Rollcall } from '../../src/sdk/index.ts';

describe('the generated sources', () => {
	test('are what `npm run sdk:types` writes', async () => {
		for (const [path, text] of Object.entries(await sdkSources())) {
			expect(readFileSync(path, 'utf8') === text, `${path}: run \`npm run sdk:types\``).toBe(true);
		}
	});
});

/** How each call is made; each id is the name of its parameter, so that the path shows which it is. */
const METHODS: Readonly<Record<OperationId, (rollcall: Rollcall) => unknown>> = {
	listProviders: ({ providers }) => providers.list(),
	getProvider: ({ providers }) => providers.get('type'),
	listTenants: ({ tenants }) => tenants.list(),
	getTenant: ({ tenants }) => tenants.get('tenant'),
	createDirectory: ({ directories }) =>
		directories.create({ name: 'n', tenant: 't', product: 'p', type: 'google' }),
	listDirectories: ({ directories }) => directories.list(),
	getDirectory: ({ directories }) => directories.get('id'),
	getStatistics: ({ directories }) => directories.statistics('id'),
	getDiagnosis: ({ directories }) => directories.diagnosis('id'),
	listDirectoryHealth: ({ directories }) => directories.health(),
	getActivity: ({ directories }) => directories.activity(),
	updateDirectory: ({ directories }) => directories.update('id', { name: 'n' }),
	deleteDirectory: ({ directories }) => directories.delete('id'),
	listTokens: ({ directories }) => directories.tokens.list('id'),
	createToken: ({ directories }) => directories.tokens.create('id'),
	rotateToken: ({ directories }) => directories.rotateToken('id'),
	revokeToken: ({ directories }) => directories.tokens.revoke('id', 'tokenId'),
	createRecording: ({ directories }) => directories.recordings.create('id'),
	listRecordings: ({ directories }) => directories.recordings.list('id'),
	getRecording: ({ directories }) => directories.recordings.get('id', 'recordingId'),
	stopRecording: ({ directories }) => directories.recordings.stop('id', 'recordingId'),
	deleteRecording: ({ directories }) => directories.recordings.delete('id', 'recordingId'),
	getTranscript: ({ directories }) => directories.recordings.transcript('id', 'recordingId'),
	listUsers: ({ directories }) => directories.users.list('id'),
	getUser: ({ directories }) => directories.users.get('id', 'userId'),
	listUserGroups: ({ directories }) => directories.users.groups('id', 'userId'),
	listUserEvents: ({ directories }) => directories.users.events('id', 'userId'),
	listGroups: ({ directories }) => directories.groups.list('id'),
	getGroup: ({ directories }) => directories.groups.get('id', 'groupId'),
	searchPeople: ({ people }) => people.search({ query: 'jane' }),
	getTimeline: ({ directories }) => directories.users.timeline('id', 'userId'),
	listGroupMembers: ({ directories }) => directories.groups.members('id', 'groupId'),
	listGroupEvents: ({ directories }) => directories.groups.events('id', 'groupId'),
	importResources: ({ directories }) => directories.import('id', {}),
	getAttributeMapping: ({ directories }) => directories.attributeMapping.get('id'),
	setAttributeMapping: ({ directories }) => directories.attributeMapping.set('id', {}),
	deleteAttributeMapping: ({ directories }) => directories.attributeMapping.delete('id'),
	previewAttributeMapping: ({ directories }) => directories.attributeMapping.preview('id', {}),
	getGoogleConnection: ({ directories }) => directories.google.get('id'),
	authorizeGoogle: ({ directories }) => directories.google.authorize('id'),
	updateGoogleSettings: ({ directories }) => directories.google.update('id', { groups: false }),
	syncGoogle: ({ directories }) => directories.google.sync('id'),
	disconnectGoogle: ({ directories }) => directories.google.disconnect('id'),
	listSchemas: ({ directories }) => directories.schemas.list('id'),
	createSchema: ({ directories }) => directories.schemas.create('id', SCHEMA),
	getSchema: ({ directories }) => directories.schemas.get('id', 'urn'),
	replaceSchema: ({ directories }) => directories.schemas.replace('id', 'urn', SCHEMA),
	deleteSchema: ({ directories }) => directories.schemas.delete('id', 'urn'),
	listEvents: ({ directories }) => directories.events.list('id'),
	getEvent: ({ directories }) => directories.events.get('id', 'eventId'),
	listEventAttempts: ({ directories }) => directories.events.attempts('id', 'eventId'),
	getBrake: ({ directories }) => directories.brake.get('id'),
	setBrake: ({ directories }) => directories.brake.set('id', { users: 5 }),
	deleteBrake: ({ directories }) => directories.brake.delete('id'),
	resumeDeliveries: ({ directories }) => directories.brake.resume('id'),
	discardDeliveries: ({ directories }) => directories.brake.discard('id'),
	createWebhookEndpoint: ({ webhookEndpoints }) =>
		webhookEndpoints.create({ url: 'https://app.example.com' }),
	listWebhookEndpoints: ({ webhookEndpoints }) => webhookEndpoints.list(),
	getWebhookEndpoint: ({ webhookEndpoints }) => webhookEndpoints.get('id'),
	updateWebhookEndpoint: ({ webhookEndpoints }) => webhookEndpoints.update('id', {}),
	deleteWebhookEndpoint: ({ webhookEndpoints }) => webhookEndpoints.delete('id'),
	rotateSecret: ({ webhookEndpoints }) => webhookEndpoints.rotateSecret('id'),
	testWebhookEndpoint: ({ webhookEndpoints }) => webhookEndpoints.test('id'),
	listAttempts: ({ webhookEndpoints }) => webhookEndpoints.attempts('id'),
	getAttempt: ({ webhookEndpoints }) => webhookEndpoints.attempt('id', 'attemptId'),
	listCursors: ({ webhookEndpoints }) => webhookEndpoints.cursors('id'),
	createReplay: ({ webhookEndpoints }) => webhookEndpoints.replays.create('id', {}),
	listReplays: ({ webhookEndpoints }) => webhookEndpoints.replays.list('id'),
	getReplay: ({ webhookEndpoints }) => webhookEndpoints.replays.get('id', 'replayId'),
	cancelReplay: ({ webhookEndpoints }) => webhookEndpoints.replays.cancel('id', 'replayId'),
	listDeadLetters: ({ webhookEndpoints }) => webhookEndpoints.deadLetters.list('id'),
	redeliverAll: ({ webhookEndpoints }) => webhookEndpoints.deadLetters.redeliverAll('id'),
	redeliver: ({ webhookEndpoints }) => webhookEndpoints.deadLetters.redeliver('id', 'eventId'),
	listSigningKeys: ({ signingKeys }) => signingKeys.list(),
	createSigningKey: ({ signingKeys }) => signingKeys.create(),
	deleteSigningKey: ({ signingKeys }) => signingKeys.delete('id'),
	createSetupLink: ({ setupLinks }) => setupLinks.create({}),
	listSetupLinks: ({ setupLinks }) => setupLinks.list(),
	getSetupLink: ({ setupLinks }) => setupLinks.get('id'),
	regenerateSetupLink: ({ setupLinks }) => setupLinks.regenerate('id'),
	revokeSetupLink: ({ setupLinks }) => setupLinks.revoke('id'),
	listBranding: ({ branding }) => branding.list(),
	setBranding: ({ branding }) => branding.set('product', {}),
	deleteBranding: ({ branding }) => branding.delete('product'),
	createApiKey: ({ apiKeys }) => apiKeys.create({ name: 'n', scopes: ['read'] }),
	listApiKeys: ({ apiKeys }) => apiKeys.list(),
	getApiKey: ({ apiKeys }) => apiKeys.get('id'),
	revokeApiKey: ({ apiKeys }) => apiKeys.revoke('id'),
	listAuditEntries: ({ auditLog }) => auditLog.list(),
};

const SCHEMA = {
	id: 'urn:acme:1.0:User',
	name: 'Acme',
	resource_type: 'User' as const,
	attributes: [{ name: 'badge' }],
};

const UUID = /^[0-9a-f-]{36}$/;

describe('each call of the contract', () => {
	test.each(Object.entries(OPERATIONS))('%s has a method of the client', async (id, operation) => {
		const sent: { call: string; hasBody: boolean; hasKey: boolean }[] = [];
		const rollcall = new Rollcall({
			url: 'https://rollcall.example.com',
			apiKey: 'rck_test',
			fetch: async (url, { method, body, headers }) => {
				const hasKey = UUID.test(new Headers(headers).get('idempotency-key') ?? '');
				const { pathname } = new URL(url);
				sent.push({ call: `${method} ${pathname}`, hasBody: body !== undefined, hasKey });
				return Response.json({ data: [], next_cursor: null });
			},
		});
		const made = METHODS[id as OperationId](rollcall);
		await (made instanceof List ? made.page() : made);
		const { method, path } = operation;
		expect(sent).toEqual([
			{
				call: `${method} /v1${path.replaceAll(/[{}]/g, '')}`,
				hasBody: 'body' in operation && !('isBodyOptional' in operation),
				hasKey: method === 'POST',
			},
		]);
	});
});
