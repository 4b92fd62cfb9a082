/**
 * The identity providers that a directory can be connected to, as data: for pickers, and for pages that
 * tell an IT admin what to paste where.
 */
import * as z from 'zod';
import { dialectOf, type Dialect } from '../scim/dialect.ts';
import { directory, type Directory } from './directories.ts';

/** What providers call themselves, and the two fields of their forms where that is known for sure. */
const KNOWN: Readonly<
	Record<Directory['type'], { readonly name: string; readonly form?: readonly [string, string] }>
> = {
	'okta-scim-v2': { name: 'Okta', form: ['SCIM connector base URL', 'Authorization'] },
	'azure-scim-v2': { name: 'Microsoft Entra ID', form: ['Tenant URL', 'Secret Token'] },
	'onelogin-scim-v2': { name: 'OneLogin', form: ['SCIM Base URL', 'SCIM Bearer Token'] },
	'jumpcloud-scim-v2': { name: 'JumpCloud', form: ['Base URL', 'Token Key'] },
	'ping-scim-v2': { name: 'Ping Identity' },
	'rippling-scim-v2': { name: 'Rippling' },
	'cyberark-scim-v2': { name: 'CyberArk' },
	'sailpoint-scim-v2': { name: 'SailPoint' },
	'keycloak-scim-v2': { name: 'Keycloak' },
	google: { name: 'Google Workspace' },
	'generic-scim-v2': { name: 'Any other SCIM 2.0 provider' },
};

/** What the API calls the leniencies of a dialect. */
const LENIENCIES = {
	schemasOptional: 'schemas_optional',
	filterMissCreates: 'filter_miss_creates',
	emptyPatch: 'empty_patch',
	skipUnknownMembers: 'skip_unknown_members',
} as const satisfies Readonly<Record<keyof Dialect, string>>;

/** A provider as the API shows it. */
export const provider = z
	.object({
		type: directory.shape.type,
		name: z.string().describe('What it calls itself.'),
		authentication: z
			.literal('bearer')
			.describe('How it proves itself: with a token of the directory, as a bearer token.'),
		form: z
			.object({
				endpoint: z.string().describe("The field for the directory's `scim.endpoint`."),
				secret: z.string().describe('The field for the token.'),
			})
			.nullable()
			.describe(
				'What its form calls the two things to paste; null where that differs or is not known.',
			),
		leniencies: z
			.array(z.enum(Object.values(LENIENCIES)))
			.readonly()
			.describe(
				'What is accepted from it beyond RFC 7644. `schemas_optional`: a body need not name its `schemas`. `filter_miss_creates`: a PATCH through a filter that matches nothing adds the value. `empty_patch`: a PATCH may hold no operation. `skip_unknown_members`: members that do not exist are passed over.',
			),
	})
	.meta({
		id: 'Provider',
		description: 'An identity provider that a directory can be connected to.',
		examples: [
			{
				type: 'azure-scim-v2',
				name: 'Microsoft Entra ID',
				authentication: 'bearer',
				form: { endpoint: 'Tenant URL', secret: 'Secret Token' },
				leniencies: ['schemas_optional', 'filter_miss_creates', 'empty_patch'],
			},
		],
	});
export type Provider = z.infer<typeof provider>;

/** Every provider. */
export const PROVIDERS: readonly Provider[] = directory.shape.type.options.map((type) => {
	const { name, form } = KNOWN[type];
	const dialect = dialectOf(type);
	const granted = (Object.keys(LENIENCIES) as (keyof Dialect)[]).filter((each) => dialect[each]);
	return {
		type,
		name,
		authentication: 'bearer',
		form: form === undefined ? null : { endpoint: form[0], secret: form[1] },
		leniencies: granted.map((each) => LENIENCIES[each]),
	};
});
