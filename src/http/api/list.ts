/**
 * Lists of the /v1 API by cursor. A cursor holds a place in the order of a list, sealed, so that it
 * says nothing about the rows, and opens for the very list alone that it was answered to: the same
 * path with the same filters. The size of the page may change from one to the next.
 */
import type * as z from 'zod';
import type { Page } from '../../contract/shared.ts';
import { seal, unseal } from '../../platform/crypto.ts';
import { err, type Result } from '../../result.ts';
import type { AppContext } from '../context.ts';
import { fieldProblem } from './problem.ts';
import { checkQuery, queryOf } from './validate.ts';

/** What a cursor holds is read by whoever has not been updated yet: count up when that changes. */
const FORMAT = 1;

/** Sealed text opens in the other alphabet of base64 too, but that is not what was answered. */
const SEALED = /^v1\.[\w-]+$/;

/** Reads and checks the query of a list. The schema sees the place that is inside of `cursor`. */
export async function readListQuery<Schema extends z.ZodType>(
	c: AppContext,
	schema: Schema,
): Promise<Result<z.output<Schema>, Response>> {
	const given = queryOf(c);
	if (!given.ok) return given;
	const { cursor, ...rest } = given.value;
	if (cursor === undefined) return checkQuery(schema, rest);
	const position = SEALED.test(cursor)
		? await unseal(c.get('config').masterKey, contextOf(c), cursor)
		: undefined;
	if (position !== undefined) return checkQuery(schema, { ...rest, cursor: position });
	return err(fieldProblem([{ field: 'cursor', detail: 'must be a cursor of this list' }]));
}

/** Answers with a page of the list that was asked for. */
export async function pageAnswer<Item>(c: AppContext, page: Page<Item>): Promise<Response> {
	return c.json(await sealPage(c, page));
}

/** The same page, its cursor sealed: for a list inside of a larger answer. */
export async function sealPage<Item>(c: AppContext, page: Page<Item>): Promise<Page<Item>> {
	const { data, next_cursor: position } = page;
	if (position === null) return { data, next_cursor: null };
	return {
		data,
		next_cursor: await seal(c.get('config').masterKey, contextOf(c), position),
	};
}

/** What a cursor of this request is good for. */
function contextOf(c: AppContext): string {
	const { pathname, searchParams } = new URL(c.req.url);
	const filters = [...searchParams].filter(([name]) => name !== 'limit' && name !== 'cursor');
	filters.sort(([left], [right]) => (left < right ? -1 : 1));
	return JSON.stringify(['list', FORMAT, pathname.replace(/\/+$/, ''), filters]);
}
