/**
 * The names that a user is looked for by beside the user name and the display name: the formatted name of who has
 * no display name, first and last name together, and the last name. A row is kept of those alone that neither a
 * column nor another of them begins with, so that most users have one.
 */
import { sql, type SQL } from 'drizzle-orm';
import type { StoredResource } from '../directory/model.ts';
import { nameOf } from '../directory/view.ts';
import { fold } from '../scim/fold.ts';
import { objectOr, own, ownText } from '../scim/json.ts';
import { startsWith } from './filter-sql.ts';

/** The folded names of a resource that have a row in `user_names`; none of what is no user. */
export function namesOf(resource: StoredResource | undefined): readonly string[] {
	if (resource?.type !== 'User') return [];
	const { attributes } = resource;
	const name = objectOr(own(attributes, 'name'));
	const part = (of: string) => fold(ownText(name, of) ?? '');
	const display = ownText(attributes, 'displayName');
	const columns = [nameOf(resource), ...(display === undefined ? [] : [fold(display)])];
	const last = part('familyName');
	const full = [part('givenName'), last].filter((each) => each !== '').join(' ');
	const names = [full, last, ...(display === undefined ? [part('formatted')] : [])];
	return names.filter((each) => {
		const longer = names.filter((other) => other !== each);
		return ![...columns, ...longer].some((other) => other.startsWith(each));
	});
}

/** All names of a user `r` but the user name, as a JSON array. */
const NAMES = `json_array(coalesce(r.display_name, r.comparable ->> '$.name.formatted'),
	concat_ws(' ', nullif(r.comparable ->> '$.name.givenName', ''), nullif(r.comparable ->> '$.name.familyName', '')),
	r.comparable ->> '$.name.familyName')`;

/** Whether a name of a user `r` begins with folded text, and fits. */
export function isNamed(start: string, fits: SQL = sql.raw('true')): SQL {
	return sql`EXISTS (SELECT 1 FROM json_each(${sql.raw(NAMES)}) AS name
		WHERE ${startsWith(sql.raw('name.value'), start)} AND ${fits})`;
}
