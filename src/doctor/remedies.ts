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
		'Select **Test Connection** and **Save**. Wrong credentials put the job into quarantine at once: if **Provisioning** says so, select **Restart provisioning**.',
	'onelogin-scim-v2': 'Click **Save**, then **Enable** at **API Status**.',
	'jumpcloud-scim-v2':
		'For that deactivate the integration on **Identity Management**, and click **Test Connection** and **Activate** again.',
	'ping-scim-v2':
		'PingOne: click **Test connection** and save. PingFederate: save the connection, which tests it.',
	'rippling-scim-v2': 'Reconnect the integration in its settings.',
	'cyberark-scim-v2': 'Click **Verify** and **Save**, then **Start Sync**.',
	'sailpoint-scim-v2': 'Save the source and click **Test Connection**.',
	'keycloak-scim-v2': 'Save, and synchronise all users once.',
	google: 'Save.',
	'generic-scim-v2': 'Then test the connection, if there is a button for it.',
};

/** Where a provider tells what it was answered for each user. */
const LOGS: Partial<Readonly<Record<ProviderKey, string>>> = {
	'okta-scim-v2':
		'**Dashboard** > **Tasks** and **View Logs** of the application show who it is about.',
	'azure-scim-v2':
		'**Provisioning logs** show who it is about, with advice on the tab **Troubleshooting & Recommendations**.',
	'onelogin-scim-v2': 'On the **Users** tab, a click on **Failed** shows the answer.',
	'jumpcloud-scim-v2': '**Insights** > **Directory** shows the events with their errors.',
	'ping-scim-v2':
		'PingOne: the sync summary of the rule shows who it is about. PingFederate: `provisioner.log`.',
	'cyberark-scim-v2':
		'**Settings** > **Users** > **Outbound Provisioning** > **View Synchronization Job Status and Reports** shows who it is about.',
};

type Text = string | ((provider: Provider) => string);

interface Remedy {
	readonly text: Text;
	readonly of?: Partial<Readonly<Record<ProviderKey, Text>>>;
}

const newToken = (provider: Provider) =>
	`Make another token for this directory, and enter it in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`;

