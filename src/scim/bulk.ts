/**
 * Bulk messages (RFC 7644 §3.7): reads a BulkRequest into operations that each stand for one request,
 * with the ids of what they create in place of bulkIds, and renders the BulkResponse. In which order
 * operations are done, and what becomes of them, is decided where the directory is.
 */
import { err, ok, type Result } from '../result.ts';
import { References, type Creations } from './bulk-references.ts';
import { badRequest, errorBody, quoted, type ScimError } from './errors.ts';
import { isArray, isObject, ownInAnyCase, type Json, type JsonObject } from './json.ts';
import { MAX_BODY_BYTES, MAX_BULK_OPERATIONS, MAX_ID_LENGTH } from './limits.ts';
import { checkSchemas, isUnnamed } from './messages.ts';
import type { ResourceType } from './schema/attribute.ts';
import { RESOURCE_TYPE, RESOURCE_TYPES } from './schema/resource-types.ts';
import { BULK_REQUEST_URN, BULK_RESPONSE_URN, PATCH_OP_URN } from './urns.ts';

/** A request for many operations. */
export interface BulkRequest {
	readonly operations: readonly BulkOperation[];
	/** Errors after which no further operation is processed; absent for any number. */
	readonly failOnErrors?: number;
	/** Whether it names its schema, which not every client does. */
	readonly isNamed: boolean;
}

/** The resource that an operation is about. */
export interface BulkTarget {
	readonly type: ResourceType['name'];
	/** Of a POST, the id that was made for it. */
	readonly id: string;
}

/** One operation, as far as it can be judged without the directory. */
export interface BulkOperation {
	/** As the response repeats it; absent if there is none that could be repeated. */
	readonly method?: string;
	readonly bulkId?: string;
	/** Absent if its path does not name a resource. */
	readonly target?: BulkTarget;
	/** Positions of the POSTs whose resources it references by bulkId. */
	readonly references: readonly number[];
	/** The single request that it stands for, or why it stands for none. */
	readonly request: Result<OperationRequest, ScimError>;
}

/** What a single request would be (RFC 7644 §3.3, §3.5, §3.6). */
export interface OperationRequest extends BulkTarget {
	readonly method: (typeof METHODS)[number];
	/** Null for a DELETE. */
	readonly body: Json;
	readonly ifMatch?: string;
}

/** What became of an operation that was processed. */
export interface OperationOutcome {
	readonly result: Result<200 | 201 | 204, ScimError>;
	/** The entity tag of the resource, if it exists in the end. */
	readonly version?: string;
}

const METHODS = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** An endpoint, or an endpoint and an id. leniency: bulk_path_slashes */
const PATH = /^\/?([^/]+)(?:\/([^/]+))?\/?$/;

/** RFC 7644 §3.7.4: the answer to a payload that is too large names the limit. */
export const BULK_PAYLOAD_TOO_LARGE: ScimError = {
	status: 413,
	detail: `The size of the bulk request exceeds maxPayloadSize (${MAX_BODY_BYTES} bytes).`,
};

/** Reads the body of a bulk request; `newId` makes the id of what a POST creates. */
export function readBulkRequest(
	body: JsonObject,
	newId: () => string,
): Result<BulkRequest, ScimError> {
	const schemas = ownInAnyCase(body, 'schemas');
	const foreign = checkSchemas(schemas, BULK_REQUEST_URN);
	if (foreign !== undefined) return err(foreign);
	const failOnErrors = ownInAnyCase(body, 'failonerrors') ?? undefined;
	if (failOnErrors !== undefined && !isPositiveInteger(failOnErrors)) {
		return err(badRequest('invalidValue', '"failOnErrors" must be an integer of 1 or more.'));
	}
	const operations = ownInAnyCase(body, 'operations');
	if (operations === undefined || !isArray(operations)) {
		return err(badRequest('invalidSyntax', '"Operations" must be an array of operations.'));
	}
	const { length } = operations;
	if (length > MAX_BULK_OPERATIONS) {
		const limit = `exceed maxOperations (${MAX_BULK_OPERATIONS})`;
		return err({ status: 413, detail: `The ${length} operations of the bulk request ${limit}.` });
	}
	const creations = creationsIn(operations, newId);
	return ok({
		operations: operations.map((json, at) => readOperation(json, at, creations)),
		isNamed: !isUnnamed(schemas),
		...(failOnErrors === undefined ? {} : { failOnErrors }),
	});
}

