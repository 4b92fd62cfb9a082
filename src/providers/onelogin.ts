/** OneLogin: sends users as the JSON template says, by PUT, and asks an administrator first if it is told to. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

const TEMPLATE = `{
  "schemas": [
    "urn:ietf:params:scim:schemas:core:2.0:User",
    "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
  ],
  "userName": "{$parameters.scimusername}",
  "name": {
    "givenName": "{$user.firstname}",
    "familyName": "{$user.lastname}",
    "formatted": "{$user.display_name}"
  },
  "emails": [{ "value": "{$user.email}", "type": "work", "primary": true }],
  "title": "{$parameters.title}",
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
    "department": "{$parameters.department}"
  }
}`;

/** OneLogin, with its SCIM connector. */
export const onelogin = {
	key: 'onelogin-scim-v2',
	name: PROVIDER_NAMES['onelogin-scim-v2'],
	slug: 'onelogin',
	groups: {
		supported: true,
		nested: null,
		how: 'OneLogin calls groups entitlements: on the **Parameters** tab, open the row **Groups** and select **Include in User Provisioning**. Rules of the application then set groups from roles or attributes. Groups are created without members, and members are added with PATCH.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PUT',
		how: 'On the **Provisioning** tab, **When users are deleted in OneLogin, or the user’s app access is removed** and **When user accounts are suspended in OneLogin** decide. **Delete** sends a DELETE, **Suspend** sends a PUT with `active: false`, and **Do Nothing** sends nothing.',
	},
	rates: {
		intervalSeconds: 0,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'Changes are sent as they happen, or once an administrator has approved them, if **Require admin approval before this action is performed** is selected.',
	},
	afterwards: {
		changes:
			'OneLogin sends changes as they happen, or once an administrator has approved them, if **Require admin approval before this action is performed** is selected.',
		leaving:
			'Remove the application from the person, or suspend or delete the person in OneLogin. The account here is then deactivated with **Suspend**, deleted with **Delete**, or left as it is with **Do Nothing**, as chosen on the **Provisioning** tab.',
		groups:
			'To send groups, open the row **Groups** on the **Parameters** tab and select **Include in User Provisioning**. Rules of the application then set the groups.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['custom headers in **Custom Headers**'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without a slash at the end and without `/Users`.',
	},
	userAgents: [{ pattern: '^$', source: 'https://github.com/goauthentik/authentik/issues/11249' }],
	products: [
		{
			name: 'SCIM Provisioner with SAML (SCIM v2 Enterprise)',
			form: { endpoint: 'SCIM Base URL', secret: 'SCIM Bearer Token' },
			setup: [
				{
					text: 'In OneLogin open **Applications** > **Applications**, click **Add App**, search for `SCIM Provisioner`, choose **SCIM Provisioner with SAML (SCIM v2 Enterprise)**, name it and click **Save**.',
				},
				{
					text: 'On the **Configuration** tab, in **SCIM Base URL** enter:',
					paste: '{endpoint}',
				},
				{ text: 'In **SCIM JSON Template** enter:', paste: TEMPLATE },
				{ text: 'In **SCIM Bearer Token** enter:', paste: '{secret}' },
				{
					text: 'Click **Save**, then **Enable** next to **API Status** (older: **API Connection**), and wait until it says **Enabled**.',
				},
				{
					text: 'On the **Parameters** tab, set **scimusername** to **Email**. To send groups, open the row **Groups**, select **Include in User Provisioning** and click **Save**.',
				},
				{
					text: 'On the **Provisioning** tab, select **Enable provisioning**. Clear **Create user**, **Delete user** and **Update user** under **Require admin approval**, unless somebody should approve each of them. Choose what happens **When users are deleted in OneLogin**, and **When user accounts are suspended in OneLogin**. Click **Save**.',
				},
				{
					text: 'On the **Access** tab, give roles access to the application. On the **Users** tab, approve what is **Pending**.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check: '**Parameters** tab: **scimusername** from **Email**. The default is **Username**.',
		},
		{
			attribute: 'emails',
			check: '**SCIM JSON Template** contains `emails` with `{$user.email}`.',
		},
		{
			attribute: 'active',
			check:
				'**Provisioning** tab: **When users are deleted in OneLogin** is **Suspend** or **Delete**, not **Do Nothing**.',
		},
	],
	troubleshooting: [
		{
			symptom: 'Users are **Pending** on the **Users** tab.',
			remedy:
				'Open them and click **Approve**, or clear the boxes under **Require admin approval** on the **Provisioning** tab.',
		},
		{
			symptom: '**API Status** does not become **Enabled**.',
			remedy:
				'Check that **SCIM Base URL** is the SCIM base URL of the directory, enter a new **SCIM Bearer Token**, then click **Save** and **Enable** again.',
		},
		{
			symptom: 'There are no groups to choose in the rules.',
			remedy:
				'Click **Refresh** next to **Entitlements** on the **Provisioning** tab: OneLogin then reads the existing groups. A rule like **Set Groups in …** for each `role` creates new ones.',
		},
		{
			symptom: 'E-mails or names arrive empty.',
			remedy:
				'A macro in the **SCIM JSON Template** has no value: compare it with the template on this page, and fill in the field in the person’s profile.',
		},
		{
			symptom: 'Users were not sent again after a problem was fixed.',
			remedy: 'On the **Users** tab, choose **Apply to all** > **Reapply Mappings**.',
		},
	],
	sources: [
		'https://developers.onelogin.com/scim/implement-scim-api',
		'https://developers.onelogin.com/scim/test-your-scim',
		'https://onelogin.service-now.com/kb?id=kb_article_view&sysparm_article=KB0013904',
		'https://onelogin.service-now.com/kb_view_customer.do?sysparm_article=KB0010298',
		'https://userguide.qualytics.io/managed-deployment/directory-sync/managing/onelogin/',
		'https://www.livingsecurity.com/migration/support/configuring-scim-for-onelogin',
		'https://workos.com/docs/integrations/onelogin-scim/frequently-asked-questions',
	],
} as const satisfies Provider;
