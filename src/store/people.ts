/**
 * Finds people in many directories at once: by index, of those who are there, and among the newest deletions of
 * each log, of those who are gone. One round trip.
 */
import { type SQL, sql } from 'drizzle-orm';
import { parseMapping } from '../directory/mapping.ts';
import { userProfile } from '../directory/profile.ts';
import type { JsonObject } from '../scim/json.ts';
import { withDeclared } from '../scim/schema/resource-types.ts';
import { bindOnce } from './bind-once.ts';
import { Batch, IS_LIVE, type Database } from './database.ts';
import type { DirectoryRow } from './directories.ts';
import { OPERATIONS } from './operations.ts';
import { isOwnedBy, type Binding } from './ownership.ts';
import { MATCHES_MAX, type Sought } from './people-sought.ts';
import { resourceColumns, toResource, type ResourceRow } from './rows.ts';
import { toSchema, type SchemaRow } from './schemas.ts';

/** Whom to look for, and where. */
export interface PeopleQuery {
	readonly sought: Sought;
	readonly tenant?: string | undefined;
	readonly product?: string | undefined;
	/** Who asks: a key that is bound sees its own alone. */
	readonly caller: Binding;
	/** Row key of the last directory that was looked through; 0 to begin. */
	readonly after: number;
	readonly limit: number;
	/** Deletions to look at, shared among the directories of the page. */
	readonly depth: number;
}

/** Somebody who was found. */
export interface FoundPerson {
	readonly directory: FoundDirectory;
	/** The profile as the directory shows it, or as the last event did. */
	readonly profile: JsonObject;
	/** Epoch milliseconds; null for who is there. */
	readonly deletedAt: number | null;
}

/** A directory as far as it is told. */
export type FoundDirectory = Pick<
	DirectoryRow,
	'key' | 'id' | 'name' | 'tenant' | 'product' | 'type'
>;

/** What was not told of a directory: more who match, or older deletions. */
type LeftOut = 'users' | 'deletions';

/** Who was found, directory by directory. */
export interface PeopleFound {
	readonly people: readonly FoundPerson[];
	/** The last directory that was looked through; undefined at the end. */
	readonly next: number | undefined;
	/** Directories of the page in which there may be more. */
	readonly cut: readonly { readonly directoryId: string; readonly what: LeftOut }[];
}

/** Directories that one page looks through: each costs a handful of look-ups. */
const DIRECTORIES_MAX = 500;

/** Each directory of a page has so many deletions looked at at least. */
const DEPTH_MIN = 10;

type DirectoryFound = FoundDirectory & Pick<DirectoryRow, 'attributeMapping'>;
type UserFound = ResourceRow & { readonly directoryKey: number };
interface DeletionFound {
	readonly directoryKey: number;
	readonly occurredAt: number;
	/** As JSON. */
	readonly profile: string;
}

/** Looks for people. */
export async function findPeople(db: Database, wanted: PeopleQuery): Promise<PeopleFound> {
	let directories: readonly DirectoryFound[] = [];
	let users: readonly UserFound[] = [];
	let deletions: readonly DeletionFound[] = [];
	let schemas: readonly (SchemaRow & { readonly directoryKey: number })[] = [];
	let unseen: readonly number[] = [];
	const page = directoriesOf(wanted);
	await new Batch(db)
		.read<DirectoryFound>(
			bindOnce(sql`${page} SELECT key, id, name, tenant, product, type,
				attribute_mapping AS attributeMapping FROM d ORDER BY key`),
			(rows) => (directories = rows),
		)
		.read<UserFound>(bindOnce(usersStatement(page, wanted)), (rows) => (users = rows))
		.read<DeletionFound>(bindOnce(deletionsStatement(page, wanted)), (rows) => (deletions = rows))
		.read<{ readonly key: number }>(bindOnce(unseenStatement(page, wanted)), (rows) => {
			unseen = rows.map(({ key }) => key);
		})
		// Only a mapping needs to know what its directory declares.
		.read<(typeof schemas)[number]>(
			bindOnce(sql`${page} SELECT s.directory_key AS directoryKey, s.resource_type AS resourceType,
				s.required, s.document, s.created_at AS createdAt, s.updated_at AS updatedAt
				FROM d CROSS JOIN directory_schemas AS s
				WHERE d.attribute_mapping IS NOT NULL AND s.directory_key = d.key`),
			(rows) => (schemas = rows),
		)
		.run();
	// Of the last directory only a part may have come; there are others before it.
	const partial = users.length < rowsMax(wanted) ? undefined : users.at(-1)?.directoryKey;
	const looked = directories
		.slice(0, DIRECTORIES_MAX)
		.filter(({ key }) => partial === undefined || key < partial)
		.map((directory): LookedThrough => {
			const isHere = (row: { readonly directoryKey: number }) => row.directoryKey === directory.key;
			const types = withDeclared(schemas.filter(isHere).map(toSchema));
			const mapping = parseMapping(directory.attributeMapping, types.User);
			const there = users.filter(isHere).map((row): FoundPerson => {
				const profile = userProfile(toResource('User', row), mapping);
				return { directory, profile, deletedAt: null };
			});
			const gone = deletions.filter(isHere).flatMap(({ occurredAt, profile: text }) => {
				const profile = JSON.parse(text) as JsonObject;
				return wanted.sought.isMeant(profile)
					? [{ directory, profile, deletedAt: occurredAt }]
					: [];
			});
			const isCut = Math.max(there.length, gone.length) > MATCHES_MAX;
			return {
				directory,
				found: [...there.slice(0, MATCHES_MAX), ...gone.slice(0, MATCHES_MAX)],
				cut: [
					...(isCut ? (['users'] as const) : []),
					...(unseen.includes(directory.key) ? (['deletions'] as const) : []),
				].map((what) => ({ directoryId: directory.id, what })),
			};
		});
	return toPage(looked, wanted.limit, looked.length < directories.length);
}

