/** The keys by which identity providers are known here: the types that a directory can have. */

/** Every provider, `generic-scim-v2` for those that have no key of their own. */
export const PROVIDER_KEYS = [
	'okta-scim-v2',
	'azure-scim-v2',
	'onelogin-scim-v2',
	'jumpcloud-scim-v2',
	'ping-scim-v2',
	'rippling-scim-v2',
	'cyberark-scim-v2',
	'sailpoint-scim-v2',
	'keycloak-scim-v2',
	'google',
	'generic-scim-v2',
] as const;

/** The key of a provider. */
export type ProviderKey = (typeof PROVIDER_KEYS)[number];

/** What the names of providers, and of their products, begin with. */
const NAMES: readonly (readonly [prefix: string, key: ProviderKey])[] = [
	['Okta', 'okta-scim-v2'],
	['Microsoft Entra', 'azure-scim-v2'],
	['OneLogin', 'onelogin-scim-v2'],
	['JumpCloud', 'jumpcloud-scim-v2'],
	['Google', 'google'],
	['Ping', 'ping-scim-v2'],
	['Rippling', 'rippling-scim-v2'],
	['CyberArk', 'cyberark-scim-v2'],
	['SailPoint', 'sailpoint-scim-v2'],
	['Keycloak', 'keycloak-scim-v2'],
];

/** The key of the provider that a name means, like "PingOne" or "Okta (OIN)"; the generic one if none. */
export function keyOfName(name: string): ProviderKey {
	return NAMES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? 'generic-scim-v2';
}
