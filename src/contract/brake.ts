/** The deprovisioning brake of a directory in the /v1 API. */
import * as z from 'zod';
import { LATER } from './event-examples.ts';
import { timestamp } from './shared.ts';

/** More users than any directory has. */
const USERS_MAX = 1_000_000;

/** At 100 it could never engage. */
const PERCENT_MAX = 99;

/** A shorter window counts single requests, a longer one the turnover of a company. */
const WINDOW_SECONDS_MIN = 60;
const WINDOW_SECONDS_MAX = 604_800;

const users = z
	.int()
	.min(1)
	.max(USERS_MAX)
	.nullable()
	.describe('The number of users who may lose access; null for any number.');
const percent = z
	.int()
	.min(1)
	.max(PERCENT_MAX)
	.nullable()
	.describe('The share of active users, including those who lost access; applies from 5 users on.');
const windowSeconds = z
	.int()
	.min(WINDOW_SECONDS_MIN)
	.max(WINDOW_SECONDS_MAX)
	.describe('The length of the window, in seconds.');

const LIMITS = { users: 50, percent: 10, window_seconds: 3600 };

/** How many users may be deactivated or deleted within the window; more engage the brake. */
export const brakeLimits = z.object({ users, percent, window_seconds: windowSeconds }).meta({
	id: 'BrakeLimits',
	description:
		'How many users may be deactivated or deleted within the window before the brake engages.',
	examples: [LIMITS],
});

/** Body of PUT /v1/directories/{id}/deprovisioning-brake. */
export const newBrakeLimits = z
	.strictObject({
		users: users.default(null),
		percent: percent.default(null),
		window_seconds: windowSeconds.default(3600),
	})
	.refine((limits) => limits.users !== null || limits.percent !== null, {
		path: ['users'],
		error: 'users, percent or both are required',
	})
	.meta({
		id: 'NewBrakeLimits',
		description: 'The limits of the brake: `users`, `percent` or both.',
		examples: [LIMITS],
	});

const brake = z.object({
	state: z
		.enum(['off', 'armed', 'engaged'])
		.describe('`engaged`: deliveries are held, even if the brake was turned off since.'),
	limits: brakeLimits.nullable().describe('Null while it is off.'),
	suggestion: brakeLimits.describe('Limits that fit a directory of this size.'),
	counted: z
		.int()
		.describe('Users who were deactivated or deleted within the window, since the last decision.'),
	engaged_at: timestamp.nullable().describe('Since when deliveries are held.'),
	after_sequence: z
		.int()
		.nullable()
		.describe('The last event before the held ones: use it as `after` to read them.'),
	held_events: z.int().describe('How many events are held.'),
});

const ENGAGED = {
	state: 'engaged',
	limits: LIMITS,
	suggestion: { users: 25, percent: 10, window_seconds: 3600 },
	counted: 51,
	engaged_at: LATER,
	after_sequence: 1873,
	held_events: 64,
};

/** The brake as the API shows it. */
export const deprovisioningBrake = brake.meta({
	id: 'DeprovisioningBrake',
	description: 'The brake of a directory.',
	examples: [ENGAGED],
});
export type DeprovisioningBrake = z.infer<typeof deprovisioningBrake>;

/** Answer to POST …/deprovisioning-brake/resume and …/discard. */
export const brakeDecision = brake
	.extend({
		decision: z.enum(['resumed', 'discarded']).describe('What was decided.'),
		events: z.int().describe('How many events the decision was about.'),
	})
	.meta({
		id: 'BrakeDecision',
		description: 'The decision about held events, and the current state of the brake.',
		examples: [
			{
				...ENGAGED,
				state: 'armed',
				counted: 0,
				engaged_at: null,
				after_sequence: null,
				held_events: 0,
				decision: 'resumed',
				events: 64,
			},
		],
	});
export type BrakeDecision = z.infer<typeof brakeDecision>;
