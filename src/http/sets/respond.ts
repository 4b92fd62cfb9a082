/** Errors of the poll endpoint, in the form of RFC 8935 §2.3: RFC 8936 leaves it open. */

/** Why a poll is refused: the codes of RFC 8935 §2.4 that fit, by status. */
const CODES = {
	400: 'invalid_request',
	401: 'authentication_failed',
	403: 'access_denied',
	405: 'invalid_request',
	413: 'invalid_request',
	415: 'invalid_request',
} as const;

/** An error as an answer. */
export function setError(
	status: keyof typeof CODES,
	description: string,
	headers: Readonly<Record<string, string>> = {},
): Response {
	return Response.json(
		{ err: CODES[status], description },
		{ status, headers: { 'Content-Language': 'en', ...headers } },
	);
}
