/** Rippling: a personnel system first, so that employment decides who has access, and from when. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** Rippling, with a custom integration. */
export const rippling = {
	key: 'rippling-scim-v2',
	name: PROVIDER_NAMES['rippling-scim-v2'],
	slug: 'rippling',
	groups: {
		supported: true,
		nested: null,
		how: 'Groups are sent if **Supports Groups** is selected for the integration. **Create & Delete Groups** and **Use PATCH to edit Groups** decide how. With **Mutually Exclusive Groups**, a person is in one group at most.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: null,
		how: 'Access ends when the employment ends, or when the person no longer matches the rules of the application. Rippling does not document which request it sends.',
	},
	rates: {
		intervalSeconds: null,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'**Provision Time** of the integration decides when a new person gets access. A create request that timed out is sent again.',
	},
	afterwards: {
		changes: '**Provision Time** of the integration decides when a new person gets access.',
		leaving:
			'Access ends when the employment ends, or when the person no longer matches the rules of the application.',
		groups: 'Groups are sent if **Supports Groups** is selected for the integration.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: [],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without `/Users`.',
	},
	userAgents: [],
	products: [
		{
			name: 'Rippling',
			form: { endpoint: 'SCIM base URL', secret: 'Bearer Token' },
			setup: [
				{
					text: 'In the Rippling admin dashboard open **IT** > **Third-Party Access**, select **Add Integration** and **Create New Custom Integration** (in older accounts: **Identity Management** > **Custom App** > **Create New App**).',
				},
				{
					text: 'Enter a **Name**, **Categories** and a **Logo**, select **User Management via SCIM** and **Continue**.',
				},
				{
					text: 'Set **SCIM Version** to **2.0**. In **SCIM base URL** enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Set **SCIM Authorization Method** to **Bearer Token**. Select **Supports Groups**, **Supports Pagination**, **Create & Delete Groups** and **Use PATCH to edit Groups**.',
				},
				{
					text: 'Under **Supported SCIM Attributes** add `externalId`, `emails.primary`, `name.givenName` and `name.familyName`, and any others you need.',
				},
				{
					text: 'Click **Install now**, then **Yes, I’ll install this integration**. In **Bearer Token** enter:',
					paste: '{secret}',
				},
				{
					text: 'Set **App Access Rules** and **Provision Time**. On **Attribute Mappings**, set the cadence of all attributes to **On user creation and updates**.',
				},
				{
					text: 'Match existing people or create accounts for them, and assign people and groups to the application.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{ attribute: 'userName', check: 'Comes from the work e-mail address.' },
		{
			attribute: 'emails',
			check:
				'**Supported SCIM Attributes** has `emails.primary`, with the cadence **On user creation and updates**.',
		},
		{
			attribute: 'externalId',
			check:
				'**Supported SCIM Attributes** has `externalId`: it is how people are found after they are renamed.',
		},
		{
			attribute: 'active',
			check: 'Nothing to set: it follows the employment status and **App Access Rules**.',
		},
	],
	troubleshooting: [
		{
			symptom: 'A new employee does not arrive.',
			remedy:
				'Check that the person matches **App Access Rules**, and that **Provision Time** has been reached.',
		},
		{
			symptom: 'Changes of a name or an address do not arrive.',
			remedy:
				'On **Attribute Mappings**, set the cadence to **On user creation and updates** instead of on creation only.',
		},
		{
			symptom: 'Groups do not arrive.',
			remedy:
				'Select **Supports Groups** and **Create & Delete Groups** in the settings of the integration, and assign groups to the application.',
		},
		{
			symptom: 'Rippling says that the connection is broken.',
			remedy: 'Reconnect the integration in its settings with a new **Bearer Token**.',
		},
	],
	sources: [
		'https://help.kombo.dev/hc/en-us/articles/35612530773521-Rippling-SCIM-How-do-I-link-my-account',
		'https://workos.com/docs/integrations/rippling-scim/2-create-your-rippling-application',
		'https://authn-sh-docs.pages.dev/guides/scim/rippling/',
	],
} as const satisfies Provider;
