/**
 * The keys by which identity providers are known here, which are the types that a directory can have, and
 * what each provider calls itself. Apart from the registry, for those who need no more of it.
 */

/** Every provider's name by its key, `generic-scim-v2` for those that have no key of their own. */
export const PROVIDER_NAMES = {
	'okta-scim-v2': 'Okta',
	'azure-scim-v2': 'Microsoft Entra ID',
	'onelogin-scim-v2': 'OneLogin',
	'jumpcloud-scim-v2': 'JumpCloud',
	'ping-scim-v2': 'Ping Identity',
	'rippling-scim-v2': 'Rippling',
	'cyberark-scim-v2': 'CyberArk',
	'sailpoint-scim-v2': 'SailPoint',
	'keycloak-scim-v2': 'Keycloak',
	google: 'Google Workspace',
	'generic-scim-v2': 'Any other SCIM 2.0 provider',
} as const;

/** The key of a provider. */
export type ProviderKey = keyof typeof PROVIDER_NAMES;

/** Every key. */
export const PROVIDER_KEYS = Object.keys(PROVIDER_NAMES) as readonly ProviderKey[];

/**
 * The key of the provider that a name means, like "PingOne" or "Okta (OIN)": the one whose first word it
 * begins with; the generic one if there is none.
 */
export function keyOfName(name: string): ProviderKey {
	const found = PROVIDER_KEYS.find((key) => name.startsWith(firstWordOf(PROVIDER_NAMES[key])));
	return found ?? 'generic-scim-v2';
}

function firstWordOf(name: string): string {
	return name.split(' ', 1)[0] ?? name;
}
