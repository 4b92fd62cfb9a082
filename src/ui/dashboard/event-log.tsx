/** /dashboard/events/{directoryId}: one log, its newest events first, wherever one begins. */
import type { Directory } from '../../contract/directories.ts';
import type { Problem } from '../../contract/problem.ts';
import type { Answer } from '../../http/api/inside.ts';
import { param, type AppContext } from '../../http/context.ts';
import type { Result } from '../../result.ts';
import type { Event } from '../../webhook/payload.ts';
import { Empty, Table } from '../components/content.tsx';
import { Filters, instantOf, TimeFilter } from '../components/filters.tsx';
import { Field } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { useView, viewOf } from '../view.ts';
import { PageFailure } from '../request.ts';
import { tryRead } from './access.ts';
import { directoryTabs } from './directory/tabs.ts';
import { eventPath, logPath, OPERATIONS_ID, subjectOf } from './event-links.ts';
import { refusedFilters } from './filtered.ts';
import { page } from './page.tsx';

type LogPage = Answer<'listEvents'>;

/** What fits on a page that is looked through. */
const LIMIT = '50';

/** GET /dashboard/events/{directoryId} */
export async function show(c: AppContext): Promise<Response> {
	const id = param(c, 'directoryId');
	const given = (name: string) => c.req.query(name)?.trim() || undefined;
	const [after, before, since] = [given('after'), given('before'), given('since')];
	const isForwards = (after ?? since) !== undefined;
	const { timeZone } = viewOf(c);
	const log = {
		id: 'listEvents',
		params: { id },
		query: {
			types: given('types'),
			limit: LIMIT,
			...(isForwards
				? { after, since: since === undefined ? undefined : instantOf(since, timeZone) }
				: { order: 'newest', before }),
		},
	} as const;
	const { events, directory, session } =
		id === OPERATIONS_ID
			? { ...(await tryRead(c, { events: log })), directory: undefined }
			: await tryRead(c, { events: log, directory: { id: 'getDirectory', params: { id } } });
	const of = directory === undefined ? undefined : valueOf(directory);
	const isLost = !events.ok && events.error.status === 410;
	const refused = isLost ? undefined : refusedFilters(c, events);
	return page(
		c,
		session,
		{
			title: of === undefined ? 'Operations log' : `${of.name} · Events`,
			trail: [{ path: '/dashboard/events', name: 'Events' }],
			tabs: of === undefined ? [] : directoryTabs(of),
			status: refused === undefined ? 200 : 400,
		},
		<>
			<Filters label="Filter events" refused={refused} folds>
				<Field
					label="Types"
					hint="For example user.*, group.created. Leave empty for all types."
					name="types"
				/>
				<Field label="After sequence" type="number" min={0} name="after" />
				<TimeFilter name="since" label="From" />
			</Filters>
			{isLost ? <Lost id={id} problem={events.error} /> : null}
			{events.ok ? <Events id={id} log={events.value} from={isForwards ? after : null} /> : null}
		</>,
	);
}

function valueOf(result: Result<Directory, Problem>): Directory {
	if (!result.ok) throw new PageFailure(result.error);
	return result.value;
}

/** The path of this page with the same types, beginning elsewhere. */
function useBeginning(id: string): (at: Readonly<Record<string, number>>) => string {
	const types = useView().url.searchParams.get('types');
	return (at) => {
		const query = new URLSearchParams(types === null || types === '' ? {} : { types });
		for (const [name, sequence] of Object.entries(at)) query.set(name, String(sequence));
		return `${logPath(id)}${query.size === 0 ? '' : `?${query.toString()}`}`;
	};
}

/** What was asked for is past its retention. */
function Lost({ id, problem }: { readonly id: string; readonly problem: Problem }) {
	const begin = useBeginning(id);
	const { oldest_sequence: oldest } = problem as { readonly oldest_sequence?: unknown };
	return (
		<Empty title="These events have expired.">
			{typeof oldest === 'number' ? (
				<p>
					The log now starts with sequence {oldest}. Go to the{' '}
					<a href={begin({ after: oldest - 1 })}>oldest events</a> or the{' '}
					<a href={begin({})}>newest events</a>.
				</p>
			) : null}
		</Empty>
	);
}

/** A part of the log, with the ways on; `from` is null if it was read backwards. */
function Events(props: {
	readonly id: string;
	readonly log: LogPage;
	readonly from: string | undefined | null;
}) {
	const { id, log, from } = props;
	const begin = useBeginning(id);
	const data = log.data as readonly Event[];
	const isBackwards = from === null;
	const newestFirst = isBackwards ? data : data.toReversed();
	const hasMore = log.next_cursor !== null;
	const { searchParams } = useView().url;
	const isAsked = ['types', 'after', 'before', 'since'].some((name) => searchParams.get(name));
	const isEndOfKept = isBackwards && !hasMore && log.position > 1;
	return (
		<>
			{newestFirst.length === 0 && !isAsked && !hasMore && !isEndOfKept ? (
				<Empty title="No events yet.">
					<p>
						{id === OPERATIONS_ID
							? 'Events about Rollcall itself, such as failing endpoints, will appear here.'
							: 'Events appear here once something happens in this directory.'}
					</p>
				</Empty>
			) : newestFirst.length === 0 ? (
				<Empty
					title={hasMore ? 'No matching events in this part of the log.' : 'No matching events.'}
				>
					{hasMore ? (
						<p>Continue with the next part, or try other types.</p>
					) : (
						<p>
							Try other filters, or go to the <a href={begin({})}>newest events</a>.
						</p>
					)}
				</Empty>
			) : (
				<Table
					caption="Events"
					heads={['Event', 'Subject', 'Time', 'Sequence']}
					rows={newestFirst.map((event) => [
						<a href={eventPath(id, event.id)}>{event.type}</a>,
						subjectOf(event.data),
						<Time at={event.timestamp} />,
						event.sequence,
					])}
				/>
			)}
			{isEndOfKept ? <p>Events before sequence {log.position} have expired.</p> : null}
			<Ways begin={begin} {...waysOf(log, data, from)} />
		</>
	);
}

/** Where the log goes on. */
interface WaysOn {
	/** Events before this sequence are older. */
	readonly older: number | undefined;
	/** Events after this sequence are newer. */
	readonly newer: number | undefined;
}

function waysOf(
	{ position, next_cursor: next }: LogPage,
	data: readonly Event[],
	from: string | undefined | null,
): WaysOn {
	const on = next === null ? undefined : position;
	if (from !== null) {
		const first = from === undefined ? (data[0]?.sequence ?? position + 1) : Number(from) + 1;
		return { older: first > 1 ? first : undefined, newer: on };
	}
	const { url } = useView();
	const before = url.searchParams.get('before') ?? '';
	return { older: on, newer: before === '' ? undefined : Math.max(0, Number(before) - 1) };
}

function Ways(props: WaysOn & { readonly begin: ReturnType<typeof useBeginning> }) {
	const { older, newer, begin } = props;
	const { url } = useView();
	const isNewest = !['before', 'after', 'since'].some((name) =>
		Boolean(url.searchParams.get(name)),
	);
	if (isNewest && older === undefined) return null;
	return (
		<nav class="pager" aria-label="Pages">
			{isNewest ? null : <a href={begin({})}>Newest</a>}
			{newer === undefined ? null : (
				<a href={begin({ after: newer })} rel="prev">
					Newer
				</a>
			)}
			{older === undefined ? null : (
				<a href={begin({ before: older })} rel="next">
					Older
				</a>
			)}
		</nav>
	);
}
