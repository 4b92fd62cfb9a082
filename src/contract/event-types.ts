/**
 * Every type of event, with when it happens, its JSON shape and an example: the single source of what
 * the OpenAPI document and docs/events.md say of events, and checked against what is really sent.
 */
import * as z from 'zod';
import type { EVENT_TYPES, OPERATIONS_EVENT_TYPES } from '../webhook/payload.ts';
import * as data from './event-data.ts';
import * as examples from './event-examples.ts';
import { timestamp } from './shared.ts';

/** One type of event. */
export interface EventType {
	readonly name: string;
	/** When it happens, in a sentence. */
	readonly when: string;
	/** The whole event. */
	readonly schema: z.ZodType;
	readonly example: Readonly<Record<string, unknown>>;
}

const envelope = z.object({
	id: z
		.string()
		.describe('Id of the event, `evt_…`: the same in every delivery, every replay and the log.'),
	type: z.string(),
	timestamp: timestamp.describe(
		'When it was committed, in UTC; never earlier than an earlier event of the same log.',
	),
	sequence: z
		.int()
		.min(0)
		.describe(
			'Its place in the log of its directory: 1, 2, 3 and so on, without gaps. 0 if it is a test, which is in no log.',
		),
	directory_id: z.string().describe('The directory that the log belongs to.'),
	tenant: z.string().describe('The tenant of the directory.'),
	product: z.string().describe('The product of the directory.'),
});

const operation = envelope.extend({
	directory_id: z.literal('operations').describe('The operations log.'),
	tenant: z.literal('').describe('Empty: the operations log has no tenant.'),
	product: z.literal('').describe('Empty: the operations log has no product.'),
});

const test = operation.extend({
	sequence: z.literal(0).describe('It is in no log.'),
});

/** What is to be said of a type. */
interface Said {
	readonly when: string;
	readonly data: z.ZodType;
	readonly example: unknown;
}

function said<Data extends z.ZodType>(when: string, about: Data, example: z.input<Data>): Said {
	return { when, data: about, example };
}

/** Whatever type a directory's log may hold. */
const IN_DIRECTORIES: Readonly<Record<(typeof EVENT_TYPES)[number], Said>> = {
	'user.created': said('A user was created.', data.user, examples.ADA),
	'user.updated': said(
		'Attributes of a user changed. One of them is `active`, which identity providers use to remove and restore access.',
		data.updatedUser,
		{ ...examples.ADA_WHO_LEFT, changes: [{ path: 'active', from: true, to: false }] },
	),
	'user.deleted': said(
		'A user was deleted. `data` is the last state of the user; its memberships ended in the events before.',
		data.user,
		examples.ADA_WHO_LEFT,
	),
	'group.created': said(
		'A group was created. Its members follow, with one event each.',
		data.group,
		examples.CREW,
	),
	'group.updated': said(
		'Attributes of a group changed, or a nested group was added or removed. Members who are users have their own events.',
		data.updatedGroup,
		{
			...examples.RENAMED_CREW,
			changes: [{ path: 'displayName', from: 'Crew', to: 'Flight crew' }],
		},
	),
	'group.deleted': said(
		'A group was deleted. `data` is the last state of the group; its memberships ended in the events before.',
		data.group,
		examples.RENAMED_CREW,
	),
	'group.user_added': said(
		'A user became a member of a group. `data` is the user, with the group.',
		data.membership,
		examples.ADA_OF_THE_CREW,
	),
	'group.user_removed': said(
		'A user is no longer a member of a group: the user was removed, or one of the two is being deleted.',
		data.membership,
		examples.ADA_OF_THE_CREW,
	),
	'directory.created': said(
		'A directory was created: the first event of its log.',
		data.directory,
		examples.ACME_OKTA,
	),
	'directory.activated': said(
		'A directory was activated again: requests of its identity provider are accepted.',
		data.directory,
		examples.ACME_OKTA,
	),
	'directory.deactivated': said(
		'A directory was deactivated: requests of its identity provider are refused, and nothing in it changes.',
		data.directory,
		{ ...examples.ACME_OKTA, state: 'inactive' },
	),
	'directory.deleted': said(
		'A directory was deleted with everything in it: the last event of its log. It stands for all of its users and groups, which have no separate events.',
		data.directory,
		{ ...examples.ACME_OKTA, state: 'inactive' },
	),
};

