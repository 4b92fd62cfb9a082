/**
 * Single users and groups (RFC 7644 §3.3–§3.6): parse, call the store or the writer, render. Lists of
 * them are in queries.ts.
 */
import type { Command, ResourceTypeName } from '../../directory/model.ts';
import { newResourceId } from '../../platform/ids.ts';
import type { Result } from '../../result.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import { checkPrecondition } from '../../scim/etag.ts';
import type { JsonObject } from '../../scim/json.ts';
import { readProjection, wants, withSpecified, type Projection } from '../../scim/projection.ts';
import { RESOURCE_TYPE, type ResourceTypes } from '../../scim/schema/resource-types.ts';
import type { ResourceType } from '../../scim/schema/attribute.ts';
import { specifiedIn } from '../../scim/specified.ts';
import type { TokenProof } from '../../store/access.ts';
import { findResource } from '../../store/resources.ts';
import { param, preconditionsOf, type AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { proofOf, refusal, refuse, withAdmission, type Outcome } from './access.ts';
import { readBody } from './body.ts';
import { bySchemas, typesAt } from './known-schemas.ts';
import { parametersOf, type Parameters } from './parameters.ts';
import {
	changedResponse,
	RELATED,
	resourceResponse,
	scimError,
	type HttpError,
} from './respond.ts';
import { send } from './send.ts';

/** What a request with a body asks of the writer. */
type CommandOf = (body: JsonObject, parameters: Parameters, projection: Projection) => Command;

/** The handlers of one resource type. */
export function resourceHandlers(type: ResourceTypeName) {
	return {
		create: (c) =>
			writeBody(c, type, (body) => ({ kind: 'create', type, id: newResourceId(), body })),
		read: (c) => inDirectory(c, (proof, types) => read(c, proof, types, type)),
		replace: (c) =>
			writeBody(c, type, (body) => ({
				kind: 'replace',
				type,
				id: param(c, 'id'),
				body,
				...preconditionsOf(c),
			})),
		patch: (c) =>
			writeBody(c, type, (body, { attributes }, projection) => {
				// RFC 7644 §3.5.2: with "attributes" the answer must be a representation.
				const wantsResource = attributes !== undefined;
				const wantsMembers = wantsResource && type === 'Group' && wants(projection, 'members');
				const asked = { wantsResource, wantsMembers, ...preconditionsOf(c) };
				return { kind: 'patch', type, id: param(c, 'id'), body, ...asked };
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
	const parameters = parametersOf(c);
	const projection = parameters.ok ? projectionOf(parameters.value, types[type]) : parameters;
	if (!projection.ok) return refusal(c, proof, projection.error);
	const withRelated = wants(projection.value, RELATED[type]);
	const access = await findResource(c.get('db'), proof, type, param(c, 'id'), withRelated);
	if (!access.ok) return { response: scimError(access.error) };
	const { directory, found } = access.value;
	const response =
		found === undefined
			? scimError(notFound(type, param(c, 'id')))
			: resourceResponse(c, 200, found, types, projection.value);
	return { directory, response };
}

/** POST, PUT and PATCH. */
function writeBody(c: AppContext, type: ResourceTypeName, commandOf: CommandOf): Promise<Response> {
	return withAdmission(c, (proof) => writeBodyWith(c, proof, type, commandOf));
}

async function writeBodyWith(
	c: AppContext,
	proof: TokenProof,
	type: ResourceTypeName,
	commandOf: CommandOf,
): Promise<Response> {
	const parameters = parametersOf(c);
	if (!parameters.ok) return refuse(c, proof, parameters.error);
	const projection = projectionOf(parameters.value, RESOURCE_TYPE[type]);
	if (!projection.ok) return refuse(c, proof, projection.error);
	const body = await readBody(c);
	if (!body.ok) return refuseBody(c, proof, type, body.error);
	const { value, size } = body.value;
	const command = commandOf(value, parameters.value, projection.value);
	const answer = await send(c, proof, command, size);
	if (!answer.ok) return scimError(answer.error);
	const { status, resource, schemasVersion } = answer.value;
	if (resource === undefined) return c.body(null, 204);
	if (status === 204) return changedResponse(c, resource.resource);
	const types = await typesAt(c, proof.directoryId, schemasVersion);
	// The same parameters, read again by the schemas that held when the command was decided.
	const view = projectionOf(parameters.value, types[type]);
	if (!view.ok) return scimError(view.error);
	const shown = withSpecified(view.value, specifiedIn(types[type], c.req.method, value));
	return resourceResponse(c, status, resource, types, shown);
}

/**
 * Refuses a body that cannot be read. That its target does not exist is said first, and then that it
 * is not the one meant; but not before a refusal that needs no look into the body (RFC 9110 §13.2.1).
 */
async function refuseBody(
	c: AppContext,
	proof: TokenProof,
	type: ResourceTypeName,
	error: HttpError,
): Promise<Response> {
	const id = c.req.param('id');
	if (id === undefined) return refuse(c, proof, error);
	const access = await findResource(c.get('db'), proof, type, id, false);
	if (!access.ok) return scimError(access.error);
	const { found } = access.value;
	if (found === undefined) return scimError(notFound(type, id));
	if (error.status !== 400) return scimError(error);
	const condition = checkPrecondition(preconditionsOf(c), found.resource.version);
	return scimError(condition.ok ? error : condition.error);
}

function remove(c: AppContext, type: ResourceTypeName): Promise<Response> {
	return withAdmission(c, async (proof) => {
		const command: Command = { kind: 'delete', type, id: param(c, 'id'), ...preconditionsOf(c) };
		const answer = await send(c, proof, command, 0);
		return answer.ok ? c.body(null, 204) : scimError(answer.error);
	});
}

function projectionOf(
	{ attributes, excludedAttributes }: Parameters,
	type: ResourceType,
): Result<Projection, ScimError> {
	return readProjection(type, attributes, excludedAttributes);
}
