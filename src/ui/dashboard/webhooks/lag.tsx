/** How far an endpoint has come in each directory. */
import type { DeliveryCursor } from '../../../contract/cursors.ts';
import type { Page } from '../../../contract/shared.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { useView } from '../../view.ts';
import { DirectoryLink } from './frame.tsx';

/** Its cursors, one page of them. */
export function Lag({ of }: { readonly of: Page<DeliveryCursor> }) {
	const { url } = useView();
	const isAll = url.searchParams.get('cursors') === 'all';
	return (
		<section aria-labelledby="lag">
			<h2 id="lag">How far it has come</h2>
			<p>
				{isAll ? (
					<a href={url.pathname}>Show those that are behind</a>
				) : (
					<a href={`${url.pathname}?cursors=all`}>Show all directories</a>
				)}
			</p>
			{of.data.length === 0 ? (
				<Nothing isAll={isAll} />
			) : (
				<Table
					caption="How far it has come in each directory"
					heads={[
						'Directory',
						'State',
						'Settled',
						'End of the log',
						'Behind',
						'Oldest waits since',
						'Failed tries',
						'Next try',
						'Last error',
					]}
				>
					{of.data.map((cursor) => (
						<Row of={cursor} />
					))}
				</Table>
			)}
			<Pager next={of.next_cursor} />
		</section>
	);
}

function Nothing({ isAll }: { readonly isAll: boolean }) {
	return isAll ? (
		<Empty title="Nothing has happened yet that this endpoint hears of.">
			<p>A directory is listed here from its first event on.</p>
		</Empty>
	) : (
		<Empty title="Nothing waits: all events are delivered, or are dead letters." />
	);
}

const TONES: Readonly<Record<DeliveryCursor['state'], Tone>> = {
	idle: 'success',
	running: 'warning',
	held: 'secondary',
};

const HOLDERS = { disabled_endpoint: 'by the disabled endpoint', brake: 'by the brake' } as const;

function Row({ of }: { readonly of: DeliveryCursor }) {
	const { held_by: heldBy, last_error: lastError } = of;
	return (
		<tr>
			<th scope="row">
				<DirectoryLink id={of.directory_id} name={of.directory_name} />
			</th>
			<td>
				<Badge tone={of.attempts > 0 && heldBy === null ? 'danger' : TONES[of.state]}>
					{of.state === 'running' ? (of.attempts > 0 ? 'failing' : 'under way') : of.state}
				</Badge>
				{heldBy === null ? null : (
					<>
						<br />
						<small>{HOLDERS[heldBy]}</small>
					</>
				)}
			</td>
			<td>{of.settled_sequence}</td>
			<td>{of.last_sequence}</td>
			<td>{of.events_behind}</td>
			<td>
				<Time at={of.waiting_since} />
			</td>
			<td>{of.attempts}</td>
			<td>
				<Time at={of.due_at} />
			</td>
			<td class="told">{lastError ?? <span class="none">–</span>}</td>
		</tr>
	);
}
