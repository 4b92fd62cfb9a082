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
import { OutcomeOf } from './webhooks/attempts.tsx';
import { endpointPath } from './webhooks/tabs.ts';

/** The attempts to deliver an event, the latest first, and to send it again where it was given up. */
export function EventAttempts(props: {
	readonly session: Session;
	readonly event: Event;
	readonly attempts: Page<Attempt>;
}) {
	const { session, event, attempts } = props;
	const given = can(session, 'redeliver') ? givenUpAt(attempts, useView().url) : new Set();
	return (
		<section aria-labelledby="attempts">
			<h2 id="attempts">Deliveries</h2>
			{attempts.data.length === 0 ? (
				<Empty title="It has been sent to nobody so far, or longer ago than attempts are kept.">
					<p>
						<a href="/dashboard/webhooks">Webhook endpoints</a> say what they are subscribed to, and
						how far they have come.
					</p>
				</Empty>
			) : (
				<Table caption="Attempts" heads={['When', 'Endpoint', 'Outcome', 'Answer', 'Took', '']}>
					{attempts.data.map((attempt) => (
						<tr>
							<th scope="row">
								<a href={`${endpointPath(attempt.endpoint_id)}/attempts/${attempt.id}`}>
									<Time at={attempt.attempted_at} />
								</a>
							</th>
							<td>
								<a href={endpointPath(attempt.endpoint_id)}>
									<code>{attempt.endpoint_id}</code>
								</a>
							</td>
							<td>
								<OutcomeOf of={attempt} />
								{attempt.kind === 'delivery' ? null : ` ${attempt.kind}`}
							</td>
							<td>{attempt.error ?? attempt.status ?? 'none'}</td>
							<td>{attempt.duration_ms} ms</td>
							<td>
								{given.has(attempt.id) ? (
									<Form
										action={`${eventPath(event.directory_id, event.id)}/redeliver`}
										label={`Send it again to ${attempt.endpoint_id}`}
									>
										<input type="hidden" name="endpoint_id" value={attempt.endpoint_id} />
										<button class="outline small">Send it again</button>
									</Form>
								) : null}
							</td>
						</tr>
					))}
				</Table>
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
