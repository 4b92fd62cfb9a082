/** GET /v1/people: finds a person in all directories that the caller sees. */
import { peopleQuery, type PeoplePage, type Person } from '../../contract/people.ts';
import { toTimestamp } from '../../contract/shared.ts';
import type { JsonObject } from '../../scim/json.ts';
import { findPeople, type FoundDirectory, type FoundPerson } from '../../store/people.ts';
import { calledLike } from '../../store/people-sought.ts';
import type { AppContext } from '../context.ts';
import { readListQuery, sealPage } from './list.ts';

/** Deletions that one page looks at in vain, at most. */
const DEPTH = 5_000;

/** GET /v1/people */
export async function search(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, peopleQuery);
	if (!query.ok) return query.error;
	const { cursor: after = 0, query: text, ...where } = query.value;
	const wanted = {
		...where,
		sought: calledLike(text),
		caller: c.get('caller'),
		after,
		depth: DEPTH,
	};
	const found = await findPeople(c.get('db'), wanted);
	const page = await sealPage(c, {
		data: found.people.map(toPerson),
		next_cursor: found.next === undefined ? null : String(found.next),
	});
	const leftOut = found.cut.map(({ directoryId, what }) => ({ directory_id: directoryId, what }));
	return c.json({
		...page,
		...(leftOut.length === 0 ? {} : { left_out: leftOut }),
	} satisfies PeoplePage);
}

/** Somebody who was found, as the API shows it. */
export function toPerson({ directory, profile, deletedAt }: FoundPerson): Person {
	const user = summaryOf(profile);
	return {
		directory: toNamedDirectory(directory),
		user,
		state: deletedAt !== null ? 'deleted' : user.active ? 'active' : 'inactive',
		deleted_at: toTimestamp(deletedAt),
	};
}

/** A directory, named. */
export function toNamedDirectory({
	id,
	name,
	tenant,
	product,
	type,
}: Omit<FoundDirectory, 'key'>): Person['directory'] {
	// Only what the contract allows is ever stored.
	return { id, name, tenant, product, type: type as Person['directory']['type'] };
}

/** Who somebody is, of a profile: all profiles are made by the same function. */
function summaryOf(profile: JsonObject): Person['user'] {
	const { id, user_name, email, first_name, last_name, display_name, external_id, active } =
		profile as unknown as Person['user'];
	return { id, user_name, email, first_name, last_name, display_name, external_id, active };
}
