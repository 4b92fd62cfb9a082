/**
 * What to do about a finding, in the words of the provider's admin console. Names of fields, and what feeds
 * an attribute, are the registry's, with their sources; here stands what to do with them. Texts are like
 * those of the registry: Markdown with `code` and **bold**.
 */
import { PROVIDERS } from '../providers/index.ts';
import type { ProviderKey } from '../providers/keys.ts';
import type { FindingName } from './findings.ts';

type Provider = (typeof PROVIDERS)[ProviderKey];

/** What a provider wants to be done for new credentials, or a new URL, to hold. */
export const CONFIRM: Readonly<Record<ProviderKey, string>> = {
	'okta-scim-v2':
		'Click **Test Connector Configuration** (or **Test API Credentials**) and **Save**, then retry what failed under **Dashboard** > **Tasks**.',
	'azure-scim-v2':
		'Select **Test Connection** and **Save**. Wrong credentials put the job into quarantine immediately: if **Provisioning** says so, select **Restart provisioning**.',
	'onelogin-scim-v2': 'Click **Save**, then **Enable** at **API Status**.',
	'jumpcloud-scim-v2':
		'To do so, deactivate the integration on **Identity Management**, then click **Test Connection** and **Activate** again.',
	'ping-scim-v2':
		'PingOne: click **Test connection** and save. PingFederate: save the connection, which tests it.',
	'rippling-scim-v2': 'Reconnect the integration in its settings.',
	'cyberark-scim-v2': 'Click **Verify** and **Save**, then **Start Sync**.',
	'sailpoint-scim-v2': 'Save the source and click **Test Connection**.',
	'keycloak-scim-v2': 'Save, and sync all users once.',
	google: 'Save.',
	'generic-scim-v2': 'Then test the connection, if the provider has a button for it.',
};

/** Where a provider tells what it was answered for each user. */
const LOGS: Partial<Readonly<Record<ProviderKey, string>>> = {
	'okta-scim-v2':
		'**Dashboard** > **Tasks** and **View Logs** of the application show who is affected.',
	'azure-scim-v2':
		'**Provisioning logs** show who is affected, with advice on the tab **Troubleshooting & Recommendations**.',
	'onelogin-scim-v2': 'On the **Users** tab, click **Failed** to see the response.',
	'jumpcloud-scim-v2': '**Insights** > **Directory** shows the events with their errors.',
	'ping-scim-v2':
		'PingOne: the sync summary of the rule shows who is affected. PingFederate: `provisioner.log`.',
	'cyberark-scim-v2':
		'**Settings** > **Users** > **Outbound Provisioning** > **View Synchronization Job Status and Reports** shows who is affected.',
};

type Text = string | ((provider: Provider) => string);

interface Remedy {
	readonly text: Text;
	readonly of?: Partial<Readonly<Record<ProviderKey, Text>>>;
}

const newToken = (provider: Provider) =>
	`Create a new token for this directory, and enter it in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`;

