/** SCIM answers: error bodies, and a resource with its location and entity tag. */
import type { ResourceAnswer, ResourceTypeName, StoredResource } from '../../directory/model.ts';
import { errorBody, type ScimError } from '../../scim/errors.ts';
import { etag, fingerprint, isKnown } from '../../scim/etag.ts';
import type { JsonObject } from '../../scim/json.ts';
import { project, wants, type Projection } from '../../scim/projection.ts';
import { renderResource } from '../../scim/render.ts';
import { RESOURCE_TYPE, type ResourceTypes } from '../../scim/schema/resource-types.ts';
import { originOf, param, preconditionsOf, retryAfter, type AppContext } from '../context.ts';
import { keepText } from '../exchange.ts';
import { SCIM_JSON } from './media-type.ts';

/** An error with the header fields that belong to it, such as `Allow`. */
export interface HttpError extends ScimError {
	readonly headers?: Readonly<Record<string, string>>;
}

/** Any SCIM message as an answer; what the client prefers to call it is settled for all answers at once. */
export function scimResponse(
	c: AppContext,
	status: 200 | 201,
	body: JsonObject,
	headers: Record<string, string> = {},
): Response {
	const text = JSON.stringify(body);
	keepText(c, 'replyText', text);
	return c.body(text, status, { 'Content-Type': SCIM_JSON, ...headers });
}

/** An error as RFC 7644 §3.12 writes it. */
export function scimError(error: HttpError): Response {
	return new Response(JSON.stringify(errorBody(error)), {
		status: error.status,
		headers: {
			'Content-Type': SCIM_JSON,
			...(error.status === 401 ? { 'WWW-Authenticate': 'Bearer realm="SCIM"' } : {}),
			...retryAfter(error.status),
			...error.headers,
		},
	});
}

/** Where the provider reached an application that forwards to us: the URL before the directory's id. */
const BASE_HEADER = 'Rollcall-Scim-Base';

/**
 * The absolute base of a directory's SCIM endpoint, as the provider knows it (RFC 7643 §3.1, `location`).
 * Whoever forwards may say it: what he says is only shown to himself, in answers that nobody keeps.
 */
export function baseUrl(c: AppContext): string {
	const base = forwardedBase(c.req.header(BASE_HEADER)) ?? `${originOf(c)}/scim/v2`;
	return `${base}/${encodeURIComponent(param(c, 'directoryId'))}`;
}

/** Only what can be the beginning of a URL on the web, and so short that 100,000 references to it fit an answer. */
function forwardedBase(value = ''): string | undefined {
	const isBase = value.length <= 200 && /^https?:\/\/[^\s/?#@]+(?:\/[^\s/?#]+)*$/.test(value);
	return isBase && URL.canParse(value) ? value : undefined;
}

/** The attribute that shows the resources at the other end of memberships, if a view has it. */
export const RELATED = { User: 'groups', Group: 'members' } as const;

/** A resource as a view shows it: a write's answer may know of more than the view. */
interface Seen extends ResourceAnswer {
	readonly mark: string;
}

function seen({ resource, related }: ResourceAnswer, projection: Projection): Seen {
	const shown = wants(projection, RELATED[resource.type]) ? related : [];
	return { resource, related: shown, mark: fingerprint(shown) };
}

/** The full representation, reduced to what the client asked for. */
export function represent(
	base: string,
	answer: ResourceAnswer,
	types: ResourceTypes,
	projection: Projection,
): JsonObject {
	return render(base, seen(answer, projection), types, projection);
}

/** One resource, with where it is and its entity tag; 304 or 412 as the preconditions of a read say. */
export function resourceResponse(
	c: AppContext,
	status: 200 | 201,
	answer: ResourceAnswer,
	types: ResourceTypes,
	projection: Projection,
): Response {
	const view = seen(answer, projection);
	const base = baseUrl(c);
	const { type, id, version } = answer.resource;
	const tag = etag(version, view.mark);
	const location = locationOf(base, type, id);
	// RFC 7643 §3.1: `meta.location` and Content-Location are the same.
	const headers = { ETag: tag, Location: location, 'Content-Location': location };
	// Those of a write are the writer's affair, and held before the tag was this one.
	const known = isKnown(isRead(c) ? preconditionsOf(c) : {}, tag);
	if (!known.ok) return scimError(known.error);
	if (known.value) return c.body(null, 304, headers);
	return scimResponse(c, status, render(base, view, types, projection), headers);
}

/**
 * 204 with the headers of a resource that was changed (RFC 7644 §3.5.2). The tag names its version
 * alone, which is all that a later write is compared with: what a view shows beside it was not read.
 */
export function changedResponse(c: AppContext, { type, id, version }: StoredResource): Response {
	const location = locationOf(baseUrl(c), type, id);
	return c.body(null, 204, { ETag: etag(version), Location: location });
}

function render(
	base: string,
	{ resource, related, mark }: Seen,
	types: ResourceTypes,
	projection: Projection,
): JsonObject {
	const { id, attributes, version, createdAt, modifiedAt } = resource;
	const type = types[resource.type];
	const ends = related.map((end) => ({
		value: end.id,
		$ref: locationOf(base, end.type, end.id),
		// A user's group says how it is held (RFC 7643 §4.1.2), a member says what it is (§4.2).
		type: resource.type === 'User' ? 'direct' : end.type,
		display: end.display,
	}));
	const full = renderResource(type, {
		id,
		attributes,
		version,
		mark,
		created: new Date(createdAt).toISOString(),
		lastModified: new Date(modifiedAt).toISOString(),
		location: locationOf(base, resource.type, id),
		...(resource.type === 'User' ? { groups: ends } : { members: ends }),
	});
	return project(type, full, projection);
}

/** The absolute URI of a resource; of an id that no URI can hold, as near as one comes. */
export function locationOf(base: string, type: ResourceTypeName, id: string): string {
	return `${base}${RESOURCE_TYPE[type].endpoint}/${encodeURIComponent(id.toWellFormed())}`;
}

function isRead(c: AppContext): boolean {
	return c.req.method === 'GET' || c.req.method === 'HEAD';
}
