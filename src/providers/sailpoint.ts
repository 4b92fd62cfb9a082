/** SailPoint: governs accounts, so that it reads everything first and then carries out its plans. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** SailPoint, with its SCIM 2.0 connector. */
export const sailpoint = {
	key: 'sailpoint-scim-v2',
	name: PROVIDER_NAMES['sailpoint-scim-v2'],
	slug: 'sailpoint',
	groups: {
		supported: true,
		nested: null,
		how: 'Groups are entitlements: they are read by an aggregation, and granting one adds the account to the group. SailPoint only creates a group when it is told to.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PATCH or PUT',
		how: 'The plan of the lifecycle state decides: disabling an account sends `active: false` (as a PATCH where `/ServiceProviderConfig` says that this is supported), and deleting it sends a DELETE.',
	},
	rates: {
		intervalSeconds: null,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'Aggregations run on the schedule of the source and read every account and group, page by page. Requests wait when the rate limit headers of the service say so.',
	},
	afterwards: {
		changes: 'SailPoint reads and compares all accounts and groups on the schedule of the source.',
		leaving:
			'Disable or delete the account in SailPoint, or let the lifecycle state do it. A disabled account is deactivated here, a deleted one is deleted here.',
		groups: 'Groups are entitlements in SailPoint: granting one adds the person to the group here.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['OAuth 2.0', 'basic authentication', 'custom headers'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without `/Users`.',
	},
	userAgents: [],
	products: [
		{
			name: 'Identity Security Cloud',
			form: { endpoint: 'Host URL', secret: 'API Token' },
			setup: [
				{
					text: 'In SailPoint, open **Admin** > **Connections** > **Sources**, select **Create New**, search for **SCIM 2.0** and select **Configure**.',
				},
				{
					text: 'Enter **Source Name**, **Description** and **Source Owner**, choose **Direct Connection** as **Connection Type**, and select **Continue**. Under **Base Configuration**, choose the **Virtual Appliance Cluster**.',
				},
				{
					text: 'Under **Connection Settings**, in **Host URL** (in other versions **Base URL**) enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Set **Authentication Type** to **API Token**. In **API Token** enter:',
					paste: '{secret}',
				},
				{ text: 'Select **Save**, then **Review and Test** and **Test Connection**.' },
				{
					text: 'Open **Import Data** > **Account Schema** and select **Discover**; mark **Account Name** and **Account ID**. Then start an aggregation of accounts under **Import Data**, and set its schedule.',
				},
			],
		},
		{
			name: 'IdentityIQ',
			form: { endpoint: 'Base URL', secret: 'API Token' },
			setup: [
				{
					text: 'In IdentityIQ, open **Applications** > **Application Definition**, select **Add New Application**, and choose **SCIM 2.0** as **Application Type**.',
				},
				{ text: 'On the **Configuration** tab, in **Base URL** enter:', paste: '{endpoint}' },
				{
					text: 'Set **Authentication Type** to **API Token**. In **API Token** enter:',
					paste: '{secret}',
				},
				{
					text: 'Test the connection, select **Discover Schema** for each object type under **Configuration** > **Schema**, and save.',
				},
				{ text: 'Run the tasks for account aggregation and account group aggregation.' },
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check:
				'Create profile (**Accounts** > **Create Account**): `userName` from the e-mail address of the identity.',
		},
		{
			attribute: 'emails',
			check: 'Create profile: the attributes include an `emails` attribute of the type work.',
		},
		{
			attribute: 'active',
			check: 'The lifecycle state disables or deletes the account of this source.',
		},
	],
	troubleshooting: [
		{
			symptom: '**Test Connection** fails.',
			remedy:
				'Check the URL and enter a new **API Token**. The connector first requests `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas` below this URL.',
		},
		{
			symptom: 'An aggregation ends early or finds too few accounts.',
			remedy:
				'Clear the filter strings for users and groups in the settings of the source, and run the aggregation again without optimisation.',
		},
		{
			symptom: 'An attribute is missing in an account.',
			remedy:
				'Open **Import Data** > **Account Schema**, select **Discover** again, and add the attribute. Add it to the create profile as well.',
		},
		{
			symptom: 'Access was granted, but nothing happens.',
			remedy: 'SailPoint must first activate provisioning for your site.',
		},
	],
	sources: [
		'https://documentation.sailpoint.com/connectors/saas/scim_2_0/help/saas_connectivity/scim_2_0_saas/prerequisites.html',
		'https://documentation.sailpoint.com/connectors/scim_2_0/help/integrating_scim2/supported_features.html',
		'https://documentation.sailpoint.com/connectors/identityiq/scim_2_0/help/integrating_scim2/configuration_parameters.html',
		'https://documentation.sailpoint.com/connectors/scim_2_0/help/integrating_scim2/additional_aggregation_information.html',
		'https://documentation.sailpoint.com/connectors/identityiq/scim_2_0/help/integrating_scim2/schema_attributes.html',
		'https://docs.delinea.com/online-help/integrations/sailpoint/identitynow/configure-identity-now.htm',
		'https://docs.delinea.com/online-help/integrations/sailpoint/identitynow/config/index.htm',
	],
} as const satisfies Provider;
