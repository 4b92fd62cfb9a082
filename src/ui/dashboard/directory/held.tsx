/** What the deprovisioning brake of a directory holds, and what to do with it. */
import type { DeprovisioningBrake } from '../../../contract/brake.ts';
import type { Directory } from '../../../contract/directories.ts';
import type { EventLogPage } from '../../../contract/events.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Table } from '../../components/content.tsx';
import { Confirm } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can, read } from '../access.ts';
import type { Session } from '../session.ts';
import { limitsText } from './settings-brake.tsx';
import { directoryPath } from './tabs.ts';

type Event = EventLogPage['data'][number];

/** What an operator may decide. */
export type BrakeVerb = 'resume' | 'discard';

const UNNAMED = 'This is not its name.';

/** So many of them are shown. */
const SHOWN_MAX = 10;

/** The first of the events that are held; none while nothing is. */
export async function heldBy(c: AppContext, brake: DeprovisioningBrake): Promise<readonly Event[]> {
	if (brake.state !== 'engaged') return [];
	const query = { after: String(brake.after_sequence ?? 0), limit: String(SHOWN_MAX) };
	const { held } = await read(c, {
		held: { id: 'listEvents', params: { id: param(c, 'id') }, query },
	});
	return held.data as readonly Event[];
}

/** An operator is to decide; nothing while the brake is not engaged. */
export function HeldDeliveries(props: {
	readonly session: Session;
	readonly directory: Directory;
	readonly brake: DeprovisioningBrake;
	readonly held: readonly Event[];
	/** What was to be done by its name, and was not. */
	readonly unconfirmed: BrakeVerb | undefined;
}) {
	const { session, directory, brake, held, unconfirmed } = props;
	if (brake.state !== 'engaged') return null;
	const path = directoryPath(directory.id);
	const log = `/dashboard/events/${encodeURIComponent(directory.id)}`;
	const { counted, limits, held_events: count } = brake;
	return (
		<section class="card held" aria-labelledby="held">
			<h2 id="held">Deliveries are held</h2>
			<p>
				The deprovisioning brake holds them since <Time at={brake.engaged_at} />, because many users
				lost access at once{counted === 0 ? '' : `: ${counted} were deactivated or deleted`}
				{limits === null ? '.' : `. Its limits are ${limitsText(limits)}.`}
			</p>
			<p>
				<strong>
					{count} {count === 1 ? 'event waits' : 'events wait'}
				</strong>{' '}
				for somebody to decide.{' '}
				<a href={`${log}?after=${brake.after_sequence ?? 0}`}>Read them all</a>
				{held.length === 0 ? '.' : '; the first are:'}
			</p>
			{held.length === 0 ? null : (
				<Table caption="Events that are held" heads={['No.', 'When', 'Event', 'Whom']}>
					{held.map((event) => (
						<tr>
							<th scope="row">
								<a href={`${log}/${event.id}`}>{event.sequence}</a>
							</th>
							<td>
								<Time at={event.timestamp} />
							</td>
							<td>{event.type}</td>
							<td>{nameOf(event)}</td>
						</tr>
					))}
				</Table>
			)}
			{can(session, 'resumeDeliveries') ? (
				<Confirm
					id="confirm-resume"
					action={`${path}/brake/resume`}
					label="Resume deliveries"
					warning="All that was held is delivered now, in order: applications lock out whoever it deactivates or deletes."
					name={directory.name}
					error={unconfirmed === 'resume' ? UNNAMED : undefined}
				/>
			) : null}
			{can(session, 'discardDeliveries') ? (
				<Confirm
					id="confirm-discard"
					action={`${path}/brake/discard`}
					label="Discard what is held"
					warning="Endpoints are never told of it: it stays in the log, and only a replay still sends it. They go on with what comes next."
					name={directory.name}
					error={unconfirmed === 'discard' ? UNNAMED : undefined}
				/>
			) : null}
		</section>
	);
}

/** Whom an event is about, as far as that has a name. */
function nameOf({ data }: Event): string {
	const named = data as Readonly<Record<string, unknown>>;
	const name = [named['user_name'], named['name']].find((each) => typeof each === 'string');
	return typeof name === 'string' ? name : '';
}
