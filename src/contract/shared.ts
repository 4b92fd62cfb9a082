/**
 * Shapes that several parts of the /v1 API share. The schemas here are the single source of
 * validation, types and (later) OpenAPI; objects from clients are strict, so that a misspelt field is
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
	.refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text), {
		error: 'holds characters that are no text',
	});

/** A whole number in a query: digits and nothing else. */
export const wholeNumber = z
	.string()
	.regex(/^\d{1,15}$/, 'not a whole number')
	.transform(Number);

/** RFC 3339 in UTC. */
export const timestamp = z.iso.datetime();

const PAGE_SIZE_MAX = 1000;

/** `limit` of a list. */
export const limit = wholeNumber.pipe(z.number().min(1).max(PAGE_SIZE_MAX)).default(100);

/** A list: `next_cursor` is null on the last page. */
export interface Page<Item> {
	readonly data: readonly Item[];
	readonly next_cursor: string | null;
}

/** Cursors are opaque to clients; inside is what the list is ordered by. */
export function toCursor(position: string | number): string {
	return btoa(String(position)).replaceAll('=', '');
}

/** Reads a cursor of a list that is ordered by a row key or sequence. */
export const numericCursor = z
	.string()
	.transform(fromBase64)
	.pipe(z.string().regex(/^\d{1,15}$/, 'not a cursor of this list'))
	.transform(Number);

/** Reads a cursor of a list that is ordered by an id. */
export const idCursor = z
	.string()
	.transform(fromBase64)
	.pipe(z.string().regex(/^[a-z]+_[0-9a-f]{32}$/, 'not a cursor of this list'));

function fromBase64(text: string): string {
	try {
		return atob(text);
	} catch {
		return '';
	}
}
