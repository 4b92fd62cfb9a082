/** /v1/directories/{id}/schemas: the schema extensions that a directory declares. */
import { schemaDefinition, type DirectorySchema } from '../../contract/schemas.ts';
import { toTimestamp, type Page } from '../../contract/shared.ts';
import { findSchema, undeclared, type StoredSchema } from '../../directory/schemas.ts';
import { now } from '../../platform/clock.ts';
import { err, type Result } from '../../result.ts';
import { declareSchema } from '../../scim/schema/declare.ts';
import type { DeclaredSchema } from '../../scim/schema/resource-types.ts';
import { findSchemas } from '../../store/schemas.ts';
import { changeSchemas } from '../../worker/writer-client.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { unknownDirectory } from './directories.ts';
import { fieldProblem, problemOf } from './problem.ts';
import { readBody } from './validate.ts';

/** GET /v1/directories/{id}/schemas */
export async function list(c: AppContext): Promise<Response> {
	const found = await findSchemas(c.get('db'), param(c, 'id'));
	if (found === undefined) return unknownDirectory(c);
	return c.json({
		data: found.schemas.map(toDirectorySchema),
		next_cursor: null,
	} satisfies Page<DirectorySchema>);
}

/** POST /v1/directories/{id}/schemas */
export async function create(c: AppContext): Promise<Response> {
	const declared = await readDefinition(c);
	if (!declared.ok) return declared.error;
	return change(c, 'create', declared.value);
}

/** GET /v1/directories/{id}/schemas/{urn} */
export async function read(c: AppContext): Promise<Response> {
	const found = await findSchemas(c.get('db'), param(c, 'id'));
	if (found === undefined) return unknownDirectory(c);
	const schema = findSchema(found.schemas, param(c, 'urn'));
	if (schema === undefined) return problemOf(undeclared(param(c, 'urn')));
	return c.json(toDirectorySchema(schema));
}

/** PUT /v1/directories/{id}/schemas/{urn} */
export async function replace(c: AppContext): Promise<Response> {
	const declared = await readDefinition(c);
	if (!declared.ok) return declared.error;
	if (declared.value.schema.id.toLowerCase() !== param(c, 'urn').toLowerCase()) {
		return fieldProblem([
			{ field: 'id', detail: `must be the URN of the path, "${param(c, 'urn')}"` },
		]);
	}
	return change(c, 'replace', declared.value);
}

/** DELETE /v1/directories/{id}/schemas/{urn}: what users and groups have of it stays, undeclared. */
export async function remove(c: AppContext): Promise<Response> {
	const answer = await changeSchemas(c.env, c.executionCtx, param(c, 'id'), {
		kind: 'delete',
		urn: param(c, 'urn'),
	});
	if (!answer.ok) return problemOf(answer.error);
	audit(c, 'schema.delete', answer.value.schema.id);
	return c.body(null, 204);
}

async function change(
	c: AppContext,
	kind: 'create' | 'replace',
	declared: DeclaredSchema,
): Promise<Response> {
	const answer = await changeSchemas(c.env, c.executionCtx, param(c, 'id'), {
		kind,
		declared,
		at: now(),
	});
	if (!answer.ok) return problemOf(answer.error);
	audit(c, `schema.${kind}`, answer.value.schema.id);
	return c.json(toDirectorySchema(answer.value), kind === 'create' ? 201 : 200);
}

async function readDefinition(c: AppContext): Promise<Result<DeclaredSchema, Response>> {
	const body = await readBody(c, schemaDefinition);
	if (!body.ok) return body;
	const { resource_type: resourceType, ...definition } = body.value;
	const declared = declareSchema({ ...definition, resourceType });
	return declared.ok ? declared : err(fieldProblem(declared.error));
}

function toDirectorySchema(stored: StoredSchema): DirectorySchema {
	const { id, name, description, attributes } = stored.schema;
	return {
		id,
		name,
		description,
		resource_type: stored.resourceType,
		required: stored.required,
		attributes,
		created_at: toTimestamp(stored.createdAt),
		updated_at: toTimestamp(stored.updatedAt),
	};
}
