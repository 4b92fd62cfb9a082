/**
 * The query parameters of a SCIM request (RFC 7644 §3.4.2, §3.9). A parameter that can only be read in
 * part is refused: half a condition would find the wrong resources, and a name in another encoding
 * than UTF-8 would find nobody, whom the client would then create again.
 */
import { err, ok, type Result } from '../../result.ts';
import { badRequest, type ScimError } from '../../scim/errors.ts';
import type { AppContext } from '../context.ts';

/** Lists of names; given twice they are one list. */
const LISTS = ['attributes', 'excludedAttributes'];
/** Others are ignored (RFC 7644 §3.4.2). */
const KNOWN = new Set([...LISTS, 'filter', 'sortBy', 'sortOrder', 'startIndex', 'count', 'cursor']);

/** The parameters of a request by name. */
export type Parameters = Readonly<Record<string, string>>;

/** The known parameters of the URL; 400 if one is malformed or given twice. */
export function parametersOf(c: AppContext): Result<Parameters, ScimError> {
	const parameters = new Map<string, string>();
	for (const pair of new URL(c.req.url).search.slice(1).split('&')) {
		const [name = '', ...rest] = pair.split('=');
		if (!KNOWN.has(name)) continue;
		const value = decoded(rest.join('='));
		if (value === undefined) {
			const detail = `"${name}" in the query string must be percent-encoded UTF-8.`;
			return err(badRequest(name === 'filter' ? 'invalidFilter' : 'invalidValue', detail));
		}
		const before = parameters.get(name);
		if (before !== undefined && !LISTS.includes(name)) {
			return err(badRequest('invalidValue', `"${name}" may appear only once in the query string.`));
		}
		// leniency: repeated_attributes
		parameters.set(name, before === undefined ? value : `${before},${value}`);
	}
	return ok(Object.fromEntries(parameters));
}

/** Without percent-encoding; forms write a blank as a plus sign. */
function decoded(text: string): string | undefined {
	// leniency: plus_as_blank
	try {
		return decodeURIComponent(text.replaceAll('+', ' '));
	} catch {
		return undefined;
	}
}
