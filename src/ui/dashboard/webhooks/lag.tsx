/** How far an endpoint has come in each directory. */
import type { DeliveryCursor } from '../../../contract/cursors.ts';
import type { Page } from '../../../contract/shared.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { useView } from '../../view.ts';
import { DirectoryLink } from './frame.tsx';
import { deadLetterText } from './tabs.ts';

/** Its cursors, one page of them. */
export function Lag(props: {
	readonly endpoint: WebhookEndpoint;
	readonly of: Page<DeliveryCursor>;
}) {
	const { endpoint, of } = props;
	const { url } = useView();
	const isAll = url.searchParams.get('cursors') === 'all';
	return (
		<section aria-labelledby="lag">
			<h2 id="lag">Cursor lag</h2>
			<p>
				{isAll ? (
					<a href={url.pathname}>Show only directories that are behind</a>
				) : (
					<a href={`${url.pathname}?cursors=all`}>Show all directories</a>
				)}
			</p>
			{of.data.length === 0 ? (
				<Nothing isAll={isAll} endpoint={endpoint} />
			) : (
				<Table
					caption="Cursor lag by directory"
					heads={[
						'Directory',
						'Status',
						'Events behind',
						'Oldest pending event',
						'Failed attempts',
						'Next attempt',
						'Last error',
						'Cursor',
					]}
					rows={of.data.map((cursor) => [
						<DirectoryLink id={cursor.directory_id} name={cursor.directory_name} />,
						<StatusOf cursor={cursor} />,
						cursor.events_behind,
						<Time at={cursor.waiting_since} />,
						cursor.attempts,
						<Time at={cursor.due_at} />,
						cursor.last_error === null ? null : <div class="told">{cursor.last_error}</div>,
						`${cursor.settled_sequence} of ${cursor.last_sequence}`,
					])}
				/>
			)}
			<Pager next={of.next_cursor} />
		</section>
	);
}

function Nothing(props: { readonly isAll: boolean; readonly endpoint: WebhookEndpoint }) {
	const { isAll, endpoint } = props;
	const { dead_letter_count: dead } = endpoint;
	return isAll ? (
		<Empty title="No events for this endpoint yet.">
			<p>A directory appears here with its first matching event.</p>
		</Empty>
	) : (
		<Empty title="No events are pending.">
			{dead === 0 ? null : (
				<p>
					{deadLetterText(endpoint)}{' '}
					{dead === 1 ? 'event is a dead letter' : 'events are dead letters'}.
				</p>
			)}
		</Empty>
	);
}

const STATUS: Readonly<Record<DeliveryCursor['state'], readonly [Tone, string]>> = {
	idle: ['success', 'up to date'],
	running: ['warning', 'delivering'],
	held: ['secondary', 'held'],
};

const HOLDERS = {
	disabled_endpoint: 'endpoint disabled',
	brake: 'deprovisioning brake',
} as const;

function StatusOf({ cursor }: { readonly cursor: DeliveryCursor }) {
	const { state, attempts, held_by: heldBy } = cursor;
	const isFailing = state === 'running' && attempts > 0;
	const [tone, text] = isFailing ? (['danger', 'failing'] as const) : STATUS[state];
	return (
		<>
			<Badge tone={tone}>{text}</Badge>
			{heldBy === null ? null : (
				<>
					<br />
					<small>{HOLDERS[heldBy]}</small>
				</>
			)}
		</>
	);
}
