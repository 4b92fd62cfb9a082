/** /dashboard/people/{directoryId}/{userId}: what happened to one person, who was told, and what that means. */
import type { TimelinePage } from '../../contract/timeline.ts';
import { param, type AppContext } from '../../http/context.ts';
import { PROVIDER_NAMES } from '../../providers/keys.ts';
import { Empty, Facts, Pager } from '../components/content.tsx';
import { instantOf } from '../components/filters.tsx';
import { viewOf } from '../view.ts';
import { read } from './access.ts';
import { directoryPath } from './directory/tabs.ts';
import { page } from './page.tsx';
import { Conclusion } from './timeline/conclusion.tsx';
import { Entries } from './timeline/entries.tsx';
import { AsOf, State } from './timeline/state.tsx';

/** GET /dashboard/people/{directoryId}/{userId} */
export async function show(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'directoryId'), userId: param(c, 'userId') };
	const typed = c.req.query('at') ?? '';
	const at = typed === '' ? undefined : instantOf(typed, viewOf(c).timeZone);
	// What is no time shall not hide the rest.
	const isTime = at === undefined || !Number.isNaN(Date.parse(at));
	const query = { at: isTime ? at : undefined, cursor: c.req.query('cursor') };
	const { timeline, session } = await read(c, { timeline: { id: 'getTimeline', params, query } });
	return page(
		c,
		session,
		{
			title: timeline.name,
			trail: [{ path: '/dashboard/people', name: 'People' }],
			status: isTime ? 200 : 400,
		},
		<Timeline of={timeline} at={at} error={isTime ? undefined : 'This is no time.'} />,
	);
}

function Timeline({
	of: timeline,
	at,
	error,
}: {
	readonly of: TimelinePage;
	readonly at: string | undefined;
	readonly error: string | undefined;
}) {
	const { directory, user_id: userId, now, as_of: then, conclusion, data } = timeline;
	const path = directoryPath(directory.id);
	return (
		<>
			<Conclusion directoryId={directory.id} findings={conclusion} />
			<Facts
				of={[
					['Directory', <a href={path}>{directory.name}</a>],
					['Identity provider', PROVIDER_NAMES[directory.type]],
					['Tenant', directory.tenant],
					['Product', directory.product],
					[
						'User',
						<a href={`${path}/users/${encodeURIComponent(userId)}`}>
							<code>{userId}</code>
						</a>,
					],
				]}
			/>
			<div class="states">
				<State title="Now" id="now" state={now} directoryId={directory.id} />
				{then === null ? null : (
					<State title="Then" id="then" state={then} directoryId={directory.id} at={at} />
				)}
			</div>
			<AsOf error={error} />
			<section aria-labelledby="timeline">
				<h2 id="timeline">Timeline</h2>
				{data.length === 0 ? (
					<Empty title="Nothing that happened is kept any more.">
						<p>Events and requests are kept for a limited time, and both are over.</p>
					</Empty>
				) : (
					<Entries directoryId={directory.id} entries={data} />
				)}
				<Pager next={timeline.next_cursor} />
			</section>
		</>
	);
}
