/**
 * What a transcript expects of an answer that was recorded: all of it, but for what another service, or the
 * same one at another time, would say in other words.
 */
import { isObject, type JsonObject } from './json.ts';
import type { Recorded } from './recorded.ts';

/** What is made up by the service, or read from another resource. */
const NOT_EXPECTED = new Set([
	'id',
	'$ref',
	'location',
	'version',
	'detail',
	'nextCursor',
	'previousCursor',
]);

/** The order in which a service lists them means nothing. */
const SETS = new Set(['members', 'groups']);

const ERROR = 'urn:ietf:params:scim:api:messages:2.0:Error';
const LIST = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';

/** The body to expect; undefined if any will do. What was created has an id that is not known before. */
export function expectedBody(exchange: Recorded): unknown {
	const { method, reply, status } = exchange;
	// The body that a HEAD would have had, had it been a GET, does not come.
	if (method === 'HEAD' || !isObject(reply)) return undefined;
	if (has(reply, LIST)) return expectedList(exchange, reply);
	return status === 201 ? expectedObject(reply) : withId(reply);
}

/** With the id, where it is that of a resource which is known already. */
function withId(resource: JsonObject): JsonObject {
	const { id } = resource;
	return { ...(id === undefined ? {} : { id }), ...expectedObject(resource) };
}

function expectedObject(object: JsonObject): JsonObject {
	if (has(object, ERROR)) {
		const { schemas, status, scimType } = object;
		return { schemas, status, ...(scimType === undefined ? {} : { scimType }) };
	}
	const entries = Object.entries(object).filter(([name]) => !NOT_EXPECTED.has(name));
	return Object.fromEntries(entries.map(([name, value]) => [name, expected(name, value)]));
}

function expected(name: string, value: unknown): unknown {
	if (name === 'meta' && isObject(value)) return { resourceType: value['resourceType'] };
	// Its name is read from the manager.
	if (name === 'manager' && isObject(value)) return { value: value['value'] };
	if (Array.isArray(value)) {
		if (SETS.has(name)) return set(value.map(valueOf));
		return value.map((item: unknown) => expected('', item));
	}
	return isObject(value) ? expectedObject(value) : value;
}

function set(items: readonly unknown[]): unknown {
	return items.length === 0 ? { $empty: true } : { $contains: items, $length: items.length };
}

/** Members and groups are shown with names that are read from them. */
function valueOf(item: unknown): unknown {
	return isObject(item) && 'value' in item ? { value: item['value'] } : item;
}

/**
 * A list in full if what it found is known in full: nobody beyond those shown can be in a list that shows
 * all there are. What a filter finds by a part of a value, or by order, it does not find by its pseudonym.
 */
function expectedList(exchange: Recorded, reply: JsonObject): unknown {
	const { schemas, totalResults, Resources: listed } = reply;
	const found: readonly unknown[] = Array.isArray(listed) ? listed : [];
	if (totalResults !== found.length || !findsByEquality(filterOf(exchange))) {
		return { schemas, totalResults: { $type: 'integer' } };
	}
	const resources = found.map((resource) => (isObject(resource) ? withId(resource) : resource));
	return {
		schemas,
		totalResults,
		Resources: resources.length === 1 ? resources : set(resources),
	};
}

function filterOf({ target, body }: Recorded): string {
	const searched = isObject(body) ? body['filter'] : undefined;
	if (typeof searched === 'string') return searched;
	const query = /\?(.*)$/s.exec(target)?.[1] ?? '';
	return new URLSearchParams(query).get('filter') ?? '';
}

function findsByEquality(filter: string): boolean {
	const names = filter.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""');
	return !/\b(?:co|sw|ew|gt|ge|lt|le)\b|\bmeta\b/i.test(names);
}

function has({ schemas }: JsonObject, urn: string): boolean {
	return Array.isArray(schemas) && schemas.includes(urn);
}
