/** How the connection to Google Workspace is, and what its synchronisations do. */
import type { GoogleConnection, GoogleRun, GoogleRunReport } from '../../../contract/google.ts';
import { Badge, Facts, Table, type Tone } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';

const TONES: Readonly<Record<GoogleConnection['state'], Tone>> = {
	connected: 'success',
	disconnected: 'secondary',
	revoked: 'danger',
};

const PHASES: Readonly<Record<GoogleRun['phase'], string>> = {
	deleted_users: 'asking who was deleted',
	remove_deleted_users: 'removing who was deleted',
	users: 'reading users',
	remove_users: 'removing users who are gone',
	groups: 'reading groups',
	remove_groups: 'removing groups that are gone',
	members: 'reading members',
};

/** Who has consented, and how it goes. */
export function Connection({ connection }: { readonly connection: GoogleConnection }) {
	const { state, account, run, last_run: last, failures, last_error: error } = connection;
	return (
		<>
			<Facts
				of={[
					['State', <Badge tone={TONES[state]}>{state}</Badge>],
					['Administrator', account ?? 'nobody yet'],
					['Consented', <Time at={connection.connected_at} />],
					['Next synchronisation', <Time at={connection.next_run_at} />],
				]}
			/>
			{error === null ? null : (
				<div role="alert" data-variant="danger">
					{error}
					{failures > 1 ? ` (${failures} failures in a row)` : ''}
				</div>
			)}
			{run === null ? null : (
				<section aria-labelledby="run">
					<h2 id="run">Under way</h2>
					<p>
						Since <Time at={run.started_at} />, now {PHASES[run.phase]}.
					</p>
					<Counts of={run} caption="What it has done so far" />
				</section>
			)}
			{last === null ? null : (
				<section aria-labelledby="last-run">
					<h2 id="last-run">Last synchronisation</h2>
					<p>
						<Badge tone={last.complete ? 'success' : 'warning'}>
							{last.complete ? 'complete' : 'stopped'}
						</Badge>{' '}
						From <Time at={last.started_at} /> to <Time at={last.ended_at} />, with {last.requests}{' '}
						requests to Google.
					</p>
					<Counts of={last} caption="What it did" />
					<Refusals of={last} />
				</section>
			)}
		</>
	);
}

type Progress = Pick<GoogleRunReport, 'users' | 'groups' | 'memberships'>;

function Counts({ of, caption }: { readonly of: Progress; readonly caption: string }) {
	const rows = [
		['Users', of.users],
		['Groups', of.groups],
	] as const;
	return (
		<>
			<Table
				caption={caption}
				heads={['What', 'Seen', 'Created', 'Updated', 'Removed', 'Unchanged']}
			>
				{rows.map(([name, counts]) => (
					<tr>
						<th scope="row">{name}</th>
						<td>{counts.seen}</td>
						<td>{counts.created}</td>
						<td>{counts.updated}</td>
						<td>{counts.removed}</td>
						<td>{counts.unchanged}</td>
					</tr>
				))}
			</Table>
			<p>
				{of.memberships.added} members came to groups, {of.memberships.removed} left them.
			</p>
		</>
	);
}

/** Whom it could not write, which is told for the first few. */
function Refusals({ of: { errors, refused } }: { readonly of: GoogleRunReport }) {
	if (errors === 0) return null;
	return (
		<>
			<p>{errors} users and groups could not be written here. The first are:</p>
			<Table caption="What could not be written" heads={['What', 'Name', 'Why']}>
				{refused.map(({ kind, name, google_id: id, reason }) => (
					<tr>
						<th scope="row">{kind}</th>
						<td>{name ?? id ?? '–'}</td>
						<td>{reason}</td>
					</tr>
				))}
			</Table>
		</>
	);
}