/** Renders the results of the operations that were processed, in the order of the request. */
export function bulkResponse(
	operations: readonly BulkOperation[],
	outcomes: readonly (OperationOutcome | undefined)[],
	locationOf: (target: BulkTarget) => string,
): JsonObject {
	// What a POST failed to create has no location, in the POST and wherever else it is named.
	const missing = new Set(
		operations.flatMap(({ method, target }, at) =>
			method === 'POST' && outcomes[at]?.result.ok !== true ? (target?.id ?? []) : [],
		),
	);
	const results = operations.flatMap(({ method, bulkId, target }, at): readonly JsonObject[] => {
		const outcome = outcomes[at];
		if (outcome === undefined) return [];
		const { result, version } = outcome;
		const hasLocation = target !== undefined && !missing.has(target.id);
		return [
			{
				...(method === undefined ? {} : { method }),
				...(bulkId === undefined ? {} : { bulkId }),
				...(version === undefined ? {} : { version }),
				...(hasLocation ? { location: locationOf(target) } : {}),
				status: String(result.ok ? result.value : result.error.status),
				...(result.ok ? {} : { response: errorBody(result.error) }),
			},
		];
	});
	return { schemas: [BULK_RESPONSE_URN], Operations: results };
}

/** Names an operation in the detail of an error. */
export function operationText(at: number, bulkId: string | undefined): string {
	return `Operations[${at}]${bulkId === undefined ? '' : ` ("bulkId:${bulkId}")`}`;
}

/** The first POST with a bulkId holds it; whether the rest of that POST is right does not matter. */
function creationsIn(operations: readonly Json[], newId: () => string): Creations {
	const creations = new Map<string, { at: number; id: string }>();
	for (const [at, json] of operations.entries()) {
		const { method, bulkId } = fieldsOf(json);
		if (method === 'POST' && isBulkId(bulkId) && !creations.has(bulkId)) {
			creations.set(bulkId, { at, id: newId() });
		}
	}
	return creations;
}

function readOperation(json: Json, at: number, creations: Creations): BulkOperation {
	const fields = fieldsOf(json);
	const { given, method, bulkId } = fields;
	const references = new References(creations);
	const newId = method === 'POST' ? newIdOf(bulkId, at, creations) : undefined;
	const target = readTarget(fields.path, newId, references);
	const request = readRequest(fields, target, references);
	return {
		...(typeof given === 'string' ? { method: method ?? given } : {}),
		...(typeof bulkId === 'string' ? { bulkId } : {}),
		...(target.ok ? { target: target.value } : {}),
		references: references.positions,
		request,
	};
}

/** The attributes of an operation as they came; null for what is not there. */
function fieldsOf(json: Json) {
	const field = (name: string): Json =>
		isObject(json) ? (ownInAnyCase(json, name) ?? null) : null;
	const given = field('method');
	// leniency: bulk_method_case
	const upper = typeof given === 'string' ? given.toUpperCase() : '';
	return {
		given,
		method: METHODS.find((method) => method === upper),
		bulkId: field('bulkid'),
		path: field('path'),
		data: field('data'),
		version: field('version') ?? '',
	};
}

