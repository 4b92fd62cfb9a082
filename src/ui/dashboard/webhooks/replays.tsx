/** /dashboard/webhooks/{id}/replays: parts of the log that an endpoint is sent again. */
import type { Replay } from '../../../contract/replays.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Badge, Empty, Pager, Table, type Tone } from '../../components/content.tsx';
import { instantOf } from '../../components/filters.tsx';
import { Form, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { viewOf } from '../../view.ts';
import { can, change, mustChange, readForm, refusedBy, tryRead, type SentForm } from '../access.ts';
import { numberOf } from '../fields.ts';
import { directoryNames, KNOWN_DIRECTORIES } from '../known-directories.tsx';
import { done } from '../page.tsx';
import { typesOf } from './fields.tsx';
import { endpointPage, present } from './frame.tsx';
import { NewReplay } from './new-replay.tsx';
import { endpointPath } from './tabs.ts';

/** GET /dashboard/webhooks/{id}/replays */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/webhooks/{id}/replays */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const body = replayOf(form, viewOf(c).timeZone);
	const begun = await change(c, form, { id: 'createReplay', params, body });
	return begun.ok
		? show(c, { begun: begun.value })
		: show(c, { refused: refusedBy(form, begun.error) });
}

/** POST /dashboard/webhooks/{id}/replays/{replayId}/cancel */
export async function cancel(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id'), replayId: param(c, 'replayId') };
	await mustChange(c, form, { id: 'cancelReplay', params });
	return done(c, `${endpointPath(params.id)}/replays`, 'replay_cancelled');
}

function replayOf(form: SentForm, timeZone: string) {
	const types = typesOf(form.all('types'));
	const timeOf = (name: string) => instantOf(form.get(name), timeZone) || undefined;
	return {
		directory_id: form.get('directory_id') || undefined,
		from_sequence: numberOf(form.get('from_sequence')),
		to_sequence: numberOf(form.get('to_sequence')),
		from_time: timeOf('from_time'),
		to_time: timeOf('to_time'),
		types: types.length === 0 ? undefined : types,
	};
}

/** What has become of a form. */
interface Outcome {
	readonly begun?: Replay;
	readonly refused?: Refused;
}

async function show(c: AppContext, { begun, refused }: Outcome = {}): Promise<Response> {
	const params = { id: param(c, 'id') };
	const found = await tryRead(c, {
		directories: KNOWN_DIRECTORIES,
		endpoint: { id: 'getWebhookEndpoint', params },
		replays: { id: 'listReplays', params, query: { limit: '50', cursor: c.req.query('cursor') } },
	});
	const { session } = found;
	const [endpoint, replays] = [present(found.endpoint), present(found.replays)];
	return endpointPage(
		c,
		session,
		endpoint,
		{ part: 'Replays', status: refused === undefined ? 200 : 400 },
		<>
			{begun === undefined ? null : <Begun of={begun} />}
			{replays.data.length === 0 ? (
				<Empty title="No replays.">
					<p>Start one to send a part of the event log again, for example after data loss.</p>
				</Empty>
			) : (
				<Replays
					of={replays.data}
					endpoint={endpoint}
					isCancellable={can(session, 'cancelReplay')}
				/>
			)}
			<Pager next={replays.next_cursor} />
			{can(session, 'createReplay') ? (
				<NewReplay of={endpoint} refused={refused} names={directoryNames(found.directories)} />
			) : null}
		</>,
	);
}

function Begun({ of }: { readonly of: Replay }) {
	return (
		<div role="status" class="notice">
			Replay started. <a href={replayPath(of.endpoint_id, of.id)}>View progress</a>
			{of.incomplete_until === undefined ? null : (
				<>
					{'. '}
					Some events before <Time at={of.incomplete_until} /> have expired and are not sent.
				</>
			)}
		</div>
	);
}

function replayPath(endpointId: string, replayId: string): string {
	return `${endpointPath(endpointId)}/replays/${encodeURIComponent(replayId)}`;
}

/** What replays send. */
export const SOURCES: Readonly<Record<Replay['source'], string>> = {
	log: 'Event log',
	dead_letters: 'Dead letters',
};

const STATUS: Readonly<Record<Replay['state'], readonly [Tone, string]>> = {
	running: ['warning', 'running'],
	held: ['secondary', 'held'],
	done: ['success', 'completed'],
};

/** How far a replay is, in a word. */
export function ReplayState({ of }: { readonly of: Pick<Replay, 'state'> }) {
	const [tone, text] = STATUS[of.state];
	return <Badge tone={tone}>{text}</Badge>;
}

function Replays(props: {
	readonly of: readonly Replay[];
	readonly endpoint: WebhookEndpoint;
	readonly isCancellable: boolean;
}) {
	const { of, endpoint, isCancellable } = props;
	return (
		<Table
			caption="Replays"
			heads={[
				'Started',
				'Status',
				'Source',
				'Event types',
				'Directories completed',
				'Sequences left',
				'',
			]}
			rows={of.map((replay) => [
				<a href={replayPath(endpoint.id, replay.id)}>
					<Time at={replay.created_at} />
				</a>,
				<ReplayState of={replay} />,
				SOURCES[replay.source],
				replay.types?.join(', ') ?? 'All',
				`${replay.directories_done} of ${replay.directories}`,
				replay.sequences_left,
				isCancellable ? <Cancel of={replay} /> : null,
			])}
		/>
	);
}

/** Ends a replay; one that is done is only forgotten. */
export function Cancel({ of }: { readonly of: Replay }) {
	const word = of.state === 'done' ? 'Remove' : 'Cancel';
	return (
		<Form action={`${replayPath(of.endpoint_id, of.id)}/cancel`} label={`${word} ${of.id}`}>
			<button class="outline small">{word}</button>
		</Form>
	);
}
