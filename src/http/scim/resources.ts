/** /Users and /Groups (RFC 7644 §3.2–§3.6): parse, call the store or the writer, render. */
import type { Command, ResourceTypeName } from '../../directory/model.ts';
import { newResourceId } from '../../platform/ids.ts';
import { ok, type Result } from '../../result.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import { parseFilter } from '../../scim/filter/parse.ts';
import type { JsonObject } from '../../scim/json.ts';
import { listResponse, readPaging } from '../../scim/list.ts';
import { readProjection, wants, type Projection } from '../../scim/projection.ts';
import { RESOURCE_TYPE, type ResourceTypes } from '../../scim/schema/resource-types.ts';
import type { ResourceType } from '../../scim/schema/attribute.ts';
import type { TokenProof } from '../../store/access.ts';
import { findResource, listResources } from '../../store/resources.ts';
import { write } from '../../worker/writer-client.ts';
import type { AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { admit, noteBad, proofOf, refusal, refuse, type Outcome } from './access.ts';
import { readBody } from './body.ts';
import { bySchemas, typesAt } from './known-schemas.ts';
import { baseUrl, represent, resourceResponse, scimError, scimResponse } from './respond.ts';

/** The attribute that is kept as rows and costs a read of its own. */
const RELATED = { User: 'groups', Group: 'members' } as const;

/** The handlers of one resource type. */
export function resourceHandlers(type: ResourceTypeName) {
	return {
		list: (c) => inDirectory(c, (proof, types) => list(c, proof, types, type)),
		create: (c) =>
			writeBody(c, type, (body) => ({ kind: 'create', type, id: newResourceId(), body })),
		read: (c) => inDirectory(c, (proof, types) => read(c, proof, types, type)),
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

async function inDirectory(
	c: AppContext,
	answer: (proof: TokenProof, types: ResourceTypes) => Promise<Outcome>,
): Promise<Response> {
	const proof = await proofOf(c);
	return bySchemas(c, proof, (types) => answer(proof, types));
}

async function read(
	c: AppContext,
	proof: TokenProof,
	types: ResourceTypes,
	type: ResourceTypeName,
): Promise<Outcome> {
	const projection = projectionOf(c, types[type]);
	if (!projection.ok) return refusal(c, proof, projection.error);
	const withRelated = wants(projection.value, RELATED[type]);
	const access = await findResource(c.get('db'), proof, type, idOf(c), withRelated);
	if (!access.ok) return { response: scimError(access.error) };
	const { directory, found } = access.value;
	const response =
		found === undefined
			? scimError(notFound(type, idOf(c)))
			: resourceResponse(c, 200, found, types, projection.value);
	return { directory, response };
}

async function list(
	c: AppContext,
	proof: TokenProof,
	types: ResourceTypes,
	type: ResourceTypeName,
): Promise<Outcome> {
	const query = queryOf(c, types[type]);
	if (!query.ok) return refusal(c, proof, query.error);
	const { projection, filter, paging } = query.value;
	const withRelated = wants(projection, RELATED[type]);
	const page = await listResources(c.get('db'), proof, types[type], {
		filter,
		...paging,
		withRelated,
	});
	if (!page.ok) return { response: scimError(page.error) };
	const { directory, found } = page.value;
	const base = baseUrl(c);
	const resources = found.items.map((item) => represent(base, item, types, projection));
	const { totalResults } = found;
	const message = listResponse({ resources, totalResults, startIndex: paging.startIndex });
	return { directory, response: scimResponse(c, 200, message) };
}

/** POST, PUT and PATCH. */
async function writeBody(
	c: AppContext,
	type: ResourceTypeName,
	commandOf: (body: JsonObject, projection: Projection) => Command,
): Promise<Response> {
	const proof = await proofOf(c);
	const refused = await admit(c, proof);
	if (refused !== undefined) return refused;
	const projection = projectionOf(c, RESOURCE_TYPE[type]);
	if (!projection.ok) return refuse(c, proof, projection.error);
	const body = await readBody(c.req.raw);
	if (!body.ok) return refuse(c, proof, body.error);
	const { value, size } = body.value;
	const answer = await send(c, proof, commandOf(value, projection.value), size);
	if (!answer.ok) return scimError(answer.error);
	const { status, resource, schemasVersion } = answer.value;
	if (resource === undefined || status === 204) return c.body(null, 204);
	const types = await typesAt(c, proof.directoryId, schemasVersion);
	// The same parameters, read again by the schemas that held when the command was decided.
	const view = projectionOf(c, types[type]);
	if (!view.ok) return scimError(view.error);
	return resourceResponse(c, status, resource, types, view.value);
}

async function remove(c: AppContext, type: ResourceTypeName): Promise<Response> {
	const proof = await proofOf(c);
	const refused = await admit(c, proof);
	if (refused !== undefined) return refused;
	const answer = await send(c, proof, { kind: 'delete', type, id: idOf(c), ...ifMatch(c) }, 0);
	return answer.ok ? c.body(null, 204) : scimError(answer.error);
}

async function send(c: AppContext, proof: TokenProof, command: Command, size: number) {
	const { directoryId, tokenHash } = proof;
	const answer = await write(c.env, c.executionCtx, directoryId, { tokenHash, command, size });
	if (!answer.ok && [401, 403].includes(answer.error.status)) noteBad(proof);
	return answer;
}

function queryOf(c: AppContext, type: ResourceType) {
	const projection = projectionOf(c, type);
	if (!projection.ok) return projection;
	const paging = readPaging({
		startIndex: c.req.query('startIndex'),
		count: c.req.query('count'),
	});
	if (!paging.ok) return paging;
	const text = c.req.query('filter');
	const filter = text === undefined ? ok(undefined) : parseFilter(text, type);
	if (!filter.ok) return filter;
	return ok({ projection: projection.value, paging: paging.value, filter: filter.value });
}

function projectionOf(c: AppContext, type: ResourceType): Result<Projection, ScimError> {
	const { attributes, excludedAttributes } = c.req.query();
	return readProjection(type, attributes, excludedAttributes);
}

function idOf(c: AppContext): string {
	return c.req.param('id') ?? '';
}

function ifMatch(c: AppContext): { ifMatch?: string } {
	const header = c.req.header('If-Match');
	return header === undefined ? {} : { ifMatch: header };
}
