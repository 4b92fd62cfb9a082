/** Ping Identity: PingOne in the cloud and PingFederate on premises, two clients with ways of their own. */
import { PROVIDER_NAMES } from './keys.ts';
import type { Provider } from './model.ts';

/** PingOne and PingFederate. */
export const ping = {
	key: 'ping-scim-v2',
	name: PROVIDER_NAMES['ping-scim-v2'],
	slug: 'ping',
	groups: {
		supported: true,
		nested: null,
		how: 'PingOne sends the groups that the rule of the connection selects (on its tab **Directory** > **Groups**), with the members who match its user filter. PingFederate sends the groups of a channel. It finds existing groups by reading all groups and comparing names.',
	},
	deprovisioning: {
		styles: ['deactivate', 'delete'],
		deactivation: 'PATCH or PUT',
		how: 'The setting **Remove action** (PingFederate: **Remove User Action**) decides between **Disable** and **Delete**. PingFederate disables users with a PUT of the whole user with `active: false`, and sends no PATCH for users.',
	},
	rates: {
		intervalSeconds: null,
		requestsPerSecond: null,
		pageSize: null,
		notes:
			'PingOne sends changes as they happen. PingFederate looks for changes every 60 seconds, unless **Synchronization Frequency** is changed.',
	},
	afterwards: {
		changes:
			'PingOne sends changes as they happen. PingFederate looks for changes every 60 seconds, unless **Synchronization Frequency** is changed.',
		leaving:
			'Take the person out of those who are provisioned. The account here is then deactivated with **Disable**, or deleted with **Delete**, as **Remove action** (PingFederate: **Remove User Action**) says.',
		groups:
			'PingOne sends the groups that you select on the tab **Directory** > **Groups** of the connection. PingFederate sends the groups of a channel.',
	},
	authentication: {
		method: 'bearer',
		header: 'Bearer {secret}',
		alternatives: ['basic authentication', 'OAuth 2 client credentials'],
	},
	url: {
		template: '{endpoint}',
		why: 'The base URL, without `/Users`: PingOne has separate fields for the resources, and the SCIM Provisioner of PingFederate appends them. (The older SCIM target that is bundled with PingFederate needs `{endpoint}/Users` and `{endpoint}/Groups` instead.)',
	},
	userAgents: [],
	products: [
		{
			name: 'PingOne',
			form: { endpoint: 'SCIM BASE URL', secret: 'OAuth Access Token' },
			setup: [
				{
					text: 'In the PingOne admin console, open **Integrations** > **Provisioning**, click **+** and **New connection**. On the row **Identity Store** click **Select**, choose **SCIM Outbound**, click **Select** and **Next**. Name the connection and click **Next**.',
				},
				{ text: 'In **SCIM BASE URL** enter:', paste: '{endpoint}' },
				{ text: 'In **Users Resource** enter:', paste: '/Users' },
				{
					text: 'Set **SCIM Version** to **2.0**. In **Groups Resource** enter:',
					paste: '/Groups',
				},
				{
					text: 'Set **Authentication Method** to **OAuth 2 Bearer Token**. In **OAuth Access Token** enter:',
					paste: '{secret}',
				},
				{
					text: 'Set **Auth Type Header** to **Bearer**. Click **Test connection**, then continue.',
				},
				{
					text: 'Keep **User Filter Expression** at `userName Eq "%s"`, set **User Identifier** to **userName**, choose **Remove action** and **Group Membership Handling**, and save. Turn the connection on with its toggle.',
				},
				{
					text: 'Click **+** and **New rule**: choose this connection as its target, edit **User Filter** (the people to send), **Groups** and **Attribute Mapping**, and turn the rule on.',
				},
			],
		},
		{
			name: 'PingFederate',
			form: { endpoint: 'SCIM URL', secret: 'Access Token' },
			setup: [
				{
					text: 'In the PingFederate administrative console open **Applications** > **Integration** > **SP Connections** and click **Create Connection**.',
				},
				{
					text: 'Select **Use a template for this connection** and **SCIM Provisioner**, which comes with the SCIM integration kit. On **Connection Type**, select **Outbound Provisioning**. On **General Info**, enter a **Connection Name**.',
				},
				{
					text: 'On **Outbound Provisioning** click **Configure Provisioning**. In **SCIM URL** enter:',
					paste: '{endpoint}',
				},
				{
					text: 'Set **SCIM Version** to **2.0** and **Authentication Methods** to **OAuth 2 Bearer Token**. In **Access Token** enter:',
					paste: '{secret}',
				},
				{
					text: 'Keep **Unique User Identifier** at **userName**. Under **Provisioning Options** select **User Create**, **User Update** and **User Disable/Delete**, and choose the **Remove User Action**.',
				},
				{
					text: 'Under **Manage Channels**, create a channel: choose its source, its users and groups, and complete **Attribute Mapping**. Set the channel to **Active**.',
				},
				{
					text: 'On **Activation and Summary**, turn the connection on and click **Save**. PingFederate then checks the credentials.',
				},
			],
		},
	],
	operatorSetup: [],
	mappings: [
		{
			attribute: 'userName',
			check:
				'PingOne: **Attribute Mapping** of the rule, from **Username** or **Email Address**. PingFederate: **Attribute Mapping** of the channel, for example `userName` from `mail`.',
		},
		{
			attribute: 'emails',
			check: 'PingOne: `workEmail` from **Email Address**. PingFederate: `workEmail` from `mail`.',
		},
		{
			attribute: 'active',
			check:
				'PingOne: `active` from **Enabled**. PingFederate: **User Disable/Delete** is selected.',
		},
		{
			attribute: 'externalId',
			check: 'PingOne: from **User ID**, so that people are still found after they are renamed.',
		},
	],
	troubleshooting: [
		{
			symptom: '**Test connection** of PingOne fails.',
			remedy:
				'Check **SCIM BASE URL**, without `/Users` at the end, and enter a new **OAuth Access Token** with **Auth Type Header** set to **Bearer**.',
		},
		{
			symptom: 'The **Sync status** of PingOne shows failed users.',
			remedy:
				'Open the rule, find the errors in its sync summary, fix them, and restart the rule with its toggle.',
		},
		{
			symptom: 'PingFederate sends nothing.',
			remedy:
				'Set the channel to **Active**, turn the connection on, check that `pf.provisioner.mode` in `run.properties` is not `OFF`, and read `provisioner.log`.',
		},
		{
			symptom: 'PingFederate finds people twice, or not at all.',
			remedy:
				'**Unique User Identifier** matches no user. To change it, delete the SP connection, restart PingFederate, and create the connection again.',
		},
		{
			symptom: 'An existing group has lost its members.',
			remedy:
				'PingOne: **Group Membership Handling** is set to overwrite. Choose merge if the existing members should stay.',
		},
	],
	sources: [
		'https://docs.pingidentity.com/r/en-us/pingone/p1_create_scim_connection',
		'https://docs.pingidentity.com/pingone/pingone_tutorials/p1_tutorial_create_provisioning_connection.html',
		'https://docs.pingidentity.com/pingone/integrations/p1_scim_provisioning_features.html',
		'https://docs.pingidentity.com/pingone/integrations/p1_provisioning_sync_status.html',
		'https://docs.pingidentity.com/pingone/integrations/p1_provisioning_outbound_group_provisioning.html',
		'https://developer.pingidentity.com/pingone-api/platform/identity-propagation-provisioning/propagation-stores/create-store-scim.html',
		'https://docs.pingidentity.com/integrations/scim/pf_scim_connector.html',
		'https://docs.pingidentity.com/integrations/scim/pf_scim_connector_user_and_group_management.html',
		'https://docs.pingidentity.com/integrations/scim/setup/pf_scim_connector_creating_a_provisioning_connection.html',
		'https://docs.pingidentity.com/integrations/scim/setup/pf_scim_connector_scim_connector_settings_reference.html',
		'https://docs.pingidentity.com/r/en-us/pingfederate-103/help_protocolsettingstasklet_saasglobalprovisioningsettingsstate',
		'https://docs.pingidentity.com/r/en-us/pingfederate-103/help_saaschanneltasklet_saastargetstate',
	],
} as const satisfies Provider;
