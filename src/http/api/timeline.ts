/** GET /v1/directories/{id}/users/{userId}/timeline: what happened to a user, and why. */
import { timelineQuery, type TimelinePage } from '../../contract/timeline.ts';
import { momentOf, type Moment } from '../../directory/moment.ts';
import { userProfile, groupProfile } from '../../directory/profile.ts';
import { concludeAccess, type AccessFacts } from '../../doctor/access.ts';
import { objectOr, own, ownText, type JsonObject } from '../../scim/json.ts';
import { Batch, type Database } from '../../store/database.ts';
import { isBound } from '../../store/ownership.ts';
import { fullNameOf } from '../../store/people-sought.ts';
import { together } from '../../store/together.ts';
import { addCauses, type ScimRequestRow } from '../../store/timeline-requests.ts';
import { addDeliveries, type DeliveriesRead } from '../../store/timeline-deliveries.ts';
import { readTimeline, type TimelineDirectory, type TimelineRead } from '../../store/timeline.ts';
import { param, type AppContext } from '../context.ts';
import { unknownDirectory } from './directories.ts';
import { readListQuery, sealPage } from './list.ts';
import { toNamedDirectory } from './people.ts';
import { othersOf } from './timeline-others.ts';
import { problem } from './problem.ts';
import { accessFactsOf } from './timeline-conclusion.ts';
import {
	isRemapping,
	toEventEntry,
	type EventEntry,
	type Happened,
} from './timeline-deliveries.ts';
import { entriesOf, positionOf } from './timeline-entries.ts';

/** The answer is told of so many events at least, however short the page is. */
const CONCLUDED_MIN = 50;

/** GET /v1/directories/{id}/users/{userId}/timeline */
export async function read(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, timelineQuery);
	if (!query.ok) return query.error;
	const { at, cursor: after, limit } = query.value;
	const [directoryId, userId] = [param(c, 'id'), param(c, 'userId')];
	const size = after === undefined ? Math.max(limit, CONCLUDED_MIN) : limit;
	const found = await readTimeline(c.get('db'), { directoryId, userId, at, after, limit: size });
	const { directory } = found;
	if (directory === undefined) return unknownDirectory(c);
	const current = currentOf(found);
	const isKnown = current.profile ?? found.events[0] ?? found.requests[0] ?? after;
	if (isKnown === undefined) {
		return problem(
			404,
			`There is no user "${userId}" in this directory, and no record of a deleted one.`,
		);
	}
	const profile = current.profile ?? dataOf(found);
	const { events, others } = await together(c.get('db'), {
		events: (db) => told(c, db, directory, userId, found),
		others: async (db) =>
			after === undefined ? othersOf(c.get('caller'), db, directory, userId, profile) : null,
	});
	const entries = entriesOf({ events, requests: found.requests, limit, userId, after });
	const page = await sealPage(c, {
		data: entries.data,
		next_cursor: entries.next === undefined ? null : positionOf(entries.next),
	});
	const name = nameOf(profile) ?? userId;
	return c.json({
		directory: toNamedDirectory(directory),
		user_id: userId,
		name,
		now: toState({ ...current, profile: current.profile ?? null }),
		as_of: at === undefined ? null : toState(momentAt(found, at, directory)),
		conclusion:
			others === null
				? null
				: conclude(
						accessFactsOf({
							found,
							name,
							directory,
							current,
							events,
							others,
							isLimited: isBound(c.get('caller')),
						}),
					),
		other_accounts: others,
		...page,
	} satisfies TimelinePage);
}

const CHANGES = ['scim.groups.replace', 'scim.groups.patch', 'scim.bulk'];

/** What requests ask for that bring about events of a type. */
const CAUSES: ReadonlyMap<string, readonly string[]> = new Map([
	['user.created', ['scim.users.create', 'scim.bulk']],
	['user.updated', ['scim.users.replace', 'scim.users.patch', 'scim.bulk']],
	['user.deleted', ['scim.users.delete', 'scim.bulk']],
	['group.user_added', ['scim.groups.create', ...CHANGES]],
	['group.user_removed', ['scim.groups.delete', 'scim.users.delete', ...CHANGES]],
]);

