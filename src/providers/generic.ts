/** Any client that follows RFC 7643 and RFC 7644. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** A provider without a key of its own. */
export const generic = {
	key: 'generic-scim-v2',
	name: PROVIDER_NAMES['generic-scim-v2'],
	slug: 'generic',
	groups: {
		supported: null,
		nested: null,
		how: 'The client decides whether it sends groups. Groups can be members of other groups.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PATCH or PUT',
		how: 'The client decides. `active: false` keeps the user as inactive, DELETE removes the user.',
	},
	rates: {
		intervalSeconds: null,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'The client decides. If it sends too much at once, the response is 429 with `Retry-After`.',
	},
	afterwards: {
		changes: 'Your identity provider decides when it sends changes.',
		leaving:
			'Unassign, deactivate or delete the person in your identity provider. The account here is then deactivated or deleted, as your identity provider is set.',
		groups: 'Groups appear here if your identity provider sends them.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: [],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, to which `/Users`, `/Groups` and `/ServiceProviderConfig` are appended.',
	},
	userAgents: [],
	products: [
		{
			name: 'Any SCIM 2.0 client',
			form: null,
			setup: [
				{
					text: 'Choose SCIM 2.0 as the version. As the base URL of the SCIM service, enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Choose bearer token (OAuth bearer token, HTTP header) as the authentication method. As the token, enter:',
					paste: '{secret}',
				},
				{ text: 'Test the connection, if there is a button for it, and save.' },
				{
					text: 'Map `userName`, `emails` and `active`, choose the people to send, and send one person first.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check: 'Unique in the directory, ignoring case. Most applications expect an e-mail address.',
		},
		{ attribute: 'emails', check: 'At least one, with `primary: true` or the type `work`.' },
		{ attribute: 'active', check: 'False as soon as a person should lose access.' },
		{
			attribute: 'externalId',
			check: 'An identifier that does not change when the person is renamed.',
		},
	],
	troubleshooting: [
		{
			symptom: 'Every request is answered 401.',
			remedy: 'Send `Authorization: Bearer` with a token of this directory that has not expired.',
		},
		{
			symptom: 'Requests are answered 404.',
			remedy: 'Check the base URL: `/Users` must follow it directly, once.',
		},
		{
			symptom: 'Creating a user is answered 409.',
			remedy:
				'Another user has this `userName`, ignoring case. Search with `filter=userName eq "…"` first, and update the user that is found.',
		},
	],
	sources: ['https://www.rfc-editor.org/rfc/rfc7643', 'https://www.rfc-editor.org/rfc/rfc7644'],
} as const satisfies Provider;
