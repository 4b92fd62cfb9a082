/** Requests and events as rows of one table: on the page, and in what the stream adds to it. */
import { toTimestamp } from '../../../contract/shared.ts';
import type { LiveEvent, LiveLook, LiveRequest } from '../../../store/live.ts';
import { Badge, HttpStatus, Row } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { sayAction } from '../audit-action.ts';
import { directoryPath } from '../directory/tabs.ts';
import { eventPath, logPath, OPERATIONS_ID } from '../event-links.ts';

/** The columns of the table. */
export const HEADS = ['Time', 'Activity', 'Details', 'Directory', 'Result'];

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
		<Row
			heads={HEADS}
			cells={[
				<Time at={toTimestamp(event.occurredAt)} />,
				<>
					<Badge tone="success">event</Badge> <a href={eventPath(directoryId, event.id)}>{type}</a>
				</>,
				groupName === null ? subject : `${subject ?? ''} in ${groupName}`,
				directoryId === OPERATIONS_ID ? (
					<a href={logPath(OPERATIONS_ID)}>Operations log</a>
				) : (
					<a href={directoryPath(directoryId)}>{directoryName}</a>
				),
				<small>sequence {event.sequence}</small>,
			]}
		/>
	);
}

function RequestRow({ request }: { readonly request: LiveRequest }) {
	const { directoryId, directoryName, method, path } = request;
	// The table says which directory it is anyway.
	const below = path.replace(/^\/scim\/v2\/[^/]*/, '') || '/';
	return (
		<Row
			heads={HEADS}
			cells={[
				<Time at={toTimestamp(request.occurredAt)} />,
				<>
					<Badge tone="secondary">request</Badge> {sayAction(request.action)}
				</>,
				<code>
					{method} {below}
				</code>,
				<a href={directoryPath(directoryId)}>{directoryName ?? directoryId}</a>,
				<>
					<HttpStatus status={request.status} /> <small>{request.durationMs} ms</small>
				</>,
			]}
		/>
	);
}

/** In place of what lies further back than a stream goes. */
export function Gap() {
	return (
		<tr>
			<td colspan={HEADS.length}>
				<div>
					Activity while you were away is not shown. See the{' '}
					<a href="/dashboard/events">event logs</a> and the{' '}
					<a href="/dashboard/audit-log">audit log</a>.
				</div>
			</td>
		</tr>
	);
}
