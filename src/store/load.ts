/**
 * Reads in one round trip what the commands of a commit need to be decided: the directory, the tokens
 * they came with, their targets, and who holds the names and memberships in question. Every look-up
 * goes through an index; CROSS JOIN keeps the planner from scanning the directory instead.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { TokenState } from '../directory/access.ts';
import type { Mapping } from '../directory/mapping.ts';
import type { Directory, MemberCandidate, Related, ResourceTypeName } from '../directory/model.ts';
import type { Needs } from '../directory/needs.ts';
import { userProfile } from '../directory/profile.ts';
import type { Loaded } from '../directory/view.ts';
import type { JsonObject } from '../scim/json.ts';
import { Batch, IS_LIVE, jsonChunks, keyOf, type Database } from './database.ts';
import {
	displayColumn,
	resourceColumns,
	TABLE,
	toRelated,
	toResource,
	type RelatedRow,
	type ResourceRow,
} from './rows.ts';

/** What the commands of a commit need. */
export interface LoadedCommit {
	/** Absent when there is no such directory. */
	readonly loaded?: Loaded;
	/** The directory's own tokens among those asked for, by hash. */
	readonly tokens: ReadonlyMap<string, TokenState>;
}

const TYPES: readonly ResourceTypeName[] = ['User', 'Group'];

/** Loads a directory for a commit; `mapping` is what it was the last time, as its version tells. */
export async function loadForCommit(
	db: Database,
	directoryId: string,
	tokenHashes: readonly string[],
	needs: Needs,
	mapping: Mapping,
): Promise<LoadedCommit> {
	const batch = new Batch(db);
	const key = keyOf(directoryId);
	let directory: DirectoryState | undefined;
	const tokens = new Map<string, TokenState>();
	const found = {
		resources: [] as Loaded['resources'][number][],
		holders: [] as Loaded['holders'][number][],
		candidates: [] as MemberCandidate[],
		memberships: [] as Loaded['memberships'][number][],
		parents: [] as { memberId: string; group: Related }[],
	};

	batch.read<DirectoryState>(stateOf(directoryId), (rows) => (directory = rows[0]));
	for (const hashes of jsonChunks(tokenHashes)) {
		batch.read<TokenState & { hash: string }>(
			sql`SELECT t.hash, t.id, t.expires_at AS expiresAt, t.revoked_at AS revokedAt,
				t.last_used_at AS lastUsedAt
				FROM json_each(${hashes}) AS h CROSS JOIN tokens AS t
				WHERE t.hash = h.value AND t.directory_key = ${key}`,
			(rows) => rows.forEach((row) => tokens.set(row.hash, row)),
		);
	}
	for (const type of TYPES) {
		for (const ids of jsonChunks(needs.targets[type])) {
			batch.read<ResourceRow>(
				sql`SELECT ${resourceColumns('r')} FROM json_each(${ids}) AS i
					CROSS JOIN ${TABLE[type]} AS r WHERE r.directory_key = ${key} AND r.id = i.value`,
				(rows) => found.resources.push(...rows.map((row) => toResource(type, row))),
			);
		}
		const name = sql.raw(type === 'User' ? 'user_name' : 'display_name');
		for (const names of jsonChunks(needs.names[type])) {
			batch.read<{ name: string; id: string }>(
				sql`SELECT r.${name} AS name, r.id FROM json_each(${names}) AS n
					CROSS JOIN ${TABLE[type]} AS r WHERE r.directory_key = ${key} AND r.${name} = n.value`,
				(rows) => found.holders.push(...rows.map((row) => ({ type, ...row }))),
			);
		}
		for (const ids of jsonChunks(needs.parentsOf[type])) {
			batch.read<RelatedRow & { memberId: string }>(
				sql`SELECT r.id AS memberId, g.key, g.id, ${displayColumn('Group', 'g')} AS display
					FROM json_each(${ids}) AS i
					CROSS JOIN ${TABLE[type]} AS r CROSS JOIN memberships AS m CROSS JOIN groups AS g
					WHERE r.directory_key = ${key} AND r.id = i.value
						AND m.directory_key = r.directory_key AND m.member_key = r.key
						AND g.directory_key = m.directory_key AND g.key = m.group_key`,
				(rows) => {
					for (const { memberId, ...group } of rows) {
						found.parents.push({ memberId, group: toRelated('Group', group) });
					}
				},
			);
			if (type === 'User') continue;
			// The event of a group that loses a nested one shows it whole.
			batch.read<ResourceRow>(
				sql`SELECT ${resourceColumns('g')} FROM groups AS g
					WHERE g.directory_key = ${key} AND g.key IN (SELECT m.group_key
						FROM json_each(${ids}) AS i CROSS JOIN groups AS r CROSS JOIN memberships AS m
						WHERE r.directory_key = ${key} AND r.id = i.value
							AND m.directory_key = r.directory_key AND m.member_key = r.key)`,
				(rows) => found.resources.push(...rows.map((row) => toResource('Group', row))),
			);
		}
		const receiveMembers = (rows: readonly CandidateRow[]) => {
			for (const row of rows) {
				found.candidates.push(toCandidate(type, row, mapping));
				if (row.groupId !== null)
					found.memberships.push({ groupId: row.groupId, memberId: row.id });
			}
		};
		const pairs = needs.members.map((each) => [each.groupId, each.memberId, each.profile]);
		for (const chunk of jsonChunks(pairs)) {
			// groupId is NULL where the membership does not hold; then, or when it may end, an event will
			// need the profile.
			const wanted = sql`m.group_key IS NULL OR p.value ->> 2`;
			batch.read<CandidateRow>(
				sql`SELECT ${candidateColumns(type, wanted, mapping)},
					CASE WHEN m.group_key IS NULL THEN NULL ELSE p.value ->> 0 END AS groupId
					FROM json_each(${chunk}) AS p
					CROSS JOIN ${TABLE[type]} AS r
					LEFT JOIN groups AS g ON g.directory_key = r.directory_key AND g.id = p.value ->> 0
					LEFT JOIN memberships AS m ON m.directory_key = r.directory_key
						AND m.group_key = g.key AND m.member_key = r.key
					WHERE r.directory_key = ${key} AND r.id = p.value ->> 1`,
				receiveMembers,
			);
		}
		for (const { groupId, named, profiles } of needs.wholeGroups) {
			const others = jsonChunks(named).map(
				(ids) => sql` AND r.id NOT IN (SELECT value FROM json_each(${ids}))`,
			);
			batch.read<CandidateRow>(
				sql`SELECT ${candidateColumns(type, sql.raw(profiles ? '1' : '0'), mapping)}, g.id AS groupId
					FROM groups AS g CROSS JOIN memberships AS m CROSS JOIN ${TABLE[type]} AS r
					WHERE g.directory_key = ${key} AND g.id = ${groupId}
						AND m.directory_key = g.directory_key AND m.group_key = g.key
						AND m.member_is_group = ${type === 'Group' ? 1 : 0}
						AND r.directory_key = m.directory_key AND r.key = m.member_key
						${sql.join(others)}`,
				receiveMembers,
			);
		}
	}
	await batch.run();
	if (directory === undefined) return { tokens };
	return { loaded: { directory: { ...directory, mapping }, ...found }, tokens };
}

