/** Which webhook endpoints hear of a directory. */
import type { Directory } from '../../../contract/directories.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { Page } from '../../../contract/shared.ts';
import { Badge, Empty, Table } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { DeadLetterCount, nameOf } from '../webhooks/frame.tsx';
import { endpointPath } from '../webhooks/tabs.ts';

/** Those of the endpoints that cover the directory; of how many were looked at, if not all were. */
export function HearingEndpoints(props: {
	readonly directory: Directory;
	readonly endpoints: Page<WebhookEndpoint>;
}) {
	const { directory, endpoints } = props;
	const hearing = endpoints.data.filter((endpoint) => covers(endpoint, directory));
	return (
		<section aria-labelledby="endpoints">
			<h2 id="endpoints">Webhook endpoints</h2>
			{hearing.length === 0 ? (
				<Empty title="No webhook endpoints receive events from this directory yet.">
					<p>
						<a href="/dashboard/webhooks">Create one</a>, or read the event log through the API.
					</p>
				</Empty>
			) : (
				<Table
					caption="Webhook endpoints"
					heads={['Endpoint', 'Status', 'Dead letters', 'Subscribed events']}
					rows={hearing.map((endpoint) => [
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
					Only the first {endpoints.data.length} endpoints were checked.{' '}
					<a href="/dashboard/webhooks">View all endpoints</a>.
				</p>
			)}
		</section>
	);
}

function EndpointState({ endpoint }: { readonly endpoint: WebhookEndpoint }) {
	const { state, disabled_reason: reason, failing_since: since } = endpoint;
	if (state === 'disabled') {
		return (
			<>
				<Badge tone="warning">disabled</Badge> {reason}
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

/** What is left open in the scope of an endpoint covers all. */
function covers(endpoint: WebhookEndpoint, directory: Directory): boolean {
	const { directory_id: id, tenant, product } = endpoint;
	if (id !== null) return id === directory.id;
	return (
		(tenant === null || tenant === directory.tenant) &&
		(product === null || product === directory.product)
	);
}