function readRequest(
	{ method, data, version }: ReturnType<typeof fieldsOf>,
	target: Result<BulkTarget, ScimError>,
	references: References,
): Result<OperationRequest, ScimError> {
	if (method === undefined) {
		const expected = METHODS.map((name) => `"${name}"`).join(', ');
		const detail = `An operation must be an object whose "method" is one of ${expected}.`;
		return err(badRequest('invalidSyntax', detail));
	}
	if (!target.ok) return target;
	if (typeof version !== 'string') {
		return err(badRequest('invalidSyntax', '"version" must be a string, an entity tag.'));
	}
	const ifMatch = method === 'POST' || version === '' ? {} : { ifMatch: version };
	if (method === 'DELETE') return ok({ method, ...target.value, body: null, ...ifMatch });
	// RFC 7644 §3.7.3 shows the data of a PATCH as its operations alone.
	const whole =
		method === 'PATCH' && isArray(data) ? { schemas: [PATCH_OP_URN], Operations: data } : data;
	if (!isObject(whole)) {
		return err(badRequest('invalidSyntax', `"data" must be the body of the ${method}, an object.`));
	}
	const type = RESOURCE_TYPE[target.value.type];
	const body =
		method === 'PATCH' ? references.inPatch(whole, type) : references.inResource(whole, type);
	const { problem } = references;
	return problem === undefined ? ok({ method, ...target.value, body, ...ifMatch }) : err(problem);
}

/**
 * Reads the path of an operation: that of a resource type for a POST, whose new id is given, else that
 * of a resource.
 */
function readTarget(
	path: Json,
	newId: Result<string, ScimError> | undefined,
	references: References,
): Result<BulkTarget, ScimError> {
	if (newId?.ok === false) return newId;
	if (typeof path !== 'string') {
		return err(badRequest('invalidSyntax', '"path" must be a string such as "/Users".'));
	}
	const [, endpoint = '', id = ''] = PATH.exec(path) ?? [];
	const type = RESOURCE_TYPES.find((each) => each.endpoint === `/${decoded(endpoint)}`)?.name;
	// As the single request: nothing is found there.
	if (type === undefined) {
		const known = RESOURCE_TYPES.map((each) => each.endpoint).join(' or ');
		const detail = `"path" must begin with ${known}; there is nothing at ${quoted(path)}.`;
		return err({ status: 404, detail });
	}
	// RFC 7644 §3.7 says of which form the path must be, so the bulk request itself is wrong.
	if ((newId === undefined) === (id === '')) {
		const expected = newId === undefined ? `a resource, "/${endpoint}/{id}"` : `"/${endpoint}"`;
		return err(badRequest('invalidPath', `"path" of this method must be ${expected}.`));
	}
	if (newId !== undefined) return ok({ type, id: newId.value });
	const resolved = references.inId(decoded(id));
	if (references.problem !== undefined) return err(references.problem);
	// No resource has such an id, and it must not reach what would look for it.
	return resolved.length <= MAX_ID_LENGTH
		? ok({ type, id: resolved })
		: err({ status: 404, detail: `${type} ${quoted(resolved)} was not found.` });
}

/** The id that was made for a POST, if its bulkId is right. */
function newIdOf(bulkId: Json, at: number, creations: Creations): Result<string, ScimError> {
	if (!isBulkId(bulkId)) {
		const expected = `a string of 1 to ${MAX_ID_LENGTH} characters`;
		return err(badRequest('invalidSyntax', `"bulkId" of a POST must be ${expected}.`));
	}
	const creation = creations.get(bulkId);
	if (creation?.at === at) return ok(creation.id);
	const detail = `"bulkId" must be unique in the request; ${operationText(creation?.at ?? 0, bulkId)} has it already.`;
	return err(badRequest('invalidValue', detail));
}

function isBulkId(json: Json): json is string {
	return typeof json === 'string' && json !== '' && json.length <= MAX_ID_LENGTH;
}

/** Without percent-encoding; what is not encoded rightly stands as it is. */
function decoded(segment: string): string {
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}

function isPositiveInteger(json: Json): json is number {
	return typeof json === 'number' && Number.isInteger(json) && json > 0;
}
