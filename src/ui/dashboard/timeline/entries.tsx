/** Requests and events in the order of time, the latest first. */
import type { EventDelivery, TimelineEntry, TimelineEvent } from '../../../contract/timeline.ts';
import { Changes } from '../../components/changes.tsx';
import { Badge, HttpStatus, type Tone } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { sayAction } from '../audit-action.ts';
import { groupPath, timelinePath } from '../directory/paths.ts';
import { eventPath } from '../event-links.ts';
import { endpointPath } from '../webhooks/tabs.ts';

type TimelineRequest = Extract<TimelineEntry, { readonly kind: 'request' }>;

/** All entries of a page. */
export function Entries(props: {
	readonly directoryId: string;
	readonly userId: string;
	/** Whether the key may not see all endpoints. */
	readonly isLimited: boolean;
	readonly entries: readonly TimelineEntry[];
}) {
	return (
		<ol class="timeline">
			{props.entries.map((entry) =>
				entry.kind === 'request' ? <Request request={entry} /> : <Event {...props} event={entry} />,
			)}
		</ol>
	);
}

function Request({ request }: { readonly request: TimelineRequest }) {
	return (
		<li class="request" id={request.request_id}>
			<div class="when">
				<Time at={request.at} />
			</div>
			<div class="what">
				<p>
					<strong>
						Request: {sayAction(request.action)} <HttpStatus status={request.status} />
					</strong>
				</p>
				<p>
					<code>
						{request.method} {request.path}
					</code>
				</p>
				<p>
					<small>
						<code>{request.request_id}</code>
						{request.token_id === null ? ', no valid token' : null}
					</small>
				</p>
			</div>
		</li>
	);
}

const SOURCES: Readonly<Record<NonNullable<TimelineEvent['source']>, string>> = {
	scim: 'Caused by SCIM request',
	google: 'Caused by the sync with Google Workspace',
	attribute_mapping: 'Caused by a change of the attribute mapping',
};

function Event(props: {
	readonly directoryId: string;
	readonly userId: string;
	readonly isLimited: boolean;
	readonly event: TimelineEvent;
	readonly entries: readonly TimelineEntry[];
}) {
	const { directoryId, userId, event, entries } = props;
	const { group, request_id: cause } = event;
	const isHere = entries.some((each) => each.kind === 'request' && each.request_id === cause);
	return (
		<li class="event">
			<div class="when">
				<Time at={event.at} />
			</div>
			<div class="what">
				<p>
					<strong>
						Event: <a href={eventPath(directoryId, event.id)}>{event.type}</a>{' '}
						{group === null ? null : <a href={groupPath(directoryId, group.id)}>{group.name}</a>}
					</strong>
				</p>
				<Changes of={event.changes} />
				<p>
					<small>
						{event.source === null
							? 'Cause unknown: the request is no longer on record, or this was an import'
							: SOURCES[event.source]}
						{cause === null ? null : isHere ? (
							<>
								{' '}
								<a href={`#${cause}`}>{cause}</a>
							</>
						) : (
							<>
								{' '}
								<code>{cause}</code>
							</>
						)}
					</small>
				</p>
				<p>
					<small>
						<a
							href={`${timelinePath(directoryId, userId)}?at=${encodeURIComponent(event.at)}#state`}
						>
							State at this time
						</a>
					</small>
				</p>
				<Deliveries of={event.deliveries} type={event.type} isLimited={props.isLimited} />
			</div>
		</li>
	);
}

const STATUSES: Readonly<Record<EventDelivery['status'], readonly [Tone, string]>> = {
	delivered: ['success', 'delivered'],
	settled: ['secondary', 'no record'],
	waiting: ['warning', 'waiting'],
	unfetched: ['warning', 'not fetched yet'],
	held: ['danger', 'held by the brake'],
	dead_letter: ['danger', 'dead letter'],
	discarded: ['danger', 'discarded'],
	not_subscribed: ['secondary', 'not subscribed'],
	endpoint_disabled: ['danger', 'endpoint disabled'],
	before_endpoint: ['secondary', 'before endpoint was created'],
};

function Deliveries(props: {
	readonly of: readonly EventDelivery[];
	readonly type: TimelineEvent['type'];
	readonly isLimited: boolean;
}) {
	if (props.of.length === 0) {
		const none = props.isLimited ? 'No endpoint that this key can access' : 'No endpoint';
		return <p>{none} covers this directory.</p>;
	}
	return (
		<ul class="deliveries" aria-label={`Deliveries of ${props.type}`}>
			{props.of.map((delivery) => (
				<li>
					<a href={endpointPath(delivery.endpoint_id)}>{delivery.endpoint}</a>{' '}
					<Badge tone={STATUSES[delivery.status][0]}>{STATUSES[delivery.status][1]}</Badge>{' '}
					<Detail of={delivery} />
				</li>
			))}
		</ul>
	);
}

function Detail({ of }: { readonly of: EventDelivery }) {
	const { at, http_status: status, attempts, next_try_at: next, error } = of;
	const behind = of.status === 'waiting' && error !== null ? 'behind earlier events' : null;
	const tries =
		attempts === 0 ? behind : attempts === 1 ? '1 attempt failed' : `${attempts} attempts failed`;
	return (
		<small>
			{at === null ? null : (
				<>
					<Time at={at} />{' '}
				</>
			)}
			{of.status === 'delivered' && status !== null ? `HTTP ${status} ` : null}
			{tries === null ? null : `${tries} `}
			{error === null ? null : `(${error}) `}
			{next === null ? null : (
				<>
					· next attempt <Time at={next} />
				</>
			)}
		</small>
	);
}
