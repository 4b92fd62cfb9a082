/** The timeline of a user in the /v1 API. */
import * as z from 'zod';
import { ACCESS_CODES } from '../doctor/access-findings.ts';
import { DELIVERY_STATUSES } from '../webhook/delivery-status.ts';
import { changes, groupSummary, userProfile } from './event-data.ts';
import * as examples from './event-examples.ts';
import { namedDirectory, person } from './people.ts';
import { cursorOf, instant, timestamp, wholeNumberWithin } from './shared.ts';

/** Each event is looked for at every endpoint. */
const ENTRIES_MAX = 100;

/** A sequence, the id of a request or `-`, and that of a request that was told with its event or `-`. */
const POSITION = /^\d{1,16}(?:\.(?:aud_[0-9a-f]{32}|-)){2}$/;

function idOf(given: string | undefined): string | undefined {
	return given === '-' ? undefined : given;
}

/** Query of GET /v1/directories/{id}/users/{userId}/timeline. */
export const timelineQuery = z.strictObject({
	at: instant.optional().describe('Also return the state of the user at this time, RFC 3339.'),
	limit: wholeNumberWithin(1, ENTRIES_MAX)
		.default(50)
		.describe(
			'Maximum number of events, and of requests about the user, per page. Requests about groups that caused one of the events are added to them.',
		),
	cursor: cursorOf(POSITION)
		.transform((opened) => {
			const [sequence, requestId, causeId] = opened.split('.');
			return { sequence: Number(sequence), requestId: idOf(requestId), causeId: idOf(causeId) };
		})
		.optional(),
});

const time = (description: string) => timestamp.nullable().describe(description);
const textOrNull = (description: string) => z.string().nullable().describe(description);

const groups = z
	.array(groupSummary)
	.describe('The groups that the user is, or was, a direct member of, 500 at most.');

const state = z
	.object({
		user: userProfile
			.nullable()
			.describe('The profile; null if the user does not exist, or if it is not known.'),
		groups,
		is_complete: z
			.boolean()
			.describe('False if the log is past its retention, or if there are more groups.'),
	})
	.meta({ id: 'UserState', description: 'A user at a point in time.' });

const delivery = z
	.object({
		endpoint_id: z.string().describe('The endpoint.'),
		endpoint: z
			.string()
			.describe('Its name: the description, otherwise the host; for a poll endpoint, the id.'),
		status: z
			.enum(DELIVERY_STATUSES)
			.describe(
				'`delivered`: accepted. `settled`: done, but the result is no longer kept. `waiting`: not sent to the endpoint yet. `unfetched`: the application has not fetched it from the poll endpoint yet. `held`: by the brake. `dead_letter`: not accepted, and no longer tried. `discarded`: by an operator, while the brake held it. `not_subscribed`: the endpoint does not receive this type. `endpoint_disabled`: it waits until the endpoint is enabled. `before_endpoint`: the event is older than the endpoint.',
			),
		at: time(
			'When it was accepted, became a dead letter or was discarded; null if that is not known.',
		),
		http_status: z.int().nullable().describe('The HTTP status of the last attempt.'),
		attempts: z
			.int()
			.describe(
				'Failed attempts, as far as they are kept; also 0 for an event that waits behind one that is not accepted.',
			),
		next_try_at: time('When the next attempt is.'),
		error: textOrNull('Why it is not delivered.'),
	})
	.meta({ id: 'EventDelivery', description: 'The delivery of an event to one endpoint.' });
export type EventDelivery = z.infer<typeof delivery>;

const requestEntry = z
	.object({
		kind: z.literal('request').describe('A request of the identity provider.'),
		id: z.string().describe('Id of its entry in the audit log, `aud_…`.'),
		at: timestamp.describe('When it was received.'),
		action: z.string().describe('The action, such as `scim.users.patch`.'),
		target: textOrNull('Id of the user or group that it named; null for a bulk request.'),
		method: z.string().describe('The HTTP method.'),
		path: z.string().describe('The path without values chosen by clients, as in the audit log.'),
		status: z.int().describe('The HTTP status of the response.'),
		duration_ms: z.int().describe('How long the response took, in milliseconds.'),
		token_id: textOrNull('The SCIM token; null if there was no valid one.'),
		request_id: z.string().describe('The header `X-Request-Id` of the response.'),
	})
	.meta({ id: 'TimelineRequest', description: 'A request that touched the user.' });

