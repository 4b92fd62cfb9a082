/** /dashboard/webhooks/{id}/attempts: what was sent to an endpoint, and what came of it. */
import type { Attempt } from '../../../contract/attempts.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../../components/content.tsx';
import { Filters, instantOf, TimeFilter } from '../../components/filters.tsx';
import { Field, Select, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { viewOf } from '../../view.ts';
import { tryRead } from '../access.ts';
import { refusedFilters } from '../filtered.ts';
import {
	DirectoryField,
	directoryNames,
	KNOWN_DIRECTORIES,
	type DirectoryNames,
} from '../known-directories.tsx';
import { DirectoryLink, endpointPage, present } from './frame.tsx';
import { endpointPath } from './tabs.ts';

const FILTERS = ['outcome', 'status', 'directory_id', 'event_id'] as const;

/** GET /dashboard/webhooks/{id}/attempts */
export async function list(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { timeZone } = viewOf(c);
	const timeOf = (name: string) => instantOf(c.req.query(name)?.trim() ?? '', timeZone);
	const { endpoint, attempts, directories, session } = await tryRead(c, {
		directories: KNOWN_DIRECTORIES,
		endpoint: { id: 'getWebhookEndpoint', params },
		attempts: {
			id: 'listAttempts',
			params,
			query: {
				...Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()])),
				since: timeOf('since'),
				until: timeOf('until'),
				limit: '50',
				cursor: c.req.query('cursor'),
			},
		},
	});
	const of = present(endpoint);
	const names = directoryNames(directories);
	const refused = refusedFilters(c, attempts);
	const found = attempts.ok ? attempts.value : { data: [], next_cursor: null };
	return endpointPage(
		c,
		session,
		of,
		{ part: 'Attempts', status: refused === undefined ? 200 : 400 },
		<>
			<Narrow refused={refused} names={names} />
			{found.data.length === 0 ? (
				<None hasMore={found.next_cursor !== null} isPolled={of.delivery === 'poll'} />
			) : (
				<Attempts of={found.data} names={names} />
			)}
			<Pager next={found.next_cursor} />
		</>,
	);
}

function Narrow(props: { readonly refused: Refused | undefined; readonly names: DirectoryNames }) {
	const { refused, names } = props;
	return (
		<Filters label="Filter attempts" refused={refused} folds>
			<Select name="outcome" label="Outcome" options={[['', 'All'], ...OUTCOMES]} />
			<Field
				name="status"
				label="HTTP status"
				hint="For example 503 or 5xx; none for no response."
			/>
			<DirectoryField names={names} />
			<TimeFilter name="since" label="From" />
			<TimeFilter name="until" label="To" />
		</Filters>
	);
}

function None(props: { readonly hasMore: boolean; readonly isPolled: boolean }) {
	if (props.isPolled) {
		return (
			<Empty title="Rollcall sends no requests to this endpoint.">
				<p>The receiver polls for its events.</p>
			</Empty>
		);
	}
	return props.hasMore ? (
		<Empty title="No matching attempts so far.">
			<p>The log is searched in parts. Continue with the next page.</p>
		</Empty>
	) : (
		<Empty title="No delivery attempts found.">
			<p>
				Attempts appear with the next event or test event, and are kept for a limited time. If you
				set filters, try others.
			</p>
		</Empty>
	);
}

const TONES: Readonly<Record<Attempt['outcome'], Tone>> = {
	delivered: 'success',
	retry: 'warning',
	dead: 'danger',
	disabled: 'danger',
};

/** What may come of an attempt, as filters say it. */
const OUTCOMES = [
	['delivered', 'Delivered'],
	['retry', 'Failed, will retry'],
	['dead', 'Failed, no more retries'],
	['disabled', 'Failed, endpoint disabled'],
] as const;

/** What came of an attempt, in a word or two. */
export function OutcomeOf({ of }: { readonly of: Pick<Attempt, 'outcome'> }) {
	const text = OUTCOMES.find(([outcome]) => outcome === of.outcome)?.[1];
	return <Badge tone={TONES[of.outcome]}>{text?.toLowerCase()}</Badge>;
}

/** What an attempt was made for. */
export const KINDS: Readonly<Record<Attempt['kind'], string>> = {
	delivery: 'Delivery',
	replay: 'Replay',
	test: 'Test',
};

/** Which events an attempt was about. */
export function eventsOf({ first_sequence: first, last_sequence: last, kind }: Attempt): string {
	if (kind === 'test') return 'test event';
	return first === last ? String(first) : `${first} to ${last}`;
}

function Attempts(props: { readonly of: readonly Attempt[]; readonly names: DirectoryNames }) {
	const { of, names } = props;
	return (
		<Table
			caption="Attempts"
			heads={[
				'Time',
				'Outcome',
				'HTTP status',
				'Duration',
				'Kind',
				'Directory',
				'Sequence',
				'Error',
			]}
			rows={of.map((attempt) => [
				<a href={`${endpointPath(attempt.endpoint_id)}/attempts/${attempt.id}`}>
					<Time at={attempt.attempted_at} />
				</a>,
				<OutcomeOf of={attempt} />,
				attempt.status ?? 'none',
				`${attempt.duration_ms} ms`,
				KINDS[attempt.kind],
				attempt.kind === 'test' ? null : <DirectoryLink id={attempt.directory_id} names={names} />,
				eventsOf(attempt),
				attempt.error === null ? null : <div class="told">{attempt.error}</div>,
			])}
		/>
	);
}
