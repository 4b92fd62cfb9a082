/** JumpCloud: tests with a user and a group of its own, then sends user groups and who is in them. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** JumpCloud, with its custom SCIM integration. */
export const jumpcloud = {
	key: 'jumpcloud-scim-v2',
	name: PROVIDER_NAMES['jumpcloud-scim-v2'],
	slug: 'jumpcloud',
	groups: {
		supported: true,
		nested: null,
		how: 'With **Enable management of User Groups and Group Membership in this application**, the user groups that are bound to the application are sent, except empty ones. An existing group with the same name is taken over. Without this setting, only the members are sent.',
	},
	deprovisioning: {
		styles: ['deactivate'],
		deactivation: 'PATCH',
		how: 'People who are no longer in any bound user group, or are suspended or deleted in JumpCloud, are deactivated. A user group that is deleted in JumpCloud is deleted. One that is no longer bound stays as it is, and its people are deactivated unless they are in another bound group. Of the users, only the test user is deleted.',
	},
	rates: {
		intervalSeconds: 0,
		requestsPerSecond: null,
		pageSize: null,
		notes: 'Changes of members and groups are sent as they happen.',
	},
	afterwards: {
		changes: 'JumpCloud sends changes as they happen.',
		leaving:
			'Remove the person from all user groups that are bound to the application, or suspend or delete the person in JumpCloud. The account here is then deactivated.',
		groups:
			'User groups that are bound to the application are sent with **Enable management of User Groups and Group Membership in this application**, except empty ones.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['a SCIM API key'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without `/Users`.',
	},
	userAgents: [],
	products: [
		{
			name: 'JumpCloud',
			form: { endpoint: 'Base URL', secret: 'Token Key' },
			setup: [
				{
					text: 'In the JumpCloud Admin Portal open **SSO Applications**. Open your application, or click **Add New Application**, choose **Custom Application**, select **Export users to this app (Identity Management)**, name it and save it.',
				},
				{
					text: 'Open its tab **Identity Management**, with **SCIM Version** set to **SCIM 2.0**. In **Base URL** enter:',
					paste: '{endpoint}',
				},
				{ text: 'In **Token Key** enter:', paste: '{secret}' },
				{
					text: 'In **Test User Email** enter an e-mail address that nobody uses. JumpCloud creates this user and a group for its test, and deletes both afterwards.',
				},
				{
					text: 'Select **Enable management of User Groups and Group Membership in this application** if you want to send groups.',
				},
				{ text: 'Click **Test Connection**, then **Activate**, then **Save**.' },
				{
					text: 'On the **User Groups** tab of the application, select the groups to send, and click **Save**.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check:
				'**Identity Management** > **Attribute Mapping**, where there is one: `userName` from the e-mail address if people sign in with it.',
		},
		{ attribute: 'emails', check: 'Comes from **Company Email** of the user.' },
		{
			attribute: 'active',
			check: 'Nothing to set: it follows the state of the user and their groups.',
		},
	],
	troubleshooting: [
		{
			symptom: '**Test Connection** or **Activate** fails.',
			remedy:
				'Check **Base URL** and **Token Key**. If the user in **Test User Email** exists, delete it or enter another address.',
		},
		{
			symptom: 'Users do not arrive.',
			remedy:
				'Put them into a user group, and select the group on the **User Groups** tab of the application.',
		},
		{
			symptom: 'Groups do not arrive.',
			remedy:
				'Select **Enable management of User Groups and Group Membership in this application**; to do so, deactivate the integration and activate it again. Empty groups are not sent.',
		},
		{
			symptom: 'A change of a user or a group does not arrive.',
			remedy:
				'Open **Insights** > **Directory** and look for the events `user_update_provision`, `user_deprovision` and `group_update_provision` with their errors.',
		},
		{
			symptom: 'The token has changed.',
			remedy:
				'On **Identity Management**, deactivate the integration, enter the new **Token Key**, and **Activate** again.',
		},
	],
	sources: [
		'https://jumpcloud.com/support/provision-and-manage-users-and-groups-in-apps-using-custom-scim-identity-management-integration',
		'https://jumpcloud.com/wp-json/wp/v2/support/85119',
		'https://jumpcloud.com/wp-json/wp/v2/support/76256',
		'https://docs.byo.propelauth.com/scim/example-setup-guides/jumpcloud',
		'https://boxyhq.com/docs/directory-sync/providers/jumpcloud',
		'https://help.kisi.io/marketplace/identity_management/scim/jumpcloud',
	],
} as const satisfies Provider;
