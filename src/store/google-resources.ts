/**
 * Which user or group of a directory is which of Google's, and what differs between the two. Every look-up
 * goes through an index; CROSS JOIN keeps the planner from scanning the directory instead.
 */
import { sql, type SQL } from 'drizzle-orm';
import { Batch, jsonChunks, type Database } from './database.ts';
import { TYPE_OF, type GoogleKind, type GoogleRecordRow } from './google-sync.ts';
import { TABLE } from './rows.ts';

const NAME_COLUMN: Readonly<Record<GoogleKind, SQL>> = {
	user: sql.raw('user_name'),
	group: sql.raw('display_name'),
};

/** Left to itself, the planner takes the primary key, and all of the directory with it. */
const BY_EXTERNAL_ID: Readonly<Record<GoogleKind, SQL>> = {
	user: sql.raw('INDEXED BY users_external_id'),
	group: sql.raw('INDEXED BY groups_external_id'),
};

/** A resource that is looked for: Google's id, and its name, folded. */
export interface GoogleWanted {
	readonly googleId: string;
	readonly name: string;
}

/** A resource here: its id, and its version as long as it is there. */
export interface Local {
	readonly resourceId: string;
	readonly version: number | null;
}

/** What is here of Google's resources. */
export interface GoogleFound {
	/** Those that were here in an earlier run, by Google's id. */
	readonly known: ReadonlyMap<string, Local & Pick<GoogleRecordRow, 'fingerprint'>>;
	/**
	 * Of the others, those that carry Google's id, or its name without being another one of Google's: they
	 * become theirs. (An address that was given to somebody else does not make one user of two.)
	 */
	readonly adoptable: ReadonlyMap<string, Local>;
	/** Users who have left and are kept, by Google's id of the other account that has their name now. */
	readonly leavers: ReadonlyMap<string, Leaver>;
}

/** A user who has left Google, and is here. */
interface Leaver {
	readonly googleId: string;
	readonly resourceId: string;
}

/** A resource that has the name of one that is looked for, and which one of Google's it is, if it is one. */
interface Namesake extends Local {
	readonly wantedId: string;
	readonly googleId: string | null;
	readonly hasLeft: 0 | 1;
}

/** Looks for resources of Google's among those of a directory, in one round trip. */
export async function findGoogleResources(
	db: Database,
	directoryKey: number,
	kind: GoogleKind,
	wanted: readonly GoogleWanted[],
): Promise<GoogleFound> {
	const table = TABLE[TYPE_OF[kind]];
	const known = new Map<string, Local & Pick<GoogleRecordRow, 'fingerprint'>>();
	const adoptable = new Map<string, Local>();
	const batch = new Batch(db);
	const namesakes: Namesake[] = [];
	for (const chunk of jsonChunks(wanted.map(({ googleId, name }) => [googleId, name]))) {
		const isNew = sql`NOT EXISTS (SELECT 1 FROM google_resources AS k CROSS JOIN ${table} AS t
			WHERE k.directory_key = ${directoryKey} AND k.kind = ${kind}
				AND k.google_id = w.value ->> 0
				AND t.directory_key = k.directory_key AND t.id = k.resource_id)`;
		batch
			.read<GoogleRecordRow & Local>(
				sql`SELECT g.google_id AS googleId, g.resource_id AS resourceId, g.fingerprint, r.version
					FROM json_each(${chunk}) AS w CROSS JOIN google_resources AS g
						LEFT JOIN ${table} AS r ON r.directory_key = g.directory_key AND r.id = g.resource_id
					WHERE g.directory_key = ${directoryKey} AND g.kind = ${kind}
						AND g.google_id = w.value ->> 0`,
				(rows) => rows.forEach((row) => known.set(row.googleId, row)),
			)
			.read<GoogleWanted & Local>(
				sql`SELECT w.value ->> 0 AS googleId, r.id AS resourceId, r.version
					FROM json_each(${chunk}) AS w CROSS JOIN ${table} AS r ${BY_EXTERNAL_ID[kind]}
					WHERE r.directory_key = ${directoryKey} AND r.external_id IS NOT NULL
						AND r.external_id = w.value ->> 0 AND ${isNew}`,
				(rows) => rows.forEach((row) => adoptable.set(row.googleId, row)),
			)
			.read<Namesake>(
				sql`SELECT w.value ->> 0 AS wantedId, r.id AS resourceId, r.version,
						o.google_id AS googleId, o.fingerprint = '' AS hasLeft
					FROM json_each(${chunk}) AS w CROSS JOIN ${table} AS r
						LEFT JOIN google_resources AS o ON o.directory_key = r.directory_key
							AND o.kind = ${kind} AND o.google_id = r.external_id AND o.resource_id = r.id
					WHERE r.directory_key = ${directoryKey} AND r.${NAME_COLUMN[kind]} = w.value ->> 1
						AND r.external_id IS NOT w.value ->> 0`,
				(rows) => namesakes.push(...rows),
			);
	}
	await batch.run();
	const leavers = new Map<string, Leaver>();
	for (const { wantedId, googleId, hasLeft, resourceId, version } of namesakes) {
		// Who carries Google's id comes before who has the name.
		const isNew = (known.get(wantedId)?.version ?? null) === null && !adoptable.has(wantedId);
		if (googleId === null && isNew) adoptable.set(wantedId, { resourceId, version });
		else if (googleId !== null && hasLeft === 1) leavers.set(wantedId, { googleId, resourceId });
	}
	return { known, adoptable, leavers };
}

