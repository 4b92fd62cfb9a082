/** /setup/{link}/check: what has come from the provider so far, and what is missing. */
import { toTimestamp } from '../../contract/shared.ts';
import type { AppContext } from '../../http/context.ts';
import { Rich } from '../components/rich.tsx';
import { Time } from '../components/time.tsx';
import { Findings } from './findings.tsx';
import { firstOf } from './first.ts';
import { isAsked, look, type Seen } from './look.ts';
import { page, part } from './page.tsx';
import { baseOf, forgetSecret } from './session.ts';
import type { Milestone } from './standing.ts';
import { Choice, Watched, WatchedPart } from './watched.tsx';

/** GET /setup/{link}/check */
export async function show(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { visit, standing, reached } = seen;
	await forgetSecret(c, visit);
	const base = baseOf(visit.link.id);
	const isFailing = isMendable(seen);
	return page(
		c,
		visit.audience,
		{ title: 'Check the connection', step: 'check', reached, base },
		<>
			<p>
				<Rich text={firstOf(seen.told).test} />
			</p>
			{/* Above what changes, so that nothing moves under a click. */}
			<p class="actions">
				<Choice first="well" href={`${base}/users`} isFailing={isFailing}>
					Next: first users
				</Choice>
				<a class="button outline" href={`${base}/check`}>
					Check again
				</a>
				{visit.session.token === null ? null : (
					<Choice first="failing" href={`${base}/connect`} isFailing={isFailing}>
						Back to URL, token and steps
					</Choice>
				)}
			</p>
			<Watched
				path={`${base}/check/live`}
				summary={standing.summary}
				label="Connection status"
				isFailing={isFailing}
			>
				<Progress seen={seen} />
			</Watched>
		</>,
	);
}

/** GET /setup/{link}/check/live: the part of the page that changes. */
export async function live(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { standing } = seen;
	return part(
		c,
		<WatchedPart summary={standing.summary} isFailing={isMendable(seen)}>
			<Progress seen={seen} />
		</WatchedPart>,
	);
}

/** There is something to put right where the URL and the token are; Google is given neither. */
function isMendable({ visit, standing }: Seen): boolean {
	if (visit.session.token === null) return false;
	return standing.isFailing || (standing.refused?.refusal ?? null) !== null;
}

/** What has come, and what is wrong: nothing in it can be focused, because it is replaced as it changes. */
function Progress({ seen }: { readonly seen: Seen }) {
	const { visit, told, standing, provider } = seen;
	const isWaiting = standing.milestones[0]?.at === undefined;
	return (
		<>
			<ul class="milestones">
				{standing.milestones.map((milestone) => (
					<Reached milestone={milestone} />
				))}
			</ul>
			<Findings standing={standing} provider={provider} />
			{isAsked(visit) || !isWaiting || standing.isFailing ? null : (
				<p>
					<small>
						No request after your test? Compare the URL in {told.name} with the one on the step
						Connect, character by character. If it is the same, check whether a firewall blocks
						requests from {told.name}, and whether provisioning has to be turned on first.
					</small>
				</p>
			)}
		</>
	);
}

function Reached({ milestone: { name, at, detail, lastAt } }: { readonly milestone: Milestone }) {
	const isReached = at !== undefined;
	return (
		<li class={isReached ? 'reached' : ''}>
			<strong>{name}</strong>
			<span class="hidden">{isReached ? ': done.' : ': not yet.'}</span>
			{typeof at === 'number' ? (
				<>
					{' '}
					<Time at={toTimestamp(at)} />
				</>
			) : null}
			{detail === '' ? null : <div>{detail}</div>}
			{lastAt === undefined ? null : (
				<div>
					Last request: <Time at={toTimestamp(lastAt)} />
				</div>
			)}
		</li>
	);
}
