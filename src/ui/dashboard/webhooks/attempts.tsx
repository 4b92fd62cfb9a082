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
		<Filters label="Which attempts" refused={refused} folds>
			<Select name="outcome" label="Outcome" options={[['', 'any'], ...OUTCOMES]} />
			<Field name="status" label="Status" hint="503, 5xx, or none without an answer." />
			<DirectoryField names={names} />
			<TimeFilter name="since" label="From" />
			<TimeFilter name="until" label="Until" />
		</Filters>
	);
}

function None(props: { readonly hasMore: boolean; readonly isPolled: boolean }) {
	if (props.isPolled) {
		return <Empty title="Nothing is sent to this endpoint: its receiver fetches." />;
	}
	return props.hasMore ? (
		<Empty title="There is no such attempt among those that were looked at.">
			<p>What is rare is looked for a part at a time: go on to the next page.</p>
		</Empty>
	) : (
		<Empty title="There is no such attempt.">
			<p>They are kept for a time. The next one comes with the next event, or with a test.</p>
		</Empty>
	);
}

const TONES: Readonly<Record<Attempt['outcome'], Tone>> = {
	delivered: 'success',
	retry: 'warning',
	dead: 'danger',
	disabled: 'danger',
};

/** What may come of an attempt, as filters and tables say it. */
const OUTCOMES = [
	['delivered', 'delivered'],
	['retry', 'failed, tried again'],
	['dead', 'failed, given up'],
	['disabled', 'failed, endpoint disabled'],
] as const;

/** What came of an attempt, in a word or two. */
export function OutcomeOf({ of }: { readonly of: Pick<Attempt, 'outcome'> }) {
	const text = OUTCOMES.find(([outcome]) => outcome === of.outcome)?.[1];
	return <Badge tone={TONES[of.outcome]}>{text}</Badge>;
}

/** Which events an attempt was about. */
export function eventsOf({ first_sequence: first, last_sequence: last, kind }: Attempt): string {
	if (kind === 'test') return 'an example';
	return first === last ? String(first) : `${first} to ${last}`;
}

function Attempts(props: { readonly of: readonly Attempt[]; readonly names: DirectoryNames }) {
	const { of, names } = props;
	return (
		<Table
			caption="Attempts"
			heads={['When', 'Outcome', 'Status', 'Took', 'Why', 'Directory', 'Events', 'Error']}
		>
			{of.map((attempt) => (
				<tr>
					<th scope="row">
						<a href={`${endpointPath(attempt.endpoint_id)}/attempts/${attempt.id}`}>
							<Time at={attempt.attempted_at} />
						</a>
					</th>
					<td>
						<OutcomeOf of={attempt} />
					</td>
					<td>{attempt.status ?? 'none'}</td>
					<td>{attempt.duration_ms} ms</td>
					<td>{attempt.kind}</td>
					<td>
						{attempt.kind === 'test' ? null : (
							<DirectoryLink id={attempt.directory_id} names={names} />
						)}
					</td>
					<td>{eventsOf(attempt)}</td>
					<td class="told">{attempt.error ?? <span class="none">–</span>}</td>
				</tr>
			))}
		</Table>
	);
}
