/** Leniencies in URLs, headers, filters, and in messages other than those of a PATCH. */
import type { Leniency } from './leniency.ts';

/** Granted to directories of every type. */
export const REQUEST_LENIENCIES: readonly Leniency[] = [
	{
		name: 'filter_after_brackets',
		summary: 'A filter may compare what follows brackets: `emails[type eq "work"].value eq "…"`.',
		providers: ['azure-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
		],
		types: 'all',
	},
	{
		name: 'filter_keyword_case',
		summary: '`true`, `false` and `null` may be written in any letter case in a filter.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2'],
		types: 'all',
	},
	{
		name: 'filter_blanks',
		summary: 'Blanks may stand, in any number, wherever the parts of a filter are told apart.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.2'],
		types: 'all',
	},
	{
		name: 'filter_in_attributes',
		summary:
			'`attributes` and `excludedAttributes` may name an attribute with a filter: the attribute is meant.',
		providers: ['azure-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial',
		],
		types: 'all',
	},
	{
		name: 'unknown_name_in_attributes',
		summary:
			'`attributes` and `excludedAttributes` may name what no schema has: it is passed over.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.9'],
		types: 'all',
	},
	{
		name: 'repeated_attributes',
		summary: '`attributes` and `excludedAttributes` may be given twice: the lists are one.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.9'],
		types: 'all',
	},
	{
		name: 'search_attributes_as_text',
		summary: 'The `attributes` of a search request may be one text, as they are in a URL.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.4.3'],
		types: 'all',
	},
	{
		name: 'sort_order_case',
		summary: '`sortOrder` may be written in any letter case.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.4.2.3'],
		types: 'all',
	},
	{
		name: 'plus_as_blank',
		summary: 'In the query of a URL, `+` stands for a blank, as in HTML forms.',
		providers: ['azure-scim-v2', 'generic-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups',
			'https://github.com/goauthentik/authentik/issues/16677',
		],
		types: 'all',
	},
	{
		name: 'trailing_slash',
		summary: 'A path may end with a slash.',
		providers: ['azure-scim-v2'],
		sources: [
			'https://learn.microsoft.com/entra/identity/app-provisioning/scim-validator-tutorial',
		],
		types: 'all',
	},
	{
		name: 'doubled_slash',
		summary:
			'Slashes in a row behind the base URL are one: it may have been entered with a slash at its end.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.2'],
		types: 'all',
	},
	{
		name: 'plain_json',
		summary: 'A body may be called `application/json`, and name UTF-8 as its `charset`.',
		providers: ['okta-scim-v2', 'google', 'generic-scim-v2'],
		sources: [
			'https://developer.okta.com/standards/SCIM/SCIMFiles/Okta-SCIM-20-SPEC-Test.json',
			'https://github.com/snipe/snipe-it/issues/12642',
			'https://github.com/indigo-iam/iam/issues/1285',
		],
		types: 'all',
	},
	{
		name: 'no_content_type',
		summary: 'A body without a Content-Type is taken for SCIM.',
		providers: ['generic-scim-v2'],
		sources: ['https://github.com/ssoready/dummyidp/issues/17'],
		types: 'all',
	},
	{
		name: 'bulk_method_case',
		summary: 'The `method` of a bulk operation may be written in any letter case.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.7'],
		types: 'all',
	},
	{
		name: 'bulk_path_slashes',
		summary: 'The `path` of a bulk operation may lack its first slash, and end with one.',
		providers: ['generic-scim-v2'],
		sources: ['https://www.rfc-editor.org/rfc/rfc7644#section-3.7'],
		types: 'all',
	},
];
