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
	at: instant.optional().describe('Tell also how the user was then, RFC 3339.'),
	limit: wholeNumberWithin(1, ENTRIES_MAX)
		.default(50)
		.describe(
			'How many events, and requests about the user, the page may have. Requests about groups that caused one of the events come along with it.',
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
			.describe('The profile; null for who is not there, or where it is not known.'),
		groups,
		is_complete: z
			.boolean()
			.describe('False where the log is past its retention, or where there are more groups.'),
	})
	.meta({ id: 'UserState', description: 'A user at a time.' });

const delivery = z
	.object({
		endpoint_id: z.string().describe('The endpoint.'),
		endpoint: z
			.string()
			.describe('What people call it: its description, else its host; of a poll endpoint its id.'),
		status: z
			.enum(DELIVERY_STATUSES)
			.describe(
				'`delivered`: accepted. `settled`: passed, how is not kept any more. `waiting`: the endpoint has it ahead. `unfetched`: a poll endpoint has it, and the application has not fetched it. `held`: by the brake. `dead_letter`: not accepted, and not tried any more. `discarded`: by an operator, when the brake held it. `not_subscribed`: the endpoint does not hear of this type. `endpoint_disabled`: it waits until the endpoint is enabled. `before_endpoint`: the event is older than the endpoint.',
			),
		at: time('When it was accepted, set aside or discarded; null where that is not known.'),
		http_status: z.int().nullable().describe('What the last try was answered.'),
		attempts: z
			.int()
			.describe(
				'Tries that have failed, as far as they are kept; 0 also for what waits behind an event that is not accepted.',
			),
		next_try_at: time('When it is tried next.'),
		error: textOrNull('Why it is not delivered.'),
	})
	.meta({ id: 'EventDelivery', description: 'What became of an event at one endpoint.' });
export type EventDelivery = z.infer<typeof delivery>;

const requestEntry = z
	.object({
		kind: z.literal('request').describe('A request of the identity provider.'),
		id: z.string().describe('Id of its entry in the audit log, `aud_…`.'),
		at: timestamp.describe('When it came.'),
		action: z.string().describe('What was asked for, such as `scim.users.patch`.'),
		target: textOrNull('Id of the user or group that it named; null for a bulk request.'),
		method: z.string().describe('The HTTP method.'),
		path: z.string().describe('Without what a client chose, as in the audit log.'),
		status: z.int().describe('The HTTP status of the answer.'),
		duration_ms: z.int().describe('How long the answer took, in milliseconds.'),
		token_id: textOrNull('The SCIM token; null where none was good.'),
		request_id: z.string().describe('The header `X-Request-Id` of the answer.'),
	})
	.meta({ id: 'TimelineRequest', description: 'A request that touched the user.' });

const eventEntry = z
	.object({
		kind: z.literal('event').describe('A change of the user, or of the groups of the user.'),
		id: z.string().describe('Id of the event, `evt_…`.'),
		at: timestamp.describe('When it occurred.'),
		type: z.string().describe('The type of the event.'),
		sequence: z.int().describe('Its place in the log of the directory.'),
		active: z.boolean().describe('Whether the user was active from then on.'),
		group: groupSummary.nullable().describe('The group that the user came to or left.'),
		changes: changes.describe('What differs, of `user.updated`; else empty.'),
		source: z
			.enum(['scim', 'google', 'attribute_mapping'])
			.nullable()
			.describe(
				'What brought it about; null where that is not known: an import, or a request that is not kept any more.',
			),
		request_id: textOrNull('The SCIM request that brought it about.'),
		deliveries: z
			.array(delivery)
			.readonly()
			.describe('At each endpoint that covers the directory, 100 at most.'),
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
				'`error`: something is in the way. `warning`: probably an answer. `good`: as it should be.',
			),
		text: z.string().describe('The same in words; times in it are RFC 3339.'),
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
	.meta({ id: 'AccessFinding', description: 'Why a user has access, or none any more.' });

const { group: _group, ...ada } = { ...examples.ADA_OF_THE_CREW, active: false };
const crew = { id: examples.CREW.id, name: examples.CREW.name };

/** Answer to GET /v1/directories/{id}/users/{userId}/timeline. */
export const timelinePage = z
	.object({
		directory: namedDirectory.describe('Whose user it is.'),
		user_id: z.string().describe('Id of the user.'),
		name: z.string().describe('What to call the user, as it was last.'),
		now: state.describe('How the user is now.'),
		as_of: state.nullable().describe('How the user was at `at`; null without it.'),
		conclusion: z
			.array(conclusion)
			.nullable()
			.describe('The answer, the most important first; null on all pages but the first.'),
		other_accounts: z
			.array(person)
			.readonly()
			.nullable()
			.describe(
				'Users of the same tenant, in this directory or another, who have the user name, an e-mail address or the external id of this one, 50 at most; also those who were deleted lately. Null on all pages but the first.',
			),
		data: z.array(timelineEntry).readonly().describe('What happened, the latest first.'),
		next_cursor: z
			.string()
			.nullable()
			.describe('Give it as `cursor` to get the next page; null on the last one.'),
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
