/**
 * Which page of a list is asked for, by index (RFC 7644 §3.4.2.4) or by cursor (RFC 9865 §2), and the
 * ListResponse message. What a cursor holds is said in cursor.ts; finding the resources of a page
 * belongs to the store.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError, type ScimType } from './errors.ts';
import type { JsonObject } from './json.ts';
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from './limits.ts';
import { LIST_RESPONSE_URN } from './urns.ts';

const INTEGER = /^[+-]?\d+$/;

/** The page that a client asked for, within bounds. */
export type Paging = IndexPaging | CursorPaging;

/** Resources from an index on. */
export interface IndexPaging {
	readonly kind: 'index';
	/** The 1-based index of the first resource. */
	readonly startIndex: number;
	/** Resources on the page at most; 0 asks for `totalResults` alone. */
	readonly count: number;
}

/** Resources before or after those of another page. */
export interface CursorPaging {
	readonly kind: 'cursor';
	/** As it was given out with that page; '' asks for the first page. */
	readonly cursor: string;
	/** As in {@link IndexPaging}; absent if the client leaves it to the cursor. */
	readonly count?: number;
}

/** The parameters that choose a page, as the client wrote them. */
export interface PagingParameters {
	readonly startIndex?: string | number | undefined;
	readonly count?: string | number | undefined;
	readonly cursor?: string | undefined;
}

/** Reads which page is asked for: by cursor if there is one, be it empty, else by index. */
export function readPaging(parameters: PagingParameters): Result<Paging, ScimError> {
	const { startIndex, count, cursor } = parameters;
	const isByCursor = cursor !== undefined;
	if (isByCursor && startIndex !== undefined) {
		const detail = 'Use either "cursor" or "startIndex", not both.';
		return err(badRequest('invalidValue', detail));
	}
	const size = readCount(count, isByCursor ? 'invalidCount' : 'invalidValue');
	if (!size.ok) {
		return size;
	}
	if (isByCursor) {
		return ok({
			kind: 'cursor',
			cursor,
			...(size.value === undefined ? {} : { count: size.value }),
		});
	}
	const start = readInteger('startIndex', startIndex ?? 1, 'invalidValue');
	return start.ok
		? ok({
				kind: 'index',
				startIndex: clamp(start.value, 1, Number.MAX_SAFE_INTEGER),
				count: size.value ?? DEFAULT_PAGE_SIZE,
			})
		: start;
}

/** Writes a page of results as a ListResponse (RFC 7644 §3.4.2, RFC 9865 §2). */
export function listResponse(page: {
	readonly resources: readonly JsonObject[];
	readonly totalResults: number;
	/** Absent from a page that was asked for by cursor. */
	readonly startIndex?: number;
	readonly previousCursor?: string | undefined;
	readonly nextCursor?: string | undefined;
}): JsonObject {
	const { resources, totalResults, startIndex, previousCursor, nextCursor } = page;
	return {
		schemas: [LIST_RESPONSE_URN],
		totalResults,
		itemsPerPage: resources.length,
		...(startIndex === undefined ? {} : { startIndex }),
		...(previousCursor === undefined ? {} : { previousCursor }),
		...(nextCursor === undefined ? {} : { nextCursor }),
		// RFC 7644 requires it only if there are results; clients rely on it being an array.
		Resources: resources,
	};
}

function readCount(
	count: string | number | undefined,
	scimType: ScimType,
): Result<number | undefined, ScimError> {
	if (count === undefined) {
		return ok(undefined);
	}
	const read = readInteger('count', count, scimType);
	return read.ok ? ok(clamp(read.value, 0, MAX_PAGE_SIZE)) : read;
}

function readInteger(
	name: string,
	value: string | number,
	scimType: ScimType,
): Result<number, ScimError> {
	const isInteger = typeof value === 'number' ? Number.isInteger(value) : INTEGER.test(value);
	return isInteger ? ok(Number(value)) : err(badRequest(scimType, `"${name}" must be an integer.`));
}

function clamp(value: number, least: number, most: number): number {
	return Math.min(Math.max(value, least), most);
}
