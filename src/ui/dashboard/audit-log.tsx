/** /dashboard/audit-log: who did what, and what identity providers asked for. */
import type { AuditEntry } from '../../contract/audit.ts';
import type { AppContext } from '../../http/context.ts';
import { Empty, HttpStatus, Pager, Table, type Cells } from '../components/content.tsx';
import { Filters, instantOf, TimeFilter } from '../components/filters.tsx';
import { Field, Select } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { viewOf } from '../view.ts';
import { tryRead } from './access.ts';
import { sayAction } from './audit-action.ts';
import { directoryPath } from './directory/tabs.ts';
import { refusedFilters } from './filtered.ts';
import {
	DirectoryField,
	directoryNames,
	KNOWN_DIRECTORIES,
	type DirectoryNames,
} from './known-directories.tsx';
import { page } from './page.tsx';

const FILTERS = ['kind', 'directory_id', 'tenant', 'product', 'actor', 'action', 'status'] as const;

const KINDS = [
	['', 'All'],
	['management', 'Dashboard and API'],
	['scim', 'Identity providers (SCIM)'],
] as const;

/** GET /dashboard/audit-log */
export async function list(c: AppContext): Promise<Response> {
	const { timeZone } = viewOf(c);
	const timeOf = (name: string) => instantOf(c.req.query(name)?.trim() ?? '', timeZone);
	const { entries, directories, session } = await tryRead(c, {
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
		directories: KNOWN_DIRECTORIES,
	});
	const refused = refusedFilters(c, entries);
	const names = directoryNames(directories);
	const found = entries.ok ? entries.value : { data: [], next_cursor: null };
	return page(
		c,
		session,
		{ title: 'Audit log', status: refused === undefined ? 200 : 400 },
		<>
			<Filters label="Filters" refused={refused} folds>
				<Select label="Source" options={KINDS} name="kind" />
				<Field label="Action" hint="Such as token.create or scim.users.*." name="action" />
				<Field label="Status" hint="Such as 409 or 4xx." name="status" />
				<DirectoryField names={names} />
				<Field label="Tenant" name="tenant" />
				<Field label="Product" name="product" />
				<Field label="Actor" hint="ID of an API key or SCIM token." name="actor" />
				<TimeFilter name="since" label="From" />
				<TimeFilter name="until" label="To" />
			</Filters>
			{found.data.length === 0 && entries.ok ? (
				<None hasMore={found.next_cursor !== null} />
			) : (
				<div class="entries">
					<Table
						caption="Audit log"
						heads={['Action', 'Time', 'Actor', 'Target', 'Response']}
						rows={found.data.map((entry) => cellsOf(entry, names))}
					/>
				</div>
			)}
			<Pager next={found.next_cursor} />
		</>,
	);
}

function None({ hasMore }: { readonly hasMore: boolean }) {
	return hasMore ? (
		<Empty title="No matching entries so far.">
			<p>The log is searched in parts. Continue on the next page.</p>
		</Empty>
	) : (
		<Empty title="No matching entries.">
			<p>
				Changes appear immediately, SCIM requests after about a second. Try fewer filters or another
				time.
			</p>
		</Empty>
	);
}

function cellsOf(entry: AuditEntry, names: DirectoryNames): Cells {
	const { directory_id: directoryId, tenant, product } = entry;
	return [
		<>
			{sayAction(entry.action)}
			<br />
			<small>
				<code>{entry.action}</code>
			</small>
		</>,
		<Time at={entry.at} />,
		<>
			<Actor entry={entry} />
			<br />
			<small>{entry.ip ?? ''}</small>
		</>,
		<>
			<Target entry={entry} />
			{directoryId === null ? null : (
				<>
					<a href={directoryPath(directoryId)}>
						{names.get(directoryId) ?? <code>{directoryId}</code>}
					</a>
					<br />
				</>
			)}
			<small>{[tenant, product].filter((each) => each !== null).join(' · ')}</small>
		</>,
		<>
			{isOfPage(entry) ? null : <HttpStatus status={entry.status} />} {entry.duration_ms} ms
			<br />
			<code>{entry.request_id}</code>
		</>,
	];
}

function Actor({ entry: { actor, actor_name: name } }: { readonly entry: AuditEntry }) {
	if (actor === null) return <>Unknown</>;
	const called = name ?? (actor.startsWith('sl_') ? 'Setup link' : null);
	if (called === null) return <code>{actor}</code>;
	return (
		<>
			{called}
			<br />
			<small>
				<code>{actor}</code>
			</small>
		</>
	);
}

/** Whether a form of ours was sent: what a browser is answered, such as 303, says nothing of what was done. */
function isOfPage({ path }: AuditEntry): boolean {
	return /^\/(?:dashboard|setup)\//.test(path);
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
