/**
 * Redaction of JSON bodies: names, structure and what belongs to the protocol stay, every other text and
 * number is replaced. What is not known is personal.
 */
import { redactPath } from './redact-expression.ts';
import { isAttributeName } from './protocol-names.ts';
import { redactLocation, redactParameter, redactReference, redactTarget } from './redact-target.ts';
import type { Redactor } from './redactor.ts';
import { isKeptNumber, isSecretName, attributeOf } from './values.ts';

type Entries = readonly (readonly [key: string, value: unknown])[];

/** Deeper than any SCIM message: what is below that is left out. */
const DEPTH_MAX = 64;

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';

/**
 * What a body is: what a request says is never ours, a search has filters and lists of attributes (RFC 7644 §3.4.3), an error or the outcomes
 * of a bulk request have messages of ours. Messages anywhere else are somebody's text.
 */
export type Message = 'request' | 'content' | 'search' | 'error' | 'outcomes';

/** How deep our messages stand: the error itself, or `response` in one of `Operations`. */
const ERROR_DEPTH: ReadonlyMap<Message, number> = new Map([
	['error', 1],
	['outcomes', 4],
]);

/** Where a value stands. */
interface Place {
	readonly message: Message;
	/** The folded name of the attribute; of a secret any name that says so. */
	readonly name: string;
	readonly depth: number;
	/** The folded name of what it is below of. */
	readonly parent: string;
}

/** A body, with what is personal replaced. */
export function redactJson(value: unknown, message: Message, redactor: Redactor): unknown {
	return redactValue(value, { message, name: '', depth: 0, parent: '' }, redactor);
}

function redactValue(value: unknown, place: Place, redactor: Redactor): unknown {
	if (place.depth > DEPTH_MAX) return null;
	if (typeof value === 'string') return redactString(value, place, redactor);
	if (typeof value === 'number') return redactNumber(value, place.name, redactor);
	if (typeof value !== 'object' || value === null) return value;
	const below = { ...place, depth: place.depth + 1 };
	if (Array.isArray(value)) return value.map((item) => redactValue(item, below, redactor));
	return redactObject(Object.entries(value), below, redactor);
}

function redactObject(entries: Entries, place: Place, redactor: Redactor): unknown {
	const find = (name: string) => entries.find(([key]) => key.toLowerCase() === name)?.[1];
	const isOperation = typeof (find('op') ?? find('method')) === 'string';
	const schemas = find('schemas');
	const isError =
		ERROR_DEPTH.get(place.message) === place.depth &&
		Array.isArray(schemas) &&
		schemas.includes(ERROR);
	const path = isOperation ? find('path') : undefined;
	const redacted = entries.map(([key, value]) => {
		const name = isSecretName(place.name) ? place.name : attributeOf(key);
		const at = { ...place, name, parent: place.name };
		if (typeof value === 'string') {
			if (isOperation && name === 'path') return [key, redactPathOf(value, redactor)];
			if (isError && name === 'detail') return [key, redactor.detail(value)];
		}
		// The value of an operation is that of the attribute that its path names.
		const isAtPath = isOperation && name === 'value' && typeof path === 'string';
		const where = isAtPath ? { ...at, name: attributeOf(path), parent: '' } : at;
		return [redactKey(key, redactor), redactValue(value, where, redactor)];
	});
	return Object.fromEntries(redacted) as unknown;
}

/** A name stays, a path in the place of a name (as Entra ID writes it) loses the literals of its filter. */
function redactKey(key: string, redactor: Redactor): string {
	if (isAttributeName(key)) return redactor.name(key);
	return /^[A-Za-z][\w.:-]*\[.*\]/s.test(key) ? redactPath(key, redactor) : redactor.personal(key);
}

/** Of an attribute in a PATCH, of a resource in a bulk request. */
function redactPathOf(path: string, redactor: Redactor): string {
	return path.startsWith('/') ? redactTarget(path, redactor) : redactPath(path, redactor);
}

const TIMES = new Set(['created', 'lastmodified']);

function redactString(text: string, { message, name, parent }: Place, redactor: Redactor): string {
	if (isSecretName(name)) return redactor.secret(text);
	if (message === 'search') return redactParameter(name, text, redactor);
	if (name === '$ref' || name === 'location') return redactLocation(text, redactor);
	// When something was made is said by us, in `meta`: what a client says is another date.
	const isOurTime = message !== 'request' && parent === 'meta';
	if (TIMES.has(name) && !isOurTime) return redactor.personal(text);
	return text.startsWith('bulkId:') ? redactReference(text, redactor) : redactor.text(text, name);
}

/** A number stays one: a replacement that is none becomes 0. */
function redactNumber(value: number, name: string, redactor: Redactor): number {
	if (isSecretName(name)) {
		redactor.secret(String(value));
		return 0;
	}
	if (isKeptNumber(value, name)) return value;
	const made = Number(redactor.personal(String(value)));
	return Number.isFinite(made) ? made : 0;
}
