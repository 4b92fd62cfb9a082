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
			<Filters label="Which users" refused={refused}>
				<Field
					name="search"
					type="search"
					label="Search"
					hint="The beginning of a full name, of a user name or of an e-mail address; or an id."
				/>
				<Select name="active" label="Who" options={WHO} />
				{group ? <input type="hidden" name="group" value={group} /> : null}
			</Filters>
			{group ? (
				<p>
					Only users who are direct members of{' '}
					<a href={groupPath(directory.id, group)}>one group</a>.
				</p>
			) : null}
			{users.data.length > 0 ? (
				<UserTable directory={directory} users={users.data} />
			) : (
				<Nobody
					directory={directory}
					isFiltered={[query.search, active, group].some(Boolean)}
					hasMore={users.next_cursor !== null}
				/>
			)}
			<Pager next={users.next_cursor} />
		</>,
	);
}

const WHO = [
	['', 'Everybody'],
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
		<Table caption="Users" heads={['Name', 'State', 'User name', 'E-mail', 'Changed']}>
			{props.users.map((user) => (
				<tr>
					<th scope="row">
						<a href={userPath(props.directory.id, user.id)}>{nameOf(user)}</a>
					</th>
					<td>
						<ActiveBadge active={user.active} />
					</td>
					<td>{user.user_name}</td>
					<td>{user.email ?? '–'}</td>
					<td>
						<Time at={user.updated_at} />
					</td>
				</tr>
			))}
		</Table>
	);
}

function Nobody(props: {
	readonly directory: Directory;
	readonly isFiltered: boolean;
	readonly hasMore: boolean;
}) {
	const path = directoryPath(props.directory.id);
	if (props.hasMore) {
		return (
			<Empty title="Nobody on this page.">
				<p>Few of many fit: the next page goes on looking.</p>
			</Empty>
		);
	}
	if (props.isFiltered) {
		return (
			<Empty title="Nobody is found.">
				<p>
					Names are found by their beginning: “jane s” finds Jane Smith, “smith” does not.{' '}
					<a href={`${path}/users`}>See everybody</a>.
				</p>
			</Empty>
		);
	}
	return (
		<Empty title="There are no users yet.">
			<p>
				They come when the identity provider sends them.{' '}
				<a href={path}>See how the connection is doing</a>.
			</p>
		</Empty>
	);
}
