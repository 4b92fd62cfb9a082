/** /dashboard/directories/{id}/recordings: what the identity provider sends, to be played again elsewhere. */
import type { Recording } from '../../../contract/recordings.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Badge, Empty, Pager, Table } from '../../components/content.tsx';
import { Confirm, Field, Form, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { pageHeaders } from '../../respond.tsx';
import { can, change, isConfirmed, mustChange, read, readForm, refusedBy } from '../access.ts';
import { done } from '../page.tsx';
import type { Session } from '../session.ts';
import { numberOf, statusOf } from '../fields.ts';
import { directoryPage } from './frame.tsx';
import { directoryPath } from './tabs.ts';

/** GET /dashboard/directories/{id}/recordings */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/directories/{id}/recordings */
export async function start(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const started = await change(c, form, {
		id: 'createRecording',
		params: { id: param(c, 'id') },
		body: {
			minutes: numberOf(form.get('minutes')),
			exchanges_max: numberOf(form.get('exchanges_max')),
		},
	});
	if (!started.ok) return show(c, { refused: refusedBy(form, started.error) });
	return done(c, pathOf(c), 'started');
}

/** POST /dashboard/directories/{id}/recordings/{recordingId}/stop */
export async function stop(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	await mustChange(c, form, { id: 'stopRecording', params: paramsOf(c) });
	return done(c, pathOf(c), 'stopped');
}

/** POST /dashboard/directories/{id}/recordings/{recordingId}/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = paramsOf(c);
	if (!isConfirmed(form, params.recordingId)) return show(c, { unconfirmed: params.recordingId });
	await mustChange(c, form, { id: 'deleteRecording', params });
	return done(c, pathOf(c), 'deleted');
}

/** GET /dashboard/directories/{id}/recordings/{recordingId}/transcript: as a file. */
export async function transcript(c: AppContext): Promise<Response> {
	const params = paramsOf(c);
	const found = await read(c, { transcript: { id: 'getTranscript', params } });
	return c.body(`${JSON.stringify(found.transcript, null, 2)}\n`, 200, {
		...pageHeaders({}),
		'Content-Type': 'application/json',
		'Content-Disposition': 'attachment; filename="transcript.json"',
	});
}

function paramsOf(c: AppContext) {
	return { id: param(c, 'id'), recordingId: param(c, 'recordingId') };
}

function pathOf(c: AppContext): string {
	return `${directoryPath(param(c, 'id'))}/recordings`;
}

/** What has become of a form. */
interface Outcome {
	readonly refused?: Refused;
	/** The recording that was not named. */
	readonly unconfirmed?: string;
}

async function show(c: AppContext, { refused, unconfirmed }: Outcome = {}): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { directory, recordings, session } = await read(c, {
		directory: { id: 'getDirectory', params },
		recordings: { id: 'listRecordings', params, query: { cursor: c.req.query('cursor') } },
	});
	const { data, next_cursor: next } = recordings;
	return directoryPage(
		c,
		session,
		directory,
		{ part: 'Recordings', status: statusOf(refused?.problem, unconfirmed) },
		<>
			<p>
				A recording keeps what the identity provider sends and what it is answered. Personal data is
				replaced by pseudonyms before anything is written, and secrets are left out. As a transcript
				it can be played against any SCIM service with <code>rollcall replay</code>.
			</p>
			{data.length === 0 ? (
				<Empty title="There are no recordings.">
					<p>
						Start one, and let the identity provider synchronise: what it sends from then on is
						kept.
					</p>
				</Empty>
			) : (
				<Table
					caption="Recordings"
					heads={['Recording', 'State', 'Started', 'Ends', 'Requests', '']}
				>
					{data.map((recording) => (
						<Row
							recording={recording}
							session={session}
							path={`${pathOf(c)}/${recording.id}`}
							isUnconfirmed={recording.id === unconfirmed}
						/>
					))}
				</Table>
			)}
			<Pager next={next} />
			{can(session, 'createRecording') ? <NewRecording path={pathOf(c)} refused={refused} /> : null}
		</>,
	);
}

function Row(props: {
	readonly recording: Recording;
	readonly session: Session;
	readonly path: string;
	readonly isUnconfirmed: boolean;
}) {
	const { recording, session, path, isUnconfirmed } = props;
	const { id, state, created_by: by, exchange_count: count, missed_count: missed } = recording;
	return (
		<tr>
			<th scope="row">
				<code>{id}</code>
				<br />
				<small>
					by <code>{by}</code>
				</small>
			</th>
			<td>
				<Badge tone={state === 'recording' ? 'success' : 'secondary'}>{state}</Badge>
			</td>
			<td>
				<Time at={recording.created_at} />
			</td>
			<td>
				<Time at={recording.ends_at} />
			</td>
			<td>
				{count} of {recording.exchanges_max}
				{missed === 0 ? null : `, ${missed} missed`}
			</td>
			<td class="actions">
				<a href={`${path}/transcript`} download>
					Download<span class="hidden"> the transcript of {id}</span>
				</a>
				{state === 'recording' && can(session, 'stopRecording') ? (
					<Form action={`${path}/stop`} label={`Stop ${id}`}>
						<button class="outline small">Stop</button>
					</Form>
				) : null}
				{can(session, 'deleteRecording') ? (
					<Confirm
						id={`confirm-${id}`}
						action={`${path}/delete`}
						label="Delete"
						warning="The recording goes with all that is in it."
						name={id}
						error={isUnconfirmed ? 'This is not its id.' : undefined}
					/>
				) : null}
			</td>
		</tr>
	);
}

function NewRecording(props: { readonly path: string; readonly refused: Refused | undefined }) {
	const { path, refused } = props;
	return (
		<section aria-labelledby="new-recording">
			<h2 id="new-recording">New recording</h2>
			<Form action={path} label="New recording" refused={refused}>
				<Field
					name="minutes"
					type="number"
					min={1}
					max={1440}
					label="Minutes"
					hint="It ends by itself then; a day at most."
					value={'60'}
				/>
				<Field
					name="exchanges_max"
					type="number"
					min={1}
					max={2000}
					label="Requests"
					hint="So many are kept at most."
					value={'500'}
				/>
				<button>Start recording</button>
			</Form>
		</section>
	);
}
