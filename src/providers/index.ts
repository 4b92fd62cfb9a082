/**
 * The registry of identity providers: one file a provider, all of it data. What the API, the pages of
 * setup links, the documentation and the diagnosis say of a provider comes from here.
 */
import { cyberark } from './cyberark.ts';
import { entra } from './entra.ts';
import { generic } from './generic.ts';
import { google } from './google.ts';
import { jumpcloud } from './jumpcloud.ts';
import { keycloak } from './keycloak.ts';
import type { ProviderKey } from './keys.ts';
import type { Provider } from './model.ts';
import { okta } from './okta.ts';
import { onelogin } from './onelogin.ts';
import { ping } from './ping.ts';
import { rippling } from './rippling.ts';
import { sailpoint } from './sailpoint.ts';

/** Every provider by its key, in the order of PROVIDER_KEYS. */
export const PROVIDERS: { readonly [Key in ProviderKey]: Provider & { readonly key: Key } } = {
	'okta-scim-v2': okta,
	'azure-scim-v2': entra,
	'onelogin-scim-v2': onelogin,
	'jumpcloud-scim-v2': jumpcloud,
	'ping-scim-v2': ping,
	'rippling-scim-v2': rippling,
	'cyberark-scim-v2': cyberark,
	'sailpoint-scim-v2': sailpoint,
	'keycloak-scim-v2': keycloak,
	google,
	'generic-scim-v2': generic,
};
