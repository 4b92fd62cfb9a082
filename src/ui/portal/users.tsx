/** /setup/{link}/users: the first users and groups that have come. */
import { showWhole } from '../../http/api/profiles.ts';
import type { AppContext } from '../../http/context.ts';
import { listGroups, listUsers, type ProfilePage, type ProfileRead } from '../../store/profiles.ts';
import { together } from '../../store/together.ts';
import { Empty } from '../components/content.tsx';
import { Rich } from '../components/rich.tsx';
import { Watched, WatchedPart } from './watched.tsx';
import { page, part } from './page.tsx';
import { toldOf, type Told } from './provider.ts';
import { baseOf, enter, type Visit } from './session.ts';
import { arrivals } from './standing.ts';

/** Enough to see that the right ones come, and that their names are right. */
const SHOWN = { limit: 10 } as const;

type Listed = ProfileRead<ProfilePage | undefined>;

interface Found {
	readonly users: Listed;
	readonly groups: Listed;
}

function visitOf(c: AppContext): Promise<Visit<Found> | Response> {
	return enter(c, (db, { directoryId }) =>
		together(db, {
			users: (each) => listUsers(each, directoryId, {}, SHOWN),
			groups: (each) => listGroups(each, directoryId, {}, SHOWN),
		}),
	);
}

/** GET /setup/{link}/users */
export async function show(c: AppContext): Promise<Response> {
	const visit = await visitOf(c);
	if (visit instanceof Response) return visit;
	const base = baseOf(visit.link.id);
	const told = toldOf(c, visit);
	return page(
		c,
		visit.audience,
		{ title: 'The first users', step: 'users', base },
		<>
			<p>
				These are the first who have come from {told.name}. Look whether they are the right ones,
				and whether their names and addresses are right.
			</p>
			<Watched path={`${base}/users/live`} summary={summaryOf(visit)} label="Who has come">
				<Arrived visit={visit} told={told} />
			</Watched>
			<p class="actions">
				<a class="button" href={`${base}/done`}>
					Go on: done
				</a>
				<a class="button outline" href={`${base}/users`}>
					Look again
				</a>
			</p>
		</>,
	);
}

/** GET /setup/{link}/users/live: the part of the page that changes. */
export async function live(c: AppContext): Promise<Response> {
	const visit = await visitOf(c);
	if (visit instanceof Response) return visit;
	return part(
		c,
		<WatchedPart summary={summaryOf(visit)}>
			<Arrived visit={visit} told={toldOf(c, visit)} />
		</WatchedPart>,
	);
}

function summaryOf({ directory }: Visit<Found>): string {
	return directory.userCount + directory.groupCount === 0
		? 'Nobody has come yet.'
		: `${arrivals(directory)}.`;
}

function Arrived({ visit, told }: { readonly visit: Visit<Found>; readonly told: Told }) {
	const { users, groups } = visit.found;
	const [people, teams] = [profilesOf(users), profilesOf(groups)];
	if (people.length + teams.length === 0) {
		return (
			<Empty title={`Assign somebody to the application in ${told.name}, and they will be here.`}>
				<p>
					<Rich text={told.provider.rates.notes} />
				</p>
			</Empty>
		);
	}
	return (
		<>
			<h2>Users</h2>
			<ul class="people">
				{people.map((user) => (
					<li>
						<strong>{nameOf(user)}</strong> {textOf(user, 'email')}
						{user['active'] === false ? ' (inactive)' : ''}
					</li>
				))}
			</ul>
			<h2>Groups</h2>
			{teams.length === 0 ? (
				<p>
					None have come yet. <Rich text={told.provider.groups.how} />
				</p>
			) : (
				<ul class="people">
					{teams.map((group) => (
						<li>
							<strong>{textOf(group, 'name')}</strong>
						</li>
					))}
				</ul>
			)}
		</>
	);
}

type Profile = ReturnType<typeof showWhole>;

function profilesOf({
	schemas,
	found,
}: Listed & { readonly found?: ProfilePage | undefined }): readonly Profile[] {
	if (schemas === undefined || found === undefined) return [];
	return found.items.map((resource) => showWhole(resource, schemas));
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
