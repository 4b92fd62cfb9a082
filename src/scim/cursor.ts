/**
 * Cursors (RFC 9865 §2): what one holds, when it is good, and which lead away from a page. A cursor
 * names a place in the order of resources, not a number of them to pass over: whatever is created or
 * deleted meanwhile, no page repeats or skips a resource that stays. Sealing is left to http.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, type ScimError } from './errors.ts';
import { CURSOR_TIMEOUT_SECONDS, DEFAULT_PAGE_SIZE } from './limits.ts';
import type { CursorPaging } from './list.ts';
import type { QueryParameters } from './query.ts';
import type { Position } from './sort.ts';

/** Where a page begins, and which way it goes. */
export interface Cursor {
	/** The place of a resource that is not on the page, though next to it. */
	readonly at: Position;
	readonly direction: 'next' | 'previous';
	/** Resources on a page at most, as the first request said. */
	readonly count: number;
	/** Epoch milliseconds. */
	readonly expiresAt: number;
}

/** A cursor that was not given out by us, or not for this query: nothing more is said about it. */
export const INVALID_CURSOR: ScimError = badRequest(
	'invalidCursor',
	'The cursor is not one that was answered to this very query. Ask for the first page with an empty "cursor".',
);

const EXPIRED_CURSOR: ScimError = badRequest(
	'expiredCursor',
	`The cursor has expired: pages must follow one another within ${CURSOR_TIMEOUT_SECONDS} seconds. Ask for the first page with an empty "cursor".`,
);

/** A page as it was found, in the order that the client sees. */
interface FoundPage {
	readonly positions: readonly Position[];
	/** Whether there are resources beyond it, in the direction in which it was read. */
	readonly hasMore: boolean;
	readonly descending: boolean;
}

/** The cursors that lead away from a page. */
export interface Neighbours {
	readonly previous?: Cursor;
	readonly next?: Cursor;
}

/** The members of a Cursor in this order; who changes it changes `FORMAT`. */
type Encoded = readonly [
	sort: Position['sort'],
	key: number,
	direction: Cursor['direction'],
	count: number,
	expiresAt: number,
];
const FORMAT = 1;

/** Writes a cursor as text, before it is sealed. */
export function encodeCursor({ at, direction, count, expiresAt }: Cursor): string {
	const encoded: Encoded = [at.sort, at.key, direction, count, expiresAt];
	return JSON.stringify(encoded);
}

/** Reads what {@link encodeCursor} wrote; expiredCursor, or invalidCount if another one is asked for. */
export function decodeCursor(
	text: string,
	count: number | undefined,
	now: number,
): Result<Cursor, ScimError> {
	// The seal vouches for the text and, through the context, for its format.
	const [sort, key, direction, size, expiresAt] = JSON.parse(text) as Encoded;
	if (expiresAt <= now) {
		return err(EXPIRED_CURSOR);
	}
	if (count !== undefined && count !== size) {
		const detail = `"count" must be that of the first request, ${size}, or be left out.`;
		return err(badRequest('invalidCount', detail));
	}
	return ok({ at: { sort, key }, direction, count: size, expiresAt });
}

/** What a cursor belongs to: sealed with it, it opens for the same query of the same endpoint only. */
export function cursorContext(
	directoryId: string,
	endpoint: string,
	parameters: QueryParameters,
): string {
	const { filter, sortBy, sortOrder, attributes, excludedAttributes } = parameters;
	const query = [filter, sortBy, sortOrder?.toLowerCase(), attributes, excludedAttributes];
	const names = query.map((text) => text ?? null);
	return JSON.stringify(['cursor', FORMAT, directoryId, endpoint, ...names]);
}

/** Resources on a page at most. */
export function pageSize(paging: CursorPaging, cursor: Cursor | undefined): number {
	return cursor?.count ?? paging.count ?? DEFAULT_PAGE_SIZE;
}

/** True if the page of a cursor is read in ascending order of positions. */
function goesUp(cursor: Cursor | undefined, descending: boolean): boolean {
	return (cursor?.direction === 'previous') === descending;
}

/**
 * The cursors that are answered with a page: one back to where the client came from, and one onwards
 * if there is more. A first page has come from nowhere.
 */
export function neighbours(
	asked: Cursor | undefined,
	count: number,
	page: FoundPage,
	now: number,
): Neighbours {
	const { positions, hasMore, descending } = page;
	const direction = asked?.direction ?? 'next';
	const expiresAt = now + CURSOR_TIMEOUT_SECONDS * 1_000;
	const to = (way: Cursor['direction']): Neighbours => {
		const at = way === 'next' ? positions.at(-1) : positions[0];
		const from = at ?? (asked && turned(asked, descending));
		return from === undefined ? {} : { [way]: { at: from, direction: way, count, expiresAt } };
	};
	return {
		...(asked === undefined ? {} : to(direction === 'next' ? 'previous' : 'next')),
		...(hasMore ? to(direction) : {}),
	};
}

/**
 * Where to turn round on a page that has become empty: just beyond the place where it began, so that
 * the resource at that place is met again. Keys are integers; nothing lies between two of them.
 */
function turned(cursor: Cursor, descending: boolean): Position {
	const { sort, key } = cursor.at;
	return { sort, key: goesUp(cursor, descending) ? key + 1 : key - 1 };
}
