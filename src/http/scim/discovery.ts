/**
 * What a service provider tells of itself (RFC 7644 §4). Of the parameters of a query, `filter` is
 * refused, so that nobody takes the result for filtered; the others are ignored.
 */
import {
	resourceTypeDocument,
	schemaDocument,
	schemasOf,
	serviceProviderConfig,
} from '../../scim/discovery.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import { err, ok, type Result } from '../../result.ts';
import { objectOr, own, ownText, type JsonObject } from '../../scim/json.ts';
import { listResponse } from '../../scim/list.ts';
import type { ResourceTypes } from '../../scim/schema/resource-types.ts';
import { findDirectory } from '../../store/directories.ts';
import { openDirectory } from '../../store/resources.ts';
import { SCIM_EVENT } from '../../webhook/set.ts';
import { param, type AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { proofOf } from './access.ts';
import { bySchemas } from './known-schemas.ts';
import { baseUrl, scimError, scimResponse } from './respond.ts';

/**
 * The capabilities, which a client may read before it has a token; one that sends a token wants to
 * know whether it is good.
 */
export const readServiceProviderConfig: Handler = async (c) => {
	if (c.req.header('Authorization') !== undefined) return readConfigWithToken(c);
	const directory = await findDirectory(c.get('db'), param(c, 'directoryId'));
	if (directory === undefined) {
		return scimError({ status: 404, detail: 'There is no such directory.' });
	}
	return documentResponse(c, c.req.query('filter') === undefined ? ok(config(c)) : NOT_FILTERED);
};

const readConfigWithToken = discovery((c) => ok(config(c)));

/** GET /ResourceTypes (RFC 7644 §4). */
export const listResourceTypes = discovery((_c, base, types) =>
	ok(listed(resourceTypes(base, types))),
);

/** GET /ResourceTypes/{name}. */
export const readResourceType = discovery((c, base, types) =>
	find(resourceTypes(base, types), 'ResourceType', param(c, 'id')),
);

/** GET /Schemas (RFC 7644 §4), with those that the directory declares. */
export const listSchemas = discovery((_c, base, types) => ok(listed(schemas(base, types))));

/** GET /Schemas/{urn}, in any letter case. */
export const readSchema = discovery((c, base, types) =>
	find(schemas(base, types), 'Schema', param(c, 'id')),
);

const NOT_FILTERED = err<ScimError>({ status: 403, detail: 'This endpoint cannot be filtered.' });

function discovery(
	documentOf: (c: AppContext, base: string, types: ResourceTypes) => Result<JsonObject, ScimError>,
): Handler {
	return async (c) => {
		const proof = await proofOf(c);
		return bySchemas(c, proof, async (types) => {
			const access = await openDirectory(c.get('db'), proof);
			if (!access.ok) return { response: scimError(access.error) };
			const isFiltered = c.req.query('filter') !== undefined;
			const document = isFiltered ? NOT_FILTERED : documentOf(c, baseUrl(c), types);
			return { directory: access.value, response: documentResponse(c, document) };
		});
	};
}

/** A document that has a location says it in a header, too (RFC 7643 §3.1). */
function documentResponse(c: AppContext, document: Result<JsonObject, ScimError>): Response {
	if (!document.ok) return scimError(document.error);
	const location = ownText(objectOr(own(document.value, 'meta')), 'location');
	const headers = location === undefined ? {} : { 'Content-Location': location };
	return scimResponse(c, 200, document.value, headers);
}

function listed(resources: readonly JsonObject[]): JsonObject {
	return listResponse({ resources, totalResults: resources.length, startIndex: 1 });
}

function config(c: AppContext): JsonObject {
	return serviceProviderConfig(`${baseUrl(c)}/ServiceProviderConfig`, Object.values(SCIM_EVENT));
}

function find(
	documents: readonly JsonObject[],
	kind: string,
	id: string,
): Result<JsonObject, ScimError> {
	const wanted = id.toLowerCase();
	const found = documents.find((document) => ownText(document, 'id')?.toLowerCase() === wanted);
	return found === undefined ? err(notFound(kind, id)) : ok(found);
}

function resourceTypes(base: string, types: ResourceTypes): readonly JsonObject[] {
	return Object.values(types).map((type) =>
		resourceTypeDocument(type, `${base}/ResourceTypes/${type.name}`),
	);
}

function schemas(base: string, types: ResourceTypes): readonly JsonObject[] {
	return schemasOf(types).map((schema) => schemaDocument(schema, `${base}/Schemas/${schema.id}`));
}
