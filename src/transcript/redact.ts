/**
 * Redaction of an exchange: what may be personal is replaced, consistently; what is secret is gone; what
 * makes the dialect stays (paths, names, operators, types, structure, status). Our own ids stay: they name
 * nobody, and say which request is about what. The User-Agent stays as it was sent, but for addresses.
 */
import type { Exchange } from './exchange.ts';
import { redactJson, type Message } from './redact-json.ts';
import { redactLocation, redactTarget } from './redact-target.ts';
import { Redactor, type Replace } from './redactor.ts';
import { isEntityTag } from './values.ts';

export type { Replace } from './redactor.ts';

/** What stands in the place of a body that is no JSON: nothing can be told from it, and it is no JSON either. */
export const NO_JSON = 'This body was not JSON and is not kept.';

/**
 * The exchange with every value that may be personal replaced by what `replace` gives for it, which must be
 * the same for the same value. Secrets are replaced by a constant, and `replace` does not see them.
 */
export function redact(exchange: Exchange, replace: Replace): Exchange {
	const redactor = new Redactor(replace);
	const { reply } = exchange;
	// In this order: what the answer repeats of the request is known by then.
	const target = redactTarget(exchange.target, redactor);
	const headers = redactHeaders(exchange.headers, redactor);
	const path = exchange.target.replace(/\?.*$/s, '');
	const body =
		exchange.body === undefined
			? undefined
			: redactBody(exchange.body, path.endsWith('/.search') ? 'search' : 'request', redactor);
	const answer = reply.status >= 400 ? 'error' : path.endsWith('/Bulk') ? 'outcomes' : 'content';
	return {
		...exchange,
		target,
		headers,
		body,
		reply: {
			status: reply.status,
			headers: redactHeaders(reply.headers, redactor),
			body: isDiscovery(exchange) ? '' : redactBody(reply.body, answer, redactor),
		},
	};
}

/** What the service says of itself: long, the same for all, and full of words that are nobody's. */
function isDiscovery({ method, target, reply }: Exchange): boolean {
	const isAsked = /^\/(?:Schemas|ResourceTypes|ServiceProviderConfig)(?:[/?]|$)/i.test(target);
	return isAsked && method === 'GET' && reply.status === 200;
}

function redactBody(body: string, message: Message, redactor: Redactor): string {
	if (body === '') return '';
	let value: unknown;
	try {
		value = JSON.parse(body);
	} catch {
		return NO_JSON;
	}
	return JSON.stringify(redactJson(value, message, redactor));
}

type Headers = Exchange['headers'];

/** How each header field is kept; one that is not here is replaced. */
const HEADERS: ReadonlyMap<string, (value: string, redactor: Redactor) => string> = new Map([
	['accept', mediaTypes],
	['content-type', mediaTypes],
	['content-encoding', mediaTypes],
	['user-agent', software],
	['if-match', entityTags],
	['if-none-match', entityTags],
	['etag', entityTags],
	['location', redactLocation],
	['retry-after', (value, redactor) => redactor.text(value, 'count')],
]);

function redactHeaders(headers: Headers, redactor: Redactor): Headers {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [
			name,
			(HEADERS.get(name) ?? ((text) => redactor.text(text, name)))(value, redactor),
		]),
	);
}

const MEDIA_TYPE =
	/^\s*(?:\*\/\*|(?:application|text)\/(?:scim\+json|json|problem\+json|xml|octet-stream|x-www-form-urlencoded|plain|html|\*)|gzip|deflate|identity|br)\s*$/i;

/** Those that tell of forms and versions alone. */
const PARAMETER =
	/^\s*(?:charset="?(?:utf-?(?:8|16|16le|16be|32)|us-ascii|iso-8859-\d{1,2}|windows-125\d)"?|q=[01](?:\.\d{1,3})?|(?:v|version|api-version)="?\d{1,3}(?:\.\d{1,3}){0,2}"?|(?:odata\.)?(?:metadata|streaming)=\w{4,7}|ieee754compatible=(?:true|false))?\s*$/i;

/** Types, codings and their parameters (RFC 9110 §8.3, §8.4, §12.5.1); of another parameter its place. */
function mediaTypes(value: string, redactor: Redactor): string {
	const types = value.split(',').map((type) => type.split(';'));
	if (!types.every(([type = '']) => MEDIA_TYPE.test(type))) return redactor.personal(value);
	return types
		.map(([type, ...parameters]) =>
			[type, ...parameters.map((each) => redactMediaParameter(each, redactor))].join(';'),
		)
		.join(',');
}

function redactMediaParameter(parameter: string, redactor: Redactor): string {
	if (PARAMETER.test(parameter)) return parameter;
	return parameter.replaceAll(/[^\s="]+/g, (part) => redactor.personal(part));
}

/** Names of programs; not where they run, nor whom to write to, nor what may be a key. */
function software(value: string, redactor: Redactor): string {
	return value.replaceAll(/[^\s();,<>]+/g, (word) => {
		const [, plus = '', rest = ''] = /^(\+?)(.*)$/s.exec(word) ?? [];
		if (/@|:\/\//.test(rest)) return plus + redactor.personal(rest);
		return /^(?=.*\d)(?=.*[A-Za-z])[\w-]{24,}$/.test(word) ? redactor.secret(word) : word;
	});
}

function entityTags(value: string, redactor: Redactor): string {
	const isOurs = value.split(',').every((tag) => isEntityTag(tag.trim()));
	return isOurs ? value : redactor.personal(value);
}
