/** /dashboard/events: the logs that there are. */
import type { AppContext } from '../../http/context.ts';
import { isBound } from '../../store/ownership.ts';
import { Empty, Pager, Table } from '../components/content.tsx';
import { Filters } from '../components/filters.tsx';
import { Field } from '../components/form.tsx';
import { tryRead } from './access.ts';
import { logPath, OPERATIONS_ID } from './event-links.ts';
import { refusedFilters } from './filtered.ts';
import { page } from './page.tsx';

/** GET /dashboard/events */
export async function choose(c: AppContext): Promise<Response> {
	const { directories, session } = await tryRead(c, {
		directories: {
			id: 'listDirectories',
			query: {
				tenant: c.req.query('tenant'),
				product: c.req.query('product'),
				cursor: c.req.query('cursor'),
			},
		},
	});
	const refused = refusedFilters(c, directories);
	const found = directories.ok ? directories.value : { data: [], next_cursor: null };
	return page(
		c,
		session,
		{ title: 'Events', status: refused === undefined ? 200 : 400 },
		<>
			<p>Each directory has a log of its own: what happened in it, in order.</p>
			{isBound(session.caller) ? null : (
				<p>
					What operators must hear of, endpoints that were disabled and brakes that were engaged, is
					in the <a href={logPath(OPERATIONS_ID)}>operations log</a>.
				</p>
			)}
			<Filters label="Which directories" refused={refused}>
				<Field label="Tenant" name="tenant" />
				<Field label="Product" name="product" />
			</Filters>
			{found.data.length === 0 ? (
				<Empty title="There is no such directory.">
					<p>
						<a href="/dashboard/directories">Make a directory</a>, or look for others.
					</p>
				</Empty>
			) : (
				<Table caption="Logs" heads={['Directory', 'Tenant', 'Product', 'Events so far']}>
					{found.data.map((directory) => (
						<tr>
							<th scope="row">
								<a href={logPath(directory.id)}>{directory.name}</a>
								<br />
								<small>
									<code>{directory.id}</code>
								</small>
							</th>
							<td>{directory.tenant}</td>
							<td>{directory.product}</td>
							<td>{directory.last_sequence}</td>
						</tr>
					))}
				</Table>
			)}
			<Pager next={found.next_cursor} />
		</>,
	);
}
