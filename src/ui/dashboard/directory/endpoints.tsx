/** Which webhook endpoints hear of a directory. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { Page } from '../../../contract/shared.ts';
import { Badge, Empty, Table } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { Behind, DeadLetterCount, nameOf } from '../webhooks/frame.tsx';
import { endpointPath } from '../webhooks/tabs.ts';

/** The endpoints that cover the directory, each with how it does in this directory. */
export function HearingEndpoints(props: {
	readonly directoryId: string;
	readonly endpoints: Page<WebhookEndpoint>;
}) {
	const { directoryId, endpoints } = props;
	return (
		<section aria-labelledby="endpoints">
			<h2 id="endpoints">Webhook endpoints</h2>
			{endpoints.data.length === 0 ? (
				<Empty title="No webhook endpoints receive events from this directory yet.">
					<p>
						<a href="/dashboard/webhooks">Create one</a>, or read the event log through the API.
					</p>
				</Empty>
			) : (
				<Table
					caption="Webhook endpoints"
					heads={['Endpoint', 'Status', 'Dead letters', 'Subscribed events']}
					rows={endpoints.data.map((endpoint) => [
						<>
							<a href={endpointPath(endpoint.id)}>{nameOf(endpoint)}</a>
							<br />
							<small class="url">{endpoint.url}</small>
						</>,
						<EndpointState endpoint={endpoint} />,
						endpoint.dead_letter_count === 0 ? null : <DeadLetterCount of={endpoint} />,
						endpoint.types?.join(', ') ?? 'All events',
					])}
				/>
			)}
			{endpoints.next_cursor === null ? null : (
				<p>
					Only the first {endpoints.data.length} endpoints are shown.{' '}
					<a href={`/dashboard/webhooks?covers=${encodeURIComponent(directoryId)}`}>
						View all endpoints
					</a>
					.
				</p>
			)}
		</section>
	);
}

function EndpointState({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
	const { state, disabled_reason: reason, failing_since: since } = endpoint;
	// Told of this directory alone.
	const [failing] = endpoint.failing_directories;
	if (state === 'disabled') {
		return (
			<>
				<Badge tone="warning">disabled</Badge> {reason}
			</>
		);
	}
	if (failing !== undefined) {
		return (
			<>
				<Badge tone="danger">failing</Badge> <Behind of={failing} />
				<br />
				<small>
					{failing.last_error === null ? null : `${failing.last_error} · `}
					next attempt <Time at={failing.due_at} />
				</small>
			</>
		);
	}
	if (since === null) return <Badge tone="success">enabled</Badge>;
	return (
		<>
			<Badge tone="danger">failing</Badge> since <Time at={since} />
		</>
	);
}
