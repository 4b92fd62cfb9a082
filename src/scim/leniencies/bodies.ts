/** Leniencies in how resources, values and PATCHes are written. */
import type { Leniency } from './leniency.ts';

const COMPATIBILITY =
	'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility';

/** Granted to directories of every type. */
export const BODY_LENIENCIES: readonly Leniency[] = [
	{
		name: 'further_schemas',
		summary:
			'`schemas` may name more than the resource has: extensions of which nothing is sent, and URLs that are no SCIM schema.',
		providers: ['azure-scim-v2', 'jumpcloud-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
		],
		types: 'all',
	},
	{
		name: 'schema_urn_case',
		summary: 'The URN of a schema or message may be written in any letter case.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc8141#section-3.1'],
		types: 'all',
	},
	{
		name: 'message_name_case',
		summary:
			'The names in messages, such as `Operations`, `op` and `path`, may be written in any letter case, as those of attributes may (RFC 7643 §2.1).',
		providers: ['generic-scim-v2'],
		sources: [
			'https://github.com/indigo-iam/iam/issues/934',
			'https://github.com/ssoready/ssoready/pull/182',
		],
		types: 'all',
	},
	{
		name: 'unknown_attribute',
		summary: 'Attributes and sub-attributes that no schema has are passed over.',
		providers: ['azure-scim-v2', 'okta-scim-v2'],
		sources: [
			'https://github.com/MicrosoftDocs/entra-docs/issues/215',
			'https://github.com/MicrosoftDocs/azure-docs/issues/50772',
		],
		types: 'all',
	},
	{
		name: 'undeclared_extension',
		summary:
			'What stands under the URN of an extension that the directory does not declare is kept, and shown, as it was sent.',
		providers: ['azure-scim-v2', 'okta-scim-v2', 'ping-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/customize-application-attributes',
			'https://github.com/jelhub/scimgateway/issues/124',
		],
		types: 'all',
	},
	{
		name: 'core_schema_key',
		summary: 'Attributes of the core schema may stand under its URN, like those of an extension.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7643#section-3.3'],
		types: 'all',
	},
	{
		name: 'path_as_key',
		summary:
			'The keys of a body, and of the value of a PATCH without path, may be paths: `name.givenName`, `urn:…:User:department`, and in a PATCH `emails[type eq "work"].value`.',
		providers: ['azure-scim-v2'],
		sources: [COMPATIBILITY, 'https://github.com/Captain-P-Goldfish/scim-for-keycloak/issues/26'],
		types: 'all',
	},
	{
		name: 'boolean_as_text',
		summary: '`"True"` and `"false"`, in any letter case, stand for true and false.',
		providers: ['azure-scim-v2'],
		sources: [COMPATIBILITY, 'https://github.com/scimmyjs/scimmy/issues/86'],
		types: 'all',
	},
	{
		name: 'number_as_text',
		summary: 'Text that is a number stands for it where an attribute is declared to be one.',
		providers: ['azure-scim-v2'],
		sources: ['https://github.com/scimmyjs/scimmy/issues/51'],
		types: 'all',
	},
	{
		name: 'empty_text',
		summary: '`""` is no value, as null is: it clears an attribute.',
		providers: ['okta-scim-v2', 'onelogin-scim-v2', 'jumpcloud-scim-v2'],
		sources: [
			'https://developers.onelogin.com/scim/implement-scim-api',
			'https://developer.okta.com/docs/reference/scim/scim-20/',
		],
		types: 'all',
	},
	{
		name: 'bare_value',
		summary:
			'A value that is no object stands for the `value` of one: a manager, an e-mail or a member as a bare string.',
		providers: ['azure-scim-v2'],
		sources: [
			'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/541',
			'https://github.com/apache/directory-scimple/pull/1244',
		],
		types: 'all',
	},
	{
		name: 'value_without_list',
		summary: 'The only value of an attribute that may have several need not stand in a list.',
		providers: ['generic-scim-v2'],
		sources: ['https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/416'],
		types: 'all',
	},
	{
		name: 'same_primary_twice',
		summary:
			'Of values that are the same but for their `type`, more than one may be primary: the first of them is.',
		providers: ['ping-scim-v2'],
		sources: [
			'https://docs.pingidentity.com/pingone/integrations/p1_scim_provisioning_limitations.html',
		],
		types: 'all',
	},
	{
		name: 'member_details',
		summary:
			'What is said of a member besides its id (`$ref`, `type`, `display`) is not looked at: it may be null, relative or outdated.',
		providers: ['azure-scim-v2', 'okta-scim-v2', 'onelogin-scim-v2', 'keycloak-scim-v2'],
		sources: [
			'https://github.com/scimmyjs/scimmy/issues/34',
			'https://github.com/mitodl/keycloak-scim/issues/73',
		],
		types: 'all',
	},
	{
		name: 'international_reference',
		summary: 'A reference may have letters beyond ASCII, as an IRI (RFC 3987) does and no URI.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc3987'],
		types: 'all',
	},
	{
		name: 'op_case',
		summary: '`op` may be written in any letter case: `Add`, `Replace`, `Remove`.',
		providers: ['azure-scim-v2'],
		sources: [COMPATIBILITY],
		types: 'all',
	},
	{
		name: 'blank_path',
		summary: 'A `path` that is null or blank is none, and blanks around a path are passed over.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2'],
		types: 'all',
	},
	{
		name: 'read_only_in_value',
		summary:
			'Read-only attributes in a value, such as `id` in a PATCH without path, are passed over, as they are in a POST or PUT.',
		providers: ['okta-scim-v2'],
		sources: [
			'https://developer.okta.com/docs/reference/scim/scim-20/',
			'https://github.com/goauthentik/authentik/pull/23950',
		],
		types: 'all',
	},
	{
		name: 'remove_by_value',
		summary:
			'A `remove` whose path has no filter may list in `value` which values, or which members, are to go; only those do.',
		providers: ['azure-scim-v2', 'onelogin-scim-v2', 'jumpcloud-scim-v2', 'generic-scim-v2'],
		sources: [
			COMPATIBILITY,
			'https://github.com/goauthentik/authentik/issues/23798',
			'https://github.com/pingidentity/scim2/issues/174',
		],
		types: 'all',
	},
	{
		name: 'nothing_to_remove',
		summary:
			'Removing what is not there, a member who is none or a value that no filter selects, is no failure.',
		providers: ['okta-scim-v2', 'azure-scim-v2'],
		sources: ['https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/757'],
		types: 'all',
	},
	{
		name: 'list_for_selected',
		summary:
			'What takes the place of a value that a filter selects, as in `emails[type eq "work"]`, may stand in a list.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.3'],
		types: 'all',
	},
];
