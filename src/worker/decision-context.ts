/** What the decisions of a commit may not make for themselves. */
import type { Context } from '../directory/decide.ts';
import type { Directory } from '../directory/model.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { dialectOf } from '../scim/dialect.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { noteSkipped } from './skipped-members.ts';

/**
 * The context of a commit. Its time is later than that of the commit before, whose writer may have had
 * another clock: else who asks for what has changed since would miss it.
 */
export function contextOf(
	directoryId: string,
	{ type, updatedAt }: Pick<Directory, 'type' | 'updatedAt'> = { type: '', updatedAt: 0 },
	types: ResourceTypes,
): Context {
	return {
		now: Math.max(now(), updatedAt + 1),
		newEventId: () => newId('evt'),
		dialect: dialectOf(type),
		types,
		noteSkipped: (groupId, memberIds) => noteSkipped(directoryId, groupId, memberIds),
	};
}
