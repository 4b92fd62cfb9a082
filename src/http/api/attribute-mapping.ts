/** /v1/directories/{id}/attribute-mapping: which SCIM attributes feed the profiles of users. */
import type * as z from 'zod';
import {
	attributeMappingPreviewQuery,
	attributeMappingPreviewRequest,
	newAttributeMapping,
	type AttributeMapping,
} from '../../contract/attribute-mapping.ts';
import {
	checkMapping,
	compileMapping,
	definitionOf,
	mappingText,
	unmatchedPaths,
	USUAL_PATHS,
	type MappedField,
	type MappingDefinition,
} from '../../directory/mapping.ts';
import { userProfile } from '../../directory/profile.ts';
import { profileChanges } from '../../directory/remapping.ts';
import { findMapping, sampleUsers, type MappingState } from '../../store/mapping.ts';
import { loadSchemas } from '../../store/schemas.ts';
import { changeMapping } from '../../worker/writer-client.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { unknownDirectory } from './directories.ts';
import { readListQuery, sealPage } from './list.ts';
import { fieldProblem, problemOf } from './problem.ts';
import { readBody } from './validate.ts';

/** GET /v1/directories/{id}/attribute-mapping */
export async function read(c: AppContext): Promise<Response> {
	const state = await findMapping(c.get('db'), param(c, 'id'));
	return state === undefined ? unknownDirectory(c) : c.json(toAttributeMapping(state));
}

/** PUT /v1/directories/{id}/attribute-mapping */
export async function replace(c: AppContext): Promise<Response> {
	const body = await readBody(c, newAttributeMapping);
	if (!body.ok) return body.error;
	const definition = toDefinition(body.value);
	const { types } = await loadSchemas(c.get('db'), param(c, 'id'));
	const flaws = checkMapping(definition, types.User);
	if (flaws.length > 0) return fieldProblem(flaws);
	return change(c, 'update', mappingText(definition));
}

/** DELETE /v1/directories/{id}/attribute-mapping: back to the usual one. */
export function remove(c: AppContext): Promise<Response> {
	return change(c, 'delete', null);
}

/** POST /v1/directories/{id}/attribute-mapping/preview */
export async function preview(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, attributeMappingPreviewQuery);
	if (!query.ok) return query.error;
	const body = await readBody(c, attributeMappingPreviewRequest);
	if (!body.ok) return body.error;
	const { user_ids: ids } = body.value;
	const { cursor, limit } = query.value;
	if (ids !== undefined && cursor !== undefined) {
		return fieldProblem([
			{ field: 'cursor', detail: 'cannot be combined with user ids, which are all on one page' },
		]);
	}
	const sample = ids === undefined ? { after: cursor ?? 0, limit } : { ids };
	const found = await sampleUsers(c.get('db'), param(c, 'id'), sample);
	if (found === undefined) return unknownDirectory(c);
	const { schemas, users, next } = found;
	const unknown = (ids ?? []).flatMap((id, at) =>
		users.some((user) => user.id === id)
			? []
			: [{ field: `user_ids.${at}`, detail: `there is no user "${id}" in this directory` }],
	);
	if (unknown.length > 0) return fieldProblem(unknown, 404);
	const definition = toDefinition(body.value);
	const flaws = checkMapping(definition, schemas.types.User);
	if (flaws.length > 0) return fieldProblem(flaws);
	const mapping = compileMapping(definition, schemas.types.User);
	const data = users.map((user) => {
		const before = userProfile(user, schemas.mapping);
		const after = userProfile(user, mapping);
		return { before, after, changes: profileChanges(before, after) };
	});
	const page = await sealPage(c, { data, next_cursor: next === undefined ? null : String(next) });
	const documents = users.map(({ attributes }) => attributes);
	return c.json({ ...page, unmatched: unmatchedPaths(definition, schemas.types.User, documents) });
}

async function change(
	c: AppContext,
	verb: 'update' | 'delete',
	mapping: string | null,
): Promise<Response> {
	const changed = await changeMapping(c.env, c.executionCtx, param(c, 'id'), mapping);
	if (!changed.ok) return problemOf(changed.error);
	audit(c, `attribute_mapping.${verb}`, param(c, 'id'));
	return c.json(toAttributeMapping(changed.value));
}

function toDefinition({
	fields,
	custom_attributes,
}: Pick<z.output<typeof newAttributeMapping>, 'fields' | 'custom_attributes'>): MappingDefinition {
	return {
		fields: Object.fromEntries(
			Object.entries(fields).flatMap(([name, paths]) =>
				paths === null || paths === undefined ? [] : [[name, listed(paths)]],
			),
		),
		custom_attributes: Object.fromEntries(
			Object.entries(custom_attributes).map(([name, paths]) => [name, listed(paths)]),
		),
	};
}

function listed(paths: string | readonly string[]): readonly string[] {
	return typeof paths === 'string' ? [paths] : paths;
}

function toAttributeMapping({ mapping, job }: MappingState): AttributeMapping {
	const { fields, custom_attributes } = definitionOf(mapping);
	const fed = (name: MappedField) => fields[name] ?? null;
	return {
		state: job === null ? 'applied' : 'applying',
		progress: job && { users: job.total, checked: job.checked, changed: job.changed },
		fields: {
			email: fed('email'),
			first_name: fed('first_name'),
			last_name: fed('last_name'),
			display_name: fed('display_name'),
		},
		custom_attributes: { ...custom_attributes },
		defaults: USUAL_PATHS,
	};
}
