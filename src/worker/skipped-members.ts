/** Members that a provider named and the directory does not know: skipped, and told in the log. */
import { isResourceId } from '../platform/ids.ts';
import { warn } from '../platform/log.ts';

/** Ids that a log line tells: enough to find out where they come from. */
const SHOWN = 20;

/** Tells which members of a group were skipped. */
export function noteSkipped(
	directoryId: string,
	groupId: string,
	memberIds: readonly string[],
): void {
	// An id that is none of ours may be anything, a person's address too.
	const ids = memberIds.filter(isResourceId).slice(0, SHOWN).join(' ');
	warn('writer.members_skipped', { directoryId, groupId, count: memberIds.length, ids });
}
