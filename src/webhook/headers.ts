/**
 * Which headers of its own an endpoint may ask for: what a receiver's gateway needs (a token, a route),
 * never what Rollcall itself or the connection says. Values are secrets: nobody sees them again.
 */
import { err, ok, type Result } from '../result.ts';

/** What stands for a value where the headers of an endpoint are shown. */
export const REDACTED = '[redacted]';

/** Bounds that no gateway needs more than, so that a receiver's limit on headers is never met. */
const HEADERS_MAX = 20;
const CHARACTERS_MAX = 4096;

/** RFC 9110 §5.6.2. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Visible ASCII with blanks only inside (RFC 9110 §5.5, without what is obsolete there). */
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/**
 * Headers that are ours or the platform's to set: what a webhook says of itself, how the connection
 * works (RFC 9110 §7.6.1), and who sent it on which way.
 */
const TAKEN =
	/^(?:(?:webhook|rollcall|content|accept|proxy|sec|cf|x-forwarded)-.*|accept|user-agent|host|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|date|via|forwarded|cdn-loop)$/;

/** A header that is refused, and why; no name where the fault is in all of them. */
export interface HeaderError {
	readonly name?: string;
	readonly detail: string;
}

/** Checks the headers of an endpoint; the errors say which rule refused which header. */
export function checkHeaders(
	headers: Readonly<Record<string, string>>,
): Result<Readonly<Record<string, string>>, readonly HeaderError[]> {
	const names = Object.keys(headers);
	const errors: HeaderError[] = [];
	const seen = new Set<string>();
	for (const [name, value] of Object.entries(headers)) {
		const folded = name.toLowerCase();
		const detail = seen.has(folded)
			? 'must be given only once, in whatever letter case'
			: refusalOf(folded, value);
		if (detail !== undefined) errors.push({ name, detail });
		seen.add(folded);
	}
	if (names.length > HEADERS_MAX) {
		errors.push({ detail: `at most ${HEADERS_MAX} headers are allowed` });
	}
	const characters = Object.entries(headers).reduce(
		(sum, [name, value]) => sum + name.length + value.length,
		0,
	);
	if (characters > CHARACTERS_MAX) {
		errors.push({ detail: `all headers together can have at most ${CHARACTERS_MAX} characters` });
	}
	return errors.length === 0 ? ok(headers) : err(errors);
}

function refusalOf(name: string, value: string): string | undefined {
	// A token by the grammar, but no record keeps it: not every platform would send it.
	if (!TOKEN.test(name) || name === '__proto__') return 'must be the name of a header';
	if (TAKEN.test(name)) return 'cannot be set: Rollcall or the connection sets it';
	if (value === REDACTED) {
		return `give the value itself: "${REDACTED}" only stands for it where it is shown`;
	}
	if (!VALUE.test(value)) return 'the value must be visible ASCII without blanks at its ends';
	return undefined;
}

/**
 * The header that tells what is sent again, or only to try, from what comes as it happens: in a lane, which is
 * '' for the log itself and else the id of a replay.
 */
export function markOf(lane: string, isTest: boolean): Readonly<Record<string, string>> {
	if (lane === '') return {};
	return isTest ? { 'rollcall-test': 'true' } : { 'rollcall-replay': lane };
}
