/** /dashboard/audit-log: who did what, and what identity providers asked for. */
import type { AuditEntry } from '../../contract/audit.ts';
import type { AppContext } from '../../http/context.ts';
import { Empty, HttpStatus, Pager, Table } from '../components/content.tsx';
import { Filters, instantOf, TimeFilter } from '../components/filters.tsx';
import { Field, Select } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { viewOf } from '../view.ts';
import { tryRead } from './access.ts';
import { sayAction } from './audit-action.ts';
import { directoryPath } from './directory/tabs.ts';
import { refusedFilters } from './filtered.ts';
import { page } from './page.tsx';

const FILTERS = ['kind', 'directory_id', 'tenant', 'product', 'actor', 'action', 'status'] as const;

const KINDS = [
	['', 'All'],
	['management', 'Changes by people and applications'],
	['scim', 'Requests of identity providers'],
] as const;

/** GET /dashboard/audit-log */
export async function list(c: AppContext): Promise<Response> {
	const { timeZone } = viewOf(c);
	const timeOf = (name: string) => instantOf(c.req.query(name)?.trim() ?? '', timeZone);
	const { entries, session } = await tryRead(c, {
		entries: {
			id: 'listAuditEntries',
			query: {
				...Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()])),
				since: timeOf('since'),
				until: timeOf('until'),
				limit: '50',
				cursor: c.req.query('cursor'),
			},
		},
	});
	const refused = refusedFilters(c, entries);
	const found = entries.ok ? entries.value : { data: [], next_cursor: null };
	return page(
		c,
		session,
		{ title: 'Audit log', status: refused === undefined ? 200 : 400 },
		<>
			<Filters label="Which entries" refused={refused} folds>
				<Select label="Kind" options={KINDS} name="kind" />
				<Field label="Action" hint="Such as token.create, scim.users.*" name="action" />
				<Field label="Status" hint="Such as 409, or 4xx." name="status" />
				<Field label="Directory" hint="Its id." name="directory_id" />
				<Field label="Tenant" name="tenant" />
				<Field label="Product" name="product" />
				<Field label="By" hint="Id of an API key or a SCIM token." name="actor" />
				<TimeFilter name="since" label="From" />
				<TimeFilter name="until" label="Until" />
			</Filters>
			{found.data.length === 0 && entries.ok ? (
				<None hasMore={found.next_cursor !== null} />
			) : (
				<div class="entries">
					<Table caption="Audit log" heads={['When', 'What', 'By', 'About', 'Answer']}>
						{found.data.map((entry) => (
							<Entry entry={entry} />
						))}
					</Table>
				</div>
			)}
			<Pager next={found.next_cursor} />
		</>,
	);
}

function None({ hasMore }: { readonly hasMore: boolean }) {
	return hasMore ? (
		<Empty title="There is no such entry among those that were looked at.">
			<p>What is rare is looked for a part of the log at a time: go on to the next page.</p>
		</Empty>
	) : (
		<Empty title="There is no such entry.">
			<p>Changes are here at once, SCIM requests a second later. Look for others.</p>
		</Empty>
	);
}

function Entry({ entry }: { readonly entry: AuditEntry }) {
	const { directory_id: directoryId, tenant, product } = entry;
	return (
		<tr>
			<td>
				<Time at={entry.at} />
			</td>
			<th scope="row">
				{sayAction(entry.action)}
				<br />
				<small>
					<code>{entry.action}</code>
				</small>
			</th>
			<td>
				<code>{entry.actor ?? 'nobody known'}</code>
				<br />
				<small>{entry.ip ?? ''}</small>
			</td>
			<td>
				<Target entry={entry} />
				{directoryId === null ? null : (
					<>
						<a href={directoryPath(directoryId)}>
							<code>{directoryId}</code>
						</a>
						<br />
					</>
				)}
				<small>{[tenant, product].filter((each) => each !== null).join(' · ')}</small>
			</td>
			<td>
				<HttpStatus status={entry.status} /> {entry.duration_ms} ms
				<br />
				<code>{entry.request_id}</code>
			</td>
		</tr>
	);
}

/** What was changed or asked for, with its page if it has one. */
function Target({ entry }: { readonly entry: AuditEntry }) {
	const { target, directory_id: directoryId, action } = entry;
	// A directory is told of anyway, and what was asked for in vain may have no id.
	if (target === directoryId) return null;
	if (target === null) {
		return (
			<>
				<code class="path">
					{entry.method} {entry.path}
				</code>
				<br />
			</>
		);
	}
	const path = pageOf(action, directoryId, target);
	return (
		<>
			{path === undefined ? (
				<code>{target}</code>
			) : (
				<a href={path}>
					<code>{target}</code>
				</a>
			)}
			<br />
		</>
	);
}

function pageOf(action: string, directoryId: string | null, target: string): string | undefined {
	const id = encodeURIComponent(target);
	if (action.startsWith('webhook_endpoint.')) return `/dashboard/webhooks/${id}`;
	const noun = /^scim\.(users|groups)\./.exec(action)?.[1];
	if (noun === undefined || directoryId === null) return undefined;
	return `${directoryPath(directoryId)}/${noun}/${id}`;
}
