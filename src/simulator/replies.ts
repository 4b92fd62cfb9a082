/** What a client reads out of answers, and checks as it does: lists, and single resources. */
import type { Caller, Reply } from './caller.ts';
import { isObject, type JsonObject } from '../transcript/json.ts';
import { elements, own, ownText } from './json.ts';

/** What a ListResponse holds. */
export interface Listed {
	readonly resources: readonly JsonObject[];
	readonly total: number;
}

/** Reads a ListResponse (RFC 7644 §3.4.2); undefined if it is none, which is noted. */
export function readList(caller: Caller, reply: Reply): Listed | undefined {
	const { json } = reply;
	const total = own(json, 'totalResults');
	const found = own(json, 'Resources');
	if (!isObject(json) || (total === undefined && !Array.isArray(found))) {
		caller.note('not-a-list', 'The response to a query is not a ListResponse.', reply);
		return undefined;
	}
	for (const name of ['totalResults', 'itemsPerPage', 'startIndex']) {
		const value = own(json, name);
		const isMissing = value === undefined && name !== 'totalResults';
		if (!isMissing && !Number.isInteger(value)) {
			const shown = JSON.stringify(value) ?? 'missing';
			caller.note('not-integers', `"${name}" is ${shown}, not an integer.`, reply);
		}
	}
	const resources = elements(found).filter(isObject);
	return { resources, total: Number(total ?? resources.length) };
}

/** Reads the id of a resource that was created or read; undefined if it has none, which is noted. */
export function readId(caller: Caller, reply: Reply): string | undefined {
	if (reply.json === undefined) {
		const message = 'The response has no body.';
		if (!caller.note('empty-body', message, reply)) caller.note('missing-id', message, reply);
		return undefined;
	}
	const id = ownText(reply.json, 'id') ?? '';
	if (id !== '') return id;
	caller.note('missing-id', 'The resource in the response has no id.', reply);
	return undefined;
}

/** Checks what a creation must say beside the resource. */
export function checkCreated(caller: Caller, reply: Reply): void {
	if (reply.headers['location'] === undefined) {
		caller.note('location', 'The response has no Location.', reply);
	}
}

/** Whether two names are the same to a server that does not tell letter cases apart. */
export function isSameName(one: string | undefined, other: string): boolean {
	return one?.toLowerCase() === other.toLowerCase();
}