const REMEDIES: Readonly<Record<FindingName, Remedy>> = {
	wrong_token: { text: newToken },
	no_token: {
		text: (provider) =>
			`Select a bearer token as the authentication method, and enter a token of this directory in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
	},
	not_bearer: {
		text: (provider) =>
			`Select a bearer token instead of Basic authentication or custom headers, and enter a token of this directory in ${fields(provider, 'secret')}, without the word \`Bearer\`. ${CONFIRM[provider.key]}`,
		of: {
			'okta-scim-v2': (provider) =>
				`Set **Authentication Mode** to **HTTP Header**, and enter only the token in ${fields(provider, 'secret')}: Okta adds \`Bearer\` itself. ${CONFIRM[provider.key]}`,
			'ping-scim-v2': (provider) =>
				`PingOne: set **Authentication Method** to **OAuth 2 Bearer Token** and **Auth Type Header** to **Bearer**. PingFederate: set **Authentication Methods** to **OAuth 2 Bearer Token**. Enter the token in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
			'rippling-scim-v2': (provider) =>
				`Set **SCIM Authorization Method** to **Bearer Token**, and enter the token in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
		},
	},
	token_expired: { text: newToken },
	token_expiring: {
		text: (provider) =>
			`Rotate the token before it expires: the old one stays valid for a while. Enter the new one in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
	},
	directory_inactive: {
		text: 'Activate the directory again, or stop provisioning at the provider.',
		of: {
			'azure-scim-v2':
				'Activate the directory again, and select **Restart provisioning** if the job is in quarantine. To end the connection instead, select **Stop provisioning**.',
		},
	},
	wrong_url: {
		text: (provider) =>
			`Enter the SCIM base URL of this directory in ${fields(provider, 'endpoint')}, exactly as shown, without \`/Users\` at the end. ${CONFIRM[provider.key]}`,
		of: {
			'azure-scim-v2': (provider) =>
				`Enter the SCIM base URL of this directory in **Tenant URL**, followed by \`?aadOptscim062020\` and nothing else. ${CONFIRM[provider.key]}`,
			'ping-scim-v2':
				'PingOne: enter the SCIM base URL of this directory in **SCIM BASE URL**, `/Users` in **Users Resource** and `/Groups` in **Groups Resource**. PingFederate: enter it in **SCIM URL** (for the older SCIM target, with `/Users` in **Users Resource URL**). Set **SCIM Version** to **2.0**.',
		},
	},
	google_not_connected: {
		text: 'Send an administrator of the Google Workspace a setup link of this directory, or the URL returned by `POST /v1/directories/{id}/google/authorize`.',
	},
	google_consent_revoked: {
		text: 'Ask an administrator to give consent again, with a setup link of this directory or the URL returned by `POST /v1/directories/{id}/google/authorize`. If consents expire after seven days, set **Publishing status** to **In production** under **Google Auth Platform** > **Audience** in the Google Cloud console.',
	},
	google_run_stopped: {
		text: 'Check the searches in the settings, and the account that gave consent. If the users or groups are really gone, set `allow_mass_removal_once` and sync again.',
	},
	google_failing: {
		text: '`last_error` of `GET /v1/directories/{id}/google` says what the error is and what to do; then sync again. If no sync starts at all, check that the cron trigger of this deployment runs.',
	},
	google_refused: {
		text: '`last_run.refused` of `GET /v1/directories/{id}/google` names the first of them, each with the reason. Each sync tries them again.',
	},
	emails_unmapped: { text: (provider) => mapping(provider, 'emails') },
	deactivation_unmapped: {
		text: (provider) => mapping(provider, 'active'),
		of: {
			'azure-scim-v2':
				'**Provisioning** > **Attribute mapping** (older: **Mappings**) > **Provision Microsoft Entra ID Users**: map `active` from `Switch([IsSoftDeleted], , "False", "True", "True", "False")`, keep **Update** among the target object actions, save, and select **Restart provisioning**.',
			'okta-scim-v2':
				'**Provisioning** > **To App** > **Edit**: enable **Deactivate Users** and **Save**.',
		},
	},
	user_name_not_email: { text: (provider) => mapping(provider, 'userName') },
	groups_not_pushed: {
		text: ({ groups }) => groups.how,
		of: {
			'azure-scim-v2':
				'**Provisioning** > **Attribute mapping** (older: **Mappings**): enable **Provision Microsoft Entra ID Groups**, assign the groups under **Users and groups**, and select **Restart provisioning**.',
			'okta-scim-v2':
				'On the **Push Groups** tab, choose the groups with **Push Groups** > **Find groups by name**. Use other groups than those that assign people.',
		},
	},
	entra_flag_missing: {
		text: 'Add `?aadOptscim062020` to the **Tenant URL**, save, and select **Restart provisioning**. **Provision on demand** ignores it.',
	},
	unknown_resources: {
		text: (provider) =>
			`Make ${provider.name} drop the ids it remembers and match its users and groups again: restart provisioning, or remove the assignments and add them again.${logs(provider)}`,
		of: {
			'azure-scim-v2':
				'Select **Restart provisioning**: it clears what Entra ID remembers, and the initial cycle matches everybody again.',
			'okta-scim-v2':
				'On the **Assignments** tab, remove the affected users and assign them again. On the **Push Groups** tab, unlink the affected groups and push them again.',
		},
	},
	stale_versions: {
		text: (provider) =>
			`${provider.name} must read a resource right before changing it, or send no \`If-Match\`: turn off version checks there, and make sure that nothing else changes the same users.${logs(provider)}`,
	},
	repeated_conflicts: {
		text: 'Check which attribute the provider searches by before it creates users: it should be `userName`, with the same values as stored here. If a user already existed here, link the two at the provider.',
		of: {
			'okta-scim-v2':
				'On the **Import** tab, click **Import Now** and confirm the assignments that it finds, then retry under **Dashboard** > **Tasks**. Set **Unique identifier field for users** to `userName`.',
			'azure-scim-v2':
				'**Provisioning** > **Attribute mapping** (older: **Mappings**) > **Provision Microsoft Entra ID Users**: set **Match objects using this attribute** for `userName`. Then use **Provision on demand** for one of the affected users.',
			'ping-scim-v2':
				'PingOne: keep **User Filter Expression** at `userName Eq "%s"`, with **User Identifier** at **userName**. PingFederate: **Unique User Identifier** must be **userName**; to change it, create the SP connection again.',
			'rippling-scim-v2':
				'In the settings of the integration, match existing users instead of creating accounts for them.',
		},
	},
	invalid_bodies: {
		text: (provider) =>
			`The response to the last request names the attribute and what is expected. Correct its mapping at ${provider.name}.${logs(provider)}`,
	},
	unsupported_requests: {
		text: (provider) =>
			`The response to the last request says what is supported instead. If ${provider.name} does this by default, please report it with a recording.${logs(provider)}`,
	},
	throttled: {
		text: 'If this stops on its own, no action is needed: providers try again. If it continues, assign fewer people at once, or lower the request rate at the provider.',
		of: {
			'azure-scim-v2':
				'If this stops on its own, no action is needed: Entra ID tries again. During an initial cycle, assign people in smaller groups under **Users and groups**.',
		},
	},
	server_errors: {
		text: 'No action is needed at the provider, which tries again. Check the logs of this service at the time of the request.',
	},
	quarantine_risk: {
		text: 'Open **Provisioning logs**, filter by failures, and fix their cause. Then select **Restart provisioning**: it resets the failure count and runs an initial cycle.',
	},
	no_traffic: {
		text: (provider) =>
			`Check at ${provider.name} that provisioning is turned on and that people are assigned. If so, change one of them and see whether a request arrives.${logs(provider)}`,
		of: {
			'azure-scim-v2':
				'Open **Provisioning** of the application: select **Start provisioning** if it is stopped, look for **Quarantine**, and check that people are assigned under **Users and groups**. **Provision on demand** sends one user immediately.',
			'okta-scim-v2':
				'On the **Provisioning** tab, check that the integration is enabled, with **Create Users**, **Update User Attributes** and **Deactivate Users** under **To App**. On the **Assignments** tab, check that people are assigned.',
			'onelogin-scim-v2':
				'Check that **API Status** is **Enabled** on the **Configuration** tab, and that **Enable provisioning** is selected on the **Provisioning** tab. On the **Users** tab, approve what is **Pending**.',
			'jumpcloud-scim-v2':
				'Check that the integration is active on **Identity Management**, and that user groups are selected on the **User Groups** tab.',
			'ping-scim-v2':
				'PingOne: check that the connection and its rule are turned on. PingFederate: set the channel to **Active**, turn the connection on, and read `provisioner.log`.',
			'cyberark-scim-v2':
				'On the page **Provisioning**, check that **Enable provisioning for this application** and **Live Mode** are selected, then click **Start Sync** under **Settings** > **Users** > **Outbound Provisioning**.',
		},
	},
	wrong_provider: {
		text: (provider) =>
			`If ${provider.name} is the right provider, create a directory of that type and connect ${provider.name} to it. If not, somebody entered this URL and token at ${provider.name}: remove them there, and rotate the token.`,
	},
};

/** What to do about a finding at a provider. */
export function remedyFor(finding: FindingName, key: ProviderKey): string {
	const { text, of = {} } = REMEDIES[finding];
	const chosen = of[key] ?? text;
	return typeof chosen === 'string' ? chosen : chosen(PROVIDERS[key]);
}

/** What the forms of a provider call a field; one has several products. */
export function fields({ products }: Provider, field: 'endpoint' | 'secret'): string {
	const names = new Set(products.flatMap(({ form }) => (form === null ? [] : [form[field]])));
	const shown = [...names].map((name) => `**${name}**`).join(' or ');
	if (shown !== '') return shown;
	return field === 'secret' ? 'the field for the bearer token' : 'the field for the base URL';
}

function mapping(provider: Provider, attribute: 'emails' | 'active' | 'userName'): string {
	const known = provider.mappings.find((each) => each.attribute === attribute);
	return `Check what \`${attribute}\` is mapped from at ${provider.name}.${known === undefined ? '' : ` ${known.check}`}`;
}

function logs({ key }: Provider): string {
	const text = LOGS[key];
	return text === undefined ? '' : ` ${text}`;
}