/** A resource that is here and that Google does not show any more. */
export interface Departed {
	readonly googleId: string;
	/** Null if it is not here any more either, or has become another one of Google's. */
	readonly resourceId: string | null;
}

/** Which of some ids of Google's are those of users who are here and have not left yet. */
export async function findKnown(
	db: Database,
	directoryKey: number,
	googleIds: readonly string[],
): Promise<readonly string[]> {
	const found: string[] = [];
	const batch = new Batch(db);
	for (const chunk of jsonChunks(googleIds)) {
		batch.read<{ id: string }>(
			sql`SELECT g.google_id AS id FROM json_each(${chunk}) AS w CROSS JOIN google_resources AS g
				WHERE g.directory_key = ${directoryKey} AND g.kind = 'user' AND g.google_id = w.value
					AND ${isStaying}`,
			(rows) => found.push(...rows.map(({ id }) => id)),
		);
	}
	await batch.run();
	return found;
}

/** True of a resource that is not a user who has left and is kept. */
const isStaying = sql.raw("g.fingerprint <> ''");

/** Of a list that has been read: how many pages it had, and which of what it lacks is wanted. */
interface Place {
	readonly pages: number;
	readonly after: string;
	readonly limit: number;
}

/**
 * Which resources were on none of the pages of a list, or `named` on them, after an id of Google's and in
 * their order, and how many of them there are. It reads all that are known: no index could say who is not in
 * a list.
 */
export async function findDeparted(
	db: Database,
	directoryKey: number,
	kind: GoogleKind,
	how: 'named' | 'unseen',
	{ pages, after, limit }: Place,
): Promise<{ readonly departed: readonly Departed[]; readonly total: number }> {
	const isIn = sql.raw(how === 'named' ? 'IN' : 'NOT IN');
	const rows = await db.all<Departed & { readonly total: number }>(
		sql`SELECT g.google_id AS googleId, r.id AS resourceId, count(*) OVER () AS total
			FROM google_resources AS g ${localOf(kind)}
			WHERE g.directory_key = ${directoryKey} AND g.kind = ${kind} AND g.google_id > ${after}
				AND ${isStaying} AND g.google_id ${isIn} (${seenOn(directoryKey, pages)})
			ORDER BY g.google_id LIMIT ${limit}`,
	);
	return { departed: rows, total: rows[0]?.total ?? 0 };
}

/** The ids on the pages of a list that have been read. */
function seenOn(directoryKey: number, pages: number): SQL {
	return sql`SELECT i.value FROM google_pages AS p CROSS JOIN json_each(p.google_ids) AS i
		WHERE p.directory_key = ${directoryKey} AND p.page < ${pages}`;
}

