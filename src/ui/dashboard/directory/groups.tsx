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
			<Filters label="Which groups" refused={refused}>
				<Field
					name="search"
					type="search"
					label="Search"
					hint="The beginning of the name, or an id."
				/>
			</Filters>
			{groups.data.length > 0 ? (
				<GroupTable directory={directory} groups={groups.data} />
			) : query.search === '' ? (
				<Empty title="There are no groups yet.">
					<p>
						They come when the identity provider sends them; most are told which ones.{' '}
						<a href={path}>See how the connection is doing</a>.
					</p>
				</Empty>
			) : (
				<Empty title="No group is found.">
					<p>
						Names are found by their beginning. <a href={`${path}/groups`}>See all groups</a>.
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
		<Table caption="Groups" heads={['Name', 'External id', 'Changed']}>
			{groups.map((group) => (
				<tr>
					<th scope="row">
						<a href={groupPath(directory.id, group.id)}>{group.name}</a>
					</th>
					<td>{group.external_id ?? '–'}</td>
					<td>
						<Time at={group.updated_at} />
					</td>
				</tr>
			))}
		</Table>
	);
}