interface LookedThrough {
	readonly directory: FoundDirectory;
	readonly found: readonly FoundPerson[];
	readonly cut: PeopleFound['cut'];
}

/** Whole directories, as many as the limit has room for; of the first one as much as it has room for. */
function toPage(looked: readonly LookedThrough[], limit: number, hasMore: boolean): PeopleFound {
	const taken: LookedThrough[] = [];
	let count = 0;
	for (const each of looked) {
		if (taken.length > 0 && count + each.found.length > limit) break;
		taken.push(each);
		count += each.found.length;
	}
	const isLast = taken.length === looked.length && !hasMore;
	const people = taken.flatMap(({ found }) => found);
	const [first] = taken;
	const cut = taken.flatMap((each) => each.cut);
	const isTooLong = first !== undefined && people.length > limit;
	return {
		people: people.slice(0, limit),
		next: isLast ? undefined : taken.at(-1)?.directory.key,
		cut: isTooLong ? [...cut, { directoryId: first.directory.id, what: 'users' as const }] : cut,
	};
}

/** The directories of a page as `d`, one more than it looks through. */
function directoriesOf({ tenant, product, caller, after }: PeopleQuery): SQL {
	const wanted = [
		sql`key > ${after} AND key <> ${OPERATIONS.key} AND ${IS_LIVE}`,
		isOwnedBy(caller, { tenant: sql`tenant`, product: sql`product` }),
		...(tenant === undefined ? [] : [sql`tenant = ${tenant}`]),
		...(product === undefined ? [] : [sql`product = ${product}`]),
	];
	return sql`WITH d AS MATERIALIZED (SELECT key, id, name, tenant, product, type, attribute_mapping
		FROM directories WHERE ${sql.join(wanted, sql` AND `)}
		ORDER BY key LIMIT ${sql.raw(String(DIRECTORIES_MAX + 1))})`;
}

/** One row more than a page needs, and than one directory has. */
function rowsMax({ limit }: PeopleQuery): number {
	return limit + MATCHES_MAX + 1;
}

/** Those who are there. The exact name or address comes first of those that begin with it. */
function usersStatement(page: SQL, wanted: PeopleQuery): SQL {
	const keys = sql.join([...wanted.sought.users], sql` UNION `);
	return sql`${page} SELECT d.key AS directoryKey, ${resourceColumns('r')}
		FROM d CROSS JOIN users AS r
		WHERE r.directory_key = d.key
			AND r.key IN (SELECT key FROM (${keys}) LIMIT ${sql.raw(String(MATCHES_MAX + 1))})
		ORDER BY d.key, r.key LIMIT ${rowsMax(wanted)}`;
}

/** How many deletions of each directory are looked at. */
function depthOf({ depth }: PeopleQuery): SQL {
	return sql.raw(`(SELECT max(${DEPTH_MIN}, ${depth} / max(1, count(*))) FROM d)`);
}

/** The deletions in the log of `d`, the latest first. */
const deletionsOf = sql.raw(`SELECT sequence FROM events INDEXED BY events_departed
	WHERE directory_key = d.key AND type = 'user.deleted' ORDER BY sequence DESC`);

/** Where there are deletions that were not looked at. */
function unseenStatement(page: SQL, wanted: PeopleQuery): SQL {
	return sql`${page} SELECT d.key FROM d
		WHERE EXISTS (SELECT 1 FROM (${deletionsOf}) LIMIT 1 OFFSET ${depthOf(wanted)})`;
}

/** Those who are gone, as far as SQLite can tell. */
function deletionsStatement(page: SQL, wanted: PeopleQuery): SQL {
	const { id, mayMean } = wanted.sought;
	const byId =
		id === undefined
			? sql``
			: sql`UNION SELECT sequence FROM events INDEXED BY events_concerned
				WHERE directory_key = d.key AND data ->> 'id' = ${id} AND type = 'user.deleted'`;
	const told = ['user_name', 'email', 'first_name', 'last_name', 'display_name', 'external_id'];
	const fields = told.map((field) => `'${field}', e.data ->> '$.${field}'`).join(', ');
	return sql`${page} SELECT d.key AS directoryKey, e.occurred_at AS occurredAt,
			json_object('id', e.data ->> 'id', ${sql.raw(fields)}, 'active', json(e.data -> '$.active'))
				AS profile
		FROM d CROSS JOIN events AS e
		WHERE e.directory_key = d.key AND e.sequence IN (
				SELECT sequence FROM (${deletionsOf} LIMIT ${depthOf(wanted)}) ${byId})
			AND ${mayMean}
		ORDER BY d.key, e.sequence DESC`;
}
