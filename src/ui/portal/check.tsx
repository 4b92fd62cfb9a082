/** /setup/{link}/check: what has come from the provider so far, and what is missing. */
import { toTimestamp } from '../../contract/shared.ts';
import type { AppContext } from '../../http/context.ts';
import { Time } from '../components/time.tsx';
import { Findings } from './findings.tsx';
import { isAsked, look, type Seen } from './look.ts';
import { page, part } from './page.tsx';
import { baseOf, forgetSecret } from './session.ts';
import type { Milestone } from './standing.ts';
import { Watched, WatchedPart } from './watched.tsx';

/** GET /setup/{link}/check */
export async function show(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { visit, standing, reached } = seen;
	const isWaiting = standing.milestones[0]?.at === undefined;
	await forgetSecret(c, visit);
	const base = baseOf(visit.link.id);
	const { name } = seen.told;
	return page(
		c,
		visit.audience,
		{ title: 'Check the connection', step: 'check', reached, base },
		<>
			<p>
				{isAsked(visit)
					? 'Users and groups are being read from Google Workspace. This page shows the progress.'
					: `In ${name}, test the connection or assign the first user now. This page shows what arrives.`}
			</p>
			<Watched path={`${base}/check/live`} summary={standing.summary} label="Connection status">
				<Progress seen={seen} />
			</Watched>
			<p class="actions">
				<a class="button" href={`${base}/users`}>
					Next: first users
				</a>
				<a class="button outline" href={`${base}/check`}>
					Check again
				</a>
				{visit.session.token === null ? null : (
					<a href={`${base}/connect`}>Back to URL, token and steps</a>
				)}
			</p>
			{isAsked(visit) || !isWaiting ? null : (
				<p>
					<small>
						No request after your test? Compare the URL in {name} with the one on the step Connect,
						character by character. If it is the same, check whether a firewall blocks requests from{' '}
						{name}, and whether provisioning has to be turned on first.
					</small>
				</p>
			)}
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
		<WatchedPart summary={standing.summary}>
			<Progress seen={seen} />
		</WatchedPart>,
	);
}

/** What has come, and what is wrong: nothing in it can be focused, because it is replaced as it changes. */
function Progress({ seen: { standing, provider } }: { readonly seen: Seen }) {
	return (
		<>
			<ul class="milestones">
				{standing.milestones.map((milestone) => (
					<Reached milestone={milestone} />
				))}
			</ul>
			<Findings standing={standing} provider={provider} />
		</>
	);
}

function Reached({ milestone: { name, at, detail } }: { readonly milestone: Milestone }) {
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
		</li>
	);
}
