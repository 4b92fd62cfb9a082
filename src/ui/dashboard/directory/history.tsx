/** What happened to a user or a group, as a table of events. */
import { Changes, type Change } from '../../components/changes.tsx';
import { Empty, Pager, Table, type Cells } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import type { Page } from '../../../contract/shared.ts';
import type { Event } from '../../../webhook/payload.ts';
import { eventPath } from '../event-links.ts';
import { groupPath } from './paths.ts';

/** What events of users and groups hold beside the profile. */
interface EventData {
	readonly changes?: readonly Change[];
	readonly group?: { readonly id: string; readonly name: string };
}

/** The events, the latest first; `note` says what is not among them. */
export function History(props: { readonly events: Page<Event>; readonly note?: string }) {
	const { data, next_cursor: next } = props.events;
	return (
		<section aria-labelledby="events">
			<h2 id="events">History</h2>
			{props.note === undefined ? null : <p>{props.note}</p>}
			{data.length === 0 ? (
				<Empty title="No events kept.">
					<p>Events are deleted at the end of their retention period.</p>
				</Empty>
			) : (
				<Table
					caption="History, newest first"
					heads={['Event', 'Changes', 'Time']}
					rows={data.map(cellsOf)}
				/>
			)}
			<Pager next={next} name="events" />
		</section>
	);
}

function cellsOf(event: Event): Cells {
	const { group, changes = [] } = event.data as EventData;
	const { directory_id: directoryId, id, type } = event;
	return [
		<>
			{verbOf(type, changes)}
			{group === undefined ? null : (
				<>
					{' '}
					<a href={groupPath(directoryId, group.id)}>{group.name}</a>
				</>
			)}
			<br />
			<small>
				<a href={eventPath(directoryId, id)}>{type}</a>
			</small>
		</>,
		changes.length === 0 ? null : <Changes of={changes} />,
		<Time at={event.timestamp} />,
	];
}

const VERBS: Readonly<Record<string, string>> = {
	'user.created': 'Created',
	'user.updated': 'Updated',
	'user.deleted': 'Deleted',
	'group.created': 'Created',
	'group.updated': 'Updated',
	'group.deleted': 'Deleted',
	'group.user_added': 'Added to',
	'group.user_removed': 'Removed from',
};

function verbOf(type: string, changes: readonly Change[]): string {
	const access = changes.find(({ path }) => path === 'active');
	if (type !== 'user.updated' || access === undefined) return VERBS[type] ?? type;
	return access.to === false ? 'Deactivated' : 'Activated';
}
