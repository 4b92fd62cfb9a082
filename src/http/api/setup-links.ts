/** /v1/setup-links: making, listing, replacing and revoking them. The pages behind a link are in ui/portal. */
import {
	newSetupLink,
	regeneration,
	setupLinkQuery,
	setupLinkRevocation,
	type SetupLink,
} from '../../contract/setup-links.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { newSecret, sha256Hex } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import { err, ok, type Result } from '../../result.ts';
import { findDirectory } from '../../store/directories.ts';
import { mayTouch } from '../../store/ownership.ts';
import {
	findSetupLink,
	insertSetupLink,
	listSetupLinks,
	replaceSetupLink,
	revokeSetupLink,
	type SetupLinkRow,
} from '../../store/setup-links.ts';
import { originOf, param, type AppContext } from '../context.ts';
import { ownerOf, type Given } from './access.ts';
import { audit } from './audit.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody, readOptionalBody, readQuery } from './validate.ts';

/** POST /v1/setup-links */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newSetupLink);
	if (!body.ok) return body.error;
	const { directory_id: directoryId = null, name = null, ...given } = body.value;
	const owner =
		directoryId === null ? ownerOf(c.get('caller'), given) : await ownerOfDirectory(c, directoryId);
	if (!owner.ok) return owner.error;
	const { tenant, product } = owner.value;
	if (tenant === undefined || product === undefined) {
		const fields = (['tenant', 'product'] as const).filter((each) => !owner.value[each]);
		return fieldProblem(fields.map((field) => ({ field, detail: 'required for a new directory' })));
	}
	const secret = newLinkSecret();
	const createdAt = now();
	const expiresAt = createdAt + given.expires_in_seconds * 1000;
	const link = { id: newId('sl'), tenant, product, directoryId, name, createdAt, expiresAt };
	const hash = await sha256Hex(secret);
	await insertSetupLink(c.get('db'), { ...link, hash, createdBy: c.get('caller').id });
	audit(c, 'setup_link.create', link.id, link);
	return made(c, { ...link, usedAt: null, revokedAt: null, state: 'live' }, secret);
}

/** POST /v1/setup-links/{id}/regenerate */
export async function regenerate(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, regeneration);
	if (!body.ok) return body.error;
	const { expires_in_seconds: seconds, tokens: fate } = body.value;
	const id = param(c, 'id');
	const secret = newLinkSecret();
	const replaced = await replaceSetupLink(c.get('db'), c.get('caller'), id, {
		id: newId('sl'),
		hash: await sha256Hex(secret),
		createdBy: c.get('caller').id,
		createdAt: now(),
		goodForMs: seconds === undefined ? undefined : seconds * 1000,
		withTokens: fate === 'revoke',
	});
	if (replaced === undefined) return unknownLink(c);
	const { link, tokens } = replaced;
	audit(c, 'setup_link.revoke', id, link);
	for (const token of tokens) audit(c, 'token.revoke', token, link);
	audit(c, 'setup_link.create', link.id, link);
	return made(c, link, secret);
}

function newLinkSecret(): string {
	return newSecret('rcsl_');
}

/** A link that was made, with its URL, this once. */
function made(c: AppContext, link: SetupLinkRow, secret: string): Response {
	const url = `${originOf(c)}/setup/${secret}`;
	return c.json({ ...toSetupLink(link), url } satisfies SetupLink, 201);
}

/** GET /v1/setup-links */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, setupLinkQuery);
	if (!query.ok) return query.error;
	const { directory_id: directoryId, cursor: after, limit, ...fields } = query.value;
	const rows = await listSetupLinks(c.get('db'), {
		...fields,
		directoryId,
		caller: c.get('caller'),
		after,
		limit: limit + 1,
		now: now(),
	});
	const page = pageOf(rows, limit, ({ id }) => id);
	return pageAnswer(c, { ...page, data: page.data.map(toSetupLink) });
}

/** GET /v1/setup-links/{id} */
export async function read(c: AppContext): Promise<Response> {
	const row = await findSetupLink(c.get('db'), c.get('caller'), param(c, 'id'), now());
	return row === undefined ? unknownLink(c) : c.json(toSetupLink(row));
}

/** DELETE /v1/setup-links/{id}: a link that was used stays so. */
export async function remove(c: AppContext): Promise<Response> {
	const query = readQuery(c, setupLinkRevocation);
	if (!query.ok) return query.error;
	const id = param(c, 'id');
	const how = { now: now(), withTokens: query.value.tokens === 'revoke' };
	const revoked = await revokeSetupLink(c.get('db'), c.get('caller'), id, how);
	if (revoked === undefined) return unknownLink(c);
	const { link, tokens } = revoked;
	audit(c, 'setup_link.revoke', id, link);
	for (const token of tokens) audit(c, 'token.revoke', token, link);
	return c.body(null, 204);
}

/** 404 in the same words for a directory that does not exist and for one that is not the caller's. */
async function ownerOfDirectory(
	c: AppContext,
	directoryId: string,
): Promise<Result<Given, Response>> {
	const directory = await findDirectory(c.get('db'), directoryId);
	if (directory !== undefined && mayTouch(c.get('caller'), directory)) return ok(directory);
	const detail = `there is no directory "${directoryId}"`;
	return err(fieldProblem([{ field: 'directory_id', detail }], 404));
}

function unknownLink(c: AppContext): Response {
	return problem(404, `There is no setup link "${param(c, 'id')}".`);
}

function toSetupLink(row: SetupLinkRow): SetupLink {
	return {
		id: row.id,
		state: row.state,
		tenant: row.tenant,
		product: row.product,
		directory_id: row.directoryId,
		name: row.name,
		created_at: toTimestamp(row.createdAt),
		expires_at: toTimestamp(row.expiresAt),
		used_at: toTimestamp(row.usedAt),
		revoked_at: toTimestamp(row.revokedAt),
	};
}
