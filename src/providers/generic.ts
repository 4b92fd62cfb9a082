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
		how: 'As far as the client sends them. Groups are taken as members of groups, too.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PATCH or PUT',
		how: 'The client decides. `active: false` keeps the user and tells of a change, DELETE removes it.',
	},
	rates: {
		intervalSeconds: null,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'The client decides. It is answered 429 with `Retry-After` where it is too much at once.',
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
					text: 'Choose SCIM 2.0 as the version. As the base URL of the SCIM service enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Choose bearer token (OAuth bearer token, HTTP header) as the authentication. As the token enter:',
					paste: '{secret}',
				},
				{ text: 'Test the connection, if there is a button for it, and save.' },
				{
					text: 'Map `userName`, `emails` and `active`, choose whom to send, and send one person first.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check: 'Unique in the directory, in any letter case; most applications want an address.',
		},
		{ attribute: 'emails', check: 'At least one, with `primary: true` or the type `work`.' },
		{ attribute: 'active', check: 'False as soon as somebody is to lose access.' },
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
			remedy: 'Compare the base URL: `/Users` has to come right behind it, once.',
		},
		{
			symptom: 'A create is answered 409.',
			remedy:
				'Somebody has this `userName`, in any letter case. Look it up with `filter=userName eq "…"` first, and update what is found.',
		},
	],
	sources: ['https://www.rfc-editor.org/rfc/rfc7643', 'https://www.rfc-editor.org/rfc/rfc7644'],
} as const satisfies Provider;
