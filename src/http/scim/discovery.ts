/** What a service provider tells of itself (RFC 7644 §4): the same for every directory. */
import {
	resourceTypeDocument,
	schemaDocument,
	SCHEMAS,
	serviceProviderConfig,
} from '../../scim/discovery.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import { err, ok, type Result } from '../../result.ts';
import { ownText, type JsonObject } from '../../scim/json.ts';
import { listResponse } from '../../scim/list.ts';
import { RESOURCE_TYPES } from '../../scim/schema/resource-types.ts';
import { openDirectory } from '../../store/resources.ts';
import type { AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { noteUse, proofOf } from './access.ts';
import { baseUrl, scimError, scimResponse } from './respond.ts';

export const readServiceProviderConfig = discovery((_c, base) =>
	ok(serviceProviderConfig(`${base}/ServiceProviderConfig`)),
);

export const listResourceTypes = discovery((c, base) => listed(c, resourceTypes(base)));

export const readResourceType = discovery((c, base) =>
	find(resourceTypes(base), 'ResourceType', c.req.param('id') ?? ''),
);

export const listSchemas = discovery((c, base) => listed(c, schemas(base)));

export const readSchema = discovery((c, base) =>
	find(schemas(base), 'Schema', c.req.param('id') ?? ''),
);

function discovery(
	documentOf: (c: AppContext, base: string) => Result<JsonObject, ScimError>,
): Handler {
	return async (c) => {
		const proof = await proofOf(c);
		const access = await openDirectory(c.get('db'), proof);
		if (!access.ok) return scimError(access.error);
		noteUse(c, access.value, proof);
		const document = documentOf(c, baseUrl(c));
		return document.ok ? scimResponse(c, 200, document.value) : scimError(document.error);
	};
}

/** RFC 7644 §4: a filter on these endpoints is refused, so that nobody takes its result for filtered. */
function listed(c: AppContext, resources: readonly JsonObject[]): Result<JsonObject, ScimError> {
	if (c.req.query('filter') !== undefined) {
		return err({ status: 403, detail: 'This endpoint cannot be filtered.' });
	}
	return ok(listResponse({ resources, totalResults: resources.length, startIndex: 1 }));
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

function resourceTypes(base: string): readonly JsonObject[] {
	return RESOURCE_TYPES.map((type) =>
		resourceTypeDocument(type, `${base}/ResourceTypes/${type.name}`),
	);
}

function schemas(base: string): readonly JsonObject[] {
	return SCHEMAS.map((schema) => schemaDocument(schema, `${base}/Schemas/${schema.id}`));
}
