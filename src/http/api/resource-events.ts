/** /v1/directories/{id}/users/{userId}/events and …/groups/{groupId}/events: what happened to one of them. */
import { resourceEventQuery } from '../../contract/directory-api.ts';
import type { ResourceTypeName } from '../../directory/model.ts';
import { findDirectory } from '../../store/directories.ts';
import { findProfile } from '../../store/profiles.ts';
import { listResourceEvents } from '../../store/resource-events.ts';
import { together } from '../../store/together.ts';
import { toEvent } from '../../webhook/payload.ts';
import { param, type AppContext } from '../context.ts';
import { unknownDirectory } from './directories.ts';
import { unknownGroup } from './groups.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { unknownUser } from './users.ts';

/** Which events are about a user, and which about a group: no id is that of one and of the other. */
const ABOUT: Readonly<Record<ResourceTypeName, RegExp>> = {
	User: /^(?:user|group\.user_)/,
	Group: /^group\.(?!user_)/,
};

/** GET /v1/directories/{id}/users/{userId}/events */
export function listOfUser(c: AppContext): Promise<Response> {
	return list(c, 'User', param(c, 'userId'), () => unknownUser(c));
}

/** GET /v1/directories/{id}/groups/{groupId}/events */
export function listOfGroup(c: AppContext): Promise<Response> {
	return list(c, 'Group', param(c, 'groupId'), () => unknownGroup(c));
}

async function list(
	c: AppContext,
	type: ResourceTypeName,
	resourceId: string,
	unknown: () => Response,
): Promise<Response> {
	const query = await readListQuery(c, resourceEventQuery);
	if (!query.ok) return query.error;
	const { cursor: before, limit } = query.value;
	const id = param(c, 'id');
	const { directory, profile, events } = await together(c.get('db'), {
		directory: (db) => findDirectory(db, id),
		profile: (db) => findProfile(db, id, type, resourceId),
		events: (db) => listResourceEvents(db, id, { resourceId, before, limit }),
	});
	if (directory === undefined || profile.schemas === undefined) return unknownDirectory(c);
	const about = events.filter((event) => ABOUT[type].test(event.type));
	// Who is gone is known as long as the log tells of it.
	const isKnown = profile.found !== undefined || about.length > 0 || before !== undefined;
	if (!isKnown) return unknown();
	const last = about.at(-1);
	return pageAnswer(c, {
		data: about.map((row) => toEvent(directory, row)),
		next_cursor: last?.hasOlder === true ? String(last.sequence) : null,
	});
}