/** A directory as its row tells it. */
export type DirectoryState = Omit<Directory, 'mapping'>;

/** The statement that reads a directory's {@link DirectoryState}. */
export function stateOf(directoryId: string): SQL {
	return sql`SELECT key, id, name, tenant, product, type, state, last_sequence AS lastSequence,
		last_key AS lastKey, user_count AS userCount,
		active_user_count AS activeUserCount, group_count AS groupCount,
		schemas_version AS schemasVersion, brake, updated_at AS updatedAt
		FROM directories WHERE id = ${directoryId} AND ${IS_LIVE}`;
}

/** A candidate, with the part of a user's document that makes its profile where that is wanted. */
type CandidateRow = RelatedRow & {
	readonly profile: string | null;
	/** What else of it the attribute mapping looks at. */
	readonly mapped: string | null;
	readonly createdAt: number;
	readonly modifiedAt: number;
	readonly groupId: string | null;
};

/** Of 50,000 members only what their events will tell: whole documents would not fit into memory. */
function candidateColumns(type: ResourceTypeName, wanted: SQL, mapping: Mapping): SQL {
	const parts = USUAL_PARTS.map((name) => `'${name}', r.document -> '$.${name}'`);
	const profile = sql`json_object(${sql.raw(parts.join(', '))})`;
	const isShown = (columns: SQL) =>
		type === 'User' ? sql`CASE WHEN ${wanted} THEN ${columns} END` : sql.raw('NULL');
	return sql`r.key, r.id, ${displayColumn(type, 'r')} AS display, ${isShown(profile)} AS profile,
		${isShown(mappedParts(mapping))} AS mapped,
		r.created_at AS createdAt, r.modified_at AS modifiedAt`;
}

/** The parts of a document that every profile is made of. */
const USUAL_PARTS = ['externalId', 'userName', 'displayName', 'name', 'emails', 'active'];

/** The further parts that a mapping looks at: an undeclared extension has whatever letter case it came in. */
function mappedParts({ roots }: Mapping): SQL {
	const usual = new Set(USUAL_PARTS.map((name) => name.toLowerCase()));
	const further = [...roots].filter((name) => !usual.has(name));
	if (further.length === 0) return sql.raw('NULL');
	return sql`(SELECT json_group_object(e.key, r.document -> e.fullkey)
		FROM json_each(r.document) AS e
		WHERE lower(e.key) IN (SELECT value FROM json_each(${JSON.stringify(further)})))`;
}

function toCandidate(type: ResourceTypeName, row: CandidateRow, mapping: Mapping): MemberCandidate {
	const related = toRelated(type, row);
	if (row.profile === null) return related;
	const { key, id, createdAt, modifiedAt } = row;
	const attributes = {
		...(JSON.parse(row.profile) as JsonObject),
		...(JSON.parse(row.mapped ?? '{}') as JsonObject),
	};
	const user = { type, key, id, attributes, version: 0, createdAt, modifiedAt };
	return { ...related, profile: userProfile(user, mapping) };
}
