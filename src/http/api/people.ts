/** GET /v1/people: finds a person in all directories that the caller sees. */
import { peopleQuery, type PeoplePage, type Person } from '../../contract/people.ts';
import { toTimestamp } from '../../contract/shared.ts';
import type { JsonObject } from '../../scim/json.ts';
import { findPeople, type FoundDirectory, type FoundPerson } from '../../store/people.ts';
import type { AppContext } from '../context.ts';
import { readListQuery, sealPage } from './list.ts';

/** GET /v1/people */
export async function search(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, peopleQuery);
	if (!query.ok) return query.error;
	const { cursor: after = 0, ...wanted } = query.value;
	const found = await findPeople(c.get('db'), { ...wanted, caller: c.get('caller'), after });
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

function toPerson({ directory, profile, deletedAt }: FoundPerson): Person {
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
	const { id, user_name, email, display_name, external_id, active } =
		profile as unknown as Person['user'];
	return { id, user_name, email, display_name, external_id, active };
}
