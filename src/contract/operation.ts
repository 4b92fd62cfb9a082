/**
 * What one call of the /v1 API is: the single source of its route, of who may make it, of the OpenAPI
 * document and of the SDK's types.
 */
import * as z from 'zod';
import type { Tag } from './tags.ts';

/** What a key may do: each scope includes the one before it. */
export const scope = z.enum(['read', 'write', 'admin']);
export type Scope = z.infer<typeof scope>;

/** One call. */
export interface Operation {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** Below /v1, with its parameters in braces. */
	readonly path: `/${string}`;
	/** What the key must be good for. */
	readonly scope: Scope;
	/** It concerns all tenants, so a key that is bound to one cannot make it. */
	readonly isGlobal?: true;
	/** The heading that it stands under. */
	readonly tag: Tag;
	/** What it does, in a few words. */
	readonly summary: string;
	/** What there is to know beyond that, in Markdown. */
	readonly description?: string;
	readonly query?: z.ZodType;
	/** The JSON body. */
	readonly body?: z.ZodType;
	/** The body may be left out. */
	readonly isBodyOptional?: true;
	/** The status of success, and what it answers with; nothing for 204. */
	readonly status: 200 | 201 | 202 | 204;
	readonly answer?: z.ZodType;
	/** The statuses that it refuses with, beside 400, 401, 403, 429, 500 and 503, which every call may. */
	readonly problems: readonly number[];
}

/** Calls by their operationId. */
export type Operations = Readonly<Record<string, Operation>>;

/** The JSON shape of a list; of named items it has a name, and is made once. */
export function listOf<Item extends z.ZodType>(item: Item): ReturnType<typeof makeList<Item>> {
	const known = LISTS.get(item) as ReturnType<typeof makeList<Item>> | undefined;
	if (known !== undefined) return known;
	const { id, examples } = z.globalRegistry.get(item) ?? {};
	const list = makeList(item);
	if (id === undefined) return list;
	const named = list.meta({
		id: `${id}List`,
		description: 'One page of a list.',
		examples: [{ data: Array.isArray(examples) ? examples.slice(0, 1) : [], next_cursor: null }],
	});
	LISTS.set(item, named);
	return named;
}

const LISTS = new WeakMap<z.ZodType, unknown>();

function makeList<Item extends z.ZodType>(item: Item) {
	return z.object({
		data: z.array(item).readonly().describe('The items of this page.'),
		next_cursor: z
			.string()
			.nullable()
			.describe('Pass it as `cursor` to get the next page; null on the last one.'),
	});
}
