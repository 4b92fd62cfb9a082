/** /dashboard/directories/{id}/groups: the groups of a directory, searched and paged. */
import type { Directory } from '../../../contract/directories.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Empty, Pager, Table } from '../../components/content.tsx';
import { Filters } from '../../components/filters.tsx';
import { Field } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { answered, tryRead } from '../access.ts';
import { refusedFilters } from '../filtered.ts';
import { directoryPage } from './frame.tsx';
import { groupPath, type GroupProfile } from './paths.ts';
import { directoryPath } from './tabs.ts';

const PAGE_SIZE = '50';

/** GET /dashboard/directories/{id}/groups */
export async function list(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { cursor, search = '' } = c.req.query();
	const query = { search: search.trim(), cursor, limit: PAGE_SIZE };
	const { session, ...results } = await tryRead(c, {
		directory: { id: 'getDirectory', params },
		groups: { id: 'listGroups', params, query },
	});
	const directory = answered(results.directory);
	const refused = refusedFilters(c, results.groups);
	const groups = results.groups.ok ? results.groups.value : { data: [], next_cursor: null };
	const path = directoryPath(directory.id);
	return directoryPage(
		c,
		session,
		directory,
		{ part: 'Groups', status: refused === undefined ? 200 : 400 },
		<>
			<Filters label="Search groups" refused={refused} button="Search" reset="Clear search">
				<Field
					name="search"
					type="search"
					label="Search"
					hint="Beginning of the group name, or an ID."
				/>
			</Filters>
			{groups.data.length > 0 ? (
				<GroupTable directory={directory} groups={groups.data} />
			) : query.search === '' ? (
				<Empty title="No groups yet.">
					<p>
						Groups appear here when the identity provider sends them. Most identity providers send
						only the groups that you select there. <a href={path}>Check the connection</a>.
					</p>
				</Empty>
			) : (
				<Empty title="No groups found.">
					<p>
						The search matches the beginning of the group name.{' '}
						<a href={`${path}/groups`}>Show all groups</a>.
					</p>
				</Empty>
			)}
			<Pager next={groups.next_cursor} />
		</>,
	);
}

/** Groups with links to their pages. */
export function GroupTable(props: {
	readonly directory: Directory;
	readonly groups: readonly GroupProfile[];
}) {
	const { directory, groups } = props;
	return (
		<Table
			caption="Groups"
			heads={['Name', 'External ID', 'Updated']}
			rows={groups.map((group) => [
				<a href={groupPath(directory.id, group.id)}>{group.name}</a>,
				group.external_id ?? '–',
				<Time at={group.updated_at} />,
			])}
		/>
	);
}
