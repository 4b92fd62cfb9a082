/**
 * Leniencies by name. Each widens what is accepted from one kind of provider; none changes what is
 * stored for or answered to a conforming client. Leniency in form (letter case, "True"/"False",
 * dotted keys, …) is on for every directory and lives with the parser that grants it.
 */
export interface Dialect {
	/**
	 * PATCH `emails[type eq "work"].value` on a user without a work e-mail creates it instead of
	 * answering noTarget.
	 */
	readonly filterMissCreates: boolean;
	/** A member id that this directory does not know is skipped instead of failing the request. */
	readonly skipUnknownMembers: boolean;
	/** A body need not name its `schemas`: the endpoint says what it is. */
	readonly schemasOptional: boolean;
	/** A PATCH may have no operations, and then changes nothing. */
	readonly emptyPatch: boolean;
}

const STRICT: Dialect = {
	filterMissCreates: false,
	skipUnknownMembers: false,
	schemasOptional: false,
	emptyPatch: false,
};

/** Connectors leave `schemas` out (authentik does: github.com/Infisical/infisical/pull/6940). */
const PROVIDER: Dialect = { ...STRICT, schemasOptional: true };

const BY_TYPE: ReadonlyMap<string, Dialect> = new Map([
	['generic-scim-v2', STRICT],
	// Microsoft Entra ID updates single values through filtered paths whether or not they exist yet
	// (learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility).
	// It sends an empty list of operations when nothing is to change, and so does its validator
	// (github.com/scimmyjs/scimmy/issues/59).
	['azure-scim-v2', { ...PROVIDER, filterMissCreates: true, emptyPatch: true }],
	// Okta stops a Group Push for good at any 4xx (developer.okta.com/docs/concepts/scim/faqs).
	['okta-scim-v2', { ...PROVIDER, skipUnknownMembers: true }],
]);

/** The leniencies of a directory type; `generic-scim-v2` follows the RFC to the letter. */
export function dialectOf(directoryType: string): Dialect {
	return BY_TYPE.get(directoryType) ?? PROVIDER;
}
