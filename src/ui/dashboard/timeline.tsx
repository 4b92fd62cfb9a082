/** /dashboard/people/{directoryId}/{userId}: what happened to one person, who was told, and what that means. */
import type { Problem } from '../../contract/problem.ts';
import type { TimelinePage } from '../../contract/timeline.ts';
import { param, type AppContext } from '../../http/context.ts';
import { now as currentTime } from '../../platform/clock.ts';
import { PROVIDER_NAMES } from '../../providers/keys.ts';
import { isBound } from '../../store/ownership.ts';
import { Empty, Facts, Pager } from '../components/content.tsx';
import { instantOf } from '../components/filters.tsx';
import { viewOf } from '../view.ts';
import { PageFailure } from '../request.ts';
import { answered, tryRead } from './access.ts';
import { directoryPath } from './directory/tabs.ts';
import { page } from './page.tsx';
import { PeopleTable } from './people.tsx';
import { Conclusion } from './timeline/conclusion.tsx';
import { Entries } from './timeline/entries.tsx';
import { AsOf, State } from './timeline/state.tsx';

/** GET /dashboard/people/{directoryId}/{userId} */
export async function show(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'directoryId'), userId: param(c, 'userId') };
	const typed = c.req.query('at') ?? '';
	const at = typed === '' ? undefined : endOfSecond(instantOf(typed, viewOf(c).timeZone));
	// What is no time shall not hide the rest.
	const isTime = at === undefined || !Number.isNaN(Date.parse(at));
	const query = { at: isTime ? at : undefined, cursor: c.req.query('cursor') };
	const { session, ...found } = await tryRead(c, {
		timeline: { id: 'getTimeline', params, query },
	});
	if (!found.timeline.ok && found.timeline.error.status === 404) throw gone(found.timeline.error);
	const timeline = answered(found.timeline);
	return page(
		c,
		session,
		{
			title: timeline.name,
			trail: [{ path: '/dashboard/people', name: 'People' }],
			status: isTime ? 200 : 400,
		},
		<Timeline
			of={timeline}
			at={at}
			error={isTime ? undefined : 'Enter a valid date and time.'}
			isLimited={isBound(session.caller)}
		/>,
	);
}

/** Who types a second means all of it: what happened during it has happened. */
function endOfSecond(at: string): string {
	return at.replace(/\.000Z$/, '.999Z');
}

/** Who opens an old link is told what may have become of the person. */
function gone({ status, title, detail }: Problem): PageFailure {
	const why =
		'It was deleted, or never existed. Deleting a directory deletes its people. The operations log shows when a directory was deleted.';
	return new PageFailure({ status, title, detail: `${detail} ${why}` });
}

function Timeline({
	of: timeline,
	at,
	error,
	isLimited,
}: {
	readonly of: TimelinePage;
	readonly at: string | undefined;
	readonly error: string | undefined;
	/** Whether the key may not see all endpoints. */
	readonly isLimited: boolean;
}) {
	const { directory, user_id: userId, now, as_of: then, conclusion, data } = timeline;
	const others = timeline.other_accounts ?? [];
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
			{others.length === 0 ? null : (
				<section aria-labelledby="others">
					<h2 id="others">Other accounts</h2>
					<p>Accounts in this tenant with the same user name, e-mail address or external id.</p>
					<PeopleTable caption="Other accounts" people={others} />
				</section>
			)}
			<section class="state" aria-labelledby="state">
				<h2 id="state">State</h2>
				<AsOf error={error} />
				<div class="states">
					{then === null ? null : (
						<State
							id="then"
							state={then}
							directoryId={directory.id}
							at={at}
							isFuture={Date.parse(at ?? '') > currentTime()}
						/>
					)}
					<State id="now" state={now} directoryId={directory.id} />
				</div>
			</section>
			<section aria-labelledby="timeline">
				<h2 id="timeline">Timeline</h2>
				{data.length === 0 ? (
					<Empty title="The events and requests of this person are no longer kept.">
						<p>Both are deleted at the end of their retention period.</p>
					</Empty>
				) : (
					<Entries {...{ directoryId: directory.id, userId, isLimited, entries: data }} />
				)}
				<Pager next={timeline.next_cursor} />
			</section>
		</>
	);
}
