/** Leniencies in how a PATCH is written. */
import { groupPatch, type Leniency, userPatch } from './leniency.ts';

const COMPATIBILITY =
	'https://learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility';

/** Granted to directories of every type. */
export const PATCH_LENIENCIES: readonly Leniency[] = [
	{
		name: 'op_case',
		summary: '`op` may be written in any letter case: `Add`, `Replace`, `Remove`.',
		providers: ['azure-scim-v2'],
		sources: [COMPATIBILITY],
		types: 'all',
		example: userPatch({ op: 'Replace', path: 'title', value: 'Engineer' }),
	},
	{
		name: 'blank_path',
		summary: 'A `path` that is null or blank is none, and blanks around a path are passed over.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2'],
		types: 'all',
		example: userPatch({ op: 'replace', path: null, value: { title: 'Engineer' } }),
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
		example: groupPatch({ op: 'replace', value: { id: '{group}', displayName: 'Crew' } }),
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
		example: groupPatch({ op: 'Remove', path: 'members', value: [{ value: '{user}' }] }),
	},
	{
		name: 'nothing_to_remove',
		summary:
			'Removing what is not there, a member who is none or a value that no filter selects, is no failure.',
		providers: ['okta-scim-v2', 'azure-scim-v2'],
		sources: ['https://github.com/Captain-P-Goldfish/SCIM-SDK/issues/757'],
		types: 'all',
		example: groupPatch({ op: 'remove', path: 'members[value eq "{user}"]' }),
	},
	{
		name: 'list_for_selected',
		summary:
			'What takes the place of a value that a filter selects, as in `emails[type eq "work"]`, may stand in a list.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.5.2.3'],
		types: 'all',
		example: userPatch({
			op: 'replace',
			path: 'emails[type eq "known"]',
			value: [{ value: 'known@example.com' }],
		}),
	},
];
