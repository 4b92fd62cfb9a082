/** /v1/directories/{id}/schemas: the schema extensions that a directory declares. */
import { schemaDefinition, type DirectorySchema } from '../../contract/schemas.ts';
import type { Page } from '../../contract/shared.ts';
import { findSchema, undeclared, type StoredSchema } from '../../directory/schemas.ts';
import { now } from '../../platform/clock.ts';
import { err, type Result } from '../../result.ts';
import { declareSchema } from '../../scim/schema/declare.ts';
import type { DeclaredSchema } from '../../scim/schema/resource-types.ts';
import { findSchemas } from '../../store/schemas.ts';
import { changeSchemas } from '../../worker/writer-client.ts';
import type { AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { unknown } from './directories.ts';
import { fieldProblem, problemOf } from './problem.ts';
import { readBody } from './validate.ts';

/** GET /v1/directories/{id}/schemas */
export async function list(c: AppContext): Promise<Response> {
	const found = await findSchemas(c.get('db'), idOf(c));
	if (found === undefined) return unknown(c);
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
	const found = await findSchemas(c.get('db'), idOf(c));
	if (found === undefined) return unknown(c);
	const schema = findSchema(found.schemas, urnOf(c));
	if (schema === undefined) return problemOf(undeclared(urnOf(c)));
	return c.json(toDirectorySchema(schema));
}

/** PUT /v1/directories/{id}/schemas/{urn} */
export async function replace(c: AppContext): Promise<Response> {
	const declared = await readDefinition(c);
	if (!declared.ok) return declared.error;
	if (declared.value.schema.id.toLowerCase() !== urnOf(c).toLowerCase()) {
		return fieldProblem([{ field: 'id', detail: `must be the URN of the path, "${urnOf(c)}"` }]);
	}
	return change(c, 'replace', declared.value);
}

/** DELETE /v1/directories/{id}/schemas/{urn}: what users and groups have of it stays, undeclared. */
export async function remove(c: AppContext): Promise<Response> {
	const answer = await changeSchemas(c.env, c.executionCtx, idOf(c), {
		kind: 'delete',
		urn: urnOf(c),
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
	const answer = await changeSchemas(c.env, c.executionCtx, idOf(c), { kind, declared, at: now() });
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
		created_at: new Date(stored.createdAt).toISOString(),
		updated_at: new Date(stored.updatedAt).toISOString(),
	};
}

function idOf(c: AppContext): string {
	return c.req.param('id') ?? '';
}

function urnOf(c: AppContext): string {
	return c.req.param('urn') ?? '';
}