/** The events that were found, with what caused them and what became of them: one round trip, if there are any. */
async function told(
	c: AppContext,
	db: Database,
	directory: TimelineDirectory,
	userId: string,
	{ events }: TimelineRead,
): Promise<readonly EventEntry[]> {
	if (events.length === 0) return [];
	const happened: readonly Happened[] = events.map((row) => {
		// The writer is the only author of this column: it holds an object as JSON.
		return { row, data: JSON.parse(row.data) as JsonObject };
	});
	let deliveries: DeliveriesRead | undefined;
	let causes: ReadonlyMap<number, ScimRequestRow> = new Map();
	const batch = new Batch(db);
	const sought = happened.flatMap(({ row: { sequence, occurredAt, type }, data }) => {
		const actions = isRemapping(data) ? undefined : CAUSES.get(type);
		const groupId = ownText(objectOr(own(data, 'group')), 'id');
		const targets = groupId === undefined ? [userId] : [userId, groupId];
		return actions === undefined ? [] : [{ sequence, occurredAt, targets, actions }];
	});
	addCauses(batch, directory.id, sought, (found) => (causes = found));
	addDeliveries(batch, directory, events, c.get('caller'), (found) => (deliveries = found));
	await batch.run();
	const kept: DeliveriesRead = deliveries ?? {
		endpoints: [],
		attempts: new Map(),
		dead: [],
		acknowledged: [],
		discarded: [],
	};
	return happened.map((each) => toEventEntry(each, directory, kept, causes.get(each.row.sequence)));
}

function conclude(facts: AccessFacts): TimelinePage['conclusion'] {
	return concludeAccess(facts).map(({ account, ...finding }) => ({
		code: finding.code,
		severity: finding.severity,
		text: finding.text,
		event_id: finding.eventId,
		endpoint_id: finding.endpointId,
		account: account && { directory_id: account.directoryId, user_id: account.userId },
	}));
}

/** A user as of today. */
export interface Current {
	readonly profile: JsonObject | undefined;
	readonly groups: readonly { readonly id: string; readonly name: string }[];
	readonly isComplete: boolean;
}

function currentOf({ user, groups }: TimelineRead): Current {
	const profile =
		user.schemas === undefined || user.found === undefined
			? undefined
			: userProfile(user.found, user.schemas.mapping);
	const page = groups.schemas === undefined ? undefined : groups.found;
	return {
		profile,
		groups: (page?.items ?? []).map((group) => ({
			id: group.id,
			name: ownText(groupProfile(group), 'name') ?? group.id,
		})),
		isComplete: page?.next === undefined,
	};
}

function momentAt(found: TimelineRead, at: number, directory: TimelineDirectory): Moment {
	const current = currentOf(found);
	const { firstSequence, oldestAt } = directory;
	const isKept = firstSequence === 1 || (oldestAt !== null && oldestAt <= at);
	const { before, after, changed = [] } = found.moment ?? {};
	const isCovered = isKept && current.isComplete;
	return momentOf({ at, before, after, changed, current, isCovered });
}

function toState({ profile, groups, isComplete }: Moment) {
	return {
		user: profile as unknown as TimelinePage['now']['user'],
		groups: [...groups],
		is_complete: isComplete,
	};
}

/** What the last event says of who is gone. */
function dataOf({ events: [newest] }: TimelineRead): JsonObject | undefined {
	return newest === undefined ? undefined : (JSON.parse(newest.data) as JsonObject);
}

function nameOf(profile: JsonObject | undefined): string | undefined {
	if (profile === undefined) return undefined;
	const names = [
		ownText(profile, 'display_name'),
		fullNameOf(profile),
		ownText(profile, 'user_name'),
	];
	return names.find((name) => name !== undefined && name !== '');
}
