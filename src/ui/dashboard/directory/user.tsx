/** /dashboard/directories/{id}/users/{userId}: all that is known of one user, also of one who was deleted. */
import type { Directory } from '../../../contract/directories.ts';
import type { Page } from '../../../contract/shared.ts';
import { param, type AppContext } from '../../../http/context.ts';
import type { Event } from '../../../webhook/payload.ts';
import { Badge, Empty, Facts, Json, Pager } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { answered, tryRead } from '../access.ts';
import { page } from '../page.tsx';
import { GroupTable } from './groups.tsx';
import { History } from './history.tsx';
import { nameOf, timelinePath, type GroupProfile, type UserProfile } from './paths.ts';
import { directoryPath } from './tabs.ts';
import { ActiveBadge } from './users.tsx';

const PAGE_SIZE = '25';

/** GET /dashboard/directories/{id}/users/{userId} */
export async function show(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'id'), userId: param(c, 'userId') };
	const { groups: groupsCursor, events: eventsCursor } = c.req.query();
	const results = await tryRead(c, {
		directory: { id: 'getDirectory', params },
		user: { id: 'getUser', params },
		groups: { id: 'listUserGroups', params, query: { cursor: groupsCursor, limit: PAGE_SIZE } },
		events: { id: 'listUserEvents', params, query: { cursor: eventsCursor, limit: PAGE_SIZE } },
	});
	const directory = answered(results.directory);
	// Who was deleted is not there any more, but is told of.
	const events = answered(results.events) as Page<Event>;
	const last = events.data[0]?.data as KnownUser | undefined;
	const isGone = !results.user.ok && results.user.error.status === 404 && last !== undefined;
	const user: KnownUser = isGone ? last : answered(results.user);
	return page(
		c,
		results.session,
		{ title: nameOf(user), trail: trailTo(directory) },
		<>
			<Profile user={user} isGone={isGone} />
			{isGone ? null : <Groups directory={directory} groups={answered(results.groups)} />}
			<section aria-labelledby="access">
				<h2 id="access">Access</h2>
				<p>
					<a href={timelinePath(directory.id, user.id)}>Why does this person still have access?</a>{' '}
					See requests, events and deliveries on one timeline.
				</p>
			</section>
			<History events={events} />
			{user.raw === undefined ? null : (
				<section aria-labelledby="raw">
					<h2 id="raw">Raw SCIM</h2>
					<Json value={user.raw} label="Raw SCIM" />
				</section>
			)}
		</>,
	);
}

/** A user as an event may know it. */
type KnownUser = UserProfile & { readonly raw?: unknown };

function trailTo({ id, name }: Directory) {
	const path = directoryPath(id);
	return [
		{ path: '/dashboard/directories', name: 'Directories' },
		{ path, name },
		{ path: `${path}/users`, name: 'Users' },
	];
}

function Profile({ user, isGone }: { readonly user: KnownUser; readonly isGone: boolean }) {
	return (
		<>
			<p>
				{isGone ? (
					<>
						<Badge tone="danger">deleted</Badge> These are the last known details of this user.
					</>
				) : (
					<ActiveBadge active={user.active} />
				)}
			</p>
			<Facts
				of={[
					['User name', user.user_name],
					['Display name', user.display_name ?? '–'],
					['First name', user.first_name ?? '–'],
					['Last name', user.last_name ?? '–'],
					['E-mail address', user.email ?? '–'],
					['User ID', <code>{user.id}</code>],
					['External ID', user.external_id === null ? '–' : <code>{user.external_id}</code>],
					['Created', <Time at={user.created_at} />],
					['Updated', <Time at={user.updated_at} />],
					...Object.entries(user.custom_attributes).map(
						([name, value]) => [name, textOf(value)] as const,
					),
				]}
			/>
		</>
	);
}

/** The value of a custom attribute, which may be JSON of any kind. */
function textOf(value: unknown): string {
	if (value === null) return '–';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function Groups(props: { readonly directory: Directory; readonly groups: Page<GroupProfile> }) {
	const { data, next_cursor: next } = props.groups;
	return (
		<section aria-labelledby="groups">
			<h2 id="groups">Groups</h2>
			{data.length === 0 ? (
				<Empty title="Not in any group yet.">
					<p>Memberships appear here when the identity provider sends them.</p>
				</Empty>
			) : (
				<GroupTable directory={props.directory} groups={data} />
			)}
			<Pager next={next} name="groups" />
		</section>
	);
}
