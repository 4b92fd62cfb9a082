/**
 * The attribute mapping of a directory, and the job that tells of a new one: users are gone over in the
 * order of their keys, page by page, and the commit that writes the events of a page moves the job on.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { StoredResource } from '../directory/model.ts';
import { Batch, IS_LIVE, keyOf, type Database } from './database.ts';
import { stateOf, type DirectoryState } from './load.ts';
import { resourceColumns, toResource, type ResourceRow } from './rows.ts';
import { knownOf, withSchemas, type KnownSchemas, NEXT_VERSION } from './schemas.ts';

/** Users of a page, and the characters of their documents: they are in memory with what is told of them. */
const PAGE_USERS = 500;
const PAGE_CHARACTERS = 4 * 1024 * 1024;

/** A mapping whose events have not all been written. */
export interface MappingJob {
	/** The mapping before, as it is kept. */
	readonly from: string | null;
	/** The row key of the last user who was looked at, and of the last who is to be. */
	readonly after: number;
	readonly until: number;
	/** The last commit by the mapping before: who has changed later was told by the new one then. */
	readonly since: number;
	/** Users when it began, those who were looked at, and those of them whose profile differs. */
	readonly total: number;
	readonly checked: number;
	readonly changed: number;
}

/** A directory's mapping as it stands. */
export interface MappingState {
	/** As it is kept; null if there is none. */
	readonly mapping: string | null;
	/** Null once all events are written. */
	readonly job: MappingJob | null;
}

interface StateRow {
	readonly mapping: string | null;
	readonly job: string | null;
}

/** Reads the mapping of a directory; undefined if there is no such directory. */
export async function findMapping(
	db: Database,
	directoryId: string,
): Promise<MappingState | undefined> {
	let row: StateRow | undefined;
	await new Batch(db).read<StateRow>(mappingOf(directoryId), (rows) => ([row] = rows)).run();
	return row && toState(row);
}

/**
 * Replaces the mapping and begins the job that tells of it, unless it is the same as before or another
 * job is still under way; the state afterwards says which. It may be done any number of times. The
 * version of the schemas moves with it: whoever has decided something by the mapping before is refused.
 */
export async function saveMapping(
	db: Database,
	directoryId: string,
	mapping: string | null,
	now: number,
): Promise<MappingState | undefined> {
	let row: StateRow | undefined;
	await new Batch(db)
		.write(
			sql`UPDATE directories SET attribute_mapping = ${mapping},
				mapping_job = json_object('from', attribute_mapping, 'after', 0, 'until', last_key,
					'since', updated_at, 'total', user_count, 'checked', 0, 'changed', 0),
				schemas_version = ${NEXT_VERSION}, updated_at = max(updated_at, ${now})
				WHERE id = ${directoryId} AND ${IS_LIVE} AND mapping_job IS NULL
					AND attribute_mapping IS NOT ${mapping}`,
		)
		.read<StateRow>(mappingOf(directoryId), (rows) => ([row] = rows))
		.run();
	return row && toState(row);
}

/** What a step of a job goes on from. */
export interface MappingPage {
	readonly directory: DirectoryState;
	readonly job: MappingJob;
	/** The job as it is kept: who moves it on says from where. */
	readonly jobText: string;
	readonly users: readonly StoredResource[];
	/** Whether no users follow. */
	readonly isLast: boolean;
}

/** Reads the next page of a directory's job, in one round trip; undefined if there is none. */
export async function loadMappingPage(
	db: Database,
	directoryId: string,
): Promise<MappingPage | undefined> {
	let directory: DirectoryState | undefined;
	let state: StateRow | undefined;
	const batch = new Batch(db)
		.read<DirectoryState>(stateOf(directoryId), (rows) => ([directory] = rows))
		.read<StateRow>(mappingOf(directoryId), (rows) => ([state] = rows));
	const page = addPage(
		batch,
		sql`directories AS d CROSS JOIN users AS r
			WHERE d.id = ${directoryId} AND d.mapping_job IS NOT NULL AND r.directory_key = d.key
				AND r.key > d.mapping_job ->> 'after' AND r.key <= d.mapping_job ->> 'until'`,
		PAGE_USERS,
	);
	await batch.run();
	if (directory === undefined || state === undefined || state.job === null) return undefined;
	const { users, isFull } = page();
	const job = JSON.parse(state.job) as MappingJob;
	return { directory, job, jobText: state.job, users, isLast: !isFull };
}

/** Users of a directory, and what they are shown by, for whoever wants to try a mapping. */
export interface UserSample {
	readonly schemas: KnownSchemas;
	readonly users: readonly StoredResource[];
	/** The row key after which to read on; undefined if there are no more. */
	readonly next?: number;
}

/**
 * Reads users in the order in which they were created, those with the ids or some after a row key, as
 * many as fit into memory with what becomes of them. Undefined if there is no such directory.
 */
export async function sampleUsers(
	db: Database,
	directoryId: string,
	wanted: { readonly ids: readonly string[] } | { readonly after: number; readonly limit: number },
): Promise<UserSample | undefined> {
	const batch = new Batch(db);
	const schemas = withSchemas(batch, directoryId);
	const inDirectory = sql`r.directory_key = ${keyOf(directoryId)}`;
	const page =
		'ids' in wanted
			? addPage(
					batch,
					sql`json_each(${JSON.stringify(wanted.ids)}) AS i CROSS JOIN users AS r
						WHERE ${inDirectory} AND r.id = i.value`,
					wanted.ids.length,
				)
			: addPage(
					batch,
					sql`users AS r WHERE ${inDirectory} AND r.key > ${wanted.after}`,
					wanted.limit,
				);
	await batch.run();
	const found = schemas();
	if (found === undefined) return undefined;
	const { users, isFull } = page();
	const last = users.at(-1);
	const next = isFull && !('ids' in wanted) && last !== undefined ? { next: last.key } : {};
	return { schemas: knownOf(found), users, ...next };
}

/**
 * Adds the read of a page of users in the order of their keys. The returned function tells what was
 * found, and whether there may be more.
 */
function addPage(batch: Batch, from: SQL, limit: number) {
	let users: readonly StoredResource[] = [];
	let characters = 0;
	batch.read<ResourceRow>(
		sql`SELECT key, id, document, version, createdAt, modifiedAt FROM (
			SELECT *, sum(length(document)) OVER (ORDER BY key) - length(document) AS ahead FROM (
				SELECT ${resourceColumns('r')} FROM ${from} ORDER BY r.key LIMIT ${limit}
			)
		) WHERE ahead < ${PAGE_CHARACTERS} ORDER BY key`,
		(rows) => {
			users = rows.map((row) => toResource('User', row));
			characters = rows.reduce((sum, { document }) => sum + document.length, 0);
		},
	);
	return () => ({ users, isFull: users.length === limit || characters >= PAGE_CHARACTERS });
}

function mappingOf(directoryId: string): SQL {
	return sql`SELECT attribute_mapping AS mapping, mapping_job AS job FROM directories
		WHERE id = ${directoryId} AND ${IS_LIVE}`;
}

function toState({ mapping, job }: StateRow): MappingState {
	// The writer is the only author of these columns.
	return { mapping, job: job === null ? null : (JSON.parse(job) as MappingJob) };
}
