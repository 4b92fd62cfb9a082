/** What all pages of one endpoint have around them, and how endpoints are told on all of them. */
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../../../contract/problem.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { AppContext } from '../../../http/context.ts';
import type { Result } from '../../../result.ts';
import { Badge } from '../../components/content.tsx';
import { PageFailure } from '../../request.ts';
import { directoryPath } from '../directory/tabs.ts';
import type { DirectoryNames } from '../known-directories.tsx';
import { page } from '../page.tsx';
import type { Session } from '../session.ts';
import { deadLetterText, endpointPath, endpointTabs, WEBHOOKS_PATH } from './tabs.ts';

/** Renders a page of an endpoint; `part` says which, '' for its state. */
export function endpointPage(
	c: AppContext,
	session: Session,
	endpoint: WebhookEndpoint,
	{ part, status = 200 }: { readonly part: string; readonly status?: ContentfulStatusCode },
	children: Child,
): Promise<Response> {
	const name = nameOf(endpoint);
	const own = { path: endpointPath(endpoint.id), name };
	const trail = [{ path: WEBHOOKS_PATH, name: 'Webhooks' }, ...(part === '' ? [] : [own])];
	const title = part === '' ? name : `${name} · ${part}`;
	return page(c, session, { title, trail, tabs: endpointTabs(endpoint), status }, children);
}

/**
 * What an endpoint is called: by its description, or by its host and the end of its id, for a host may have
 * several. Not its URL, which may be a secret, and titles are kept by browsers.
 */
export function nameOf(endpoint: Pick<WebhookEndpoint, 'id' | 'description' | 'url'>): string {
	const { id, description, url } = endpoint;
	return description || `${new URL(url).host} (${id.slice(-6)})`;
}

/** How many dead letters an endpoint has, with the way to them; nothing if it has none. */
export function DeadLetterCount({ of }: { readonly of: WebhookEndpoint }) {
	const count = of.dead_letter_count;
	if (count === 0) return null;
	return (
		<a href={`${endpointPath(of.id)}/dead-letters`}>
			{deadLetterText(of)} {count === 1 ? 'dead letter' : 'dead letters'}
		</a>
	);
}

/** Whether an endpoint is enabled, and whether it works. */
export function StateOf({ of }: { readonly of: WebhookEndpoint }) {
	if (of.state === 'disabled') return <Badge tone="secondary">disabled</Badge>;
	if (of.failing_since !== null) return <Badge tone="danger">failing</Badge>;
	if (of.paused_until !== null) return <Badge tone="warning">paused</Badge>;
	return <Badge tone="success">enabled</Badge>;
}

/** What an endpoint is sent, and how. */
export function formatOf({ format, delivery }: WebhookEndpoint): string {
	if (format === 'webhook') return 'Webhooks';
	return delivery === 'poll' ? 'Security Event Tokens, polled' : 'Security Event Tokens, pushed';
}

/** Whose events an endpoint hears of. */
export function ScopeOf(props: {
	readonly of: WebhookEndpoint;
	readonly names?: DirectoryNames | undefined;
}) {
	const { directory_id: directoryId, tenant, product } = props.of;
	if (directoryId !== null) return <DirectoryLink id={directoryId} names={props.names} />;
	const owner = [tenant, product].filter((each) => each !== null);
	return <>{owner.length === 0 ? 'All directories' : owner.join(' · ')}</>;
}

/** The way to a directory, or to the operations log. */
export function DirectoryLink(props: {
	readonly id: string | null;
	readonly name?: string;
	readonly names?: DirectoryNames | undefined;
}) {
	const { id, names } = props;
	if (id === null) return <span class="none">Deleted</span>;
	if (id === 'operations') return <a href="/dashboard/events/operations">Operations log</a>;
	const name = props.name ?? names?.get(id);
	return <a href={directoryPath(id)}>{name ?? <code>{id}</code>}</a>;
}

/** The way to an event. */
export function EventLink(props: {
	readonly directoryId: string;
	readonly eventId: string;
	readonly children: Child;
}) {
	const [directoryId, eventId] = [props.directoryId, props.eventId].map(encodeURIComponent);
	return <a href={`/dashboard/events/${directoryId}/${eventId}`}>{props.children}</a>;
}

/** What something answered, or why it failed: text of others, as it came. */
export function Excerpt(props: { readonly label: string; readonly text: string }) {
	return (
		<pre class="excerpt" tabindex={0} role="region" aria-label={props.label}>
			<code>{props.text}</code>
		</pre>
	);
}

/** What of a page was asked for must be there. */
export function present<Value>(found: Result<Value, Problem>): Value {
	if (!found.ok) throw new PageFailure(found.error);
	return found.value;
}
