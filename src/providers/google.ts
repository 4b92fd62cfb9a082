/** Google Workspace: provisions applications of its catalogue alone, so that Rollcall asks it instead. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** Google Workspace, read through its Directory API. */
export const google = {
	key: 'google',
	name: PROVIDER_NAMES.google,
	slug: 'google',
	groups: {
		supported: true,
		nested: true,
		how: 'All groups, or those that a search finds, are read with their members. A group can be a member of another group.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: null,
		how: 'Google sends nothing. A user who is suspended or archived there becomes inactive here, and one who no longer exists there is deleted, or deactivated if the settings say so, each in the next sync.',
	},
	rates: {
		intervalSeconds: 3600,
		requestsPerSecond: null,
		pageSize: 500,
		notes:
			'Google is read on a schedule, from every 15 minutes to once a day as the settings say, one request at a time. By default, Google allows 2,400 queries a minute per user and project. After 403 and 429 there is a pause.',
	},
	afterwards: {
		changes: 'Changes in Google are read on a schedule, from every 15 minutes to once a day.',
		leaving:
			'Suspend, archive or delete the person in Google. In the next sync, the account here is deactivated, and that of a deleted person is deleted or deactivated.',
		groups: 'Groups are read with their members.',
	},
	authentication: {
		method: 'oauth',
		header: null,
		alternatives: [],
	},
	url: {
		template: null,
		why: 'Nothing to paste: the service calls Google.',
	},
	userAgents: [
		{
			pattern: '^Google-Auto-Provisioning\\b',
			source: 'https://github.com/snipe/snipe-it/issues/12642',
		},
	],
	products: [
		{
			name: 'Google Workspace',
			form: null,
			setup: [
				{
					text: 'The operator of the service sends an administrator of the Google Workspace a setup link of the directory, which leads to Google, or the URL returned by `POST {origin}/v1/directories/{directory}/google/authorize`.',
				},
				{
					text: 'The administrator opens it, signs in with an account that can read users and groups (a super administrator, or a role with these Admin API privileges), checks all boxes, and agrees.',
				},
				{
					text: 'If Google says that access is blocked: in the Google Admin console, under **Security** > **Access and data control** > **API controls** > **Manage Third-Party App Access**, add the client ID as **Trusted**, and open the URL again.',
				},
				{ text: 'The first sync starts immediately. Nothing else needs to be set at Google.' },
			],
		},
	],
	operatorSetup: [
		{
			text: 'In the Google Cloud console, create or choose a project, open **APIs & Services** > **Library**, search for **Admin SDK API** and click **Enable**.',
		},
		{
			text: 'Open **Google Auth Platform**. Fill in **Branding**, and set **Audience** to **External** if administrators of other organisations will give consent, and publish the app: while it is in **Testing**, consents expire after seven days. Under **Data Access**, add the scopes `openid`, `email`, `https://www.googleapis.com/auth/admin.directory.user.readonly`, `https://www.googleapis.com/auth/admin.directory.group.readonly` and `https://www.googleapis.com/auth/admin.directory.group.member.readonly`.',
		},
		{
			text: 'Under **Clients** click **Create client**, choose **Web application**, and under **Authorized redirect URIs** enter:',
			paste: '{origin}/google/callback',
		},
		{
			text: 'Set the secrets `ROLLCALL_GOOGLE_CLIENT_ID` and `ROLLCALL_GOOGLE_CLIENT_SECRET` of Rollcall to the **Client ID** and the **Client secret** that Google shows, and deploy.',
		},
	],
	guide: 'google.md',
	mappings: [
		{ attribute: 'userName', check: 'Nothing to set: it is the primary e-mail address.' },
		{ attribute: 'emails', check: 'Nothing to set: the primary e-mail address and any others.' },
		{
			attribute: 'active',
			check: 'Nothing to set: users who are suspended or archived are inactive.',
		},
	],
	troubleshooting: [
		{
			symptom: 'The consent page says **Access blocked** or `admin_policy_enforced`.',
			remedy:
				'Google Admin console: **Security** > **Access and data control** > **API controls** > **Manage Third-Party App Access**, add the client ID and set it to **Trusted**.',
		},
		{
			symptom: 'The consent page says `redirect_uri_mismatch`.',
			remedy:
				'Google Cloud console: **Google Auth Platform** > **Clients**, and enter exactly `{origin}/google/callback` under **Authorized redirect URIs**.',
		},
		{
			symptom: 'Google answers 403 with `Not Authorized to access this resource/api`.',
			remedy:
				'The account that gave consent is no longer an administrator, or its role lacks the Admin API privileges for users and groups. Have another administrator give consent.',
		},
		{
			symptom: 'Google answers 403 with `accessNotConfigured`.',
			remedy:
				'Google Cloud console: **APIs & Services** > **Library** > **Admin SDK API** > **Enable**.',
		},
		{
			symptom: 'Google answers `invalid_grant`: the consent has expired or was revoked.',
			remedy:
				'Somebody revoked the consent, or the application is still in **Testing**, where consents expire after seven days: set **Publishing status** to **In production**. Then have an administrator give consent again.',
		},
		{
			symptom: 'The connection says that the sync was stopped.',
			remedy:
				'It would have removed more than half of the users or groups, or Google listed no users. Check the search and the account. If they are really gone, set `allow_mass_removal_once` and sync again.',
		},
		{
			symptom: 'Google repeatedly answers 403 with `quotaExceeded` or `userRateLimitExceeded`.',
			remedy:
				'Google Cloud console: raise the quota of the Admin SDK API under **APIs & Services** > **Quotas**.',
		},
	],
	sources: [
		'https://developers.google.com/admin-sdk/directory/v1/guides/authorizing',
		'https://developers.google.com/admin-sdk/directory/v1/limits',
		'https://developers.google.com/identity/protocols/oauth2',
		'https://support.google.com/a/answer/7281227',
		'https://docs.stackone.com/connectors/googledirectory/guides/connector-profile/oauth-2-0',
	],
} as const satisfies Provider;
