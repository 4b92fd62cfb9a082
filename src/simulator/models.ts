/** The models by the names that people give them. */
import type { Model } from './model.ts';
import { ENTRA, ENTRA_COMPLIANT } from './models/entra.ts';
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

/** Every model, in the order of the help; of those of one provider the one first that most customers have. */
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

/**
 * The model that a name stands for, in any letter case: the word for it, or the key of its provider with or
 * without its ending; undefined if it stands for none.
 */
export function modelNamed(name: string): Model | undefined {
	const word = name.toLowerCase();
	return (
		MODELS.find(({ client }) => client === word) ??
		MODELS.find(({ key }) => key === word || key === `${word}-scim-v2`)
	);
}

/** The model as the parameters of the tenant URL make it: with the flag that is among them. */
export function withParameters(model: Model, query: string): Model {
	const given = new URLSearchParams(query);
	return MODELS.find(({ key, flag }) => key === model.key && flag && given.has(flag)) ?? model;
}
