/** /dashboard/directories/{id}: how a directory is, and what to do about it. */
import type { Directory } from '../../../contract/directories.ts';
import type { DirectoryDiagnosis } from '../../../contract/diagnosis.ts';
import type { DirectoryStatistics } from '../../../contract/statistics.ts';
import { originOf, param, type AppContext } from '../../../http/context.ts';
import { PROVIDER_NAMES } from '../../../providers/keys.ts';
import type { GoogleConnection } from '../../../contract/google.ts';
import { Badge, Facts } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { answered, isConfirmed, mustChange, readForm, tryRead } from '../access.ts';
import { done } from '../page.tsx';
import { Connecting, ScimUrl } from './connecting.tsx';
import { Connection, Findings, STATES, Verdict } from './doctor.tsx';
import { HearingEndpoints } from './endpoints.tsx';
import { statusOf } from '../fields.ts';
import { directoryPage } from './frame.tsx';
import { HeldDeliveries, heldBy, type BrakeVerb } from './held.tsx';
import { directoryPath } from './tabs.ts';

/** GET /dashboard/directories/{id} */
export function show(c: AppContext): Promise<Response> {
	return render(c);
}

/** POST /dashboard/directories/{id}/brake/resume */
export function resume(c: AppContext): Promise<Response> {
	return decide(c, 'resume');
}

/** POST /dashboard/directories/{id}/brake/discard */
export function discard(c: AppContext): Promise<Response> {
	return decide(c, 'discard');
}

const DECISIONS = {
	resume: { call: 'resumeDeliveries', notice: 'resumed' },
	discard: { call: 'discardDeliveries', notice: 'discarded' },
} as const;

async function decide(c: AppContext, verb: BrakeVerb): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const { call, notice } = DECISIONS[verb];
	const { name } = await mustChange(c, form, { id: 'getDirectory', params });
	if (!isConfirmed(form, name)) return render(c, verb);
	await mustChange(c, form, { id: call, params });
	return done(c, directoryPath(params.id), notice);
}

async function render(c: AppContext, unconfirmed?: BrakeVerb): Promise<Response> {
	const params = { id: param(c, 'id') };
	const { session, ...found } = await tryRead(c, {
		directory: { id: 'getDirectory', params },
		statistics: { id: 'getStatistics', params },
		diagnosis: { id: 'getDiagnosis', params },
		brake: { id: 'getBrake', params },
		endpoints: { id: 'listWebhookEndpoints', query: { covers: params.id } },
		// Refused to all but directories of Google Workspace.
		google: { id: 'getGoogleConnection', params },
	});
	const directory = answered(found.directory);
	const statistics = answered(found.statistics);
	const diagnosis = answered(found.diagnosis);
	const brake = answered(found.brake);
	const google = found.google.ok ? found.google.value : undefined;
	const held = await heldBy(c, brake);
	// What there is to do first, while nothing else has happened.
	const isSilent = diagnosis.state === 'silent';
	const setup = <Connecting {...{ session, directory }} origin={originOf(c)} isOpen={isSilent} />;
	return directoryPage(
		c,
		session,
		directory,
		{ part: '', status: statusOf(undefined, unconfirmed) },
		<>
			<Standing {...{ directory, statistics, diagnosis, google }} />
			<ScimUrl directory={directory} />
			<HeldDeliveries {...{ session, directory, brake, held, unconfirmed }} />
			<Findings findings={diagnosis.findings} />
			<Details {...{ directory, statistics }} />
			{isSilent ? setup : null}
			<Connection diagnosis={diagnosis} last={statistics.last_request} />
			<HearingEndpoints directoryId={directory.id} endpoints={answered(found.endpoints)} />
			{isSilent ? null : setup}
		</>,
	);
}

/** What is looked for first. */
function Standing(props: {
	readonly directory: Directory;
	readonly statistics: DirectoryStatistics;
	readonly diagnosis: DirectoryDiagnosis;
	readonly google: GoogleConnection | undefined;
}) {
	const { directory, statistics, diagnosis, google } = props;
	const { users, active_users: active, groups } = statistics;
	const path = directoryPath(directory.id);
	return (
		<section class="standing" aria-label="Summary">
			<Facts
				of={[
					[
						'Status',
						<>
							<Badge tone={directory.state === 'active' ? 'success' : 'warning'}>
								{directory.state}
							</Badge>{' '}
							<Badge tone={STATES[diagnosis.state].tone}>{diagnosis.state}</Badge>{' '}
							{directory.deliveries === 'held' ? (
								<a href="#held">
									<Badge tone="warning">deliveries held</Badge>
								</a>
							) : null}
							<br />
							<Verdict diagnosis={diagnosis} last={statistics.last_request} />
						</>,
					],
					['Last sync', <Synced diagnosis={diagnosis} google={google} />],
					[
						'Users',
						<a href={`${path}/users`}>
							{users} ({active} active)
						</a>,
					],
					['Groups', <a href={`${path}/groups`}>{groups}</a>],
				]}
			/>
		</section>
	);
}

/** Identity providers sync with each request that they may make; Google Workspace is asked now and then. */
function Synced(props: {
	readonly diagnosis: DirectoryDiagnosis;
	readonly google: GoogleConnection | undefined;
}) {
	const { diagnosis, google } = props;
	if (google === undefined) return <Time at={diagnosis.last_accepted_at} />;
	const run = google.last_run;
	return (
		<>
			<Time at={run?.ended_at ?? run?.started_at} />
			{run?.complete === false ? <small> (incomplete)</small> : null}
		</>
	);
}

/** What is looked up. */
function Details(props: {
	readonly directory: Directory;
	readonly statistics: DirectoryStatistics;
}) {
	const { directory, statistics } = props;
	const { last_sequence: sequence, last_event_at: eventAt } = statistics;
	return (
		<section aria-labelledby="details">
			<h2 id="details">Details</h2>
			<Facts
				of={[
					['Tenant', directory.tenant],
					['Product', directory.product],
					['Identity provider', PROVIDER_NAMES[directory.type]],
					['Created', <Time at={directory.created_at} />],
					['Last request', <Requested request={statistics.last_request} />],
					['Last failed request', <Requested request={statistics.last_error} />],
					[
						'Last event',
						<>
							<Time at={eventAt} />
							{sequence === 0 ? null : (
								<>
									<br />
									<small>Sequence {sequence}</small>
								</>
							)}
						</>,
					],
				]}
			/>
		</section>
	);
}

function Requested({ request }: { readonly request: DirectoryStatistics['last_request'] }) {
	if (request === null) return <Time at={null} />;
	return (
		<>
			<Time at={request.at} />
			<br />
			<small>
				{request.method}, status {request.status}
			</small>
		</>
	);
}