/** Whatever type the operations log may hold. */
const IN_OPERATIONS: Readonly<Record<(typeof OPERATIONS_EVENT_TYPES)[number], Said>> = {
	'webhook_endpoint.disabled': said(
		'A webhook endpoint was disabled. Nothing is sent to it until it is enabled again; then it continues where it stopped.',
		data.disabledEndpoint,
		examples.DISABLED_ENDPOINT,
	),
	'deprovisioning_brake.engaged': said(
		'More users of a directory lost access than its brake allows. Its events are recorded and held until an operator decides.',
		data.engagedBrake,
		examples.ENGAGED_BRAKE,
	),
	'deprovisioning_brake.released': said(
		'An operator decided about the events that the brake of a directory held.',
		data.releasedBrake,
		examples.RELEASED_BRAKE,
	),
};

/** Sent on demand to one endpoint. */
const TEST = said(
	'Somebody sent a test to the endpoint. Only that endpoint receives it.',
	data.tested,
	{ id: examples.DISABLED_ENDPOINT.id },
);

/** Every type of event. */
export const EVENT_TYPE_LIST: readonly EventType[] = [
	...Object.entries(IN_DIRECTORIES).map(([name, each]) =>
		toType(name, each, envelope, examples.OF_ACME),
	),
	...Object.entries(IN_OPERATIONS).map(([name, each]) =>
		toType(name, each, operation, examples.OF_OPERATIONS),
	),
	toType('webhook_endpoint.test', TEST, test, { ...examples.OF_OPERATIONS, sequence: 0 }),
];

/** Any event. */
export const event = z.union(EVENT_TYPE_LIST.map(({ schema }) => schema)).meta({
	id: 'Event',
	description: 'An event; its `type` says what `data` holds. New types may be added.',
	discriminator: {
		propertyName: 'type',
		mapping: Object.fromEntries(
			EVENT_TYPE_LIST.map(({ name }) => [name, `#/components/schemas/${componentOf(name)}`]),
		),
	},
	examples: EVENT_TYPE_LIST.filter(({ name }) => name === 'user.updated').map(
		({ example }) => example,
	),
});

/** What a webhook carries instead of an event when the endpoint's `max_batch` is more than 1. */
export const EVENT_BATCH: EventType = {
	name: 'batch',
	when: 'One or more events in one webhook, for endpoints with a `max_batch` of more than 1.',
	schema: z
		.object({
			type: z.literal('batch').describe('Tells a batch from an event.'),
			timestamp: timestamp.describe('That of the last event in it.'),
			data: z
				.array(event)
				.min(1)
				.describe(
					'Events of one log in the order of their sequence, at most `max_batch`. Types that the endpoint does not subscribe to are left out.',
				),
		})
		.meta({
			id: 'EventBatch',
			description: 'Several events in one webhook.',
			examples: [examples.BATCH],
		}),
	example: examples.BATCH,
};

function toType(
	name: string,
	{ when, data: about, example }: Said,
	around: z.ZodObject,
	exampleAround: Readonly<Record<string, unknown>>,
): EventType {
	const whole = { id: examples.EVENT_ID, type: name, ...exampleAround, data: example };
	const schema = around
		.extend({
			type: z.literal(name).describe('The type of the event.'),
			data: about.describe('The data of the event.'),
		})
		.meta({ id: componentOf(name), description: when, examples: [whole] });
	return { name, when, schema, example: whole };
}

/** `group.user_added` is the component `GroupUserAdded`. */
function componentOf(name: string): string {
	return name.replaceAll(/(?:^|[._])(\w)/g, (_, letter: string) => letter.toUpperCase());
}
