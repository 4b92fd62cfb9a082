/** /dashboard/webhooks/{id}/dead-letters: what an endpoint never accepted, and sending it again. */
import type { DeadLetter } from '../../../contract/replays.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Empty, Pager, Table } from '../../components/content.tsx';
import { Filters } from '../../components/filters.tsx';
import { Confirm, Form, type Refused } from '../../components/form.tsx';
import { Problems } from '../../components/problems.tsx';
import { Time } from '../../components/time.tsx';
import { can, change, isConfirmed, mustChange, readForm, refusedBy, tryRead } from '../access.ts';
import { UNNAMED } from '../fields.ts';
import { refusedFilters } from '../filtered.ts';
import {
	DirectoryField,
	directoryNames,
	KNOWN_DIRECTORIES,
	type DirectoryNames,
} from '../known-directories.tsx';
import { done } from '../page.tsx';
import { DirectoryLink, endpointPage, EventLink, nameOf, present } from './frame.tsx';
import { endpointPath } from './tabs.ts';

/** GET /dashboard/webhooks/{id}/dead-letters */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/webhooks/{id}/dead-letters/{eventId}/redeliver */
export async function redeliver(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id'), eventId: param(c, 'eventId') };
	const begun = await change(c, form, { id: 'redeliver', params });
	return begun.ok
		? done(c, pathOf(params.id), 'redelivering')
		: show(c, { refused: refusedBy(form, begun.error) });
}

/** POST /dashboard/webhooks/{id}/dead-letters/redeliver */
export async function redeliverAll(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const endpoint = await mustChange(c, form, { id: 'getWebhookEndpoint', params });
	if (!isConfirmed(form, nameOf(endpoint))) return show(c, { isUnconfirmed: true });
	const body = { directory_id: form.get('directory_id') || undefined };
	const begun = await change(c, form, { id: 'redeliverAll', params, body });
	return begun.ok
		? done(c, pathOf(params.id), 'redelivering')
		: show(c, { refused: refusedBy(form, begun.error) });
}

function pathOf(id: string): string {
	return `${endpointPath(id)}/dead-letters`;
}

/** What has become of a form. */
interface Outcome {
	readonly refused?: Refused;
	readonly isUnconfirmed?: boolean;
}

async function show(
	c: AppContext,
	{ refused, isUnconfirmed = false }: Outcome = {},
): Promise<Response> {
	const params = { id: param(c, 'id') };
	const directoryId = c.req.query('directory_id')?.trim();
	const { endpoint, letters, directories, session } = await tryRead(c, {
		directories: KNOWN_DIRECTORIES,
		endpoint: { id: 'getWebhookEndpoint', params },
		letters: {
			id: 'listDeadLetters',
			params,
			query: { directory_id: directoryId, limit: '50', cursor: c.req.query('cursor') },
		},
	});
	const of = present(endpoint);
	const names = directoryNames(directories);
	const refusedList = refusedFilters(c, letters);
	const found = letters.ok ? letters.value : { data: [], next_cursor: null };
	const isRefused = (refused ?? refusedList) !== undefined || isUnconfirmed;
	return endpointPage(
		c,
		session,
		of,
		{ part: 'Dead letters', status: isRefused ? 400 : 200 },
		<>
			<Filters label="Filter dead letters" refused={refusedList}>
				<DirectoryField names={names} />
			</Filters>
			<Problems refused={refused} />
			{found.data.length === 0 ? (
				<Empty title="No dead letters.">
					<p>Events appear here when all delivery attempts have failed.</p>
				</Empty>
			) : (
				<Letters
					of={found.data}
					endpoint={of}
					names={names}
					isOffered={can(session, 'redeliver')}
				/>
			)}
			<Pager next={found.next_cursor} />
			{found.data.length > 0 && can(session, 'redeliverAll') ? (
				<RedeliverAll of={of} directoryId={directoryId} isUnconfirmed={isUnconfirmed} />
			) : null}
		</>,
	);
}

function Letters(props: {
	readonly of: readonly DeadLetter[];
	readonly endpoint: WebhookEndpoint;
	readonly names: DirectoryNames;
	readonly isOffered: boolean;
}) {
	const { of, endpoint, names, isOffered } = props;
	return (
		<Table
			caption="Dead letters"
			heads={[
				'Event',
				'Subject',
				'Directory',
				'Sequence',
				'Failed at',
				'Attempts',
				'Last error',
				'',
			]}
			rows={of.map((letter) => [
				letter.event_kept ? (
					<EventLink directoryId={letter.directory_id} eventId={letter.event_id}>
						{letter.type}
					</EventLink>
				) : (
					<code>{letter.event_id}</code>
				),
				letter.subject,
				<DirectoryLink id={letter.directory_id} names={names} />,
				letter.sequence,
				<Time at={letter.died_at} />,
				letter.attempts,
				letter.last_error === null ? null : <div class="told">{letter.last_error}</div>,
				<Remedy of={letter} endpoint={endpoint} isOffered={isOffered} />,
			])}
		/>
	);
}

function Remedy(props: {
	readonly of: DeadLetter;
	readonly endpoint: WebhookEndpoint;
	readonly isOffered: boolean;
}) {
	const { of, endpoint, isOffered } = props;
	const path = endpointPath(endpoint.id);
	if (of.replay_id !== null) {
		return <a href={`${path}/replays/${of.replay_id}`}>Redelivering</a>;
	}
	if (!of.event_kept) return <>Event expired</>;
	if (!isOffered || endpoint.state === 'disabled') return null;
	return (
		<Form
			action={`${pathOf(endpoint.id)}/${encodeURIComponent(of.event_id)}/redeliver`}
			label={`Redeliver event ${of.sequence} of ${of.directory_id}`}
		>
			<button class="outline small">Redeliver</button>
		</Form>
	);
}

function RedeliverAll(props: {
	readonly of: WebhookEndpoint;
	readonly directoryId: string | undefined;
	readonly isUnconfirmed: boolean;
}) {
	const { of, directoryId = '', isUnconfirmed } = props;
	if (of.state === 'disabled') return <p>Enable the endpoint to redeliver its dead letters.</p>;
	return (
		<Confirm
			id="confirm-redeliver"
			action={`${pathOf(of.id)}/redeliver`}
			label={directoryId === '' ? 'Redeliver all' : 'Redeliver all of this directory'}
			warning="Your application receives all these events, in log order."
			isHarmless
			name={nameOf(of)}
			error={isUnconfirmed ? UNNAMED : undefined}
		>
			<input type="hidden" name="directory_id" value={directoryId} />
		</Confirm>
	);
}
