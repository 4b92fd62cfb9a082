/**
 * Redaction of what a request asks for: path and query of a URL, and the URLs of resources. What the
 * service does not know in them is replaced, in the encoding that it came in.
 */
import { redactFilter, redactPath } from './redact-expression.ts';
import type { Redactor } from './redactor.ts';
import { isBare, isOwnId, isSchemaUri } from './values.ts';

/** Where the service is said to be, in the place of where it is. */
const BASE = 'https://rollcall.example/scim/v2';

/** Endpoints (RFC 7644 §3.2), and what is put before them by mistake. */
const SEGMENTS = new Set(
	'users groups schemas resourcetypes serviceproviderconfig me bulk .search scim v1 v2 api user group'.split(
		' ',
	),
);

/** Path and query, as they follow the SCIM base. */
export function redactTarget(target: string, redactor: Redactor): string {
	const [, path = '', query] = /^([^?]*)(?:\?(.*))?$/s.exec(target) ?? [];
	const shown = path
		.split('/')
		.map((segment) => recoded(segment, (text) => redactSegment(text, redactor)))
		.join('/');
	return query === undefined ? shown : `${shown}?${redactQuery(query, redactor)}`;
}

/** The URL of a resource: where it is below the SCIM base; any other URL is replaced. */
export function redactLocation(url: string, redactor: Redactor): string {
	const below =
		/\/(?:Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig|Bulk)(?:\/.*)?$/s.exec(url);
	if (below === null) return redactor.personal(url);
	return (/^\w+:/.test(url) ? BASE : '') + redactTarget(below[0], redactor);
}

function redactSegment(segment: string, redactor: Redactor): string {
	if (SEGMENTS.has(segment.toLowerCase()) || isOwnId(segment)) return segment;
	if (/^urn:ietf:params:scim:/i.test(segment) && isSchemaUri(segment)) return segment;
	return redactReference(segment, redactor);
}

/** `bulkId:…` names what a request makes itself (RFC 7644 §3.7.2); else a value like any other. */
export function redactReference(text: string, redactor: Redactor): string {
	const [, prefix = '', id = ''] = /^(bulkId:)?(.*)$/s.exec(text) ?? [];
	return prefix + redactor.personal(id);
}

function redactQuery(query: string, redactor: Redactor): string {
	return query
		.split('&')
		.map((pair) => {
			const at = pair.indexOf('=');
			const name = at < 0 ? pair : pair.slice(0, at);
			const shown = redactName(name, redactor);
			if (at < 0) return shown;
			const value = recoded(pair.slice(at + 1), (text) =>
				redactParameter(decoded(name).toLowerCase(), text, redactor),
			);
			return `${shown}=${value}`;
		})
		.join('&');
}

/** After a flag in the base URL a path may follow, which is then a part of the query. */
function redactName(name: string, redactor: Redactor): string {
	// Entra ID's flag is a parameter of this name; it has been seen in many spellings.
	const [, flag = '', rest = ''] = /^(aadOptscim\d{6}(?=[/?]|$))?(.*)$/is.exec(name) ?? [];
	if (flag !== '') return flag + redactTarget(rest, redactor);
	return PARAMETERS.has(name.toLowerCase())
		? name
		: recoded(name, (text) => redactor.personal(text));
}

/** Those that are lists of attributes. */
const LISTS = new Set(['attributes', 'excludedattributes', 'sortby']);
const PARAMETERS = new Set([...LISTS, 'filter', 'sortorder', 'startindex', 'count', 'cursor']);

/** The value of a parameter, given by its folded name: of a query, or in the body of a search. */
export function redactParameter(name: string, value: string, redactor: Redactor): string {
	if (name === 'filter') return redactFilter(value, redactor);
	if (!LISTS.has(name)) return redactor.text(value, name);
	return itemsOf(value)
		.map((each) => redactPath(each, redactor))
		.join(',');
}

/** What commas separate; Entra ID writes filters into such lists, which may have commas of their own. */
function itemsOf(list: string): readonly string[] {
	const items: string[][] = [];
	let isInFilter = false;
	for (const part of list.split(',')) {
		if (isInFilter) items.at(-1)?.push(part);
		else items.push([part]);
		const [opened, closed] = [part.lastIndexOf('['), part.lastIndexOf(']')];
		if (opened !== closed) isInFilter = opened > closed;
	}
	return items.map((parts) => parts.join(','));
}

/** Replaces inside percent-encoded text; what stood there without encoding stands so again. */
function recoded(encoded: string, replace: (text: string) => string): string {
	const text = decoded(encoded);
	const made = isBare(text) ? text : replace(text);
	if (made === text) return encoded;
	const plain = encodeURIComponent(made.toWellFormed()).replaceAll(/%[\dA-F]{2}/g, (code) => {
		const character = decodeOne(code);
		return character !== undefined && encoded.includes(character) ? character : code;
	});
	return encoded.includes('+') ? plain.replaceAll('%20', '+') : plain;
}

/** Of what is encoded wrongly, as it is. */
function decoded(encoded: string): string {
	try {
		return decodeURIComponent(encoded.replaceAll('+', ' '));
	} catch {
		return encoded;
	}
}

/** The character that a code stands for, if it may stand for itself too. */
function decodeOne(code: string): string | undefined {
	const character = String.fromCharCode(Number.parseInt(code.slice(1), 16));
	return /[ "[\]:,;@/$(){}|\\^`<>=]/.test(character) ? character : undefined;
}
