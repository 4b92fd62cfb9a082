/**
 * Lists of resources, of one type or of all (RFC 7644 §3.4.2), asked for by GET or by POST to
 * /.search (§3.4.3), and by index or by cursor (RFC 9865): parse, call the store, render.
 */
import type { ResourceTypeName } from '../../directory/model.ts';
import { seal, unseal } from '../../platform/crypto.ts';
import { err, ok, type Result } from '../../result.ts';
import {
	cursorContext,
	decodeCursor,
	encodeCursor,
	INVALID_CURSOR,
	neighbours,
	pageSize,
	type Cursor,
} from '../../scim/cursor.ts';
import { dialectOf } from '../../scim/dialect.ts';
import type { ScimError } from '../../scim/errors.ts';
import type { JsonObject } from '../../scim/json.ts';
import { listResponse, type CursorPaging, type IndexPaging } from '../../scim/list.ts';
import { checkNamed } from '../../scim/messages.ts';
import { wants } from '../../scim/projection.ts';
import {
	readQuery,
	searchParameters,
	urlParameters,
	type Query,
	type QueryParameters,
} from '../../scim/query.ts';
import type { ResourceTypes } from '../../scim/schema/resource-types.ts';
import { SEARCH_REQUEST_URN } from '../../scim/urns.ts';
import type { TokenProof } from '../../store/access.ts';
import { listResources, type ListStart, type ResourcePage } from '../../store/resources.ts';
import type { AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { proofOf, refusal, refuse, withAdmission, type Outcome } from './access.ts';
import { readBody } from './body.ts';
import { bySchemas } from './known-schemas.ts';
import { parametersOf } from './parameters.ts';
import { baseUrl, RELATED, represent, scimError, scimResponse } from './respond.ts';

/** The handlers of an endpoint that lists these resource types. */
export function queryHandlers(names: readonly ResourceTypeName[]) {
	return {
		list: async (c) => {
			const proof = await proofOf(c);
			const parameters = parametersOf(c);
			return parameters.ok
				? query(c, proof, names, urlParameters(parameters.value))
				: refuse(c, proof, parameters.error);
		},
		search: (c) =>
			withAdmission(c, async (proof) => {
				const body = await readBody(c);
				if (!body.ok) return refuse(c, proof, body.error);
				const parameters = searchParameters(body.value.value);
				return parameters.ok
					? query(c, proof, names, parameters.value, body.value.value)
					: refuse(c, proof, parameters.error);
			}),
	} satisfies Record<string, Handler>;
}

function query(
	c: AppContext,
	proof: TokenProof,
	names: readonly ResourceTypeName[],
	parameters: QueryParameters,
	message?: JsonObject,
): Promise<Response> {
	const seals = sealsFor(c, cursorContext(proof.directoryId, names.join(), parameters));
	return bySchemas(c, proof, async (types) => {
		const asked = names.map((name) => types[name]);
		const read = readQuery(parameters, asked);
		if (!read.ok) return refusal(c, proof, read.error);
		const { paging, descending } = read.value;
		const place =
			paging.kind === 'index'
				? ok(byIndex(paging))
				: await byCursor(paging, descending, seals, proof.now);
		if (!place.ok) return refusal(c, proof, place.error);
		const outcome = await answer(c, proof, types, read.value, place.value);
		return message === undefined ? outcome : checked(outcome, message);
	});
}

/** Whether a message must name its schema is known once the directory is. */
function checked(outcome: Outcome, message: JsonObject): Outcome {
	const { directory } = outcome;
	if (directory === undefined) return outcome;
	const problem = checkNamed(message, SEARCH_REQUEST_URN, dialectOf(directory.type));
	return problem === undefined ? outcome : { directory, response: scimError(problem) };
}

/** Which page of a list is asked for. */
interface Place {
	readonly count: number;
	readonly start: ListStart;
	/** What is said of its place in the list when it has been found. */
	readonly tell: (page: ResourcePage) => Promise<Whereabouts>;
}

interface Whereabouts {
	readonly startIndex?: number;
	readonly previousCursor?: string | undefined;
	readonly nextCursor?: string | undefined;
}

function byIndex({ startIndex, count }: IndexPaging): Place {
	const start: ListStart = { kind: 'index', offset: startIndex - 1 };
	return { count, start, tell: async () => ({ startIndex }) };
}

async function byCursor(
	paging: CursorPaging,
	descending: boolean,
	seals: Seals,
	now: number,
): Promise<Result<Place, ScimError>> {
	const opened = await seals.open(paging, now);
	if (!opened.ok) return opened;
	const cursor = opened.value;
	const count = pageSize(paging, cursor);
	const backwards = cursor?.direction === 'previous';
	return ok({
		count,
		start: { kind: 'cursor', at: cursor?.at, backwards },
		tell: async ({ items, hasMore }) => {
			const positions = items.map(({ position }) => position);
			const page = { positions, hasMore, descending };
			const { previous, next } = neighbours(cursor, count, page, now);
			return {
				previousCursor: previous && (await seals.close(previous)),
				nextCursor: next && (await seals.close(next)),
			};
		},
	});
}

/** Reads a page and renders it. */
async function answer(
	c: AppContext,
	proof: TokenProof,
	types: ResourceTypes,
	{ types: asked, descending }: Query,
	{ count, start, tell }: Place,
): Promise<Outcome> {
	const listed = asked.map((each) => ({
		...each,
		withRelated: wants(each.projection, RELATED[each.type.name]),
	}));
	const read = await listResources(c.get('db'), proof, { types: listed, descending, count, start });
	if (!read.ok) return { response: scimError(read.error) };
	const { directory, found } = read.value;
	const base = baseUrl(c);
	const projections = new Map(asked.map(({ type, projection }) => [type.name, projection]));
	const resources = found.items.map((item) => {
		const projection = projections.get(item.resource.type) ?? { kind: 'default' };
		return represent(base, item, types, projection);
	});
	const { totalResults } = found;
	const message = listResponse({ resources, totalResults, ...(await tell(found)) });
	return { directory, response: scimResponse(c, 200, message) };
}

/** Opens and closes the cursors of one query. */
interface Seals {
	/** Undefined for the first page. */
	readonly open: (
		paging: CursorPaging,
		now: number,
	) => Promise<Result<Cursor | undefined, ScimError>>;
	readonly close: (cursor: Cursor) => Promise<string>;
}

function sealsFor(c: AppContext, context: string): Seals {
	const { masterKey } = c.get('config');
	return {
		open: async ({ cursor, count }, now) => {
			if (cursor === '') return ok(undefined);
			const text = await unseal(masterKey, context, cursor);
			return text === undefined ? err(INVALID_CURSOR) : decodeCursor(text, count, now);
		},
		close: (cursor) => seal(masterKey, context, encodeCursor(cursor)),
	};
}
