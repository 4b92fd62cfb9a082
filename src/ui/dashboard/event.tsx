/** /dashboard/events/{directoryId}/{eventId}: an event, and what became of it. */
import { PROBLEMS } from '../../contract/problem.ts';
import { param, type AppContext } from '../../http/context.ts';
import type { Event } from '../../webhook/payload.ts';
import { Facts, Json, Table } from '../components/content.tsx';
import { Time } from '../components/time.tsx';
import { goTo } from '../respond.tsx';
import { PageFailure } from '../request.ts';
import { mustChange, read, readForm } from './access.ts';
import { EventAttempts } from './event-attempts.tsx';
import { concernedBy, eventPath, logPath, OPERATIONS_ID, subjectOf } from './event-links.ts';
import { done, page } from './page.tsx';
import { nameOf } from './webhooks/frame.tsx';

/** GET /dashboard/events/{directoryId}/{eventId}; an event may be asked for by its sequence as well. */
export async function show(c: AppContext): Promise<Response> {
	const [id, eventId] = [param(c, 'directoryId'), param(c, 'eventId')];
	if (/^\d{1,15}$/.test(eventId)) return leadTo(c, id, Number(eventId));
	const params = { id, eventId };
	const calls = {
		event: { id: 'getEvent', params },
		attempts: { id: 'listEventAttempts', params, query: { cursor: c.req.query('cursor') } },
		endpoints: { id: 'listWebhookEndpoints', query: { limit: '100' } },
		end: { id: 'listEvents', params: { id }, query: { order: 'newest', limit: '1' } },
	} as const;
	const found =
		id === OPERATIONS_ID
			? { ...(await read(c, calls)), directory: { name: 'Operations log' } }
			: await read(c, { ...calls, directory: { id: 'getDirectory', params: { id } } });
	const { attempts, session } = found;
	const event = found.event as Event;
	const [newest] = found.end.data as readonly Event[];
	const { sequence } = event;
	const subject = subjectOf(event.data);
	return page(
		c,
		session,
		{
			title: `Event ${sequence} · ${event.type}`,
			trail: [
				{ path: '/dashboard/events', name: 'Events' },
				{ path: logPath(id), name: found.directory.name },
			],
		},
		<>
			<Facts
				of={[
					['Time', <Time at={event.timestamp} />],
					['Subject', subject === '' ? '–' : subject],
					['Tenant', event.tenant === '' ? 'none' : event.tenant],
					['Product', event.product === '' ? 'none' : event.product],
					['ID', <code>{event.id}</code>],
				]}
			/>
			<Ways event={event} last={newest?.sequence ?? sequence} />
			<Changes data={event.data} />
			<EventAttempts
				session={session}
				event={event}
				attempts={attempts}
				names={new Map(found.endpoints.data.map((each) => [each.id, nameOf(each)]))}
			/>
			<section aria-labelledby="payload">
				<h2 id="payload">Payload</h2>
				<Json value={event} label="Payload as sent to endpoints" />
			</section>
		</>,
	);
}

/** POST /dashboard/events/{directoryId}/{eventId}/redeliver */
export async function redeliver(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const eventId = param(c, 'eventId');
	const id = form.get('endpoint_id');
	await mustChange(c, form, { id: 'redeliver', params: { id, eventId } });
	return done(c, eventPath(param(c, 'directoryId'), eventId), 'redelivering');
}

/** The page of the event with a sequence. */
async function leadTo(c: AppContext, id: string, sequence: number): Promise<Response> {
	const { log } = await read(c, {
		log: {
			id: 'listEvents',
			params: { id },
			query: { order: 'newest', before: String(sequence + 1), limit: '1' },
		},
	});
	const [event] = log.data as readonly Event[];
	if (event?.sequence === sequence) return goTo(c, eventPath(id, event.id));
	const detail = `There is no event with sequence ${sequence} in this log.`;
	throw new PageFailure({ status: 404, title: PROBLEMS[404].title, detail });
}

/** Whom it is about, and the events beside it. */
function Ways({ event, last }: { readonly event: Event; readonly last: number }) {
	const { directory_id: id, sequence } = event;
	return (
		<nav class="pager" aria-label="Related pages">
			{concernedBy(event).map(({ path, name }) => (
				<a href={path}>{name}</a>
			))}
			{sequence > 1 ? (
				<a href={eventPath(id, sequence - 1)} rel="prev">
					Previous event
				</a>
			) : null}
			{sequence < last ? (
				<a href={eventPath(id, sequence + 1)} rel="next">
					Next event
				</a>
			) : null}
		</nav>
	);
}

/** What an update has changed; nothing for other events. */
function Changes({ data }: { readonly data: unknown }) {
	const { changes } = data as { readonly changes?: unknown };
	if (!Array.isArray(changes)) return null;
	const rows = changes as readonly {
		readonly path: string;
		readonly from: unknown;
		readonly to: unknown;
	}[];
	return (
		<section aria-labelledby="changes">
			<h2 id="changes">Changes</h2>
			{rows.length === 0 ? (
				<p>Only values that are never shown, such as a password, have changed.</p>
			) : (
				<Table
					caption="Changes"
					heads={['Attribute', 'Before', 'After']}
					rows={rows.map(({ path, from, to }) => [
						<code>{path}</code>,
						<Value of={from} />,
						<Value of={to} />,
					])}
				/>
			)}
		</section>
	);
}

/** Text as it is, everything else as JSON. */
function Value({ of }: { readonly of: unknown }) {
	if (of === null || of === undefined) return <span class="none">none</span>;
	return <code>{typeof of === 'string' ? of : JSON.stringify(of)}</code>;
}
