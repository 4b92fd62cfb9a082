/** What the calls about users and those about groups have in common: how they answer. */
import { resourceData } from '../../directory/events.ts';
import type { StoredResource } from '../../directory/model.ts';
import type { JsonObject } from '../../scim/json.ts';
import type { Place } from '../../store/profile-search.ts';
import type { ProfilePage, ProfileRead } from '../../store/profiles.ts';
import type { KnownSchemas } from '../../store/schemas.ts';
import type { AppContext } from '../context.ts';
import { unknownDirectory } from './directories.ts';
import { pageAnswer } from './list.ts';

/** Shows one resource. */
export type Show = (resource: StoredResource, schemas: KnownSchemas) => JsonObject;

/** The profile and `raw`. */
export const showWhole: Show = (resource, { types, mapping }) =>
	resourceData(types[resource.type], resource, mapping);

/** Answers with one user or group, if it was found. */
export function answerOne(
	c: AppContext,
	read: ProfileRead<StoredResource | undefined>,
	unknown: () => Response,
): Response {
	if (read.schemas === undefined) return unknownDirectory(c);
	return read.found === undefined ? unknown() : c.json(showWhole(read.found, read.schemas));
}

/** Answers with a page, if what it belongs to was found: the directory, or what is in it. */
export async function answerPage(
	c: AppContext,
	read: ProfileRead<ProfilePage | undefined>,
	show: Show,
	unknown = () => unknownDirectory(c),
): Promise<Response> {
	const { schemas } = read;
	if (schemas === undefined) return unknownDirectory(c);
	if (read.found === undefined) return unknown();
	const { items, next } = read.found;
	return pageAnswer(c, {
		data: items.map((resource) => show(resource, schemas)),
		next_cursor: next === undefined ? null : positionOf(next),
	});
}

function positionOf({ sort, key }: Place): string {
	if (typeof sort === 'string') return `found.${key}.${sort}`;
	return sort === null ? String(key) : `${sort}.${key}`;
}
