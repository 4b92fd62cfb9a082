/**
 * The first statement of every SCIM read: the directory and the token that the request came with, in
 * the same batch as the data. A wrong token does the same work as a right one.
 */
import { sql, type SQL } from 'drizzle-orm';
import { checkAccess, type TokenState } from '../directory/access.ts';
import type { Directory } from '../directory/model.ts';
import { ok, type Result } from '../result.ts';
import type { ScimError } from '../scim/errors.ts';
import { IS_LIVE, type Batch } from './database.ts';

/** Who asks for what, when. */
export interface TokenProof {
	readonly directoryId: string;
	/** Hex SHA-256 of the bearer token. */
	readonly tokenHash: string;
	/** Epoch milliseconds. */
	readonly now: number;
}

/** What an authorised reader may know of the directory. */
export type OpenDirectory = Pick<
	Directory,
	'key' | 'type' | 'userCount' | 'groupCount' | 'schemasVersion'
> & {
	readonly token: TokenState;
};

type AccessRow = Omit<OpenDirectory, 'token'> &
	Omit<TokenState, 'id'> & { readonly state: Directory['state']; readonly tokenId: string };

/** Adds the check to a batch; the returned function tells its outcome once the batch has run. */
export function withAccess(
	batch: Batch,
	proof: TokenProof,
): () => Result<OpenDirectory, ScimError> {
	let row: AccessRow | undefined;
	batch.read<AccessRow>(accessQuery(proof), (rows) => (row = rows[0]));
	return () => {
		const access = checkAccess(row, row && tokenOf(row), proof.now);
		if (!access.ok) return access;
		const { directory, token } = access.value;
		return ok({ ...directory, token });
	};
}

function tokenOf({ tokenId, expiresAt, revokedAt, lastUsedAt }: AccessRow): TokenState {
	return { id: tokenId, expiresAt, revokedAt, lastUsedAt };
}

function accessQuery({ directoryId, tokenHash }: TokenProof): SQL {
	return sql`SELECT d.key, d.type, d.state, d.user_count AS userCount, d.group_count AS groupCount,
		d.schemas_version AS schemasVersion,
		t.id AS tokenId, t.expires_at AS expiresAt, t.revoked_at AS revokedAt,
		t.last_used_at AS lastUsedAt
		FROM directories AS d CROSS JOIN tokens AS t
		WHERE d.id = ${directoryId} AND ${IS_LIVE} AND t.hash = ${tokenHash} AND t.directory_key = d.key`;
}
