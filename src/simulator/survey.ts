/** Reads a list whole, page by page as the client does (RFC 7644 §3.4.2.4), or in one request. */
import type { Caller } from './caller.ts';
import { type JsonObject, ownText } from './json.ts';
import { readList } from './replies.ts';

/** A server whose pages do not end must not hold a run for ever. */
const PAGES_MAX = 10_000;

/** All resources of an endpoint; undefined if it cannot be read, which is noted. */
export async function surveyed(
	caller: Caller,
	endpoint: '/Users' | '/Groups',
	pageSize: number | undefined,
): Promise<readonly JsonObject[] | undefined> {
	const seen = new Map<string, JsonObject>();
	for (let page = 0, startIndex = 1; page < PAGES_MAX && !caller.isStopped; page += 1) {
		const query = pageSize === undefined ? '' : `?startIndex=${startIndex}&count=${pageSize}`;
		const got = await caller.call(
			{ method: 'GET', target: `${endpoint}${query}` },
			{ statuses: [200] },
		);
		if (!got.ok) return undefined;
		const list = readList(caller, got.value);
		if (list === undefined) return undefined;
		for (const resource of list.resources) {
			const id = ownText(resource, 'id') ?? '';
			if (id === '') caller.note('missing-id', 'A resource in the list has no id.', got.value);
			else if (seen.has(id)) caller.note('pages', `${id} is on two pages.`, got.value);
			seen.set(id, resource);
		}
		startIndex += list.resources.length;
		if (pageSize === undefined || startIndex > list.total) break;
		if (list.resources.length === 0) {
			const message = `totalResults is ${list.total}, but the pages end after ${seen.size}.`;
			caller.note('pages', message, got.value);
			break;
		}
	}
	return [...seen.values()];
}
