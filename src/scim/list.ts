/**
 * Index-based paging and the ListResponse message (RFC 7644 §3.4.2). Finding the resources of a page
 * belongs to the store.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import type { JsonObject } from './json.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './limits.ts';
import { LIST_RESPONSE_URN } from './urns.ts';

/** The page that a client asked for, within bounds. */
export interface Paging {
	/** The 1-based index of the first resource. */
	readonly startIndex: number;
	/** Resources on the page at most; 0 asks for `totalResults` alone. */
	readonly count: number;
}

/** Reads `startIndex` and `count` as RFC 7644 §3.4.2.4 interprets them. */
export function readPaging(parameters: {
	readonly startIndex?: string | number | undefined;
	readonly count?: string | number | undefined;
}): Result<Paging, ScimError> {
	const startIndex = readInteger('startIndex', parameters.startIndex ?? 1);
	if (!startIndex.ok) {
		return startIndex;
	}
	const count = readInteger('count', parameters.count ?? DEFAULT_PAGE_SIZE);
	if (!count.ok) {
		return count;
	}
	return ok({
		startIndex: clamp(startIndex.value, 1, Number.MAX_SAFE_INTEGER),
		count: clamp(count.value, 0, MAX_PAGE_SIZE),
	});
}

/** Writes a page of results as a ListResponse (RFC 7644 §3.4.2). */
export function listResponse(page: {
	readonly resources: readonly JsonObject[];
	readonly totalResults: number;
	readonly startIndex: number;
}): JsonObject {
	return {
		schemas: [LIST_RESPONSE_URN],
		totalResults: page.totalResults,
		startIndex: page.startIndex,
		itemsPerPage: page.resources.length,
		// RFC 7644 requires it only if there are results; clients rely on it being an array.
		Resources: page.resources,
	};
}

function readInteger(name: string, value: string | number): Result<number, ScimError> {
	return /^[+-]?\d+$/.test(String(value))
		? ok(Number(value))
		: err(badRequest('invalidValue', `"${name}" must be an integer.`));
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}
