/**
 * What a PATCH does (RFC 7644 §3.5.2) once it has been applied to a document: the new document, and
 * what it asks of the values that are kept as rows (a group's members), in order. Member changes are
 * described, not applied: the group is never loaded for them.
 */
import type { JsonObject } from '../json.ts';
import type { Filter } from '../filter/ast.ts';

/** A member as a client names it: the id of a user or group in the same directory. */
export interface MemberReference {
	readonly value: string;
}

/** What one operation asks of the members of a group. */
export type MemberChange =
	| { readonly kind: 'add'; readonly members: readonly MemberReference[] }
	| { readonly kind: 'remove'; readonly members: readonly MemberReference[] }
	| { readonly kind: 'replace'; readonly members: readonly MemberReference[] }
	/** Values that a filter selects, e.g. `members[type eq "Group"]`; replaced by `members` if given. */
	| {
			readonly kind: 'select';
			readonly filter: Filter;
			readonly replaceBy?: readonly MemberReference[];
			/** Replacing through a filter that selects nothing is noTarget (RFC 7644 §3.5.2.3). */
			readonly mustMatch: boolean;
	  };

/** The outcome of a PATCH, as far as it is known without the members. */
export interface PatchedResource {
	readonly attributes: JsonObject;
	readonly members: readonly MemberChange[];
}
