/** What somebody has to look after: deliveries that are held, endpoints that fail. */
import type { DirectoryHealth } from '../../../contract/directory-health.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { Time } from '../../components/time.tsx';
import { directoryPath } from '../directory/tabs.ts';
import { nameOf, ScopeOf } from '../webhooks/frame.tsx';
import { endpointPath } from '../webhooks/tabs.ts';

/** The first of some things. */
interface Some<Item> {
	readonly data: readonly Item[];
	readonly next_cursor: string | null;
}

/** Directories whose brake is on; nothing if there are none. */
export function HeldDirectories({ of }: { readonly of: Some<DirectoryHealth> }) {
	if (of.data.length === 0) return null;
	return (
		<section class="card concern" aria-labelledby="held">
			<h2 id="held">Deliveries are held</h2>
			<p>Many users lost access at once. Nothing is delivered until somebody decides.</p>
			<ul>
				{of.data.map(({ id, name, tenant, brake }) => (
					<li>
						<a href={directoryPath(id)}>Decide about {name}</a> of {tenant}:{' '}
						{brake?.held_events ?? 0} {brake?.held_events === 1 ? 'event waits' : 'events wait'}{' '}
						since <Time at={brake?.engaged_at} />
					</li>
				))}
			</ul>
			{of.next_cursor === null ? null : <p>There are more of them.</p>}
		</section>
	);
}

/** Endpoints that are disabled or fail, and why; nothing if there are none. */
export function FailingEndpoints({ of }: { readonly of: Some<WebhookEndpoint> }) {
	if (of.data.length === 0) return null;
	return (
		<section class="card concern bad" aria-labelledby="failing">
			<h2 id="failing">Endpoints that fail</h2>
			<ul>
				{of.data.map((endpoint) => (
					<li>
						<a href={endpointPath(endpoint.id)}>{nameOf(endpoint)}</a>, for{' '}
						<ScopeOf of={endpoint} />, <Why of={endpoint} />
					</li>
				))}
			</ul>
			{of.next_cursor === null ? null : (
				<p>
					<a href="/dashboard/webhooks?failing=true">All that fail</a>
				</p>
			)}
		</section>
	);
}

function Why({
	of: { state, disabled_reason: reason, failing_since: since },
}: {
	readonly of: WebhookEndpoint;
}) {
	if (state === 'disabled') return <>is disabled{reason === null ? '.' : `: ${reason}`}</>;
	return (
		<>
			has not accepted anything since <Time at={since} />
		</>
	);
}
