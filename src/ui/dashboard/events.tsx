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

const FILTERS = ['tenant', 'product'] as const;

/** GET /dashboard/events */
export async function choose(c: AppContext): Promise<Response> {
	const filters = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()]));
	const { directories, session } = await tryRead(c, {
		directories: {
			id: 'listDirectories',
			query: { ...filters, cursor: c.req.query('cursor') },
		},
	});
	const refused = refusedFilters(c, directories);
	const found = directories.ok ? directories.value : { data: [], next_cursor: null };
	return page(
		c,
		session,
		{ title: 'Events', status: refused === undefined ? 200 : 400 },
		<>
			<p>Each directory has an event log: all changes to its users and groups, in order.</p>
			{isBound(session.caller) ? null : (
				<p>
					The <a href={logPath(OPERATIONS_ID)}>operations log</a> records disabled webhook endpoints
					and engaged deprovisioning brakes.
				</p>
			)}
			<Filters label="Filter directories" refused={refused}>
				<Field label="Tenant" name="tenant" />
				<Field label="Product" name="product" />
			</Filters>
			{found.data.length === 0 ? (
				<None isFiltered={Object.values(filters).some(Boolean)} />
			) : (
				<Table
					caption="Event logs"
					heads={['Directory', 'Tenant', 'Product', 'Last sequence']}
					rows={found.data.map((directory) => [
						<>
							<a href={logPath(directory.id)}>{directory.name}</a>
							<br />
							<small>
								<code>{directory.id}</code>
							</small>
						</>,
						directory.tenant,
						directory.product,
						directory.last_sequence,
					])}
				/>
			)}
			<Pager next={found.next_cursor} />
		</>,
	);
}

function None({ isFiltered }: { readonly isFiltered: boolean }) {
	return isFiltered ? (
		<Empty title="No directories match these filters.">
			<p>Change or clear the filters.</p>
		</Empty>
	) : (
		<Empty title="No directories yet.">
			<p>
				<a href="/dashboard/directories">Create a directory</a> to record events.
			</p>
		</Empty>
	);
}
