/** SCIM messages that clients write: queries, PATCH bodies, schema names. */
import type { JsonObject } from '../transcript/json.ts';

/** RFC 7643 §4.1. */
export const USER_URN = 'urn:ietf:params:scim:schemas:core:2.0:User';
/** RFC 7643 §4.2. */
export const GROUP_URN = 'urn:ietf:params:scim:schemas:core:2.0:Group';
/** RFC 7643 §4.3. */
export const ENTERPRISE_URN = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';
/** RFC 7644 §3.12. */
export const ERROR_URN = 'urn:ietf:params:scim:api:messages:2.0:Error';
const PATCH_URN = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** One operation of a PATCH, in whatever letters its client writes. */
export interface Operation {
	readonly op: string;
	readonly path?: string;
	readonly value?: unknown;
}

/** The body of a PATCH (RFC 7644 §3.5.2). */
export function patchBody(operations: readonly Operation[]): JsonObject {
	return { schemas: [PATCH_URN], Operations: operations };
}

/** A comparison for equality (RFC 7644 §3.4.2.2), not encoded yet. */
export function equals(attribute: string, value: string): string {
	return `${attribute} eq ${JSON.stringify(value)}`;
}

/** A filter as a query parameter, with blanks as `%20`. */
export function filterQuery(filter: string): string {
	return `filter=${encodeURIComponent(filter)}`;
}

/** A filter as an HTML form would encode it, with blanks as `+`. */
export function formFilterQuery(filter: string): string {
	return `filter=${encodeURIComponent(filter).replaceAll('%20', '+')}`;
}
