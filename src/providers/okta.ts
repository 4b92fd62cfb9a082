/** Okta: pushes as changes happen, never deletes a user, and pushes groups apart from assignments. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** Okta, with an integration of one's own or one from its catalogue. */
export const okta = {
	key: 'okta-scim-v2',
	name: PROVIDER_NAMES['okta-scim-v2'],
	slug: 'okta',
	groups: {
		supported: true,
		nested: false,
		how: 'Assigning a group to the application sends its people, not the group itself. Groups are sent with Group Push, on the **Push Groups** tab. Only members who are assigned to the application are sent. Do not push a group that is also used for assignments. Okta flattens nested groups.',
	},
	deprovisioning: {
		styles: ['deactivate'],
		deactivation: 'PATCH or PUT',
		how: 'With **Deactivate Users** on, unassigning or deactivating a person sends `active: false`: as a PATCH from a catalogue integration, as a PUT of the whole user from one created with the App Integration Wizard. Okta never deletes users. When you stop pushing a group, it is deleted if **Delete the group in the target app** is chosen.',
	},
	rates: {
		intervalSeconds: 0,
		requestsPerSecond: null,
		pageSize: 100,
		notes:
			'Changes are sent as they happen. Imports run manually, or hourly, daily or weekly. Okta gives up on a request after 60 seconds without a response.',
	},
	afterwards: {
		changes: 'Okta sends changes as they happen.',
		leaving:
			'Unassign the person from the application, or deactivate the person in Okta. With **Deactivate Users** on, the account here is then deactivated. Okta never deletes accounts.',
		groups:
			'Assigning a group sends its people. To send the group itself, add it on the **Push Groups** tab. Use other groups there than those used for assignments.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['basic authentication', 'OAuth 2.0 with an authorization code'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without `/Users`: Okta appends the resource.',
	},
	userAgents: [
		{
			pattern: '^Okta SCIM Client\\b',
			source:
				'okta/okta-developer-docs packages/@okta/vuepress-site/docs/reference/scim/scim-20/index.md',
		},
		{
			pattern: '^OKTA SCIM Integration\\b',
			source: 'https://developer.okta.com/standards/SCIM/SCIMFiles/Okta-SCIM-20-SPEC-Test.json',
		},
	],
	products: [
		{
			name: 'An application of your own (App Integration Wizard)',
			form: { endpoint: 'SCIM connector base URL', secret: 'Authorization' },
			setup: [
				{
					text: 'In the Okta Admin Console open **Applications** > **Applications**. Open your SAML or SWA application, or create one with **Create App Integration**. OIDC applications do not support SCIM: create a second application for it.',
				},
				{
					text: 'On the **General** tab, under **App Settings**, click **Edit**, set **Provisioning** to **SCIM**, and click **Save**.',
				},
				{
					text: 'On the new **Provisioning** tab, under **Settings** > **Integration**, click **Edit**. In **SCIM connector base URL** enter:',
					paste: '{endpoint}',
				},
				{ text: 'In **Unique identifier field for users** enter:', paste: 'userName' },
				{
					text: 'Under **Supported provisioning actions**, select **Push New Users**, **Push Profile Updates** and **Push Groups**.',
				},
				{
					text: 'Set **Authentication Mode** to **HTTP Header**, and in **Authorization** enter only the token (Okta adds `Bearer` itself):',
					paste: '{secret}',
				},
				{ text: 'Click **Test Connector Configuration**, then **Save**.' },
				{
					text: 'Under **Settings** > **To App**, click **Edit**, enable **Create Users**, **Update User Attributes** and **Deactivate Users**, and click **Save**.',
				},
				{
					text: 'On the **Assignments** tab, assign people or groups to the application.',
				},
				{
					text: 'On the **Push Groups** tab, choose the groups to send with **Push Groups** > **Find groups by name**. Use other groups than those used for assignments.',
				},
			],
		},
		{
			name: 'SCIM 2.0 Test App (OAuth Bearer Token), from the catalogue',
			form: { endpoint: 'SCIM 2.0 Base Url', secret: 'OAuth Bearer Token' },
			setup: [
				{
					text: 'In the Okta Admin Console open **Applications** > **Applications**, click **Browse App Catalog**, search for **SCIM 2.0 Test App (OAuth Bearer Token)** and click **Add Integration**.',
				},
				{
					text: 'Name it, click **Next**, choose **Email** as **Application username format**, and click **Done**.',
				},
				{
					text: 'On the **Provisioning** tab, click **Configure API Integration** and select **Enable API integration**. In **SCIM 2.0 Base Url** enter:',
					paste: '{endpoint}',
				},
				{ text: 'In **OAuth Bearer Token** enter:', paste: '{secret}' },
				{ text: 'Click **Test API Credentials**, then **Save**.' },
				{
					text: 'Under **To App**, click **Edit**, enable **Create Users**, **Update User Attributes** and **Deactivate Users**, and click **Save**.',
				},
				{
					text: 'Assign people on the **Assignments** tab, and choose groups on the **Push Groups** tab.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check:
				'**Sign On** tab, **Application username format**: **Email**, unless people sign in with something else.',
		},
		{
			attribute: 'emails',
			check:
				'**Provisioning** > **To App** > **Attribute Mappings**: **Primary email** from `user.email`.',
		},
		{
			attribute: 'active',
			check: '**Provisioning** > **To App**: **Deactivate Users** is enabled.',
		},
	],
	troubleshooting: [
		{
			symptom: 'A group shows **Error** on the **Push Groups** tab.',
			remedy:
				'Click the information button next to its **Push Status** to see the cause. Fix it, then click **Retry All Groups**. Okta does not retry by itself.',
		},
		{
			symptom: 'Some members of a pushed group are missing.',
			remedy:
				'Assign these people to the application (**Assignments** tab), reactivate those who are inactive in Okta, then push the group again.',
		},
		{
			symptom: 'People stay in a group after they were removed in Okta.',
			remedy:
				'The same group is used for assignments and Group Push, which Okta does not support. Use another group for assignments.',
		},
		{
			symptom: 'A task on the **Dashboard** says that a user could not be provisioned.',
			remedy:
				'Open **Dashboard** > **Tasks**, read the response of the service, fix the cause, select the task, and click **Retry Selected**. **View Logs** of the application shows each failure in the System Log.',
		},
		{
			symptom: 'A person who was unassigned stays active.',
			remedy:
				'Enable **Deactivate Users** under **Provisioning** > **To App**, then assign and unassign the person once more.',
		},
		{
			symptom: '**Test Connector Configuration** fails.',
			remedy:
				'Check that **SCIM connector base URL** is the SCIM base URL of the directory, with nothing after it, and enter a new token in **Authorization**, without `Bearer`.',
		},
		{
			symptom: 'People already existed before Okta was connected.',
			remedy: 'On the **Import** tab, click **Import Now** and confirm the assignments it finds.',
		},
	],
	sources: [
		'https://developer.okta.com/docs/reference/scim/scim-20/',
		'https://developer.okta.com/docs/concepts/scim/faqs/',
		'https://developer.okta.com/docs/guides/scim-provisioning-integration-connect/main/',
		'https://help.okta.com/en-us/content/topics/users-groups-profiles/usgp-group-push-prerequisites.htm',
		'https://help.okta.com/en-us/Content/topics/users-groups-profiles/usgp-group-push-operations.htm',
		'https://help.okta.com/en-us/Content/Topics/users-groups-profiles/usgp-group-push-troubleshoot.htm',
		'https://help.okta.com/oie/en-us/Content/Topics/provisioning/lcm/troubleshooting.htm',
		'https://support.okta.com/help/s/article/SpringCM-Provisioning-Error-The-credentials-used-to-connect-to-the-API-were-invalid-please-check-your-configuration',
		'https://help.okta.com/oie/en-us/content/topics/provisioning/lcm/lcm-automatic-deactivate.htm',
		'https://help.okta.com/ja-jp/content/Topics/users-groups-profiles/usgp-groups-main.htm',
		'https://docs.envzero.com/guides/sso-integrations/scim-provisioning-okta.md',
		'https://cryptr.co/documentation/integrations/provisioning-scim-okta',
	],
} as const satisfies Provider;
