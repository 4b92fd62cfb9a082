/** Other accounts of the same person, in all directories of the tenant that the caller sees. */
import type { Person } from '../../contract/people.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Database } from '../../store/database.ts';
import type { Binding } from '../../store/ownership.ts';
import { sameAs } from '../../store/people-sought.ts';
import { findPeople } from '../../store/people.ts';
import type { TimelineDirectory } from '../../store/timeline.ts';
import { toPerson } from './people.ts';

/** Accounts that are told; who has more is looked for by name. */
const ACCOUNTS_MAX = 50;

/** Deletions that are looked at: fewer than a search does, for it is not what was asked. */
const DEPTH = 1_000;

const ORDER: readonly Person['state'][] = ['active', 'inactive', 'deleted'];

/** Finds those who have the user name, the address or the external id of a user, the active ones first. */
export async function othersOf(
	caller: Binding,
	db: Database,
	{ id, tenant }: TimelineDirectory,
	userId: string,
	profile: JsonObject | undefined,
): Promise<readonly Person[]> {
	const sought = profile === undefined ? undefined : sameAs(profile);
	if (sought === undefined) return [];
	// The user is found too, and is not told.
	const limit = ACCOUNTS_MAX + 1;
	const found = await findPeople(db, { sought, tenant, caller, after: 0, limit, depth: DEPTH });
	return found.people
		.map(toPerson)
		.filter(({ directory, user }) => directory.id !== id || user.id !== userId)
		.toSorted((one, two) => ORDER.indexOf(one.state) - ORDER.indexOf(two.state))
		.slice(0, ACCOUNTS_MAX);
}
