/** What a service provider tells of itself (RFC 7644 §4): the same for every directory. */
import {
	resourceTypeDocument,
	schemaDocument,
	schemasOf,
	serviceProviderConfig,
} from '../../scim/discovery.ts';
import { notFound, type ScimError } from '../../scim/errors.ts';
import { err, ok, type Result } from '../../result.ts';
import { ownText, type JsonObject } from '../../scim/json.ts';
import { listResponse } from '../../scim/list.ts';
import type { ResourceTypes } from '../../scim/schema/resource-types.ts';
import { openDirectory } from '../../store/resources.ts';
import type { AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { proofOf } from './access.ts';
import { bySchemas } from './known-schemas.ts';
import { baseUrl, scimError, scimResponse } from './respond.ts';

export const readServiceProviderConfig = discovery((_c, base) =>
	ok(serviceProviderConfig(`${base}/ServiceProviderConfig`)),
);

export const listResourceTypes = discovery((c, base, types) =>
	listed(c, resourceTypes(base, types)),
);

export const readResourceType = discovery((c, base, types) =>
	find(resourceTypes(base, types), 'ResourceType', c.req.param('id') ?? ''),
);

export const listSchemas = discovery((c, base, types) => listed(c, schemas(base, types)));

export const readSchema = discovery((c, base, types) =>
	find(schemas(base, types), 'Schema', c.req.param('id') ?? ''),
);

function discovery(
	documentOf: (c: AppContext, base: string, types: ResourceTypes) => Result<JsonObject, ScimError>,
): Handler {
	return async (c) => {
		const proof = await proofOf(c);
		return bySchemas(c, proof, async (types) => {
			const access = await openDirectory(c.get('db'), proof);
			if (!access.ok) return { response: scimError(access.error) };
			const document = documentOf(c, baseUrl(c), types);
			const response = document.ok
				? scimResponse(c, 200, document.value)
				: scimError(document.error);
			return { directory: access.value, response };
		});
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

function resourceTypes(base: string, types: ResourceTypes): readonly JsonObject[] {
	return Object.values(types).map((type) =>
		resourceTypeDocument(type, `${base}/ResourceTypes/${type.name}`),
	);
}

function schemas(base: string, types: ResourceTypes): readonly JsonObject[] {
	return schemasOf(types).map((schema) => schemaDocument(schema, `${base}/Schemas/${schema.id}`));
}
