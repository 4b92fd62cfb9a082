/** The pages of one directory. */
import type { Directory } from '../../../contract/directories.ts';
import type { Place } from '../../components/layout.tsx';

/** The pages that belong to a directory, in the order in which they are offered. */
export function directoryTabs({ id, type }: Pick<Directory, 'id' | 'type'>): readonly Place[] {
	const path = directoryPath(id);
	return [
		{ path, name: 'Summary' },
		{ path: `${path}/users`, name: 'Users' },
		{ path: `${path}/groups`, name: 'Groups' },
		{ path: `/dashboard/events/${encodeURIComponent(id)}`, name: 'Events' },
		{ path: `${path}/tokens`, name: 'Tokens' },
		{ path: `${path}/mapping`, name: 'Mapping' },
		...(type === 'google' ? [{ path: `${path}/google`, name: 'Google' }] : []),
		{ path: `${path}/recordings`, name: 'Recordings' },
		{ path: `${path}/settings`, name: 'Settings' },
	];
}

/** Where the pages of a directory begin. */
export function directoryPath(id: string): string {
	return `/dashboard/directories/${encodeURIComponent(id)}`;
}
