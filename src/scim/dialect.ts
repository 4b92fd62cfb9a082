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
}

const STRICT: Dialect = { filterMissCreates: false, skipUnknownMembers: false };

const BY_TYPE: ReadonlyMap<string, Dialect> = new Map([
	// Microsoft Entra ID updates single values through filtered paths whether or not they exist yet
	// (learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility).
	['azure-scim-v2', { ...STRICT, filterMissCreates: true }],
	// Okta stops a Group Push for good at any 4xx (developer.okta.com/docs/concepts/scim/faqs).
	['okta-scim-v2', { ...STRICT, skipUnknownMembers: true }],
]);

/** The leniencies of a directory type; `generic-scim-v2` and unknown types follow the RFC to the letter. */
export function dialectOf(directoryType: string): Dialect {
	return BY_TYPE.get(directoryType) ?? STRICT;
}
