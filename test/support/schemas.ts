/** Declares schemas of a directory's own through the API, for tests. */
import { expect } from 'vitest';
import type { DirectorySchema } from '../../src/contract/schemas.ts';
import { api, user, type Reply, type TestDirectory } from './client.ts';

/** A schema for users of an invented company. */
export const BADGE = 'urn:acme:scim:schemas:badge:2.0:User';

type Body = Record<string, unknown>;

/** Sends a definition of {@link BADGE}, or of what `more` says; a URN for PUT. */
export function sendSchema(
	directory: TestDirectory,
	attributes: readonly Body[],
	more: Body = {},
	urn?: string,
): Promise<Reply<DirectorySchema>> {
	const path = `/directories/${directory.id}/schemas`;
	const body = { id: BADGE, name: 'Badge', resource_type: 'User', attributes, ...more };
	return urn === undefined
		? api('POST', path, body)
		: api('PUT', `${path}/${encodeURIComponent(urn)}`, body);
}

/** Declares {@link BADGE}, or what `more` says. */
export async function declare(
	directory: TestDirectory,
	attributes: readonly Body[],
	more: Body = {},
): Promise<void> {
	const reply = await sendSchema(directory, attributes, more);
	expect(reply.body).toMatchObject({ resource_type: expect.any(String) });
	expect(reply.status).toBe(201);
}

/** Creates a user with a badge; tells the path of it. */
export async function createBadge(
	directory: TestDirectory,
	name: string,
	badge: unknown,
	urn = BADGE,
): Promise<string> {
	const reply = await directory.scim('POST', '/Users', user(name, { [urn]: badge }));
	expect(reply.body).toMatchObject({ userName: name });
	return `/Users/${String(reply.body['id'])}`;
}

/** The names of the users that a filter finds, or the detail of its failure. */
export async function find(
	directory: TestDirectory,
	filter: string,
): Promise<readonly string[] | string> {
	const { status, body } = await directory.scim(
		'GET',
		`/Users?filter=${encodeURIComponent(filter)}`,
	);
	if (status !== 200) return `${status} ${String(body['scimType'])}`;
	return (body['Resources'] as { userName: string }[]).map(({ userName }) => userName).toSorted();
}
