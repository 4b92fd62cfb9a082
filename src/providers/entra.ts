/** Microsoft Entra ID: synchronises in cycles, by PATCH, and quarantines an application that fails much. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** Microsoft Entra ID, with an application that is not of its gallery. */
export const entra = {
	key: 'azure-scim-v2',
	name: PROVIDER_NAMES['azure-scim-v2'],
	slug: 'entra',
	groups: {
		supported: true,
		nested: false,
		how: 'Groups that are assigned to the application are sent while the mapping **Provision Microsoft Entra ID Groups** is enabled. Only direct members of an assigned group are provisioned. Members are added and removed with PATCH; they are never read back.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PATCH',
		how: 'Unassigning, blocking or soft-deleting a person, or leaving the scope, sends `active: false` if `active` is mapped from `IsSoftDeleted`. A DELETE follows when the person is deleted permanently (after 30 days, or manually), if **Delete** is among the target object actions. People who were unassigned before that are not deleted.',
	},
	rates: {
		intervalSeconds: 2400,
		requestsPerSecond: 25,
		pageSize: null,
		notes:
			'An initial cycle sends everybody, then a cycle about every 40 minutes sends what has changed. Single failures are retried in later cycles, less and less often. In quarantine, cycles slow down to one a day; after four weeks the job is disabled.',
	},
	afterwards: {
		changes:
			'Entra sends changes about every 40 minutes. The first cycle sends everybody who is assigned.',
		leaving:
			'Unassign the person from the application, or block or delete the person in Entra. The account here is deactivated in the next cycle. It is deleted when the person is deleted permanently in Entra, if **Delete** is among the target object actions.',
		groups:
			'Groups that you assign to the application are sent with their direct members, while the mapping **Provision Microsoft Entra ID Groups** is enabled.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: [
			'a token that Entra ID issues itself, if the field is left empty (for tests)',
			'OAuth 2.0 grants for gallery applications',
		],
	},
	url: {
		template: '{endpoint}?aadOptscim062020',
		why: 'The flag makes Entra ID send PATCH requests as RFC 7644 defines them: real booleans, lower-case operations, members removed with a filter. Both forms work, but the flag avoids known problems. It has no effect on **Provision on demand**.',
	},
	userAgents: [
		{
			pattern: null,
			source: 'https://github.com/kortix-ai/suna/issues/7297',
		},
	],
	products: [
		{
			name: 'Microsoft Entra ID',
			form: { endpoint: 'Tenant URL', secret: 'Secret Token' },
			setup: [
				{
					text: 'Sign in to the Microsoft Entra admin center (`https://entra.microsoft.com`) as an **Application Administrator**, and open **Entra ID** > **Enterprise apps**.',
				},
				{
					text: 'Open your application. If there is none: **New application** > **Create your own application**, name it, choose **Integrate any other application you don’t find in the gallery (Non-gallery)**, and click **Create**.',
				},
				{
					text: 'Open **Provisioning** and select **New configuration** (in the older form: **Get started**, with **Provisioning Mode** set to **Automatic**). In **Tenant URL** enter:',
					paste: '{endpoint}?aadOptscim062020',
				},
				{ text: 'In **Secret Token** enter:', paste: '{secret}' },
				{ text: 'Select **Test Connection**, then **Create** (in the older form: **Save**).' },
				{
					text: 'Under **Attribute mapping** (older: **Mappings**) review the mappings of users and groups against the list below. For `active`, set **Mapping type** to **Expression**, and in **Expression** enter:',
					paste: 'Switch([IsSoftDeleted], , "False", "True", "True", "False")',
				},
				{
					text: 'Under **Users and groups** of the application, assign the people and groups to send. Keep the scope at **Sync only assigned users and groups**.',
				},
				{
					text: 'Test one person with **Provision on demand**. Then, under **Overview** > **Properties**, enter an e-mail address for notifications and turn on the prevention of accidental deletions.',
				},
				{ text: 'Select **Start provisioning**.' },
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check:
				'From `userPrincipalName`, or from `mail` if user principal names are not e-mail addresses. Entra ID matches users by this attribute.',
		},
		{
			attribute: 'emails',
			check:
				'`emails[type eq "work"].value` from `mail`. It is empty for people without a mailbox.',
		},
		{
			attribute: 'active',
			check:
				'From `Switch([IsSoftDeleted], , "False", "True", "True", "False")`. Without this mapping, nobody is ever deactivated.',
		},
		{
			attribute: 'externalId',
			check: 'From `mailNickname` by default; `objectId` does not change when a person is renamed.',
		},
		{
			attribute: 'members',
			check: 'The group mapping is enabled, with `members` among its attributes.',
		},
	],
	troubleshooting: [
		{
			symptom: 'The **Provisioning** page shows that the application is in **Quarantine**.',
			remedy:
				'Fix the cause that it names (most often an expired or wrong **Secret Token**), select **Test Connection**, save, and select **Restart provisioning**. This runs the initial cycle again and clears the quarantine.',
		},
		{
			symptom: 'The **Provisioning logs** show failures of single users.',
			remedy:
				'Open the **Troubleshooting & Recommendations** tab of the entry, fix the attribute or the mapping, and use **Provision on demand** for that person instead of waiting for a retry.',
		},
		{
			symptom: 'No users arrive.',
			remedy:
				'Assign people under **Users and groups**; people who are only in a nested group are not sent. Then check that **Provisioning** is started, and wait for the next cycle (up to 40 minutes).',
		},
		{
			symptom: 'Groups do not arrive.',
			remedy:
				'Enable **Provision Microsoft Entra ID Groups** under **Attribute mapping**, assign the groups, and **Restart provisioning**.',
		},
		{
			symptom: 'People who have left stay active.',
			remedy:
				'Map `active` from `IsSoftDeleted`, keep **Update** among the target object actions, and **Restart provisioning**.',
		},
		{
			symptom: '`Replace` operations and `"False"` as text arrive.',
			remedy: 'Add `?aadOptscim062020` to the **Tenant URL**, save, and **Restart provisioning**.',
		},
		{
			symptom: 'The token is about to expire.',
			remedy:
				'Create a new token, enter it in **Secret Token**, select **Test Connection** and **Save**, then revoke the old one. An expired token puts the job into quarantine.',
		},
	],
	sources: [
		'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
		'https://learn.microsoft.com/entra/identity/app-provisioning/how-provisioning-works',
		'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-quarantine-status',
		'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility',
	],
} as const satisfies Provider;
