/**
 * SCIM protocol errors (RFC 7644 §3.12) as values: the HTTP status, the scimType where the RFC names
 * one, and a `detail` written for the person who configures the identity provider. A detail names
 * the attribute or operation and says what is expected; it never carries SQL or a stack.
 */
import { ERROR_URN } from './urns.ts';

/** The detail error keywords of RFC 7644 §3.12 (table 9), and those of cursors (RFC 9865 §2.1). */
export type ScimType =
	| 'invalidFilter'
	| 'tooMany'
	| 'uniqueness'
	| 'mutability'
	| 'invalidSyntax'
	| 'invalidPath'
	| 'noTarget'
	| 'invalidValue'
	| 'invalidVers'
	| 'sensitive'
	| 'invalidCursor'
	| 'expiredCursor'
	| 'invalidCount';

/** Characters of a client's text that a detail repeats: enough to find it again. */
const QUOTE_LENGTH = 100;

/** Names that a detail repeats: a value may have thousands. */
const QUOTES = 5;

/** A failed request as the client will see it. */
export interface ScimError {
	readonly status: number;
	readonly scimType?: ScimType;
	readonly detail: string;
}

/** 400 with a scimType: the request is understood to be wrong. */
export function badRequest(scimType: ScimType, detail: string): ScimError {
	return { status: 400, scimType, detail };
}

/** What a client wrote, in quotes and not at any length, for a detail. */
export function quoted(text: string): string {
	return text.length > QUOTE_LENGTH ? `"${text.slice(0, QUOTE_LENGTH)}…"` : `"${text}"`;
}

/** The first few of the names that a client wrote, for a detail. */
export function quotedNames(names: readonly string[]): string {
	return names.slice(0, QUOTES).map(quoted).join(', ');
}

/** 404: no such resource in this directory. */
export function notFound(resourceType: string, id: string): ScimError {
	return { status: 404, detail: `${resourceType} "${id}" was not found.` };
}

/** 409 uniqueness: another resource already holds the value (RFC 7644 §3.3). */
export function conflict(detail: string): ScimError {
	return { status: 409, scimType: 'uniqueness', detail };
}

/** 503: whether the change was made is not known; repeating it is safe. */
export const UNCONFIRMED: ScimError = {
	status: 503,
	detail: 'The change could not be confirmed. Try again: a repeated change has no further effect.',
};

/** The Error message of RFC 7644 §3.12; `status` is a string there. */
export function errorBody(error: ScimError) {
	return {
		schemas: [ERROR_URN],
		status: String(error.status),
		...(error.scimType === undefined ? {} : { scimType: error.scimType }),
		detail: error.detail,
	};
}
