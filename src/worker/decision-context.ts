/** What the decisions of a commit may not make for themselves. */
import type { Context } from '../directory/decide.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { dialectOf } from '../scim/dialect.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { noteSkipped } from './skipped-members.ts';

/** The context of a commit, for a directory whose identity provider is of a type. */
export function contextOf(
	directoryId: string,
	directoryType: string,
	types: ResourceTypes,
): Context {
	return {
		now: now(),
		newEventId: () => newId('evt'),
		dialect: dialectOf(directoryType),
		types,
		noteSkipped: (groupId, memberIds) => noteSkipped(directoryId, groupId, memberIds),
	};
}
