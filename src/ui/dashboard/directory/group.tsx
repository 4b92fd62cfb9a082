/** /dashboard/directories/{id}/groups/{groupId}: all that is known of one group, also of one that was deleted. */
import type { Directory } from '../../../contract/directories.ts';
import type { Page } from '../../../contract/shared.ts';
import { param, type AppContext } from '../../../http/context.ts';
import type { Event } from '../../../webhook/payload.ts';
import { Badge, Empty, Facts, Json, Pager, Table, type Cells } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { answered, tryRead } from '../access.ts';
import { page } from '../page.tsx';
import { History } from './history.tsx';
import { groupPath, nameOf, userPath, type GroupProfile, type UserProfile } from './paths.ts';
import { directoryPath } from './tabs.ts';
import { ActiveBadge } from './users.tsx';

const MEMBERS = '50';
const EVENTS = '25';

/** GET /dashboard/directories/{id}/groups/{groupId} */
export async function show(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'id'), groupId: param(c, 'groupId') };
	const { members: membersCursor, events: eventsCursor } = c.req.query();
	const results = await tryRead(c, {
		directory: { id: 'getDirectory', params },
		group: { id: 'getGroup', params },
		members: { id: 'listGroupMembers', params, query: { cursor: membersCursor, limit: MEMBERS } },
		events: { id: 'listGroupEvents', params, query: { cursor: eventsCursor, limit: EVENTS } },
	});
	const directory = answered(results.directory);
	// What was deleted is not there any more, but is told of.
	const events = answered(results.events) as Page<Event>;
	const last = events.data[0]?.data as KnownGroup | undefined;
	const isGone = !results.group.ok && results.group.error.status === 404 && last !== undefined;
	const group: KnownGroup = isGone ? last : answered(results.group);
	const path = directoryPath(directory.id);
	const trail = [
		{ path: '/dashboard/directories', name: 'Directories' },
		{ path, name: directory.name },
		{ path: `${path}/groups`, name: 'Groups' },
	];
	return page(
		c,
		results.session,
		{ title: group.name, trail },
		<>
			{isGone ? (
				<p>
					<Badge tone="danger">deleted</Badge> These are the last known details of this group.
				</p>
			) : null}
			<Facts
				of={[
					['Group ID', <code>{group.id}</code>],
					['External ID', group.external_id === null ? '–' : <code>{group.external_id}</code>],
					['Created', <Time at={group.created_at} />],
					['Updated, including members', <Time at={group.updated_at} />],
				]}
			/>
			{isGone ? null : (
				<Members directory={directory} group={group} members={answered(results.members)} />
			)}
			<History
				events={events}
				note="Changes to the group itself. Membership changes are in each user’s history and in the event log of the directory."
			/>
			<section aria-labelledby="raw">
				<h2 id="raw">Raw SCIM</h2>
				<Json value={group.raw} label="Raw SCIM" />
			</section>
		</>,
	);
}

/** A group as the API and the events about it know it. */
type KnownGroup = GroupProfile & { readonly raw: unknown };

type Member =
	| (UserProfile & { readonly type: 'user' })
	| (GroupProfile & { readonly type: 'group' });

function Members(props: {
	readonly directory: Directory;
	readonly group: KnownGroup;
	readonly members: Page<Member>;
}) {
	const { directory, group, members } = props;
	const among = `${directoryPath(directory.id)}/users?group=${encodeURIComponent(group.id)}`;
	return (
		<section aria-labelledby="members">
			<h2 id="members">Members</h2>
			{members.data.length === 0 ? (
				<Empty title="No members yet.">
					<p>Members appear here when the identity provider sends them.</p>
				</Empty>
			) : (
				<>
					<p>
						<a href={among}>Search members</a>
					</p>
					<Table
						caption="Members"
						heads={['Name', 'Status', 'User name', 'E-mail address']}
						rows={members.data.map((member) => cellsOf(directory.id, member))}
					/>
				</>
			)}
			<Pager next={members.next_cursor} name="members" />
		</section>
	);
}

function cellsOf(directoryId: string, member: Member): Cells {
	if (member.type === 'group') {
		const link = <a href={groupPath(directoryId, member.id)}>{member.name}</a>;
		return [link, <Badge tone="secondary">group</Badge>, null, null];
	}
	return [
		<a href={userPath(directoryId, member.id)}>{nameOf(member)}</a>,
		<ActiveBadge active={member.active} />,
		member.user_name,
		member.email ?? '–',
	];
}
