/** CyberArk Identity (formerly Idaptive): provisions from a SAML application, and sends roles as groups. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** CyberArk Identity. */
export const cyberark = {
	key: 'cyberark-scim-v2',
	name: PROVIDER_NAMES['cyberark-scim-v2'],
	slug: 'cyberark',
	groups: {
		supported: true,
		nested: null,
		how: 'Roles become groups: on the **Provisioning** page of the application, use **Role Mapping** > **Add** with the **Destination Group**. Each update replaces all members.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PUT',
		how: 'Nothing is sent while **Do not de-provision (deactivate or delete) users in target application** is selected. Otherwise **Sync Options** decides between deactivating and deleting.',
	},
	rates: {
		intervalSeconds: null,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'Changes of roles and people are sent as they happen. A full sync runs as an outbound provisioning job, manually or on a schedule.',
	},
	afterwards: {
		changes: 'Changes of people and roles in CyberArk are sent as they happen.',
		leaving:
			'Take the application away from the person in CyberArk. The account here is then deactivated or deleted, as **Sync Options** says. Nothing happens while **Do not de-provision (deactivate or delete) users in target application** is selected.',
		groups: 'To send groups, map roles to them: **Provisioning** > **Role Mapping** > **Add**.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: [],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without a slash at the end and without `/Users`.',
	},
	userAgents: [],
	products: [
		{
			name: 'CyberArk Identity',
			form: { endpoint: 'SCIM Service URL', secret: 'Bearer Token' },
			setup: [
				{
					text: 'In the CyberArk Identity Admin Portal, open **Apps & Widgets** > **Web Apps**, then your SAML application. If there is none: **Add Web Apps** > **Custom** > **SAML**.',
				},
				{
					text: 'On its **Provisioning** page, select **Enable provisioning for this application** and confirm with **Yes**. Choose **Live Mode**. In **SCIM Service URL** enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Set **Authorization Type** to **Authorization Header** and **Header Type** to **Bearer Token**. In **Bearer Token** enter:',
					paste: '{secret}',
				},
				{ text: 'Click **Verify**; more settings appear.' },
				{
					text: 'Under **Sync Options**, clear **Do not de-provision (deactivate or delete) users in target application**.',
				},
				{
					text: 'Under **Role Mapping**, click **Add**, and choose a role and the **Destination Group** for it. Click **Save**.',
				},
				{
					text: 'On the **Permissions** page, give roles or people access to the application. Changes are sent from then on. To send existing people, run the outbound provisioning job.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check: 'The login name of the user, which has the form of an e-mail address.',
		},
		{
			attribute: 'emails',
			check: 'Comes from **Email address** of the user. Check that it is filled in.',
		},
		{
			attribute: 'active',
			check:
				'**Do not de-provision (deactivate or delete) users in target application** is cleared.',
		},
	],
	troubleshooting: [
		{
			symptom: '**Verify** fails.',
			remedy: 'Check **SCIM Service URL** and enter a new token.',
		},
		{
			symptom: 'Users stay active after they lose the role.',
			remedy:
				'Clear **Do not de-provision (deactivate or delete) users in target application** and save. Then run the outbound provisioning job.',
		},
		{
			symptom: 'Groups do not arrive.',
			remedy:
				'Map roles to groups under **Role Mapping** and save. Then run the outbound provisioning job.',
		},
		{
			symptom: 'Changes of people have no effect.',
			remedy:
				'Check that the application is in **Live Mode**, and read the reports of the outbound provisioning jobs. Starting one requires the role **System Administrator** or the right **Application Management**.',
		},
	],
	sources: [
		'https://docs.cyberark.com/Idaptive/Latest/en/Content/Developer/scim-management/scim-outbound-provisioning.htm',
		'https://docs.cyberark.com/Idaptive/Latest/en/Content/Applications/AppsOvw/ProvisionUsers.htm',
		'https://identity-developer.cyberark.com/docs/setting-up-generic-scim-provisioning-redirected',
		'https://identity-developer.cyberark.com/docs/for-more-information-about-scim-provisioning-redirected',
		'https://docs.aws.amazon.com/singlesignon/latest/userguide/cyberark-idp.html',
		'https://workos.com/docs/integrations/cyberark-scim/1-set-up-your-directory-in-the-workos-dashboard',
	],
} as const satisfies Provider;
