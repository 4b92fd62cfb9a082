/** What all pages of one endpoint have around them, and how endpoints are told on all of them. */
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Problem } from '../../../contract/problem.ts';
import { FAILING_COUNTED, type WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { AppContext } from '../../../http/context.ts';
import type { Result } from '../../../result.ts';
import { Badge } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
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
	const { failing_directory_count: failing } = of;
	if (of.failing_since !== null || (failing > 0 && of.directory_id !== null)) {
		return <Badge tone="danger">failing</Badge>;
	}
	if (failing > 0) return <Badge tone="danger">failing for {directoriesIn(failing)}</Badge>;
	if (of.paused_until !== null) return <Badge tone="warning">paused</Badge>;
	return <Badge tone="success">enabled</Badge>;
}

function directoriesIn(count: number): string {
	if (count === 1) return '1 directory';
	return `${count === FAILING_COUNTED ? `${count} or more` : count} directories`;
}

/** Since when it fails: all of it, or the first of the directories that are told of. */
export function failingSince({
	failing_since: since,
	failing_directories: directories,
}: WebhookEndpoint): string | null {
	const [first] = directories.flatMap((each) => each.failing_since ?? []).toSorted();
	return since ?? first ?? null;
}

/** The directories whose events do not get through, with how far each is behind. */
export function FailingFor({ of }: { readonly of: WebhookEndpoint }) {
	const { failing_directories: directories, failing_directory_count: count } = of;
	const more = count - directories.length;
	return (
		<>
			failing for{' '}
			{directories.map((each, at) => (
				<>
					{at === 0 ? null : ', '}
					<DirectoryLink id={each.directory_id} name={each.directory_name} /> (
					<Behind of={each} />)
				</>
			))}
			{more === 0 ? null : ` and ${count === FAILING_COUNTED ? 'at least ' : ''}${more} more`}
		</>
	);
}

/** How far an endpoint is behind in a directory, and since when. */
export function Behind({ of }: { readonly of: WebhookEndpoint['failing_directories'][number] }) {
	const { events_behind: events, failing_since: since } = of;
	return (
		<>
			{events === 1 ? '1 event' : `${events} events`} behind
			{since === null ? null : (
				<>
					, since <Time at={since} />
				</>
			)}
		</>
	);
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
	const owner = [
		...(tenant === null ? [] : [`tenant ${tenant}`]),
		...(product === null ? [] : [`product ${product}`]),
	];
	return <>{owner.length === 0 ? 'All directories' : owner.join(', ')}</>;
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
