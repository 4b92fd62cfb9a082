/** /Users and /Groups (RFC 7644 §3.2–§3.6): parse, call the store or the writer, render. */
import type { Answer, Command, ResourceTypeName } from '../../directory/model.ts';
import { newResourceId } from '../../platform/ids.ts';
import { ok, type Result } from '../../result.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import type { JsonObject } from '../../scim/json.ts';
import { listResponse, readPaging } from '../../scim/list.ts';
import { readProjection, wants, type Projection } from '../../scim/projection.ts';
import { RESOURCE_TYPE } from '../../scim/schema/resource-types.ts';
import type { TokenProof } from '../../store/access.ts';
import { findResource, listResources } from '../../store/resources.ts';
import { write } from '../../worker/writer-client.ts';
import type { AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { admit, noteBad, noteUse, proofOf, refuse } from './access.ts';
import { readBody } from './body.ts';
import { baseUrl, represent, resourceResponse, scimError, scimResponse } from './respond.ts';

/** The attribute that is kept as rows and costs a read of its own. */
const RELATED = { User: 'groups', Group: 'members' } as const;

/** The handlers of one resource type. */
export function resourceHandlers(type: ResourceTypeName) {
	return {
		list: (c) => list(c, type),
		create: (c) =>
			writeBody(c, type, (body) => ({ kind: 'create', type, id: newResourceId(), body })),
		read: (c) => read(c, type),
		replace: (c) =>
			writeBody(c, type, (body) => ({ kind: 'replace', type, id: idOf(c), body, ...ifMatch(c) })),
		patch: (c) =>
			writeBody(c, type, (body, projection) => {
				// RFC 7644 §3.5.2: with "attributes" the answer must be a representation.
				const wantsResource = c.req.query('attributes') !== undefined;
				const wantsMembers = wantsResource && type === 'Group' && wants(projection, 'members');
				const asked = { wantsResource, wantsMembers, ...ifMatch(c) };
				return { kind: 'patch', type, id: idOf(c), body, ...asked };
			}),
		delete: (c) => remove(c, type),
	} satisfies Record<string, Handler>;
}

async function read(c: AppContext, type: ResourceTypeName): Promise<Response> {
	const proof = await proofOf(c);
	const projection = projectionOf(c, type);
	if (!projection.ok) return refuse(c, proof, projection.error);
	const withRelated = wants(projection.value, RELATED[type]);
	const found = await findResource(c.get('db'), proof, type, idOf(c), withRelated);
	if (!found.ok) return scimError(found.error);
	noteUse(c, found.value.directory, proof);
	return found.value.found === undefined
		? scimError(notFound(type, idOf(c)))
		: resourceResponse(c, 200, found.value.found, projection.value);
}

async function list(c: AppContext, type: ResourceTypeName): Promise<Response> {
	const proof = await proofOf(c);
	const query = queryOf(c, type);
	if (!query.ok) return refuse(c, proof, query.error);
	const { projection, filter, paging } = query.value;
	const withRelated = wants(projection, RELATED[type]);
	const page = await listResources(c.get('db'), proof, type, { filter, ...paging, withRelated });
	if (!page.ok) return scimError(page.error);
	noteUse(c, page.value.directory, proof);
	const { items, totalResults } = page.value.found;
	const base = baseUrl(c);
	const resources = items.map((item) => represent(base, item, projection));
	return scimResponse(
		c,
		200,
		listResponse({ resources, totalResults, startIndex: paging.startIndex }),
	);
}

/** POST, PUT and PATCH. */
async function writeBody(
	c: AppContext,
	type: ResourceTypeName,
	commandOf: (body: JsonObject, projection: Projection) => Command,
): Promise<Response> {
	const proof = await proofOf(c);
	const refusal = await admit(c, proof);
	if (refusal !== undefined) return refusal;
	const projection = projectionOf(c, type);
	if (!projection.ok) return refuse(c, proof, projection.error);
	const body = await readBody(c.req.raw);
	if (!body.ok) return refuse(c, proof, body.error);
	const { value, size } = body.value;
	const answer = await send(c, proof, commandOf(value, projection.value), size);
	return answer.ok ? answerResponse(c, answer.value, projection.value) : scimError(answer.error);
}

async function remove(c: AppContext, type: ResourceTypeName): Promise<Response> {
	const proof = await proofOf(c);
	const refusal = await admit(c, proof);
	if (refusal !== undefined) return refusal;
	const answer = await send(c, proof, { kind: 'delete', type, id: idOf(c), ...ifMatch(c) }, 0);
	return answer.ok ? c.body(null, 204) : scimError(answer.error);
}

async function send(c: AppContext, proof: TokenProof, command: Command, size: number) {
	const { directoryId, tokenHash } = proof;
	const answer = await write(c.env, c.executionCtx, directoryId, { tokenHash, command, size });
	if (!answer.ok && [401, 403].includes(answer.error.status)) noteBad(proof);
	return answer;
}

function answerResponse(c: AppContext, answer: Answer, projection: Projection): Response {
	if (answer.resource === undefined || answer.status === 204) return c.body(null, 204);
	return resourceResponse(c, answer.status, answer.resource, projection);
}

function queryOf(c: AppContext, type: ResourceTypeName) {
	const projection = projectionOf(c, type);
	if (!projection.ok) return projection;
	const paging = readPaging({
		startIndex: c.req.query('startIndex'),
		count: c.req.query('count'),
	});
	if (!paging.ok) return paging;
	const text = c.req.query('filter');
	const filter = text === undefined ? ok(undefined) : parseFilter(text, RESOURCE_TYPE[type]);
	if (!filter.ok) return filter;
	return ok({ projection: projection.value, paging: paging.value, filter: filter.value });
}

function projectionOf(c: AppContext, type: ResourceTypeName): Result<Projection, ScimError> {
	const { attributes, excludedAttributes } = c.req.query();
	return readProjection(RESOURCE_TYPE[type], attributes, excludedAttributes);
}

function idOf(c: AppContext): string {
	return c.req.param('id') ?? '';
}

function ifMatch(c: AppContext): { ifMatch?: string } {
	const header = c.req.header('If-Match');
	return header === undefined ? {} : { ifMatch: header };
}
