/**
 * Reads users and groups for the Directory API: one round trip each, with the schemas and the attribute
 * mapping by which they are shown.
 */
import type { SQL } from 'drizzle-orm';
import type { ResourceTypeName, StoredResource } from '../directory/model.ts';
import { comparePositions } from '../scim/sort.ts';
import { bindOnce } from './bind-once.ts';
import { Batch, type Database } from './database.ts';
import { OPERATIONS } from './operations.ts';
import type { PageRow } from './page-documents.ts';
import {
	EDGE,
	existsStatement,
	groupListing,
	groupsOfListing,
	membersStatement,
	oneListing,
	pageStatement,
	userListing,
	type GroupFilter,
	type Place,
	type UserFilter,
} from './profile-search.ts';
import { toResource } from './rows.ts';
import { knownOf, withSchemas, type KnownSchemas } from './schemas.ts';
import { groupSearch, searchStatement, userSearch } from './typed-search.ts';

/** What was read in a directory, and by what it is shown; nothing if there is no such directory. */
export type ProfileRead<T> =
	| { readonly schemas: KnownSchemas; readonly found: T }
	| { readonly schemas?: undefined };

/** A page of a list. It may be short, or empty, and yet not be the last: `next` tells. */
export interface ProfilePage {
	readonly items: readonly StoredResource[];
	/** Where to read on; undefined at the end. */
	readonly next: Place | undefined;
}

/** Which part of a list is wanted. */
export interface Part {
	readonly after?: Place | undefined;
	readonly limit: number;
}

/** Finds a user or group by id. */
export async function findProfile(
	db: Database,
	directoryId: string,
	type: ResourceTypeName,
	id: string,
): Promise<ProfileRead<StoredResource | undefined>> {
	const read = await readPage(
		db,
		directoryId,
		pageStatement(directoryId, oneListing(type, id), undefined, 1),
		1,
	);
	return read.schemas === undefined ? read : { ...read, found: read.found?.items[0] };
}

/** Lists users; nothing is found if there is no such group as the filter names. */
export function listUsers(
	db: Database,
	directoryId: string,
	filter: UserFilter,
	{ after, limit }: Part,
): Promise<ProfileRead<ProfilePage | undefined>> {
	const { groupId, search } = filter;
	const statement =
		search === undefined
			? pageStatement(directoryId, userListing(filter), after, limit)
			: searchStatement(directoryId, userSearch(search, filter), after, limit);
	const group = groupId === undefined ? undefined : existsStatement(directoryId, 'Group', groupId);
	return readPage(db, directoryId, statement, limit, group);
}

/** Lists groups. */
export function listGroups(
	db: Database,
	directoryId: string,
	filter: GroupFilter,
	{ after, limit }: Part,
): Promise<ProfileRead<ProfilePage | undefined>> {
	const { search } = filter;
	const statement =
		search === undefined
			? pageStatement(directoryId, groupListing(filter), after, limit)
			: searchStatement(directoryId, groupSearch(search), after, limit);
	return readPage(db, directoryId, statement, limit);
}

/** Lists the groups that a user is a direct member of; nothing is found if there is no such user. */
export function listGroupsOf(
	db: Database,
	directoryId: string,
	userId: string,
	{ after, limit }: Part,
): Promise<ProfileRead<ProfilePage | undefined>> {
	const statement = pageStatement(directoryId, groupsOfListing(userId), after, limit);
	const user = existsStatement(directoryId, 'User', userId);
	return readPage(db, directoryId, statement, limit, user);
}

/** Lists the users and groups that are direct members of a group; nothing is found without the group. */
export function listMembers(
	db: Database,
	directoryId: string,
	groupId: string,
	{ after, limit }: Part,
): Promise<ProfileRead<ProfilePage | undefined>> {
	const statement = membersStatement(directoryId, groupId, after, limit);
	const group = existsStatement(directoryId, 'Group', groupId);
	return readPage(db, directoryId, statement, limit, group);
}

/** Reads a page of `limit` resources; `owner` tells by a row that what the page belongs to is there. */
async function readPage(
	db: Database,
	directoryId: string,
	statement: SQL,
	limit: number,
	owner?: SQL,
): Promise<ProfileRead<ProfilePage | undefined>> {
	let rows: readonly FoundRow[] = [];
	let isOwned = true;
	const batch = new Batch(db);
	const schemasOf = withSchemas(batch, directoryId);
	batch.read<FoundRow>(bindOnce(statement), (found) => (rows = found));
	if (owner !== undefined) {
		batch.read<object>(bindOnce(owner), (found) => (isOwned = found.length > 0));
	}
	await batch.run();
	const directory = schemasOf();
	if (directory === undefined || directory.directory.key === OPERATIONS.key) return {};
	return { schemas: knownOf(directory), found: isOwned ? toPage(rows, limit) : undefined };
}

interface FoundRow extends Omit<PageRow, 'type' | 'sort'> {
	readonly type: ResourceTypeName | typeof EDGE;
	readonly sort: Place['sort'];
}

function toPage(rows: readonly FoundRow[], limit: number): ProfilePage {
	const items: StoredResource[] = [];
	let edge: Place | undefined;
	let last: Place | undefined;
	let isCut = false;
	for (const { type, document, ...row } of rows.toSorted(comparePositions)) {
		const place = { sort: row.sort, key: row.key };
		if (type === EDGE) edge = place;
		else if (isCut || items.length === limit || document === null) isCut = true;
		else {
			items.push(toResource(type, { ...row, document }));
			last = place;
		}
	}
	return { items, next: isCut ? last : edge };
}
