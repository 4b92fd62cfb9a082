/** /dashboard/directories/{id}/users: who is in a directory, searched and paged. */
import type { Directory } from '../../../contract/directories.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Badge, Empty, Pager, Table } from '../../components/content.tsx';
import { Filters } from '../../components/filters.tsx';
import { Field, Select } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { answered, tryRead } from '../access.ts';
import { refusedFilters } from '../filtered.ts';
import { directoryPage } from './frame.tsx';
import { groupPath, nameOf, userPath, type UserProfile } from './paths.ts';
import { directoryPath } from './tabs.ts';

const PAGE_SIZE = '50';

/** GET /dashboard/directories/{id}/users */
export async function list(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { active, cursor, group, search = '' } = c.req.query();
	const query = { search: search.trim(), active, group, cursor, limit: PAGE_SIZE };
	const { session, ...results } = await tryRead(c, {
		directory: { id: 'getDirectory', params },
		users: { id: 'listUsers', params, query },
	});
	const directory = answered(results.directory);
	const refused = refusedFilters(c, results.users);
	const users = results.users.ok ? results.users.value : { data: [], next_cursor: null };
	return directoryPage(
		c,
		session,
		directory,
		{ part: 'Users', status: refused === undefined ? 200 : 400 },
		<>
			<Filters label="Search users" refused={refused} button="Search" reset="Clear filters">
				<Field
					name="search"
					type="search"
					label="Search"
					hint="Beginning of a first name, last name, display name, user name or e-mail address; or an ID."
				/>
				<Select name="active" label="Status" options={STATUSES} />
				{group ? <input type="hidden" name="group" value={group} /> : null}
			</Filters>
			{group ? (
				<p>
					Showing only direct members of <a href={groupPath(directory.id, group)}>one group</a>.
				</p>
			) : null}
			{users.data.length > 0 ? (
				<UserTable directory={directory} users={users.data} />
			) : (
				<NoUsers
					directory={directory}
					isFiltered={[query.search, active, group].some(Boolean)}
					hasMore={users.next_cursor !== null}
				/>
			)}
			<Pager next={users.next_cursor} />
		</>,
	);
}

const STATUSES = [
	['', 'All'],
	['true', 'Active'],
	['false', 'Inactive'],
] as const;

/** Whether somebody may use the application. */
export function ActiveBadge({ active }: Pick<UserProfile, 'active'>) {
	return <Badge tone={active ? 'success' : 'secondary'}>{active ? 'active' : 'inactive'}</Badge>;
}

function UserTable(props: {
	readonly directory: Directory;
	readonly users: readonly UserProfile[];
}) {
	return (
		<Table
			caption="Users"
			heads={['Name', 'Status', 'User name', 'E-mail address', 'Updated']}
			rows={props.users.map((user) => [
				<a href={userPath(props.directory.id, user.id)}>{nameOf(user)}</a>,
				<ActiveBadge active={user.active} />,
				user.user_name,
				user.email ?? '–',
				<Time at={user.updated_at} />,
			])}
		/>
	);
}

function NoUsers(props: {
	readonly directory: Directory;
	readonly isFiltered: boolean;
	readonly hasMore: boolean;
}) {
	const path = directoryPath(props.directory.id);
	if (props.hasMore) {
		return (
			<Empty title="No users on this page.">
				<p>The search continues on the next page.</p>
			</Empty>
		);
	}
	if (props.isFiltered) {
		return (
			<Empty title="No users found.">
				<p>
					The search matches the beginning of a name or an e-mail address.{' '}
					<a href={`${path}/users`}>Show all users</a>.
				</p>
			</Empty>
		);
	}
	return (
		<Empty title="No users yet.">
			<p>
				Users appear here when the identity provider sends them.{' '}
				<a href={path}>Check the connection</a>.
			</p>
		</Empty>
	);
}
