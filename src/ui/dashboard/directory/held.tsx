/** What the deprovisioning brake of a directory holds, and what to do with it. */
import type { DeprovisioningBrake } from '../../../contract/brake.ts';
import type { Directory } from '../../../contract/directories.ts';
import type { EventLogPage } from '../../../contract/events.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Table } from '../../components/content.tsx';
import { Confirm } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can, read } from '../access.ts';
import { UNNAMED } from '../fields.ts';
import type { Session } from '../session.ts';
import { limitsText } from './settings-brake.tsx';
import { directoryPath } from './tabs.ts';

type Event = EventLogPage['data'][number];

/** What an operator may decide. */
export type BrakeVerb = 'resume' | 'discard';

/** So many of them are shown. */
const SHOWN_MAX = 5;

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
			<h2 id="held">Held deliveries</h2>
			<p>
				The deprovisioning brake has held deliveries since <Time at={brake.engaged_at} /> because{' '}
				{counted === 0
					? 'many users lost access at once.'
					: `${counted} ${counted === 1 ? 'user was' : 'users were'} deactivated or deleted.`}
				{limits === null ? null : ` The limit is ${limitsText(limits)}.`}
			</p>
			<p>
				<strong>
					{count} {count === 1 ? 'event' : 'events'}
				</strong>{' '}
				{count === 1 ? 'is' : 'are'} waiting for your decision.{' '}
				<a href={`${log}?after=${brake.after_sequence ?? 0}`}>View all held events</a>
			</p>
			{held.length === 0 ? null : (
				<Table
					caption="First held events"
					heads={['Event', 'User or group', 'Time', 'Sequence']}
					rows={held.map((event) => [
						<a href={`${log}/${event.id}`}>{event.type}</a>,
						nameOf(event),
						<Time at={event.timestamp} />,
						event.sequence,
					])}
				/>
			)}
			{can(session, 'resumeDeliveries') ? (
				<Confirm
					id="confirm-resume"
					action={`${path}/brake/resume`}
					label="Resume deliveries"
					warning="All held events are delivered now, in order. Applications lock out every user that these events deactivate or delete."
					name={directory.name}
					error={unconfirmed === 'resume' ? UNNAMED : undefined}
				/>
			) : null}
			{can(session, 'discardDeliveries') ? (
				<Confirm
					id="confirm-discard"
					action={`${path}/brake/discard`}
					label="Discard held events"
					warning="Endpoints will not receive these events. The events stay in the event log, and only a replay can still send them. Deliveries continue with the next event."
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
