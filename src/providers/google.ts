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
		how: 'Every group, or those that a search finds, is read with its members; a group may be a member of another.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: null,
		how: 'Google sends nothing. A user who is suspended or archived there becomes inactive here, and one who is no longer there is deleted, or deactivated if the settings say so, each in the next run.',
	},
	rates: {
		intervalSeconds: 3600,
		requestsPerSecond: null,
		pageSize: 500,
		notes:
			'Google is asked, on a schedule: every 15 minutes to once a day, as the settings say, one request after another. Google allows 2,400 queries a minute for a user and a project by default; after 403 and 429 there is a pause.',
	},
	authentication: {
		method: 'oauth',
		header: null,
		alternatives: [],
	},
	url: {
		template: null,
		why: 'Nothing to paste: it is Google that is called.',
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
					text: 'Whoever runs the service sends an administrator of the Google Workspace a setup link of the directory, which leads to Google, or the URL that `POST {origin}/v1/directories/{directory}/google/authorize` answers.',
				},
				{
					text: 'The administrator opens it, signs in with an account that may read users and groups (a super administrator, or a role with these Admin API privileges), checks all boxes, and agrees.',
				},
				{
					text: 'If Google says that access is blocked: in the Google Admin console, under **Security** > **Access and data control** > **API controls** > **Manage Third-Party App Access**, add the client ID as **Trusted**, and open the URL again.',
				},
				{ text: 'The first run begins at once. Nothing else is to be set at Google.' },
			],
		},
	],
	operatorSetup: [
		{
			text: 'In the Google Cloud console make or choose a project, open **APIs & Services** > **Library**, search for **Admin SDK API** and click **Enable**.',
		},
		{
			text: 'Open **Google Auth Platform**. Fill in **Branding**, and set **Audience** to **External** if customers of other organisations are to consent, and publish the app: while it is in **Testing**, consents end after seven days. Under **Data Access** add the scopes `openid`, `email`, `https://www.googleapis.com/auth/admin.directory.user.readonly`, `https://www.googleapis.com/auth/admin.directory.group.readonly` and `https://www.googleapis.com/auth/admin.directory.group.member.readonly`.',
		},
		{
			text: 'Under **Clients** click **Create client**, choose **Web application**, and at **Authorized redirect URIs** enter:',
			paste: '{origin}/google/callback',
		},
		{
			text: 'Set the secrets `ROLLCALL_GOOGLE_CLIENT_ID` and `ROLLCALL_GOOGLE_CLIENT_SECRET` of Rollcall to the **Client ID** and the **Client secret** that Google shows, and deploy.',
		},
	],
	guide: 'google.md',
	mappings: [
		{ attribute: 'userName', check: 'Nothing to set: it is the primary e-mail.' },
		{ attribute: 'emails', check: 'Nothing to set: the primary e-mail and those besides.' },
		{ attribute: 'active', check: 'Nothing to set: who is suspended or archived is inactive.' },
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
				'Google Cloud console: **Google Auth Platform** > **Clients**, and enter `{origin}/google/callback` at **Authorized redirect URIs**, letter by letter.',
		},
		{
			symptom: 'Google answers 403 with `Not Authorized to access this resource/api`.',
			remedy:
				'The account that gave consent is no administrator any more, or its role lacks the Admin API privileges for users and groups. Have another administrator give consent.',
		},
		{
			symptom: 'Google answers 403 with `accessNotConfigured`.',
			remedy:
				'Google Cloud console: **APIs & Services** > **Library** > **Admin SDK API** > **Enable**.',
		},
		{
			symptom: 'Google answers `invalid_grant`: the consent has ended.',
			remedy:
				'It was withdrawn, or the application is still in **Testing**, where consents end after seven days: set **Publishing status** to **In production**. Then have consent given again.',
		},
		{
			symptom: 'The connection says that the run was stopped.',
			remedy:
				'It would have removed more than half of the users or groups, or Google has listed nobody. Check the search and the account; if they are really gone, set `allow_mass_removal_once` and synchronise again.',
		},
		{
			symptom: 'Google answers 403 `quotaExceeded` or `userRateLimitExceeded` again and again.',
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
