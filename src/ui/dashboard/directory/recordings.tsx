/** /dashboard/directories/{id}/recordings: what the identity provider sends, to be played again elsewhere. */
import type { Recording } from '../../../contract/recordings.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Badge, Empty, Pager, Table, type Cells } from '../../components/content.tsx';
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
	return done(c, pathOf(c), 'recording_started');
}

/** POST /dashboard/directories/{id}/recordings/{recordingId}/stop */
export async function stop(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	await mustChange(c, form, { id: 'stopRecording', params: paramsOf(c) });
	return done(c, pathOf(c), 'recording_stopped');
}

/** POST /dashboard/directories/{id}/recordings/{recordingId}/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = paramsOf(c);
	if (!isConfirmed(form, params.recordingId)) return show(c, { unconfirmed: params.recordingId });
	await mustChange(c, form, { id: 'deleteRecording', params });
	return done(c, pathOf(c), 'recording_deleted');
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
				A recording keeps the requests of the identity provider and the responses to them. Personal
				data is replaced with pseudonyms before anything is stored, and secrets are left out.
				Download a recording as a transcript and replay it against any SCIM service with{' '}
				<code>rollcall replay</code>.
			</p>
			{data.length === 0 ? (
				<Empty title="No recordings yet.">
					{can(session, 'createRecording') ? (
						<p>Start one, then run a sync in the identity provider.</p>
					) : null}
				</Empty>
			) : (
				<Table
					caption="Recordings"
					heads={['Recording', 'Status', 'Started', 'Ends', 'Requests', '']}
					rows={data.map((recording) =>
						cellsOf(recording, {
							session,
							path: `${pathOf(c)}/${recording.id}`,
							isUnconfirmed: recording.id === unconfirmed,
						}),
					)}
				/>
			)}
			<Pager next={next} />
			{can(session, 'createRecording') ? <NewRecording path={pathOf(c)} refused={refused} /> : null}
		</>,
	);
}

/** A row of the table. */
function cellsOf(
	recording: Recording,
	context: {
		readonly session: Session;
		readonly path: string;
		readonly isUnconfirmed: boolean;
	},
): Cells {
	const { session, path, isUnconfirmed } = context;
	const { id, state, created_by: by, exchange_count: count, missed_count: missed } = recording;
	return [
		<>
			<code>{id}</code>
			<br />
			<small>
				Created by <code>{by}</code>
			</small>
		</>,
		<Badge tone={state === 'recording' ? 'success' : 'secondary'}>{state}</Badge>,
		<Time at={recording.created_at} />,
		<Time at={recording.ends_at} />,
		`${count} of ${recording.exchanges_max}${missed === 0 ? '' : `, ${missed} missed`}`,
		<div class="actions">
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
					warning="The recording and everything in it are deleted."
					name={id}
					error={isUnconfirmed ? 'That ID does not match.' : undefined}
				/>
			) : null}
		</div>,
	];
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
					label="Duration (minutes)"
					hint="The recording stops after this time, at most 1440 minutes (one day)."
					value={'60'}
				/>
				<Field
					name="exchanges_max"
					type="number"
					min={1}
					max={2000}
					label="Maximum requests"
					hint="The recording stops after this many requests, at most 2000."
					value={'500'}
				/>
				<button>Start recording</button>
			</Form>
		</section>
	);
}
