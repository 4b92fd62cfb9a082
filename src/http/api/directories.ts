/** /v1/directories. */
import {
	directoryPatch,
	directoryQuery,
	newDirectory,
	type Directory,
} from '../../contract/directories.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { newId } from '../../platform/ids.ts';
import { limitsOf } from '../../store/brake.ts';
import { isBound } from '../../store/ownership.ts';
import { findDirectory, listDirectories, type DirectoryRow } from '../../store/directories.ts';
import { findGoogleToken } from '../../store/google-connections.ts';
import { createDirectory, removeDirectory, write } from '../../worker/writer-client.ts';
import { originOf, param, type AppContext } from '../context.ts';
import { revokeDropped } from '../google/consent.ts';
import { ownerOf } from './access.ts';
import { audit } from './audit.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { fieldProblem, problem, problemOf } from './problem.ts';
import { makeToken } from './new-token.ts';
import { readBody } from './validate.ts';

/** POST /v1/directories */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newDirectory);
	if (!body.ok) return body.error;
	const owner = ownerOf(c.get('caller'), body.value);
	if (!owner.ok) return owner.error;
	const { id = newId('dir'), scim_secret: given, ...fields } = body.value;
	// Whether these are taken says something of other tenants, and nothing else here may.
	if (isBound(c.get('caller')) && (body.value.id ?? given) !== undefined) {
		const field = body.value.id === undefined ? 'scim_secret' : 'id';
		const detail = 'requires an API key that is not bound to a tenant or product';
		return fieldProblem([{ field, detail }], 403);
	}
	const { secret, token } = await makeToken(null, null, given);
	const directory = { id, ...fields, token };
	if (!(await createDirectory(c.env, c.executionCtx, directory))) {
		const field = body.value.id === undefined ? 'scim_secret' : 'id';
		const detail =
			'already in use by another directory, or by a deleted one whose last events are not delivered yet';
		return fieldProblem([{ field, detail }], 409);
	}
	audit(c, 'directory.create', directory.id);
	const row = await findDirectory(c.get('db'), directory.id);
	return row === undefined ? unknownDirectory(c) : c.json(toDirectory(c, row, secret), 201);
}

/** GET /v1/directories */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, directoryQuery);
	if (!query.ok) return query.error;
	const { cursor = 0, limit, ...filter } = query.value;
	const wanted = { ...filter, caller: c.get('caller'), after: cursor, limit: limit + 1 };
	const rows = await listDirectories(c.get('db'), wanted);
	const page = pageOf(rows, limit, ({ key }) => key);
	const data = page.data.map((row) => toDirectory(c, row));
	return pageAnswer<Directory>(c, { ...page, data });
}

/** GET /v1/directories/{id} */
export async function read(c: AppContext): Promise<Response> {
	const row = await find(c);
	return row === undefined ? unknownDirectory(c) : c.json(toDirectory(c, row));
}

/** PATCH /v1/directories/{id} */
export async function update(c: AppContext): Promise<Response> {
	const body = await readBody(c, directoryPatch);
	if (!body.ok) return body.error;
	if ((await find(c)) === undefined) return unknownDirectory(c);
	const { name, state } = body.value;
	const answer = await write(c.env, c.executionCtx, param(c, 'id'), {
		tokenHash: null,
		size: 0,
		command: {
			kind: 'updateDirectory',
			...(name === undefined ? {} : { name }),
			...(state === undefined ? {} : { state }),
		},
	});
	if (!answer.ok) return problemOf(answer.error);
	audit(c, 'directory.update', param(c, 'id'));
	return read(c);
}

/** DELETE /v1/directories/{id}: with everything in it. */
export async function remove(c: AppContext): Promise<Response> {
	const row = await find(c);
	if (row === undefined) return unknownDirectory(c);
	const token = row.type === 'google' ? await findGoogleToken(c.get('db'), row.id) : undefined;
	const removed = await removeDirectory(c.env, c.executionCtx, row.id);
	if (!removed.ok) return problemOf(removed.error);
	audit(c, 'directory.delete', row.id);
	if (token !== undefined) c.executionCtx.waitUntil(revokeDropped(c, row.id, token));
	return c.body(null, 204);
}

/** The directory that the path names. */
export function find(c: AppContext): Promise<DirectoryRow | undefined> {
	return findDirectory(c.get('db'), param(c, 'id'));
}

/** 404 for the directory that the path names. */
export function unknownDirectory(c: AppContext): Response {
	return problem(404, `There is no directory "${param(c, 'id')}".`);
}

/** A directory as the API shows it, with the secret that was made for it just now. */
export function toDirectory(c: AppContext, row: DirectoryRow, secret?: string): Directory {
	const path = `/scim/v2/${row.id}`;
	return {
		id: row.id,
		name: row.name,
		tenant: row.tenant,
		product: row.product,
		// Only what the contract allows is ever stored.
		type: row.type as Directory['type'],
		state: row.state,
		scim: {
			path,
			endpoint: `${originOf(c)}${path}`,
			...(secret === undefined ? {} : { secret }),
		},
		user_count: row.userCount,
		active_user_count: row.activeUserCount,
		group_count: row.groupCount,
		last_sequence: row.lastSequence,
		deliveries: row.pausedAt === null ? 'flowing' : 'held',
		deprovisioning_brake: limitsOf(row),
		created_at: toTimestamp(row.createdAt),
		updated_at: toTimestamp(row.updatedAt),
	};
}
