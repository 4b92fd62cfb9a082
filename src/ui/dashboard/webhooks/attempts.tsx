/** /dashboard/webhooks/{id}/attempts: what was sent to an endpoint, and what came of it. */
import type { Attempt } from '../../../contract/attempts.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../../components/content.tsx';
import { Filters, instantOf, TimeFilter } from '../../components/filters.tsx';
import { Field, Problems, Select } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { viewOf } from '../../view.ts';
import { tryRead } from '../access.ts';
import { askedOf, type Asked } from '../filtered.ts';
import { DirectoryLink, endpointPage, present } from './frame.tsx';
import { endpointPath } from './tabs.ts';

const FILTERS = ['outcome', 'status', 'directory_id', 'event_id'] as const;

/** GET /dashboard/webhooks/{id}/attempts */
export async function list(c: AppContext): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { timeZone } = viewOf(c);
	const timeOf = (name: string) => instantOf(c.req.query(name)?.trim() ?? '', timeZone);
	const { endpoint, attempts, session } = await tryRead(c, {
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
	const { refused, field } = askedOf(c, attempts);
	const found = attempts.ok ? attempts.value : { data: [], next_cursor: null };
	return endpointPage(
		c,
		session,
		of,
		{ part: 'Attempts', status: refused === undefined ? 200 : 400 },
		<>
			<Narrow field={field} />
			<Problems refused={refused} />
			{found.data.length === 0 ? (
				<None hasMore={found.next_cursor !== null} isPolled={of.delivery === 'poll'} />
			) : (
				<Attempts of={found.data} />
			)}
			<Pager next={found.next_cursor} />
		</>,
	);
}

function Narrow({ field }: { readonly field: Asked['field'] }) {
	return (
		<Filters label="Which attempts">
			<Select
				{...field('outcome')}
				label="Outcome"
				options={[
					['', 'any'],
					['delivered', 'delivered'],
					['retry', 'failed, tried again'],
					['dead', 'failed, for the last time'],
					['disabled', 'the endpoint was disabled'],
				]}
			/>
			<Field {...field('status')} label="Status" hint="503, 5xx, or none without an answer." />
			<Field {...field('directory_id')} label="Directory" hint="Its id." />
			<TimeFilter name="since" label="From" error={field('since').error} />
			<TimeFilter name="until" label="Until" error={field('until').error} />
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

/** What came of an attempt, in a word. */
export function OutcomeOf({ of }: { readonly of: Pick<Attempt, 'outcome'> }) {
	return <Badge tone={TONES[of.outcome]}>{of.outcome}</Badge>;
}

/** Which events an attempt was about. */
export function eventsOf({ first_sequence: first, last_sequence: last, kind }: Attempt): string {
	if (kind === 'test') return 'an example';
	return first === last ? String(first) : `${first} to ${last}`;
}

function Attempts({ of }: { readonly of: readonly Attempt[] }) {
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
					<td>{attempt.kind === 'test' ? null : <DirectoryLink id={attempt.directory_id} />}</td>
					<td>{eventsOf(attempt)}</td>
					<td class="told">{attempt.error ?? <span class="none">–</span>}</td>
				</tr>
			))}
		</Table>
	);
}
