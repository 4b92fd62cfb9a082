/** Where events are shown, whom each is about, and where to find that. */
import type { Event } from '../../webhook/payload.ts';
import type { Place } from '../components/layout.tsx';
import { groupPath, timelinePath, userPath } from './directory/paths.ts';
import { directoryPath } from './directory/tabs.ts';
import { endpointPath } from './webhooks/tabs.ts';

/** The id of the operations log, which is of no directory. */
export const OPERATIONS_ID = 'operations';

/** The page of a log. */
export function logPath(directoryId: string): string {
	return `/dashboard/events/${encodeURIComponent(directoryId)}`;
}

/** The page of an event; by its sequence it leads there. */
export function eventPath(directoryId: string, event: string | number): string {
	return `${logPath(directoryId)}/${encodeURIComponent(event)}`;
}

/** Whom or what an event is about, in a few words: `ada@acme.example in Crew`. */
export function subjectOf(data: unknown): string {
	const { user_name: user, name, group, id } = fieldsOf(data);
	const { name: of } = fieldsOf(group);
	const subject = [user, name, id].find((each) => typeof each === 'string') ?? '';
	return typeof of === 'string' ? `${subject} in ${of}` : subject;
}

/** The pages of whom and what an event is about. */
export function concernedBy({ type, directory_id: directoryId, data }: Event): readonly Place[] {
	const { id, group, user_name: user, name } = fieldsOf(data);
	const { id: groupId, name: groupName } = fieldsOf(group);
	if (typeof id !== 'string') return [];
	const [noun, verb] = type.split('.');
	if (noun === 'user' || verb?.startsWith('user_') === true) {
		return [
			{ path: userPath(directoryId, id), name: `User ${called(user)}` },
			{ path: timelinePath(directoryId, id), name: 'Timeline' },
			...(typeof groupId === 'string'
				? [{ path: groupPath(directoryId, groupId), name: `Group ${called(groupName)}` }]
				: []),
		];
	}
	if (noun === 'group') {
		return [{ path: groupPath(directoryId, id), name: `Group ${called(name)}` }];
	}
	if (noun === 'webhook_endpoint') {
		return [{ path: endpointPath(id), name: `Endpoint ${id}` }];
	}
	return [{ path: directoryPath(id), name: `Directory ${called(name)}` }];
}

function called(given: unknown): string {
	return typeof given === 'string' ? given : '';
}

/** The own properties of a JSON object; none of anything else. */
function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null ? { ...value } : {};
}