const REMEDIES: Readonly<Record<FindingName, Remedy>> = {
	wrong_token: { text: newToken },
	no_token: {
		text: (provider) =>
			`Choose a bearer token as the authentication, and enter a token of this directory in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
	},
	not_bearer: {
		text: (provider) =>
			`Choose a bearer token instead of Basic authentication or headers of your own, and enter a token of this directory in ${fields(provider, 'secret')}, without the word \`Bearer\`. ${CONFIRM[provider.key]}`,
		of: {
			'okta-scim-v2': (provider) =>
				`Set **Authentication Mode** to **HTTP Header**, and enter the token alone in ${fields(provider, 'secret')}: Okta writes \`Bearer\` before it. ${CONFIRM[provider.key]}`,
			'ping-scim-v2': (provider) =>
				`PingOne: set **Authentication Method** to **OAuth 2 Bearer Token** and **Auth Type Header** to **Bearer**. PingFederate: set **Authentication Methods** to **OAuth 2 Bearer Token**. Enter the token in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
			'rippling-scim-v2': (provider) =>
				`Set **SCIM Authorization Method** to **Bearer Token**, and enter the token in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
		},
	},
	token_expired: { text: newToken },
	token_expiring: {
		text: (provider) =>
			`Rotate the token in time: both are good for a while. Enter the new one in ${fields(provider, 'secret')}. ${CONFIRM[provider.key]}`,
	},
	directory_inactive: {
		text: 'Activate the directory again, or stop the provisioning at the provider.',
		of: {
			'azure-scim-v2':
				'Activate the directory again, and select **Restart provisioning** if the job is in quarantine. To end the connection instead, select **Stop provisioning**.',
		},
	},
	wrong_url: {
		text: (provider) =>
			`Enter the SCIM base URL of this directory in ${fields(provider, 'endpoint')}, as it is, and without \`/Users\`. ${CONFIRM[provider.key]}`,
		of: {
			'azure-scim-v2': (provider) =>
				`Enter the SCIM base URL of this directory in **Tenant URL**, followed by \`?aadOptscim062020\` and nothing else. ${CONFIRM[provider.key]}`,
			'ping-scim-v2':
				'PingOne: enter the SCIM base URL of this directory in **SCIM BASE URL**, `/Users` in **Users Resource** and `/Groups` in **Groups Resource**. PingFederate: enter it in **SCIM URL** (the older SCIM target wants it with `/Users` in **Users Resource URL**). Set **SCIM Version** to **2.0**.',
		},
	},
	google_not_connected: {
		text: 'Send an administrator of the Google Workspace a setup link of this directory, or the URL that `POST /v1/directories/{id}/google/authorize` answers.',
	},
	google_consent_revoked: {
		text: 'Have an administrator consent again, by a setup link of this directory or the URL that `POST /v1/directories/{id}/google/authorize` answers. If consents end after seven days, set **Publishing status** to **In production** under **Google Auth Platform** > **Audience** in the Google Cloud console.',
	},
	google_run_stopped: {
		text: 'See whether the searches of the settings, and the account that consented, are the right ones. If the users or groups are really gone, set `allow_mass_removal_once` and synchronise again.',
	},
	google_failing: {
		text: '`last_error` of `GET /v1/directories/{id}/google` says what Google complains of and what to do; then synchronise again. If nothing is begun at all, look whether the cron trigger of this deployment runs.',
	},
	google_refused: {
		text: '`last_run.refused` of `GET /v1/directories/{id}/google` names the first of them, each with the reason. They are tried again with each run.',
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
				'On the **Push Groups** tab choose the groups with **Push Groups** > **Find groups by name**. Use other groups than those that assign people.',
		},
	},
	entra_flag_missing: {
		text: 'Add `?aadOptscim062020` to the **Tenant URL**, save, and select **Restart provisioning**. **Provision on demand** ignores it.',
	},
	unknown_resources: {
		text: (provider) =>
			`Let ${provider.name} forget whom it has linked to ids of this directory, and look for everybody anew: restart the provisioning, or remove the assignments and make them again.${logs(provider)}`,
		of: {
			'azure-scim-v2':
				'Select **Restart provisioning**: it clears what Entra ID remembers, and an initial cycle looks for everybody anew.',
			'okta-scim-v2':
				'On the **Assignments** tab remove those it is about, and assign them again; groups are unlinked and pushed again on the **Push Groups** tab.',
		},
	},
	stale_versions: {
		text: (provider) =>
			`${provider.name} is to read what it changes right before, or to send no \`If-Match\`: turn off what compares versions there, and see that nothing else changes the same people.${logs(provider)}`,
	},
	repeated_conflicts: {
		text: 'See by which attribute the provider looks for people before it creates them: it should be `userName`, and give what is stored here. Where somebody was here before, link the two at the provider.',
		of: {
			'okta-scim-v2':
				'On the **Import** tab click **Import Now** and confirm the assignments that it finds, then retry under **Dashboard** > **Tasks**. The **Unique identifier field for users** is to be `userName`.',
			'azure-scim-v2':
				'**Provisioning** > **Attribute mapping** (older: **Mappings**) > **Provision Microsoft Entra ID Users**: `userName` is to be the attribute with **Match objects using this attribute**. Then **Provision on demand** for one of them.',
			'ping-scim-v2':
				'PingOne: keep **User Filter Expression** at `userName Eq "%s"`, with **User Identifier** at **userName**. PingFederate: **Unique User Identifier** is to be **userName**; to change it, make the SP connection anew.',
			'rippling-scim-v2':
				'In the settings of the integration match people who are there already, instead of creating accounts for them.',
		},
	},
	invalid_bodies: {
		text: (provider) =>
			`Look at the answer above: it names the attribute and what is expected. Mend its mapping at ${provider.name}.${logs(provider)}`,
	},
	unsupported_requests: {
		text: (provider) =>
			`Look at the answer above: it says what is possible instead. If ${provider.name} asks for it by itself, please report it with a recording.${logs(provider)}`,
	},
	throttled: {
		text: 'Nothing has to be done if it passes: providers try again. If it stays, send fewer people at once, or lower the rate of the provider.',
		of: {
			'azure-scim-v2':
				'Nothing has to be done if it passes: Entra ID tries again. During an initial cycle, assign people in smaller groups under **Users and groups**.',
		},
	},
	server_errors: {
		text: 'There is nothing to do at the provider, which tries again. Look at the logs of this service for the time of the request.',
	},
	quarantine_risk: {
		text: 'Open **Provisioning logs**, filter by failures, and mend their cause. Then select **Restart provisioning**: it clears the failures that were counted and runs an initial cycle.',
	},
	no_traffic: {
		text: (provider) =>
			`See at ${provider.name} that provisioning is turned on, and that people are assigned. If it is: change one of them, and see whether a request comes.${logs(provider)}`,
		of: {
			'azure-scim-v2':
				'Open **Provisioning** of the application: select **Start provisioning** if it is stopped, look for **Quarantine**, and see that people are assigned under **Users and groups**. **Provision on demand** sends one at once.',
			'okta-scim-v2':
				'On the **Provisioning** tab see that the integration is enabled, with **Create Users**, **Update User Attributes** and **Deactivate Users** at **To App**. On the **Assignments** tab see that people are assigned.',
			'onelogin-scim-v2':
				'See that **API Status** is **Enabled** on the **Configuration** tab, and **Enable provisioning** selected on the **Provisioning** tab. On the **Users** tab approve what stands at **Pending**.',
			'jumpcloud-scim-v2':
				'See that the integration is active on **Identity Management**, and that user groups are selected on the **User Groups** tab.',
			'ping-scim-v2':
				'PingOne: see that the connection and its rule are turned on. PingFederate: set the channel to **Active** and the connection on, and read `provisioner.log`.',
			'cyberark-scim-v2':
				'On the page **Provisioning** see that **Enable provisioning for this application** is selected and **Live Mode** chosen, then **Start Sync** under **Settings** > **Users** > **Outbound Provisioning**.',
		},
	},
	wrong_provider: {
		text: (provider) =>
			`If ${provider.name} is right, make a directory of its type and connect it to that. If not, somebody has pasted this URL and token at ${provider.name}: remove them there, and rotate the token.`,
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
	return field === 'secret' ? 'its field for the bearer token' : 'its field for the base URL';
}

function mapping(provider: Provider, attribute: 'emails' | 'active' | 'userName'): string {
	const known = provider.mappings.find((each) => each.attribute === attribute);
	return `See what feeds \`${attribute}\` at ${provider.name}.${known === undefined ? '' : ` ${known.check}`}`;
}

function logs({ key }: Provider): string {
	const text = LOGS[key];
	return text === undefined ? '' : ` ${text}`;
}
