/** /dashboard/directories/{id}: how a directory is, and what to do about it. */
import type { Directory } from '../../../contract/directories.ts';
import type { DirectoryDiagnosis } from '../../../contract/diagnosis.ts';
import type { DirectoryStatistics } from '../../../contract/statistics.ts';
import { originOf, param, type AppContext } from '../../../http/context.ts';
import { PROVIDER_NAMES } from '../../../providers/keys.ts';
import { Badge, Facts } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { can, isConfirmed, mustChange, read, readForm } from '../access.ts';
import { done } from '../page.tsx';
import { Connecting, ScimUrl } from './connecting.tsx';
import { Doctor, STATES } from './doctor.tsx';
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
	const { directory, statistics, diagnosis, brake, endpoints, session } = await read(c, {
		directory: { id: 'getDirectory', params },
		statistics: { id: 'getStatistics', params },
		diagnosis: { id: 'getDiagnosis', params },
		brake: { id: 'getBrake', params },
		endpoints: { id: 'listWebhookEndpoints' },
	});
	const held = await heldBy(c, brake);
	return directoryPage(
		c,
		session,
		directory,
		{ part: '', status: statusOf(undefined, unconfirmed) },
		<>
			<HeldDeliveries {...{ session, directory, brake, held, unconfirmed }} />
			<Standing {...{ directory, statistics, diagnosis }} />
			<ScimUrl directory={directory} />
			{can(session, 'createSetupLink') ? (
				<p>
					<a
						class="button outline"
						href={`/dashboard/setup-links?directory_id=${encodeURIComponent(directory.id)}`}
					>
						Make a setup link for its IT admin
					</a>
				</p>
			) : null}
			<Doctor diagnosis={diagnosis} />
			<HearingEndpoints directory={directory} endpoints={endpoints} />
			<Connecting
				directory={directory}
				origin={originOf(c)}
				isOpen={diagnosis.state === 'silent'}
			/>
		</>,
	);
}

/** How it is, in figures. */
function Standing(props: {
	readonly directory: Directory;
	readonly statistics: DirectoryStatistics;
	readonly diagnosis: DirectoryDiagnosis;
}) {
	const { directory, statistics, diagnosis } = props;
	const { last_request: last, last_error: error } = statistics;
	const path = directoryPath(directory.id);
	return (
		<Facts
			of={[
				[
					'State',
					<>
						<Badge tone={directory.state === 'active' ? 'success' : 'warning'}>
							{directory.state}
						</Badge>{' '}
						<Badge tone={STATES[diagnosis.state].tone}>{diagnosis.state}</Badge>{' '}
						{directory.deliveries === 'held' ? <Badge tone="warning">deliveries held</Badge> : null}
					</>,
				],
				['Tenant', directory.tenant],
				['Product', directory.product],
				['Identity provider', PROVIDER_NAMES[directory.type]],
				[
					'Users',
					<a href={`${path}/users`}>
						{statistics.users}, {statistics.active_users} of them active
					</a>,
				],
				['Groups', <a href={`${path}/groups`}>{statistics.groups}</a>],
				[
					'Last event',
					<>
						{statistics.last_sequence === 0 ? null : `No. ${statistics.last_sequence}, `}
						<Time at={statistics.last_event_at} />
					</>,
				],
				['Last request', <Requested request={last} />],
				['Last request with a good token', <Time at={diagnosis.last_accepted_at} />],
				['Last request that was refused', <Requested request={error} />],
				['Made', <Time at={directory.created_at} />],
			]}
		/>
	);
}

function Requested({ request }: { readonly request: DirectoryStatistics['last_request'] }) {
	if (request === null) return <Time at={null} />;
	return (
		<>
			<Time at={request.at} />
			<br />
			<small>
				{request.method} was answered with {request.status}
			</small>
		</>
	);
}
