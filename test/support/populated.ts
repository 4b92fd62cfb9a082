/** A directory with something of everything that belongs to one, and what a path or a filter calls it. */
import { expect, vi } from 'vitest';
import type { Token } from '../../src/contract/directories.ts';
import type { SetupLink } from '../../src/contract/setup-links.ts';
import { newId } from '../../src/platform/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { deadLetters, deliveryAttempts } from '../../src/store/delivery-tables.ts';
import { api, createDirectory, createEndpoint, group, testEnv, user } from './client.ts';
import { query } from './delivery.ts';
import { makeKey } from './keys.ts';

export type Populated = Awaited<ReturnType<typeof populate>>;

/** Makes one; `name` is in every name that it has. */
export async function populate(name: string) {
	const [tenant, product] = [`${name} tenant`, `${name} product`];
	const directory = await createDirectory('google', { tenant, product });
	const base = `/directories/${directory.id}`;
	const urn = `urn:example:${name}:2.0:User`;
	const attributes = [{ name: 'badge', type: 'string' }];
	const schema = { id: urn, name, resource_type: 'User', attributes };
	expect((await api('POST', `${base}/schemas`, schema)).status).toBe(201);
	const limits = { users: 1000 };
	expect((await api('PUT', `${base}/deprovisioning-brake`, limits)).status).toBe(200);
	const { body: aUser } = await directory.scim<{ id: string }>('POST', '/Users', user(`${name}-1`));
	const settings = { users_query: `orgUnitPath=/${name}` };
	expect((await api('PATCH', `${base}/google`, settings)).status).toBe(200);
	await query(
		`INSERT INTO google_resources (directory_key, kind, google_id, resource_id, fingerprint)
		SELECT key, 'user', '1', ?, '' FROM directories WHERE id = ?`,
		aUser.id,
		directory.id,
	);
	const members = [aUser.id];
	const { body: aGroup } = await directory.scim<{ id: string }>(
		'POST',
		'/Groups',
		group(`${name} group`, members),
	);
	const token = await api<Token>('POST', `${base}/tokens`, { description: `${name} token` });
	const recording = await api('POST', `${base}/recordings`, {});
	const endpoint = await createEndpoint({
		directory_id: directory.id,
		description: `${name} endpoint`,
		format: 'set',
		delivery: 'poll',
		from_sequence: 1,
	});
	const wide = await Promise.all(
		[{ tenant }, { product }, { tenant, product }].map((scope) =>
			createEndpoint({ ...scope, description: `${name} wide`, format: 'set', delivery: 'poll' }),
		),
	);
	const replay = await api('POST', `/webhook-endpoints/${endpoint.id}/replay`, {
		from_sequence: 1,
	});
	const [event] = await directory.events();
	if (event === undefined) throw new Error('A directory with a user has an event.');
	const attemptId = await undelivered(directory.id, endpoint.id, event, name);
	const key = await makeKey({ name: `${name} key`, scopes: ['admin'], tenant, product });
	const link = await api<SetupLink>('POST', '/setup-links', { tenant, product, name });
	const look = { name: `${name} look` };
	expect((await api('PUT', `/branding/${product}`, look)).status).toBe(200);
	// The use of its token is noted off the request path: then nothing of it moves any more.
	await vi.waitFor(
		async () => {
			const [{ unused } = {}] = await query<{ unused: number }>(
				`SELECT count(*) AS unused FROM tokens AS t JOIN directories AS d ON d.key = t.directory_key
			WHERE d.id = ? AND t.description IS NULL AND t.last_used_at IS NULL`,
				directory.id,
			);
			expect(unused).toBe(0);
		},
		{ timeout: 30_000 },
	);
	return {
		tenant,
		product,
		urn,
		directoryId: directory.id,
		userId: aUser.id,
		groupId: aGroup.id,
		tokenId: token.body.id,
		endpointId: endpoint.id,
		wideEndpointIds: wide.map(({ id }) => id),
		replayId: String(replay.body['id']),
		eventId: event.id,
		attemptId,
		recordingId: String(recording.body['id']),
		keyId: key.id,
		linkId: link.body.id,
	};
}

/** Leaves what a delivery leaves that was never accepted; returns the id of the attempt. */
async function undelivered(
	directoryId: string,
	endpointId: string,
	event: { readonly id: string; readonly sequence: number },
	error: string,
): Promise<string> {
	const [{ key: directoryKey = 0 } = {}] = await query<{ key?: number }>(
		'SELECT key FROM directories WHERE id = ?',
		directoryId,
	);
	const db = openDatabase(testEnv.DB);
	const { id: eventId, sequence } = event;
	const attemptId = newId('att');
	await db.insert(deliveryAttempts).values({
		endpointId,
		directoryKey,
		error,
		id: attemptId,
		lane: '',
		webhookId: eventId,
		firstSequence: sequence,
		lastSequence: sequence,
		attemptedAt: Date.now(),
		durationMs: 1,
		outcome: 'dead',
	});
	await db.insert(deadLetters).values({
		endpointId,
		directoryKey,
		sequence,
		eventId,
		attempts: 10,
		lastError: error,
		diedAt: Date.now(),
	});
	return attemptId;
}
