/** Leniencies by directory type: other clients may count on the refusal that the RFC demands. */
import type { Leniency } from './leniency.ts';

const OLD_MICROSOFT_GUIDE =
	'MicrosoftDocs/azure-docs articles/active-directory/manage-apps/use-scim-to-provision-users-and-groups.md';

const KEYCLOAK_PATCHES =
	'suvera/keycloak-scim2-storage src/main/java/dev/suvera/keycloak/scim2/storage/storage/UserRecordPatchBuilder.java';

/** Granted to directories of some types. */
export const TYPED_LENIENCIES = [
	{
		name: 'schemas_optional',
		summary: 'A body need not name its `schemas`: the endpoint says what it is.',
		providers: ['okta-scim-v2', 'keycloak-scim-v2'],
		sources: [
			'https://github.com/jelhub/scimgateway/issues/113',
			'suvera/keycloak-scim2-storage src/main/java/dev/suvera/scim2/schema/data/group/GroupRecord.java',
			'https://github.com/Infisical/infisical/pull/6940',
		],
		types: 'named',
	},
	{
		name: 'filter_miss_creates',
		summary:
			'A PATCH through a filter that selects no value, such as `emails[type eq "work"].value` of a user without a work e-mail, adds one instead of failing with `noTarget`.',
		providers: ['azure-scim-v2', 'keycloak-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility',
			'https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/416',
			KEYCLOAK_PATCHES,
		],
		types: ['azure-scim-v2', 'keycloak-scim-v2'],
	},
	{
		name: 'empty_patch',
		summary: 'A PATCH may hold no operation, or no `Operations` at all, and then changes nothing.',
		providers: ['azure-scim-v2', 'keycloak-scim-v2'],
		sources: [
			'https://github.com/scimmyjs/scimmy/issues/59',
			'https://github.com/scimmyjs/scimmy/issues/90',
			KEYCLOAK_PATCHES,
		],
		types: ['azure-scim-v2', 'keycloak-scim-v2'],
	},
	{
		name: 'wrapped_value',
		summary:
			'A PATCH may give the value of an attribute that has a single one in a list, and a simple value in an object, as its `value`: `[{ "$ref": null, "value": "Anna" }]`.',
		providers: ['azure-scim-v2'],
		sources: [
			OLD_MICROSOFT_GUIDE,
			'https://github.com/MicrosoftDocs/azure-docs/issues/42220',
			'https://github.com/Azure/AzureAD-BYOA-Provisioning-Samples/issues/22',
			'https://learn.microsoft.com/en-us/answers/questions/1693075/why-is-entra-id-sending-add-operations-instead-of',
		],
		types: ['azure-scim-v2'],
	},
	{
		name: 'enterprise_name',
		summary:
			'The path of an attribute of the enterprise extension need not begin with its URN: `manager`, `department`.',
		providers: ['azure-scim-v2'],
		sources: [OLD_MICROSOFT_GUIDE],
		types: ['azure-scim-v2'],
	},
	{
		name: 'path_without_quotes',
		summary:
			'The filter of a path may compare with a word that is not quoted: `emails[type eq work].value`.',
		providers: ['keycloak-scim-v2'],
		sources: [KEYCLOAK_PATCHES],
		types: ['keycloak-scim-v2'],
	},
	{
		name: 'skip_unknown_members',
		summary:
			'A member that the directory does not know is passed over, and reported in the log, instead of failing the request.',
		providers: ['okta-scim-v2'],
		sources: [
			'https://developer.okta.com/docs/concepts/scim/faqs',
			'https://github.com/fleetdm/fleet/issues/52600',
		],
		types: ['okta-scim-v2'],
	},
] as const satisfies readonly Leniency[];
