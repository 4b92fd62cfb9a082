/** /setup/{link}/check: what has come from the provider so far, and what is missing. */
import { toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { diagnosisOf } from '../../http/api/diagnosis.ts';
import type { AppContext } from '../../http/context.ts';
import { findGoogleConnection } from '../../store/google-connections.ts';
import { together } from '../../store/together.ts';
import { Badge, type Tone } from '../components/content.tsx';
import { Rich } from '../components/rich.tsx';
import { Time } from '../components/time.tsx';
import { Watched, WatchedPart } from './watched.tsx';
import { ended, page, part } from './page.tsx';
import { toldOf } from './provider.ts';
import { baseOf, enter, forgetSecret, type Visit } from './session.ts';
import { standingOfGoogle, standingOfScim, type Milestone, type Standing } from './standing.ts';

/** GET /setup/{link}/check */
export async function show(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { visit, standing } = seen;
	await forgetSecret(c, visit);
	const base = baseOf(visit.link.id);
	const { name } = toldOf(c, visit);
	return page(
		c,
		visit.audience,
		{ title: 'Check the connection', step: 'check', base },
		<>
			<p>
				{isAsked(visit)
					? 'Google is asked for users and groups. This page tells how far that is.'
					: `Press the test button in ${name} now, or send the first person. This page tells what comes.`}
			</p>
			<Watched path={`${base}/check/live`} summary={standing.summary} label="What has come">
				<Progress standing={standing} />
			</Watched>
			<p class="actions">
				<a class="button" href={`${base}/users`}>
					Go on: first users
				</a>
				<a class="button outline" href={`${base}/check`}>
					Check again
				</a>
				{visit.session.token === null ? null : <a href={`${base}/connect`}>URL, token and steps</a>}
			</p>
			{isAsked(visit) ? null : (
				<p>
					<small>
						Nothing comes although you have pressed the button? Then what was pasted as the URL is
						another one: requests to it come to somebody else.
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
			<Progress standing={standing} />
		</WatchedPart>,
	);
}

async function look(
	c: AppContext,
): Promise<{ readonly visit: Visit<unknown>; readonly standing: Standing } | Response> {
	const visit = await enter(c, (db, { directoryId }) =>
		together(db, {
			diagnosis: (each) => diagnosisOf(each, directoryId, now()),
			google: (each) => findGoogleConnection(each, directoryId),
		}),
	);
	if (visit instanceof Response) return visit;
	const { directory, link, isTokenUsed, found } = visit;
	const { diagnosis, google } = found;
	if (diagnosis === undefined) return ended(c, visit.audience, 'gone');
	const { name } = toldOf(c, visit);
	const since = link.usedAt ?? 0;
	const standing = isAsked(visit)
		? standingOfGoogle(diagnosis, directory, google)
		: standingOfScim({ diagnosis, directory, since, isTokenUsed, name });
	return { visit, standing };
}

/** Google is asked, where others send. */
function isAsked({ directory }: Visit<unknown>): boolean {
	return directory.type === 'google';
}

const TONES = {
	error: 'danger',
	warning: 'warning',
	hint: 'secondary',
} as const satisfies Readonly<Record<string, Tone>>;

const SEVERITIES = { error: 'Wrong', warning: 'Mind this', hint: 'Good to know' } as const;

/** What has come, and what is wrong: nothing in it can be focused, because it is replaced as it changes. */
function Progress({ standing: { milestones, findings } }: { readonly standing: Standing }) {
	return (
		<>
			<ul class="milestones">
				{milestones.map((milestone) => (
					<Reached milestone={milestone} />
				))}
			</ul>
			{findings.map(({ title, severity, detail, remedy, evidence }) => (
				<div class="card finding" data-severity={severity}>
					<h2>
						<Badge tone={TONES[severity]}>{SEVERITIES[severity]}</Badge> <Rich text={title} />
					</h2>
					<p>
						<Rich text={detail} />
					</p>
					<p>
						<strong>What to do:</strong> <Rich text={remedy} />
					</p>
					{evidence === null ? null : (
						<p>
							<small>
								Last seen: <code>{`${evidence.method} ${evidence.target}`}</code>, answered{' '}
								{evidence.status}, <Time at={toTimestamp(evidence.at)} />
							</small>
						</p>
					)}
				</div>
			))}
		</>
	);
}

function Reached({ milestone: { name, at, detail } }: { readonly milestone: Milestone }) {
	const isReached = at !== undefined;
	return (
		<li class={isReached ? 'reached' : ''}>
			<strong>{name}</strong>
			<span class="hidden">{isReached ? ': yes.' : ': not yet.'}</span>
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
