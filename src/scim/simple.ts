/**
 * Values of the simple types (RFC 7643 §2.3.1 to §2.3.7): what is accepted for each, and the form in
 * which it is stored. Identity providers write booleans and numbers as text; what is stored never is.
 */
import type { Json } from './json.ts';
import { epochMilliseconds } from './comparable.ts';
import type { AttributeType } from './schema/attribute.ts';

interface SimpleType {
	/** What error details say is expected. */
	readonly expected: string;
	/** The value as it is stored, or undefined if it is not of the type. */
	readonly read: (json: Json) => Json | undefined;
}

const INTEGER = /^-?\d{1,16}$/;
const DECIMAL = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;
// Of either alphabet (RFC 4648 §4, §5), which do not mix.
const BASE64 = /^(?:[A-Za-z0-9+/]+|[\w-]+)(={0,2})$/;
// What no URI contains (RFC 3986 §2). leniency: international_reference (letters beyond ASCII)
const NOT_IN_URI = /[\s\p{Cc}"<>\\^`{|}]/u;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
	['true', true],
	['false', false],
]);

/** What the values of each simple type look like. */
export const SIMPLE: Readonly<Record<Exclude<AttributeType, 'complex'>, SimpleType>> = {
	string: {
		expected: 'a string, of valid Unicode and without NUL characters',
		read: (json) => textIf(json, isStorableText),
	},
	reference: {
		expected: 'a URI, absolute or relative, such as https://example.com/photo.png',
		read: (json) => textIf(json, (text) => isStorableText(text) && !NOT_IN_URI.test(text)),
	},
	boolean: {
		expected: 'true or false',
		// leniency: boolean_as_text
		read: (json) => (typeof json === 'string' ? BOOLEANS.get(json.toLowerCase()) : asBoolean(json)),
	},
	integer: {
		expected: 'an integer of at most 16 digits',
		read: (json) => asNumber(json, INTEGER, Number.isSafeInteger),
	},
	decimal: {
		expected: 'a number',
		read: (json) => asNumber(json, DECIMAL, Number.isFinite),
	},
	dateTime: {
		expected: 'a date and time such as 2011-05-13T04:42:34Z',
		read: (json) => textIf(json, (text) => epochMilliseconds(text) !== undefined),
	},
	binary: {
		expected: 'base64 such as aGVsbG8=',
		read: (json) => textIf(json, isBase64),
	},
};

/** True for text that every part of the system can keep and search. */
export function isStorableText(text: string): boolean {
	// SQLite's JSON functions end a string at NUL, and lone surrogates have no UTF-8 form.
	return text.isWellFormed() && !text.includes('\0');
}

function textIf(json: Json, isAllowed: (text: string) => boolean): string | undefined {
	return typeof json === 'string' && isAllowed(json) ? json : undefined;
}

function asBoolean(json: Json): boolean | undefined {
	return typeof json === 'boolean' ? json : undefined;
}

function asNumber(
	json: Json,
	form: RegExp,
	isAllowed: (value: number) => boolean,
): number | undefined {
	// leniency: number_as_text
	const value = typeof json === 'string' && form.test(json) ? Number(json) : json;
	return typeof value === 'number' && isAllowed(value) ? value : undefined;
}

/** Padding may be left out (RFC 7643 §2.3.6); if it is there, it fills the last four characters. */
function isBase64(text: string): boolean {
	const padding = BASE64.exec(text)?.[1];
	return padding !== undefined && (padding === '' ? text.length % 4 !== 1 : text.length % 4 === 0);
}
