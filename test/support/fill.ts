/** Fills directories by SQL: thousands of users are there in a moment, as the writer would leave them. */
import { createDirectory, group, testEnv, type TestDirectory } from './client.ts';

/** The id of the nth user that {@link fillUsers} makes, from 1. */
export function filledId(at: number): string {
	return `id-${at}`;
}

/** Adds users `user1@example.com` … with an e-mail address and an externalId each. */
export async function fillUsers(directory: TestDirectory, count: number): Promise<void> {
	const document = `json_object('userName', name, 'externalId', 'ext-' || at, 'displayName', 'User ' || at,
		'active', json('true'), 'emails', json_array(json_object('value', name, 'type', 'work')))`;
	const numbers = `WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?2),
		u AS (SELECT d.key AS directory_key, at, 'user' || at || '@example.com' AS name
			FROM directories AS d CROSS JOIN n WHERE d.id = ?1)`;
	await testEnv.DB.batch(
		[
			`${numbers} INSERT INTO users SELECT directory_key, at, 'id-' || at, name, 'user ' || at,
				'ext-' || at, 1, ${document}, lower(${document}), 1, at, at FROM u`,
			`${numbers} INSERT INTO user_emails SELECT directory_key, name, at FROM u`,
			`UPDATE directories SET user_count = ?2, active_user_count = ?2, last_key = ?2 WHERE id = ?1`,
		].map((text) => testEnv.DB.prepare(text).bind(directory.id, count)),
	);
}

/**
 * Gives an extension to the users whose keys satisfy an SQL condition, as those have it who sent it
 * before it was declared; `value` is an SQL expression for the JSON of it.
 */
export async function fillExtension(
	directory: TestDirectory,
	condition: string,
	urn: string,
	value: string,
): Promise<void> {
	await testEnv.DB.prepare(
		`UPDATE users SET document = json_set(document, '$."${urn}"', ${value})
		WHERE directory_key = (SELECT key FROM directories WHERE id = ?) AND (${condition})`,
	)
		.bind(directory.id)
		.run();
}

/** Adds the first `count` filled users to a group that was made over SCIM. */
export async function fillMembers(
	directory: TestDirectory,
	groupId: string,
	count: number,
): Promise<void> {
	await testEnv.DB.prepare(
		`INSERT INTO memberships SELECT g.directory_key, g.key, u.key, 0
		FROM directories AS d CROSS JOIN groups AS g CROSS JOIN users AS u
		WHERE d.id = ?1 AND g.directory_key = d.key AND g.id = ?2
			AND u.directory_key = d.key AND u.key <= ?3`,
	)
		.bind(directory.id, groupId, count)
		.run();
}

/** Adds empty groups `Team 1` …, as the writer would leave them. */
export async function fillGroups(directory: TestDirectory, count: number): Promise<void> {
	const document = `json_object('displayName', name)`;
	const numbers = `WITH RECURSIVE n(at) AS (SELECT 1 UNION ALL SELECT at + 1 FROM n WHERE at < ?2),
		g AS (SELECT d.key AS directory_key, d.last_key + at AS key, 'Team ' || at AS name
			FROM directories AS d CROSS JOIN n WHERE d.id = ?1)`;
	await testEnv.DB.batch(
		[
			`${numbers} INSERT INTO groups (directory_key, key, id, display_name, external_id, document,
				comparable, version, created_at, modified_at)
				SELECT directory_key, key, 'group-' || key, lower(name), NULL, ${document}, lower(${document}),
				1, key, key FROM g`,
			`UPDATE directories SET group_count = group_count + ?2, last_key = last_key + ?2 WHERE id = ?1`,
		].map((text) => testEnv.DB.prepare(text).bind(directory.id, count)),
	);
}

/** A directory with many users and groups. */
export interface FilledDirectory {
	readonly directory: TestDirectory;
	/** The group that most users are in. */
	readonly groupId: string;
}

/** A directory of `size` users, all but the last ten of them in one group, and many empty groups. */
export async function filledDirectory(size: number): Promise<FilledDirectory> {
	const directory = await createDirectory();
	await fillUsers(directory, size);
	const crew = await directory.scim('POST', '/Groups', group('Crew'));
	const groupId = String(crew.body['id']);
	await fillMembers(directory, groupId, size - 10);
	await fillGroups(directory, Math.max(20, Math.ceil(size / 100)));
	return { directory, groupId };
}
