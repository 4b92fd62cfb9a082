/** What happened to a user or a group, as a table of events. */
import { Changes, type Change } from '../../components/changes.tsx';
import { Empty, Pager, Table } from '../../components/content.tsx';
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
				<Empty title="No event is kept any more.">
					<p>Events are deleted when they are past their retention.</p>
				</Empty>
			) : (
				<Table caption="History, the latest first" heads={['What happened', 'Changes', 'When']}>
					{data.map((event) => (
						<HistoryRow event={event} />
					))}
				</Table>
			)}
			<Pager next={next} name="events" />
		</section>
	);
}

function HistoryRow({ event }: { readonly event: Event }) {
	const { group, changes = [] } = event.data as EventData;
	const { directory_id: directoryId, id, type } = event;
	return (
		<tr>
			<th scope="row">
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
			</th>
			<td>
				<Changes of={changes} />
			</td>
			<td>
				<Time at={event.timestamp} />
			</td>
		</tr>
	);
}

const VERBS: Readonly<Record<string, string>> = {
	'user.created': 'Created',
	'user.updated': 'Changed',
	'user.deleted': 'Deleted',
	'group.created': 'Created',
	'group.updated': 'Changed',
	'group.deleted': 'Deleted',
	'group.user_added': 'Came to',
	'group.user_removed': 'Left',
};

function verbOf(type: string, changes: readonly Change[]): string {
	const access = changes.find(({ path }) => path === 'active');
	if (type !== 'user.updated' || access === undefined) return VERBS[type] ?? type;
	return access.to === false ? 'Deactivated' : 'Activated';
}