const eventEntry = z
	.object({
		kind: z.literal('event').describe('A change of the user, or of the groups of the user.'),
		id: z.string().describe('Id of the event, `evt_…`.'),
		at: timestamp.describe('When it occurred.'),
		type: z.string().describe('The type of the event.'),
		sequence: z.int().describe('Its sequence in the log of the directory.'),
		active: z.boolean().describe('Whether the user was active from then on.'),
		group: groupSummary.nullable().describe('The group that the user joined or left.'),
		changes: changes.describe('What changed, for `user.updated`; otherwise empty.'),
		source: z
			.enum(['scim', 'google', 'attribute_mapping'])
			.nullable()
			.describe(
				'The cause; null if it is not known: an import, or a request that is no longer kept.',
			),
		request_id: textOrNull('The SCIM request that caused it.'),
		deliveries: z
			.array(delivery)
			.readonly()
			.describe('The delivery to each endpoint that covers the directory, 100 at most.'),
	})
	.meta({ id: 'TimelineEvent', description: 'An event of the user, and its deliveries.' });
export type TimelineEvent = z.infer<typeof eventEntry>;

/** One entry of a timeline. */
export const timelineEntry = z
	.discriminatedUnion('kind', [requestEntry, eventEntry])
	.meta({ id: 'TimelineEntry', description: 'A request or an event.' });
export type TimelineEntry = z.infer<typeof timelineEntry>;

const conclusion = z
	.object({
		code: z.enum(ACCESS_CODES).describe('What was found.'),
		severity: z
			.enum(['good', 'hint', 'warning', 'error'])
			.describe(
				'`error`: something prevents the change. `warning`: a likely reason. `good`: as it should be.',
			),
		text: z.string().describe('The finding in words; times in it are RFC 3339.'),
		event_id: textOrNull('The event that it is about.'),
		endpoint_id: textOrNull('The endpoint that it is about.'),
		account: z
			.object({
				directory_id: z.string().describe('Its directory.'),
				user_id: z.string().describe('Id of the user in it.'),
			})
			.nullable()
			.describe('The other account that it is about.'),
	})
	.meta({ id: 'AccessFinding', description: 'Why a user has access, or no longer has it.' });

const { group: _group, ...ada } = { ...examples.ADA_OF_THE_CREW, active: false };
const crew = { id: examples.CREW.id, name: examples.CREW.name };

/** Answer to GET /v1/directories/{id}/users/{userId}/timeline. */
export const timelinePage = z
	.object({
		directory: namedDirectory.describe('The directory of the user.'),
		user_id: z.string().describe('Id of the user.'),
		name: z.string().describe('The last known name of the user.'),
		now: state.describe('The current state of the user.'),
		as_of: state.nullable().describe('The state of the user at `at`; null without it.'),
		conclusion: z
			.array(conclusion)
			.nullable()
			.describe(
				'The conclusion, the most important finding first; null on all pages but the first.',
			),
		other_accounts: z
			.array(person)
			.readonly()
			.nullable()
			.describe(
				'Users of the same tenant, in this directory or another, who have the user name, an e-mail address or the external id of this one, 50 at most, including recently deleted ones. Null on all pages but the first.',
			),
		data: z.array(timelineEntry).readonly().describe('What happened, newest first.'),
		next_cursor: z
			.string()
			.nullable()
			.describe('Pass it as `cursor` to get the next page; null on the last one.'),
	})
	.meta({
		id: 'TimelinePage',
		description: 'What happened to a user.',
		examples: [
			{
				directory: { ...examples.ACME, type: 'okta-scim-v2' },
				user_id: examples.ADA.id,
				name: 'Ada Byron',
				now: { user: ada, groups: [crew], is_complete: true },
				as_of: null,
				conclusion: [
					{
						code: 'inactive',
						severity: 'good',
						text: `The identity provider deactivated Ada Byron at ${examples.LATER}.`,
						event_id: examples.EVENT_ID,
						endpoint_id: null,
						account: null,
					},
				],
				other_accounts: [],
				data: [
					{
						kind: 'event',
						id: examples.EVENT_ID,
						at: examples.LATER,
						type: 'user.updated',
						sequence: 42,
						active: false,
						group: null,
						changes: [{ path: 'active', from: true, to: false }],
						source: 'scim',
						request_id: 'req_0193a1d25f2b7c0d9e1f2a3b4c5d6e7f',
						deliveries: [
							{
								endpoint_id: examples.ENDPOINT_ID,
								endpoint: 'CRM production',
								status: 'delivered',
								at: examples.LATER,
								http_status: 200,
								attempts: 0,
								next_try_at: null,
								error: null,
							},
						],
					},
				],
				next_cursor: null,
			},
		],
	});
export type TimelinePage = z.infer<typeof timelinePage>;
