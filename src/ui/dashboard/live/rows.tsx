/** Requests and events as rows of one table: on the page, and in what the stream adds to it. */
import { toTimestamp } from '../../../contract/shared.ts';
import type { LiveEvent, LiveLook, LiveRequest } from '../../../store/live.ts';
import { Badge, HttpStatus } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { sayAction } from '../audit-action.ts';
import { directoryPath } from '../directory/tabs.ts';
import { eventPath, logPath, OPERATIONS_ID } from '../event-links.ts';

/** The columns of the table. */
export const HEADS = ['When', 'What', 'About', 'Directory', 'Answer'];

/** Rows, the newest first. */
export function Rows({ look }: { readonly look: LiveLook }) {
	const rows = [...look.events, ...look.requests].toSorted(
		(left, right) => right.occurredAt - left.occurredAt || orderOf(right) - orderOf(left),
	);
	return (
		<>
			{rows.map((row) =>
				row.kind === 'event' ? <EventRow event={row} /> : <RequestRow request={row} />,
			)}
		</>
	);
}

/** Of one log, events of the same moment stay in its order; what they came of stands below them. */
function orderOf(row: LiveEvent | LiveRequest): number {
	return row.kind === 'event' ? row.sequence : 0;
}

function EventRow({ event }: { readonly event: LiveEvent }) {
	const { directoryId, directoryName, subject, groupName, type } = event;
	return (
		<tr>
			<td>
				<Time at={toTimestamp(event.occurredAt)} />
			</td>
			<td>
				<Badge tone="success">event</Badge> <a href={eventPath(directoryId, event.id)}>{type}</a>
			</td>
			<td>{groupName === null ? subject : `${subject ?? ''} in ${groupName}`}</td>
			<td>
				{directoryId === OPERATIONS_ID ? (
					<a href={logPath(OPERATIONS_ID)}>Operations</a>
				) : (
					<a href={directoryPath(directoryId)}>{directoryName}</a>
				)}
			</td>
			<td>
				<small>sequence {event.sequence}</small>
			</td>
		</tr>
	);
}

function RequestRow({ request }: { readonly request: LiveRequest }) {
	const { directoryId, directoryName, method, path } = request;
	// The table says which directory it is anyway.
	const below = path.replace(/^\/scim\/v2\/[^/]*/, '') || '/';
	return (
		<tr>
			<td>
				<Time at={toTimestamp(request.occurredAt)} />
			</td>
			<td>
				<Badge tone="secondary">request</Badge> {sayAction(request.action)}
			</td>
			<td>
				<code>
					{method} {below}
				</code>
			</td>
			<td>
				<a href={directoryPath(directoryId)}>{directoryName ?? directoryId}</a>
			</td>
			<td>
				<HttpStatus status={request.status} /> <small>{request.durationMs} ms</small>
			</td>
		</tr>
	);
}

/** In place of what lies further back than a stream goes. */
export function Gap() {
	return (
		<tr>
			<td colspan={HEADS.length}>
				You were away for long: what happened meanwhile is in the{' '}
				<a href="/dashboard/events">logs</a> and in the <a href="/dashboard/audit-log">audit log</a>
				.
			</td>
		</tr>
	);
}
