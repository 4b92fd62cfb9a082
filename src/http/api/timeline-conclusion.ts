/** What the conclusion of a timeline is drawn from: the last change of the user, and of each membership. */
import type { TimelineEvent } from '../../contract/timeline.ts';
import type { Person } from '../../contract/people.ts';
import type { AccessChange } from '../../doctor/access-deliveries.ts';
import type { AccessFacts, OtherAccount } from '../../doctor/access.ts';
import type { TimelineDirectory, TimelineRead } from '../../store/timeline.ts';
import type { EventEntry } from './timeline-deliveries.ts';
import type { Current } from './timeline.ts';

/** Gathers the facts. */
export function accessFactsOf(from: {
	readonly found: TimelineRead;
	readonly name: string;
	readonly directory: TimelineDirectory;
	readonly current: Current;
	readonly events: readonly EventEntry[];
	readonly others: readonly Person[];
	/** Whether the caller may not see all endpoints. */
	readonly isLimited: boolean;
}): AccessFacts {
	const { found, name, directory, current, events, isLimited } = from;
	const { profile, groups } = current;
	const state =
		profile === undefined ? 'deleted' : profile['active'] === true ? 'active' : 'inactive';
	const [lastWrite] = found.writes;
	return {
		name,
		isLimited,
		others: from.others.map((other) => toOther(other, directory.id)),
		state,
		groups: groups.map((group) => group.name),
		ended: state === 'active' ? null : endOf(events),
		isDirectoryActive: directory.state === 'active',
		heldSince: directory.pausedAt,
		lastWrite:
			lastWrite === undefined
				? null
				: { at: lastWrite.occurredAt, method: lastWrite.method, status: lastWrite.status },
		changes: lastOfEach(state === 'deleted' ? events.slice(0, 1) : events).map(toChange),
	};
}

function toOther({ directory, user, state }: Person, hereId: string): OtherAccount {
	return {
		directoryId: directory.id,
		directory: directory.name,
		product: directory.product,
		userId: user.id,
		userName: user.user_name,
		state,
		isHere: directory.id === hereId,
	};
}

/** The oldest of the newest events since which the user has no access. */
function endOf(events: readonly EventEntry[]): AccessFacts['ended'] {
	const lastActive = events.findIndex(({ shown }) => shown.active);
	const since = lastActive < 0 ? events : events.slice(0, lastActive);
	const deleted = since.find(({ row }) => row.type === 'user.deleted');
	const end = deleted ?? since.findLast(({ shown }) => hasDeactivated(shown.changes));
	return end === undefined
		? null
		: { eventId: end.row.id, at: end.row.occurredAt, source: end.shown.source };
}

function hasDeactivated(changes: TimelineEvent['changes']): boolean {
	return changes.some(({ path, to }) => path === 'active' && to === false);
}

/** The newest event about the user, and about each group. */
function lastOfEach(events: readonly EventEntry[]): readonly EventEntry[] {
	const subjects = events.map(({ shown }) => shown.group?.id ?? '');
	return events.filter((_, at) => subjects.indexOf(subjects[at] ?? '') === at);
}

function toChange({ row, shown, endpoints }: EventEntry): AccessChange {
	return {
		eventId: row.id,
		type: row.type,
		at: row.occurredAt,
		group: shown.group?.name ?? null,
		source: shown.source,
		deliveries: shown.deliveries.map((delivery) => ({
			endpointId: delivery.endpoint_id,
			endpoint: delivery.endpoint,
			status: delivery.status,
			attempts: delivery.attempts,
			attemptsAtNext: endpoints.get(delivery.endpoint_id)?.attempts ?? 0,
			lastError: delivery.error,
			failingSince: endpoints.get(delivery.endpoint_id)?.failingSince ?? null,
			nextTryAt: delivery.next_try_at === null ? null : Date.parse(delivery.next_try_at),
		})),
	};
}
