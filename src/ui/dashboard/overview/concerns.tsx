/** What somebody has to look after: deliveries that are held, endpoints that fail. */
import type { Child } from 'hono/jsx';
import type { DirectoryHealth } from '../../../contract/directory-health.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { Time } from '../../components/time.tsx';
import { directoryPath } from '../directory/tabs.ts';
import { DeadLetterCount, FailingFor, nameOf, ScopeOf } from '../webhooks/frame.tsx';
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
			<h2 id="held">Deliveries held</h2>
			<p>
				Many users lost access at once, so the deprovisioning brake stopped deliveries. Resume them,
				or discard the held events.
			</p>
			<ul>
				{of.data.map(({ id, name, tenant, brake }) => (
					<li>
						<a href={directoryPath(id)}>Review {name}</a> ({tenant}): {brake?.held_events ?? 0}{' '}
						{brake?.held_events === 1 ? 'event' : 'events'} held since{' '}
						<Time at={brake?.engaged_at} />
					</li>
				))}
			</ul>
			{of.next_cursor === null ? null : (
				<p>
					<a href="/dashboard/directories?deliveries=held">Show all held directories</a>
				</p>
			)}
		</section>
	);
}

/** So many endpoints are named; of the others it is said how many they are. */
const NAMED_MAX = 10;

/**
 * Endpoints that fail, for all or for some directories, those disabled because they did included; apart from them those that somebody has
 * disabled, and those with dead letters. Nothing of what there is none of.
 */
export function FailingEndpoints(props: {
	/** Those that are disabled or fail. */
	readonly failing: Some<WebhookEndpoint>;
	readonly withDeadLetters: Some<WebhookEndpoint>;
}) {
	const { failing, withDeadLetters } = props;
	const hasMore = failing.next_cursor !== null;
	const endpoints = (isFailing: boolean) => ({
		of: failing.data.filter((each) => fails(each) === isFailing),
		hasMore,
		path: '/dashboard/webhooks?failing=true',
	});
	return (
		<>
			<Endpoints id="failing" title="Failing endpoints" isBad {...endpoints(true)} />
			<Endpoints
				id="dead-letters"
				title="Endpoints with dead letters"
				of={withDeadLetters.data}
				hasMore={withDeadLetters.next_cursor !== null}
				path="/dashboard/webhooks?dead_letters=true"
				why={(endpoint) => <DeadLetterCount of={endpoint} />}
			/>
			<Endpoints id="disabled" title="Disabled endpoints" {...endpoints(false)} />
		</>
	);
}

function fails({ failing_since: since, failing_directory_count: count }: WebhookEndpoint): boolean {
	return since !== null || count > 0;
}

function Endpoints(props: {
	readonly id: string;
	readonly title: string;
	readonly isBad?: boolean;
	readonly of: readonly WebhookEndpoint[];
	readonly hasMore: boolean;
	/** Where all of them are. */
	readonly path: string;
	readonly why?: (endpoint: WebhookEndpoint) => Child;
}) {
	const { id, title, isBad = false, of, hasMore, path } = props;
	const { why = (endpoint) => <Why of={endpoint} /> } = props;
	if (of.length === 0) return null;
	return (
		<section class={isBad ? 'card concern bad' : 'card concern'} aria-labelledby={id}>
			<h2 id={id}>{title}</h2>
			<ul>
				{of.slice(0, NAMED_MAX).map((endpoint) => (
					<li>
						<a href={endpointPath(endpoint.id)}>{nameOf(endpoint)}</a> (
						<ScopeOf of={endpoint} />
						): {why(endpoint)}
					</li>
				))}
			</ul>
			{of.length > NAMED_MAX || hasMore ? (
				<p>
					{Math.min(of.length, NAMED_MAX)} of {of.length}
					{hasMore ? '+' : ''} shown. <a href={path}>Show all</a>
				</p>
			) : null}
		</section>
	);
}

function Why({ of }: { readonly of: WebhookEndpoint }) {
	const { state, disabled_reason: reason, failing_since: since } = of;
	if (state === 'disabled') return <>{reason ?? 'disabled manually'}</>;
	if (since === null) return <FailingFor of={of} />;
	return (
		<>
			all deliveries have failed since <Time at={since} />
		</>
	);
}