function localOf(kind: GoogleKind): SQL {
	return sql`LEFT JOIN ${TABLE[TYPE_OF[kind]]} AS r ON r.directory_key = g.directory_key
		AND r.id = g.resource_id AND r.external_id = g.google_id`;
}

/** How many resources are known, without those that have left. */
export async function countKnown(
	db: Database,
	directoryKey: number,
	kind: GoogleKind,
): Promise<number> {
	const [row] = await db.all<{ known: number }>(
		sql`SELECT count(*) AS known FROM google_resources AS g
			WHERE g.directory_key = ${directoryKey} AND g.kind = ${kind} AND ${isStaying}`,
	);
	return row?.known ?? 0;
}

/** A group whose members are to be compared. */
export interface KnownGroup {
	readonly googleId: string;
	readonly resourceId: string;
}

/** The groups that are known, after an id of Google's and in their order. */
export async function findGroups(
	db: Database,
	directoryKey: number,
	{ after, limit }: Omit<Place, 'pages'>,
): Promise<readonly KnownGroup[]> {
	return db.all<KnownGroup>(
		sql`SELECT google_id AS googleId, resource_id AS resourceId FROM google_resources
			WHERE directory_key = ${directoryKey} AND kind = 'group' AND google_id > ${after}
			ORDER BY google_id LIMIT ${limit}`,
	);
}

/** A page of the members of a group. */
export interface MemberPage {
	/** Google's ids: a page has some hundreds. */
	readonly googleIds: readonly string[];
	/** How many pages have been read before it. */
	readonly pages: number;
	/** How many of those who are no members at Google any more are wanted, at most; 0 before the last page. */
	readonly surplusMax: number;
}

/** SCIM ids of who has to become a member of a group, and who is one and is not to be. */
export interface MemberDifference {
	readonly missing: readonly string[];
	readonly surplus: readonly string[];
}

/**
 * Compares the members of a group with those that Google names: who of a page is missing here, and who is
 * here and on none of the pages. Who is not in the directory is passed over.
 */
export async function compareMembers(
	db: Database,
	directoryKey: number,
	groupId: string,
	{ googleIds, pages, surplusMax }: MemberPage,
): Promise<MemberDifference> {
	const missing: string[] = [];
	const surplus: string[] = [];
	const batch = new Batch(db);
	const onPage = sql`SELECT value FROM json_each(${JSON.stringify(googleIds)})`;
	const groupKey = sql`(SELECT key FROM groups
		WHERE directory_key = ${directoryKey} AND id = ${groupId})`;
	for (const kind of ['user', 'group'] as const) {
		const table = TABLE[TYPE_OF[kind]];
		const idsOf = (named: SQL) => sql`SELECT g.resource_id FROM (${named}) AS w
			CROSS JOIN google_resources AS g
			WHERE g.directory_key = ${directoryKey} AND g.kind = ${kind} AND g.google_id = w.value`;
		batch.read<{ id: string }>(
			sql`SELECT r.id FROM (${idsOf(onPage)}) AS n CROSS JOIN ${table} AS r
				WHERE r.directory_key = ${directoryKey} AND r.id = n.resource_id
					AND NOT EXISTS (SELECT 1 FROM memberships AS m
						WHERE m.directory_key = ${directoryKey} AND m.group_key = ${groupKey}
							AND m.member_key = r.key)`,
			(rows) => missing.push(...rows.map(({ id }) => id)),
		);
		if (surplusMax === 0) continue;
		const onAnyPage = idsOf(sql`${onPage} UNION ALL ${seenOn(directoryKey, pages)}`);
		batch.read<{ id: string }>(
			sql`SELECT r.id FROM memberships AS m CROSS JOIN ${table} AS r
				WHERE m.directory_key = ${directoryKey} AND m.group_key = ${groupKey}
					AND m.member_is_group = ${kind === 'group' ? 1 : 0}
					AND r.directory_key = m.directory_key AND r.key = m.member_key
					AND r.id NOT IN (${onAnyPage}) LIMIT ${surplusMax}`,
			(rows) => surplus.push(...rows.map(({ id }) => id)),
		);
	}
	await batch.run();
	return { missing, surplus };
}
