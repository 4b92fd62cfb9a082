/**
 * What a list request asks for (RFC 7644 §3.4.2), whether its parameters come in the URL or in a
 * SearchRequest (§3.4.3): read once for every resource type that the endpoint serves.
 */
import { err, ok, type Result } from '../result.ts';
import { badRequest, quoted, type ScimError } from './errors.ts';
import type { Filter } from './filter/ast.ts';
import { parseFilter } from './filter/parse.ts';
import { isArray, type Json, type JsonObject, ownInAnyCase } from './json.ts';
import { readPaging, type Paging, type PagingParameters } from './list.ts';
import { checkSchemas } from './messages.ts';
import { readProjection, type Projection } from './projection.ts';
import type { AttributePath, ResourceType } from './schema/attribute.ts';
import { readSort } from './sort.ts';
import { SEARCH_REQUEST_URN } from './urns.ts';

/** The parameters of a query as text (RFC 7644 §3.4.2, §3.9); numbers only if they came as such. */
export interface QueryParameters extends PagingParameters {
	readonly filter?: string | undefined;
	readonly sortBy?: string | undefined;
	readonly sortOrder?: string | undefined;
	/** Names, separated by commas. */
	readonly attributes?: string | undefined;
	readonly excludedAttributes?: string | undefined;
}

/** What is asked of the resources of one type. */
export interface TypeQuery {
	readonly type: ResourceType;
	/** Absent if every resource of the type is meant. */
	readonly filter?: Filter;
	/** Absent if nothing is sorted by, or nothing that the type has. */
	readonly sortBy?: AttributePath;
	readonly projection: Projection;
}

/** A query on one resource type, or on several at once (RFC 7644 §3.4.2.1). */
export interface Query {
	/** Without the types of which the filter accepts no resource. */
	readonly types: readonly TypeQuery[];
	readonly descending: boolean;
	readonly paging: Paging;
}

/** Picks the parameters of a query from those of a URL. */
export function urlParameters(query: Readonly<Record<string, string>>): QueryParameters {
	const { filter, sortBy, sortOrder, startIndex, count, cursor } = query;
	const { attributes, excludedAttributes } = query;
	return { filter, sortBy, sortOrder, startIndex, count, cursor, attributes, excludedAttributes };
}

/** Reads a SearchRequest (RFC 7644 §3.4.3). Whether it names its schema is judged elsewhere. */
export function searchParameters(body: JsonObject): Result<QueryParameters, ScimError> {
	const foreign = checkSchemas(ownInAnyCase(body, 'schemas'), SEARCH_REQUEST_URN);
	if (foreign !== undefined) {
		return err(foreign);
	}
	const flaws: ScimError[] = [];
	const read = <Value>(
		name: string,
		expected: string,
		valueOf: (json: Json) => Value | undefined,
	) => {
		const json = ownInAnyCase(body, name.toLowerCase()) ?? null;
		const value = json === null ? undefined : valueOf(json);
		if (json !== null && value === undefined) {
			flaws.push(badRequest('invalidValue', `"${name}" must be ${expected}.`));
		}
		return value;
	};
	const text = (name: string) => read(name, 'a string', textOf);
	const integer = (name: string) => read(name, 'an integer', integerOf);
	const names = (name: string) => read(name, 'an array of attribute names', namesOf);
	const parameters = {
		filter: text('filter'),
		sortBy: text('sortBy'),
		sortOrder: text('sortOrder'),
		startIndex: integer('startIndex'),
		count: integer('count'),
		cursor: text('cursor'),
		attributes: names('attributes'),
		excludedAttributes: names('excludedAttributes'),
	};
	const [flaw] = flaws;
	return flaw === undefined ? ok(parameters) : err(flaw);
}

/** Reads what is asked of the resource types of an endpoint. */
export function readQuery(
	parameters: QueryParameters,
	types: readonly ResourceType[],
): Result<Query, ScimError> {
	const paging = readPaging(parameters);
	if (!paging.ok) {
		return paging;
	}
	const descending = readDescending(parameters);
	if (!descending.ok) {
		return descending;
	}
	const asked: TypeQuery[] = [];
	for (const type of types) {
		const others = types.filter((other) => other !== type);
		const query = readTypeQuery(parameters, type, others);
		if (!query.ok) {
			return query;
		}
		asked.push(...query.value);
	}
	return ok({ types: asked, descending: descending.value, paging: paging.value });
}

/** What is asked of one type: nothing if the filter accepts none of its resources. */
function readTypeQuery(
	{ filter: text, sortBy: sort, attributes, excludedAttributes }: QueryParameters,
	type: ResourceType,
	others: readonly ResourceType[],
): Result<readonly TypeQuery[], ScimError> {
	const projection = readProjection(type, attributes, excludedAttributes);
	if (!projection.ok) {
		return projection;
	}
	const filter = text === undefined ? ok(undefined) : parseFilter(text, type, others);
	if (!filter.ok) {
		return filter;
	}
	const sortBy = sort === undefined ? ok(undefined) : readSort(sort, type, others);
	if (!sortBy.ok) {
		return sortBy;
	}
	const constant = filter.value?.kind === 'constant' ? filter.value.value : undefined;
	return ok(
		constant === false
			? []
			: [
					{
						type,
						projection: projection.value,
						...(filter.value === undefined || constant === true ? {} : { filter: filter.value }),
						...(sortBy.value === undefined ? {} : { sortBy: sortBy.value }),
					},
				],
	);
}

/** RFC 7644 §3.4.2.3: "ascending" unless the client says otherwise, and only if something is sorted by. */
function readDescending({ sortBy, sortOrder }: QueryParameters): Result<boolean, ScimError> {
	// leniency: sort_order_case
	const order = sortBy === undefined ? undefined : sortOrder?.toLowerCase();
	if (order === undefined || order === 'ascending' || order === 'descending') {
		return ok(order === 'descending');
	}
	const detail = `"sortOrder" must be "ascending" or "descending", not ${quoted(String(sortOrder))}.`;
	return err(badRequest('invalidValue', detail));
}

function textOf(json: Json): string | undefined {
	return typeof json === 'string' ? json : undefined;
}

function integerOf(json: Json): number | undefined {
	return typeof json === 'number' && Number.isInteger(json) ? json : undefined;
}

function namesOf(json: Json): string | undefined {
	// leniency: search_attributes_as_text
	const names = isArray(json) ? json : [json];
	return names.every((name) => typeof name === 'string') ? names.join(',') : undefined;
}
