/** Recorded exchanges as they are looked at when a transcript is made of them: parsed, with what they name. */
import type { Exchange } from './exchange.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { isOwnId } from './values.ts';

/** The two kinds of resources. */
export type ResourceKind = 'User' | 'Group';

/** One recorded request with its answer. */
export interface Recorded extends Pick<Exchange, 'method' | 'target' | 'credentials' | 'headers'> {
	/** As JSON; undefined if there was none, or if it was no JSON. */
	readonly body: unknown;
	/** A body that was no JSON. */
	readonly rawBody: string | undefined;
	readonly status: number;
	/** The body of the answer as JSON; undefined if there was none. */
	readonly reply: unknown;
	readonly etag: string | undefined;
	/** Of what the path is about, if it is about a user or a group. */
	readonly kind: ResourceKind | undefined;
	/** The id in the path, if it is one that the service gave. */
	readonly id: string | undefined;
}

/** Parses an exchange. */
export function readExchange(exchange: Exchange): Recorded {
	const { method, target, credentials, headers, reply } = exchange;
	const body = parseJson(exchange.body ?? '');
	const isRaw = body === undefined && (exchange.body ?? '') !== '';
	const [, noun, id] = /^\/(Users|Groups)(?:\/([^/?]+))?/i.exec(target) ?? [];
	return {
		method,
		target,
		credentials,
		headers,
		body,
		rawBody: isRaw ? exchange.body : undefined,
		status: reply.status,
		reply: parseJson(reply.body),
		etag: reply.headers['etag'],
		kind: kindOfEndpoint(noun),
		id: id !== undefined && isOwnId(id) ? id : undefined,
	};
}

/** True if the service did what it was asked. */
export function isDone({ status }: Recorded): boolean {
	return status < 300 || status === 304;
}

/** True for a search by POST (RFC 7644 §3.4.3). */
export function isSearch(target: string): boolean {
	return /\/\.search(?:[?/]|$)/.test(target);
}

/** The users and groups in the body of an answer: itself, or those of a list. */
export function resourcesIn(reply: unknown): readonly JsonObject[] {
	if (!isObject(reply)) return [];
	const listed: unknown = reply['Resources'];
	const found: readonly unknown[] = Array.isArray(listed) ? listed : [reply];
	return found.filter(isObject).filter(({ id }) => typeof id === 'string' && isOwnId(id));
}

/** The objects in a list; none of anything else. */
export function objectsIn(value: unknown): readonly JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

/** The value of an attribute whose name may be in any letter case. */
export function valueAt(object: JsonObject, name: string): unknown {
	const key = Object.keys(object).find((each) => each.toLowerCase() === name.toLowerCase());
	return key === undefined ? undefined : object[key];
}

/** A text in which nothing is taken for a variable of a transcript. */
export function plain(text: string): string {
	return text.replaceAll(/\{(?=\{)/g, '{ ');
}

/** The same for the path and query of a URL. */
export function plainTarget(target: string): string {
	return target.replaceAll(/(\{|%7b)(?=\{|%7b)/gi, '$1%20');
}

/**
 * What the resources of an answer do not show because it was not asked for, by folded name; undefined if
 * they show but what was asked for (RFC 7644 §3.9).
 */
export function hiddenIn({ target, body }: Recorded): ReadonlySet<string> | undefined {
	const query = new URLSearchParams(/\?(.*)$/s.exec(target)?.[1] ?? '');
	const asked = (name: string): readonly string[] => {
		const found = [...query].filter(([key]) => key.toLowerCase() === name.toLowerCase());
		const searched = isSearch(target) && isObject(body) ? valueAt(body, name) : undefined;
		return [...found.map(([, value]) => value), ...[searched ?? []].flat().map(String)];
	};
	if (asked('attributes').some((names) => names.trim() !== '')) return undefined;
	const names = asked('excludedAttributes').flatMap((list) => list.toLowerCase().split(','));
	return new Set(names.map((name) => name.trim().replace(/^urn:.*:/, '')));
}

/** Ids of the service, wherever they stand in a text. */
export const OWN_IDS = /[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[\da-f]{4}-[\da-f]{12}/g;

/** All ids of the service in a value. */
export function idsIn(value: unknown): readonly string[] {
	return value === undefined ? [] : [...new Set(JSON.stringify(value).match(OWN_IDS))];
}

/** What each id names, as far as paths and references say; the others are those of users. */
export function kindsOf(exchanges: readonly Recorded[]): ReadonlyMap<string, ResourceKind> {
	const kinds = new Map<string, ResourceKind>();
	for (const { target, body, reply } of exchanges) {
		const text = `${target}\n${JSON.stringify([body, reply])}`;
		for (const [, noun, id = ''] of text.matchAll(/\/(Users|Groups)\/([\da-f-]{36})/gi)) {
			kinds.set(id, kindOfEndpoint(noun) ?? 'User');
		}
		for (const resource of resourcesIn(reply)) {
			const { id, meta } = resource;
			const isGroup = isObject(meta) && meta['resourceType'] === 'Group';
			if (isGroup) kinds.set(String(id), 'Group');
			for (const { value } of objectsIn(resource['groups'])) kinds.set(String(value), 'Group');
		}
	}
	return kinds;
}

function kindOfEndpoint(noun: string | undefined): ResourceKind | undefined {
	if (noun === undefined) return undefined;
	return noun.toLowerCase() === 'groups' ? 'Group' : 'User';
}
