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
	deleted_users: 'checking for deleted users',
	remove_deleted_users: 'removing deleted users',
	users: 'reading users',
	remove_users: 'removing users that are no longer in Google or no longer match',
	groups: 'reading groups',
	remove_groups: 'removing groups that are no longer in Google or no longer match',
	members: 'reading members',
};

/** Who has consented, and how it goes. */
export function Connection({ connection }: { readonly connection: GoogleConnection }) {
	const { state, account, run, last_run: last, failures, last_error: error } = connection;
	return (
		<>
			<Facts
				of={[
					['Status', <Badge tone={TONES[state]}>{state}</Badge>],
					['Google administrator', account ?? '–'],
					['Connected', <Time at={connection.connected_at} />],
					['Next sync', <Time at={connection.next_run_at} />],
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
					<h2 id="run">Current sync</h2>
					<p>
						Started <Time at={run.started_at} />. Current step: {PHASES[run.phase]}.
					</p>
					<Counts of={run} caption="Changes so far" />
				</section>
			)}
			{last === null ? null : (
				<section aria-labelledby="last-run">
					<h2 id="last-run">Last sync</h2>
					<p>
						<Badge tone={last.complete ? 'success' : 'warning'}>
							{last.complete ? 'complete' : 'stopped'}
						</Badge>{' '}
						Started <Time at={last.started_at} />, ended <Time at={last.ended_at} />.{' '}
						{last.requests} requests to Google.
					</p>
					<Counts of={last} caption="Changes made" />
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
				heads={['Type', 'Seen', 'Created', 'Updated', 'Removed', 'Unchanged']}
				rows={rows.map(([name, { seen, created, updated, removed, unchanged }]) => [
					name,
					seen,
					created,
					updated,
					removed,
					unchanged,
				])}
			/>
			<p>
				Group memberships: {of.memberships.added} added, {of.memberships.removed} removed.
			</p>
		</>
	);
}

/** Whom it could not write, which is told for the first few. */
function Refusals({ of: { errors, refused } }: { readonly of: GoogleRunReport }) {
	if (errors === 0) return null;
	return (
		<>
			<p>Users and groups that could not be saved: {errors}. The first of them:</p>
			<Table
				caption="Users and groups that could not be saved"
				heads={['Name', 'Type', 'Reason']}
				rows={refused.map(({ kind, name, google_id: id, reason }) => [
					name ?? id ?? '–',
					kind,
					reason,
				])}
			/>
		</>
	);
}
