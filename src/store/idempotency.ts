/**
 * Requests that carried an Idempotency-Key, and their answers. A request claims its key before it is
 * served; the primary key makes sure that of two at the same time one alone gets it.
 */
import { sql } from 'drizzle-orm';
import { Batch, type Database } from './database.ts';
import { changesOf } from './retention.ts';

/** A request with its key. */
export interface KeyedRequest {
	/** The id of the API key that it came with; keys of two callers are two keys. */
	readonly caller: string;
	readonly key: string;
	/** Hex SHA-256 of what makes it the same request. */
	readonly hash: string;
}

/** What became of a claim. */
export type Claim =
	| { readonly kind: 'claimed' }
	/** The key was another request's. */
	| { readonly kind: 'mismatch' }
	/** The first request has no answer yet. */
	| { readonly kind: 'in flight' }
	| { readonly kind: 'answered'; readonly answer: string };

/** How long an answer can be asked for again. */
export const ANSWERS_KEPT_MS = 24 * 3_600_000;

/** No request is served for longer: who has not answered by then has died. */
const CLAIM_MS = 60_000;

/** Claims a key for a request at `now` (epoch milliseconds), or tells what is there. */
export async function claimKey(
	db: Database,
	{ caller, key, hash }: KeyedRequest,
	claimId: string,
	now: number,
): Promise<Claim> {
	type Row = { readonly claimId: string; readonly hash: string; readonly answer: string | null };
	let row: Row | undefined;
	await new Batch(db)
		.write(
			sql`INSERT INTO idempotency_keys AS k (caller, key, request_hash, claim_id, claimed_at)
				VALUES (${caller}, ${key}, ${hash}, ${claimId}, ${now})
				ON CONFLICT (caller, key) DO UPDATE SET request_hash = excluded.request_hash,
					claim_id = excluded.claim_id, claimed_at = excluded.claimed_at, answer = NULL
				WHERE k.claimed_at <= ${now - ANSWERS_KEPT_MS} OR (k.answer IS NULL
					AND k.claimed_at <= ${now - CLAIM_MS} AND k.request_hash = excluded.request_hash)`,
		)
		.read<Row>(
			sql`SELECT claim_id AS claimId, request_hash AS hash, answer FROM idempotency_keys
				WHERE caller = ${caller} AND key = ${key}`,
			([found]) => (row = found),
		)
		.run();
	if (row === undefined || row.claimId === claimId) return { kind: 'claimed' };
	if (row.hash !== hash) return { kind: 'mismatch' };
	return row.answer === null ? { kind: 'in flight' } : { kind: 'answered', answer: row.answer };
}

/** Keeps the answer to a request, if its claim still holds. */
export async function keepAnswer(
	db: Database,
	{ caller, key }: KeyedRequest,
	claimId: string,
	answer: string,
): Promise<void> {
	await db.run(
		sql`UPDATE idempotency_keys SET answer = ${answer}
			WHERE caller = ${caller} AND key = ${key} AND claim_id = ${claimId}`,
	);
}

/** Gives a key back: the request may be sent again. */
export async function releaseKey(
	db: Database,
	{ caller, key }: KeyedRequest,
	claimId: string,
): Promise<void> {
	await db.run(
		sql`DELETE FROM idempotency_keys
			WHERE caller = ${caller} AND key = ${key} AND claim_id = ${claimId}`,
	);
}

/** Deletes keys that were claimed before a time, `limit` at most. */
export async function expireAnswers(db: Database, at: number, limit: number): Promise<number> {
	return changesOf(
		db,
		sql`DELETE FROM idempotency_keys WHERE (caller, key) IN (
			SELECT caller, key FROM idempotency_keys WHERE claimed_at < ${at} LIMIT ${limit})`,
	);
}
