/**
 * Shapes that several parts of the /v1 API share. The schemas here are the single source of
 * validation, types and OpenAPI; objects from clients are strict, so that a misspelt field is
 * refused by name instead of ignored. (zod is imported as a namespace: its `z` object would carry all
 * of it, half a megabyte, into the bundle.)
 */
import * as z from 'zod';

/** A name that an application or operator chooses. */
export const name = z
	.string()
	.trim()
	.min(1)
	.max(200)
	.refine((given) => given.isWellFormed() && !/\p{Cc}/u.test(given), {
		error: 'must not contain control characters',
	})
	// URLs take them for steps in a path, so nobody could ask for what has such a name.
	.refine((given) => given !== '.' && given !== '..', {
		error: 'must not be "." or ".."',
	});

/** Text of any kind. */
export const text = z.string().refine((value) => value.isWellFormed() && !value.includes('\0'), {
	error: 'must not contain null characters or unpaired surrogates',
});

/** A whole number in a query: digits and nothing else. */
export const wholeNumber = z
	.string()
	.regex(/^\d{1,15}$/, 'must be a whole number')
	.transform(Number)
	.meta({ type: 'integer', minimum: 0 });

/** A whole number in a query within bounds, both included. */
export function wholeNumberWithin(minimum: number, maximum: number) {
	return wholeNumber.pipe(z.number().min(minimum).max(maximum)).meta({ minimum, maximum });
}

/** The HTTP statuses that `503` or `5xx` stands for, both ends included. */
export function statusesOf(status: string): { from: number; to: number } {
	return { from: Number(status.replace('xx', '00')), to: Number(status.replace('xx', '99')) };
}

/** A time as we answer it: RFC 3339 in UTC. */
export const timestamp = z.iso.datetime();

/** Shows epoch milliseconds as a timestamp, and null as null. */
export function toTimestamp(at: number): string;
export function toTimestamp(at: number | null): string | null;
export function toTimestamp(at: number | null): string | null {
	return at === null ? null : new Date(at).toISOString();
}

/** A time as clients give it: RFC 3339 with any offset; epoch milliseconds inside. */
export const instant = z.iso.datetime({ offset: true }).transform((given) => Date.parse(given));

/** Whether a period has its beginning before its end; what is left out is open. */
export function isPeriod({
	since,
	until,
}: {
	since?: number | undefined;
	until?: number | undefined;
}) {
	return since === undefined || until === undefined || since <= until;
}

/** What is wrong with one that has not. */
export const NO_PERIOD = { path: ['since'], error: 'must not be after the end of the period' };

/** An id that was given out elsewhere, as it can stand in a URL. */
export const GIVEN_ID = /^[A-Za-z0-9][A-Za-z0-9._~-]*$/;

const PAGE_SIZE_MAX = 1000;

/** `limit` of a list. */
export const limit = wholeNumberWithin(1, PAGE_SIZE_MAX)
	.default(100)
	.describe('Maximum number of items per page.');

/**
 * A list: `next_cursor` is null on the last page. It holds what the list is ordered by; for clients it
 * is sealed, which is left to http.
 */
export interface Page<Item> {
	readonly data: readonly Item[];
	readonly next_cursor: string | null;
}

/** Makes a page of rows that were read to one beyond the limit: that one only tells that more follow. */
export function pageOf<Row>(
	rows: readonly Row[],
	max: number,
	positionOf: (row: Row) => string | number,
): Page<Row> {
	const data = rows.slice(0, max);
	const last = data.at(-1);
	const hasMore = rows.length > data.length && last !== undefined;
	return { data, next_cursor: hasMore ? String(positionOf(last)) : null };
}

/** `cursor` of a list whose positions look like this, once it is opened. */
export function cursorOf(position: RegExp) {
	return z
		.string()
		.refine((opened) => position.test(opened), { error: 'must be a cursor of this list' })
		.describe('The `next_cursor` of the previous page; only valid with the same filters.');
}

/** `cursor` of a list that is ordered by a row key. */
export const numericCursor = cursorOf(/^\d{1,15}$/).transform(Number);

/** `cursor` of a list that is ordered by an id. */
export const idCursor = cursorOf(/^[a-z]+_[0-9a-f]{32}$/);
