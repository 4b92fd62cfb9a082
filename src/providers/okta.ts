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
		how: 'Assigning a group to the application sends its people, not the group. A group is sent by Group Push: **Push Groups** tab. Members come only if they are assigned to the application themselves, and the group that is pushed should not be the one that assigns. Groups inside groups are flattened in Okta.',
	},
	deprovisioning: {
		styles: ['deactivate'],
		deactivation: 'PATCH or PUT',
		how: 'With **Deactivate Users** on, unassigning or deactivating a person sends `active: false`: as a PATCH from an integration of the catalogue, as a PUT of the whole user from one made with the App Integration Wizard. Okta sends no DELETE of a user. A group whose push is ended is deleted if **Delete the group in the target app** is chosen.',
	},
	rates: {
		intervalSeconds: 0,
		requestsPerSecond: null,
		pageSize: 100,
		notes:
			'Changes are sent as they happen. Imports run by hand or hourly, daily or weekly. Okta gives up on a request after 60 seconds without an answer.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['basic authentication', 'OAuth 2.0 with an authorization code'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base, without `/Users`: Okta appends the resource.',
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
					text: 'In the Okta Admin Console open **Applications** > **Applications**. Open your SAML or SWA application, or make one with **Create App Integration**. An OIDC application cannot have SCIM: make a second application for it.',
				},
				{
					text: 'On the **General** tab, at **App Settings**, click **Edit**, set **Provisioning** to **SCIM**, and click **Save**.',
				},
				{
					text: 'On the new **Provisioning** tab, at **Settings** > **Integration**, click **Edit**. In **SCIM connector base URL** enter:',
					paste: '{endpoint}',
				},
				{ text: 'In **Unique identifier field for users** enter:', paste: 'userName' },
				{
					text: 'At **Supported provisioning actions** select **Push New Users**, **Push Profile Updates** and **Push Groups**.',
				},
				{
					text: 'Set **Authentication Mode** to **HTTP Header**, and in **Authorization** enter the token alone; Okta writes `Bearer` in front of it:',
					paste: '{secret}',
				},
				{ text: 'Click **Test Connector Configuration**, then **Save**.' },
				{
					text: 'At **Settings** > **To App** click **Edit**, enable **Create Users**, **Update User Attributes** and **Deactivate Users**, and click **Save**.',
				},
				{
					text: 'On the **Assignments** tab assign people, or groups of people, to the application.',
				},
				{
					text: 'On the **Push Groups** tab, with **Push Groups** > **Find groups by name**, choose the groups to send. Use other groups than those of the assignments.',
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
					text: 'Name it, click **Next**, choose **Email** at **Application username format**, and click **Done**.',
				},
				{
					text: 'On the **Provisioning** tab click **Configure API Integration** and select **Enable API integration**. In **SCIM 2.0 Base Url** enter:',
					paste: '{endpoint}',
				},
				{ text: 'In **OAuth Bearer Token** enter:', paste: '{secret}' },
				{ text: 'Click **Test API Credentials**, then **Save**.' },
				{
					text: 'At **To App** click **Edit**, enable **Create Users**, **Update User Attributes** and **Deactivate Users**, and click **Save**.',
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
				'**Sign On** tab, **Application username format**: **Email**, unless people sign in by something else.',
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
			symptom: 'A group stands at **Error** on the **Push Groups** tab.',
			remedy:
				'Open the information button at its **Push Status** for the cause. After that is mended click **Retry All Groups**. Okta does not try again by itself.',
		},
		{
			symptom: 'A pushed group arrives without some of its people.',
			remedy:
				'Assign these people to the application (**Assignments** tab), reactivate those who are inactive in Okta, then push the group again.',
		},
		{
			symptom: 'People stay in a group after they were removed in Okta.',
			remedy:
				'The same group assigns and is pushed, which Okta does not support. Assign with another group.',
		},
		{
			symptom: 'A task on the **Dashboard** says that a user could not be provisioned.',
			remedy:
				'Open **Dashboard** > **Tasks**, read what the service answered, mend it, select the task, and click **Retry Selected**. **View Logs** of the application shows each failure in the System Log.',
		},
		{
			symptom: 'Someone who was unassigned stays active.',
			remedy:
				'Enable **Deactivate Users** at **Provisioning** > **To App**, then assign and unassign the person once more.',
		},
		{
			symptom: '**Test Connector Configuration** fails.',
			remedy:
				'Compare **SCIM connector base URL** with the endpoint of the directory, without anything behind it, and enter a new token in **Authorization** without `Bearer` in front of it.',
		},
		{
			symptom: 'People were there before Okta knew of them.',
			remedy: 'On the **Import** tab click **Import Now** and confirm the assignments it finds.',
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
