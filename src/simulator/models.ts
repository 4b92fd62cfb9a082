/** The models by the names that people give them. */
import type { ProviderKey } from '../providers/keys.ts';
import type { Model } from './model.ts';
import { COMPLIANT_FLAG, ENTRA, ENTRA_COMPLIANT } from './models/entra.ts';
import { OKTA, OKTA_WIZARD } from './models/okta.ts';
import { CYBERARK } from './models/cyberark.ts';
import { GENERIC } from './models/generic.ts';
import { GOOGLE } from './models/google.ts';
import { JUMPCLOUD } from './models/jumpcloud.ts';
import { KEYCLOAK } from './models/keycloak.ts';
import { ONELOGIN } from './models/onelogin.ts';
import { PINGFEDERATE, PINGONE } from './models/ping.ts';
import { RIPPLING } from './models/rippling.ts';
import { SAILPOINT } from './models/sailpoint.ts';

/** Every model, in the order of the help. */
export const MODELS: readonly Model[] = [
	OKTA,
	OKTA_WIZARD,
	ENTRA,
	ENTRA_COMPLIANT,
	ONELOGIN,
	JUMPCLOUD,
	PINGONE,
	PINGFEDERATE,
	RIPPLING,
	CYBERARK,
	SAILPOINT,
	KEYCLOAK,
	GOOGLE,
	GENERIC,
];

/** The model of each provider, where it has several: the one that most of its customers have. */
const BY_KEY: Readonly<Record<ProviderKey, Model>> = {
	'okta-scim-v2': OKTA,
	'azure-scim-v2': ENTRA,
	'onelogin-scim-v2': ONELOGIN,
	'jumpcloud-scim-v2': JUMPCLOUD,
	'ping-scim-v2': PINGONE,
	'rippling-scim-v2': RIPPLING,
	'cyberark-scim-v2': CYBERARK,
	'sailpoint-scim-v2': SAILPOINT,
	'keycloak-scim-v2': KEYCLOAK,
	google: GOOGLE,
	'generic-scim-v2': GENERIC,
};

const ALIASES: ReadonlyMap<string, Model> = new Map([
	['azure', ENTRA],
	['ping', PINGONE],
	...MODELS.map((model): [string, Model] => [model.client, model]),
	...Object.entries(BY_KEY),
]);

/** The model that a name stands for, in any letter case; undefined if none does. */
export function modelNamed(name: string): Model | undefined {
	return ALIASES.get(name.toLowerCase());
}

/** The model with a flag of its tenant URL; undefined if it has none of that name. */
export function withFlag(model: Model, flag: string): Model | undefined {
	const isKnown = flag === COMPLIANT_FLAG && model.key === ENTRA.key;
	return isKnown ? ENTRA_COMPLIANT : undefined;
}

/** Whether the parameters of a tenant URL carry the flag of a model. */
export function modelFor(model: Model, query: string): Model {
	const flag = query
		.split('&')
		.find((each) => withFlag(model, each.split('=')[0] ?? '') !== undefined);
	return flag === undefined ? model : ENTRA_COMPLIANT;
}
