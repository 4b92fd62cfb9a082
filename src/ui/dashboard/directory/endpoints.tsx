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
			<h2 id="endpoints">Webhook endpoints that hear of it</h2>
			{hearing.length === 0 ? (
				<Empty title="No webhook endpoint hears of this directory.">
					<p>
						<a href="/dashboard/webhooks">Make one</a>, or read its log through the API.
					</p>
				</Empty>
			) : (
				<Table
					caption="Endpoints and their states"
					heads={['Endpoint', 'State', 'Dead letters', 'Hears of']}
				>
					{hearing.map((endpoint) => (
						<tr>
							<th scope="row">
								<a href={endpointPath(endpoint.id)}>{nameOf(endpoint)}</a>
								<br />
								<small class="url">{endpoint.url}</small>
							</th>
							<td>
								<EndpointState endpoint={endpoint} />
							</td>
							<td>
								<DeadLetterCount of={endpoint} />
							</td>
							<td>{endpoint.types?.join(', ') ?? 'everything'}</td>
						</tr>
					))}
				</Table>
			)}
			{endpoints.next_cursor === null ? null : (
				<p>
					Only the first {endpoints.data.length} endpoints were looked at:{' '}
					<a href="/dashboard/webhooks">see all of them</a>.
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
