/** SCIM answers: media type, error bodies, and a resource with its location and entity tag. */
import type { ResourceAnswer, ResourceTypeName } from '../../directory/model.ts';
import { errorBody, type ScimError } from '../../scim/errors.ts';
import { etag, matchesEtag } from '../../scim/etag.ts';
import type { JsonObject } from '../../scim/json.ts';
import { project, type Projection } from '../../scim/projection.ts';
import { renderResource } from '../../scim/render.ts';
import { RESOURCE_TYPE, type ResourceTypes } from '../../scim/schema/resource-types.ts';
import { originOf, retryAfter, type AppContext } from '../context.ts';

/** RFC 7644 §3.1. */
const MEDIA_TYPE = 'application/scim+json';

/** Any SCIM message as an answer. */
export function scimResponse(
	c: AppContext,
	status: 200 | 201,
	body: JsonObject,
	headers: Record<string, string> = {},
): Response {
	return c.body(JSON.stringify(body), status, { 'Content-Type': MEDIA_TYPE, ...headers });
}

/** An error as RFC 7644 §3.12 writes it. */
export function scimError(
	error: ScimError,
	headers: Readonly<Record<string, string>> = {},
): Response {
	return new Response(JSON.stringify(errorBody(error)), {
		status: error.status,
		headers: {
			'Content-Type': MEDIA_TYPE,
			...(error.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="SCIM"' } : {}),
			...retryAfter(error.status),
			...headers,
		},
	});
}

/** The absolute base of a directory's SCIM endpoint. */
export function baseUrl(c: AppContext): string {
	return `${originOf(c)}/scim/v2/${encodeURIComponent(c.req.param('directoryId') ?? '')}`;
}

/** The full representation, reduced to what the client asked for. */
export function represent(
	base: string,
	{ resource, related }: ResourceAnswer,
	types: ResourceTypes,
	projection: Projection,
): JsonObject {
	const { id, attributes, version, createdAt, modifiedAt } = resource;
	const type = types[resource.type];
	const locationOf = (of: ResourceTypeName, at: string) =>
		`${base}${RESOURCE_TYPE[of].endpoint}/${encodeURIComponent(at)}`;
	const ends = related.map((end) => ({
		value: end.id,
		$ref: locationOf(end.type, end.id),
		// A user's group says how it is held (RFC 7643 §4.1.2), a member says what it is (§4.2).
		type: resource.type === 'User' ? 'direct' : end.type,
		display: end.display,
	}));
	const full = renderResource(type, {
		id,
		attributes,
		version,
		created: new Date(createdAt).toISOString(),
		lastModified: new Date(modifiedAt).toISOString(),
		location: locationOf(resource.type, id),
		...(resource.type === 'User' ? { groups: ends } : { members: ends }),
	});
	return project(type, full, projection);
}

/** One resource, with Location and ETag; 304 when the client has this version already. */
export function resourceResponse(
	c: AppContext,
	status: 200 | 201,
	answer: ResourceAnswer,
	types: ResourceTypes,
	projection: Projection,
): Response {
	const { type, id, version } = answer.resource;
	const base = baseUrl(c);
	const headers = {
		ETag: etag(version),
		Location: `${base}${RESOURCE_TYPE[type].endpoint}/${encodeURIComponent(id)}`,
	};
	const known = c.req.header('If-None-Match');
	if (c.req.method === 'GET' && known !== undefined && matchesEtag(known, version)) {
		return c.body(null, 304, headers);
	}
	return scimResponse(c, status, represent(base, answer, types, projection), headers);
}
