/** Where users and groups are shown, and what they are called there. */
import type * as z from 'zod';
import type { groupProfile, userProfile } from '../../../contract/event-data.ts';
import { directoryPath } from './tabs.ts';

/** A user, however it was read. */
export type UserProfile = z.output<typeof userProfile>;
/** A group, however it was read. */
export type GroupProfile = z.output<typeof groupProfile>;

/** The page of a user. */
export function userPath(directoryId: string, userId: string): string {
	return `${directoryPath(directoryId)}/users/${encodeURIComponent(userId)}`;
}

/** The timeline of a user. */
export function timelinePath(directoryId: string, userId: string): string {
	return `/dashboard/people/${encodeURIComponent(directoryId)}/${encodeURIComponent(userId)}`;
}

/** The page of a group. */
export function groupPath(directoryId: string, groupId: string): string {
	return `${directoryPath(directoryId)}/groups/${encodeURIComponent(groupId)}`;
}

/** What a person is called: by the name to show, else by those that there are. */
export function nameOf(
	user: Pick<UserProfile, 'user_name' | 'first_name' | 'last_name' | 'display_name'>,
): string {
	const names = [user.first_name, user.last_name].filter((each) => each !== null && each !== '');
	return user.display_name || names.join(' ') || user.user_name;
}
