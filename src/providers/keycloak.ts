/** Keycloak: has no SCIM client of its own; an extension listens to its events and sends each at once. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** Keycloak with the extension of mitodl. */
export const keycloak = {
	key: 'keycloak-scim-v2',
	name: PROVIDER_NAMES['keycloak-scim-v2'],
	slug: 'keycloak',
	groups: {
		supported: true,
		nested: null,
		how: 'Groups are sent if **Enable group propagation** is on. Each change is a PUT of the group with all its members, or a PATCH with **Use PATCH for groups**. **Group filter patterns** select the groups to send.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PATCH or PUT',
		how: 'Disabling a user sends `active: false`, as a PUT or, with **Use PATCH for users**, as a PATCH; deleting one sends a DELETE.',
	},
	rates: {
		intervalSeconds: 0,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'Each event of the realm is sent once, as it happens, and is not retried if it fails: **Periodic Full Sync** and **Periodic Changed Users Sync** catch up.',
	},
	afterwards: {
		changes:
			'Keycloak sends each change once, as it happens. **Periodic Full Sync** and **Periodic Changed Users Sync** catch up on what failed.',
		leaving:
			'Disable the user in Keycloak to deactivate the account here, or delete the user to delete it.',
		groups:
			'Groups are sent if **Enable group propagation** is on. **Group filter patterns** select them.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['none', 'basic authentication'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without `/Users`.',
	},
	userAgents: [],
	products: [
		{
			name: 'keycloak-scim (mitodl)',
			form: { endpoint: 'SCIM 2.0 endpoint', secret: 'Auth password/token' },
			setup: [
				{
					text: 'Put the jar of `https://github.com/mitodl/keycloak-scim` into `/opt/keycloak/providers/` and restart Keycloak.',
				},
				{
					text: 'In the Admin Console of the realm, open **Realm settings** > **Events** > **Event listeners** (older: **Events** > **Config**), add `scim`, and save.',
				},
				{
					text: 'Open **User federation**, click **Add provider** and choose **scim**. In **SCIM 2.0 endpoint** enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Set **Endpoint content type** to `application/scim+json` and **Auth mode** to **BEARER**. In **Auth password/token** (older: **Bearer token**) enter:',
					paste: '{secret}',
				},
				{
					text: 'Turn on **Enable user propagation** and **Enable group propagation**. Leave **Enable import during sync** off: Keycloak is the source.',
				},
				{
					text: 'Turn on **Periodic full sync**, save, and run **Sync all users** once.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check:
				'**Username source** of the provider: **email** to use the e-mail address, otherwise the user name in Keycloak is used.',
		},
		{
			attribute: 'emails',
			check: 'Comes from the e-mail address of the user. Check that it is filled in.',
		},
		{ attribute: 'active', check: 'Follows **Enabled** of the user.' },
		{ attribute: 'externalId', check: 'The Keycloak id of the user.' },
	],
	troubleshooting: [
		{
			symptom: 'No requests arrive.',
			remedy:
				'Add `scim` to the event listeners of the realm, and check the Keycloak log for errors of the extension.',
		},
		{
			symptom: 'A user or group that already existed is refused with 409.',
			remedy:
				'Turn on **Map to Existing Users on Email Match**, or **Map to Existing Groups on Name Match**.',
		},
		{
			symptom:
				'Users or groups that already existed are refused with 409 although matching is turned on, and there are more than 100 of them.',
			remedy:
				'The extension reads `/Users` and `/Groups` in one request without `count`, and never reads the next page. This service returns pages of 100, so the rest is missing. Connect Keycloak to an empty directory, so that it creates everybody itself and keeps their ids.',
		},
		{
			symptom: 'Changes were lost while the service could not be reached.',
			remedy: 'Run **Sync all users** for the provider under **User federation**.',
		},
		{
			symptom: 'Users disappear from the service after a sync.',
			remedy:
				'**Import action** is set to **DELETE_REMOTE**: set it to **NOTHING**, or turn off **Enable import during sync**.',
		},
	],
	sources: [
		'mitodl/keycloak-scim README.md',
		'mitodl/keycloak-scim src/main/java/sh/libre/scim/storage/ScimStorageProviderFactory.java',
		'mitodl/keycloak-scim src/main/java/sh/libre/scim/core/ScimClient.java',
		'https://github.com/mitodl/keycloak-scim/issues/73',
	],
} as const satisfies Provider;
