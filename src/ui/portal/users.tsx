/** /setup/{link}/users: the first users and groups that have come. */
import { showWhole } from '../../http/api/profiles.ts';
import type { AppContext } from '../../http/context.ts';
import { Empty } from '../components/content.tsx';
import { Rich } from '../components/rich.tsx';
import { beforeOf, comeOf, SHOWN_MAX, type Come } from './arrivals.ts';
import { firstOf } from './first.ts';
import { look, type Seen } from './look.ts';
import { page, part } from './page.tsx';
import { baseOf } from './session.ts';
import { Watched, WatchedPart } from './watched.tsx';

/** GET /setup/{link}/users */
export async function show(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	const { visit, reached, standing } = seen;
	const hasUsers = standing.arrivals.users.count > 0;
	const base = baseOf(visit.link.id);
	return page(
		c,
		visit.audience,
		{ title: 'First users', step: 'users', reached, base },
		<>
			<p>
				Users and groups appear here when they arrive, newest first.
				{hasUsers
					? ' Check that they are the right people, and that names and e-mail addresses are correct.'
					: ''}
			</p>
			<Watched
				path={`${base}/users/live`}
				summary={summaryOf(seen)}
				label="Users and groups received"
			>
				<Arrived seen={seen} />
			</Watched>
			<p class="actions">
				<a class="button" href={`${base}/done`}>
					Next: finish setup
				</a>
				<a class="button outline" href={`${base}/users`}>
					Check again
				</a>
				<a href={`${base}/check`}>Back to the connection check</a>
			</p>
		</>,
	);
}

/** GET /setup/{link}/users/live: the part of the page that changes. */
export async function live(c: AppContext): Promise<Response> {
	const seen = await look(c);
	if (seen instanceof Response) return seen;
	return part(
		c,
		<WatchedPart summary={summaryOf(seen)}>
			<Arrived seen={seen} />
		</WatchedPart>,
	);
}

function summaryOf({ standing: { arrivals } }: Seen): string {
	const { users, groups } = arrivals;
	const before = beforeOf(arrivals);
	if (users.count + groups.count > 0) return `${comeOf(arrivals)}.${before}`;
	return before === '' ? 'No users yet.' : `No new users yet.${before}`;
}

function Arrived({ seen }: { readonly seen: Seen }) {
	const { visit, told, standing, since } = seen;
	const { users, groups } = visit.found;
	const [people, teams] = [profilesOf(users, since), profilesOf(groups, since)];
	const warnings = standing.findings.filter(({ severity }) => severity !== 'hint');
	const assign = firstOf(told).users;
	return (
		<>
			{warnings.map(({ title }) => (
				<p>
					<strong>
						<Rich text={title} />.
					</strong>{' '}
					The step Check says what to do.
				</p>
			))}
			{people.length + teams.length === 0 ? (
				<Empty title={assign}>
					<p>
						<Rich text={told.afterwards.changes} />
					</p>
				</Empty>
			) : (
				<>
					<h2>Users</h2>
					{people.length === 0 ? <p>No users yet. {assign}</p> : null}
					<ul class="people">
						{people.map((user) => (
							<li>
								<Person user={user} />
							</li>
						))}
					</ul>
					<Rest come={standing.arrivals.users} />
					<h2>Groups</h2>
					{teams.length === 0 ? (
						<p>
							No groups yet. <Rich text={told.afterwards.groups} />
						</p>
					) : null}
					<ul class="people">
						{teams.map((group) => (
							<li>
								<strong>{textOf(group, 'name')}</strong>
							</li>
						))}
					</ul>
					<Rest come={standing.arrivals.groups} />
				</>
			)}
		</>
	);
}

/** That those above are not all. */
function Rest({ come: { count, isMore } }: { readonly come: Come }) {
	if (isMore) return <p>Showing the newest {SHOWN_MAX}. More have arrived.</p>;
	if (count <= SHOWN_MAX) return null;
	return (
		<p>
			Showing the newest {SHOWN_MAX} of {count.toLocaleString('en')}.
		</p>
	);
}

/** By name, then by whatever tells two of the same name apart. */
function Person({ user }: { readonly user: Profile }) {
	const name = nameOf(user);
	const others = [textOf(user, 'user_name'), textOf(user, 'email')];
	const more = [...new Set(others)].filter((each) => each !== '' && each !== name);
	return (
		<>
			<strong>{name}</strong> {more.join(', ')}
			{user['active'] === false ? ' (inactive)' : ''}
		</>
	);
}

type Profile = ReturnType<typeof showWhole>;

type Listed = Seen['visit']['found']['users'];

function profilesOf(read: Listed, since: number): readonly Profile[] {
	if (read.schemas === undefined) return [];
	const { schemas, found } = read;
	return found
		.slice(0, SHOWN_MAX)
		.filter(({ createdAt }) => createdAt >= since)
		.map((resource) => showWhole(resource, schemas));
}

function nameOf(user: Profile): string {
	const parts = [textOf(user, 'first_name'), textOf(user, 'last_name')].filter(
		(each) => each !== '',
	);
	return parts.join(' ') || textOf(user, 'display_name') || textOf(user, 'user_name');
}

/** Fields that a directory maps may be of any type. */
function textOf(profile: Profile, field: string): string {
	const value = profile[field];
	return typeof value === 'string' ? value : '';
}
