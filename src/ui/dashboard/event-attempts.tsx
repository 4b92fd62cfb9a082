/** Who was sent an event, and what came of it. */
import type { Attempt } from '../../contract/attempts.ts';
import type { Page } from '../../contract/shared.ts';
import type { Event } from '../../webhook/payload.ts';
import { Empty, Pager, Table } from '../components/content.tsx';
import { Form } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { useView } from '../view.ts';
import { can } from './access.ts';
import { eventPath } from './event-links.ts';
import type { Session } from './session.ts';
import { KINDS, OutcomeOf } from './webhooks/attempts.tsx';
import { endpointPath } from './webhooks/tabs.ts';

/** The attempts to deliver an event, the latest first, and to send it again where it was given up. */
export function EventAttempts(props: {
	readonly session: Session;
	readonly event: Event;
	readonly attempts: Page<Attempt>;
	/** What endpoints are called, as far as it is known. */
	readonly names: ReadonlyMap<string, string>;
}) {
	const { session, event, attempts, names } = props;
	const given = can(session, 'redeliver') ? givenUpAt(attempts, useView().url) : new Set();
	return (
		<section aria-labelledby="attempts">
			<h2 id="attempts">Delivery attempts</h2>
			{attempts.data.length === 0 ? (
				<Empty title="No delivery attempts.">
					<p>
						The event has not been sent yet, or its attempts have expired. See which{' '}
						<a href="/dashboard/webhooks">webhook endpoints</a> are subscribed and how far behind
						they are.
					</p>
				</Empty>
			) : (
				<Table
					caption="Delivery attempts"
					heads={['Time', 'Endpoint', 'Outcome', 'Response', 'Duration', 'Kind', '']}
					rows={attempts.data.map((attempt) => [
						<a href={`${endpointPath(attempt.endpoint_id)}/attempts/${attempt.id}`}>
							<Time at={attempt.attempted_at} />
						</a>,
						<a href={endpointPath(attempt.endpoint_id)}>
							{names.get(attempt.endpoint_id) ?? <code>{attempt.endpoint_id}</code>}
						</a>,
						<OutcomeOf of={attempt} />,
						attempt.error ?? attempt.status ?? 'none',
						`${attempt.duration_ms} ms`,
						KINDS[attempt.kind],
						given.has(attempt.id) ? (
							<Form
								action={`${eventPath(event.directory_id, event.id)}/redeliver`}
								label={`Redeliver to ${attempt.endpoint_id}`}
							>
								<input type="hidden" name="endpoint_id" value={attempt.endpoint_id} />
								<button class="outline small">Redeliver</button>
							</Form>
						) : null,
					])}
				/>
			)}
			<Pager next={attempts.next_cursor} />
		</section>
	);
}

/** The last attempts at endpoints that have given it up since: the first page knows which are the last. */
function givenUpAt({ data }: Page<Attempt>, url: URL): ReadonlySet<unknown> {
	if (url.searchParams.has('cursor')) return new Set();
	const last = new Map<string, Attempt>();
	for (const attempt of data) {
		if (!last.has(attempt.endpoint_id)) last.set(attempt.endpoint_id, attempt);
	}
	return new Set([...last.values()].flatMap(({ id, outcome }) => (outcome === 'dead' ? [id] : [])));
}
