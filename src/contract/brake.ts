/** The deprovisioning brake of a directory in the /v1 API. */
import * as z from 'zod';
import { timestamp } from './shared.ts';

/** More users than any directory has. */
const USERS_MAX = 1_000_000;

/** At 100 it could never engage. */
const PERCENT_MAX = 99;

/** A shorter window counts single requests, a longer one the turnover of a company. */
const WINDOW_SECONDS_MIN = 60;
const WINDOW_SECONDS_MAX = 604_800;

const users = z.int().min(1).max(USERS_MAX).nullable();
const percent = z
	.int()
	.min(1)
	.max(PERCENT_MAX)
	.nullable()
	.describe('Of all users of the directory, active or not; counts from 5 users on.');
const windowSeconds = z.int().min(WINDOW_SECONDS_MIN).max(WINDOW_SECONDS_MAX);

/** How many users may be deactivated or deleted within the window; more engage the brake. */
export const brakeLimits = z.object({
	users,
	percent,
	window_seconds: windowSeconds,
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
		error: 'give users, percent or both',
	});

/** The brake as the API shows it. */
export const deprovisioningBrake = z.object({
	state: z
		.enum(['off', 'armed', 'engaged'])
		.describe('`engaged`: deliveries are held, even if the brake was switched off since.'),
	limits: brakeLimits.nullable(),
	suggestion: brakeLimits.describe('What suits a directory of this size.'),
	counted: z
		.int()
		.describe('Users who were deactivated or deleted within the window, since the last decision.'),
	engaged_at: timestamp.nullable(),
	after_sequence: z
		.int()
		.nullable()
		.describe('The last event before those that are held: `after` for reading them.'),
	held_events: z.int(),
});
export type DeprovisioningBrake = z.infer<typeof deprovisioningBrake>;

/** Answer to POST …/deprovisioning-brake/resume and …/discard. */
export const brakeDecision = deprovisioningBrake.extend({
	decision: z.enum(['resumed', 'discarded']),
	events: z.int().describe('How many events the decision was about.'),
});
export type BrakeDecision = z.infer<typeof brakeDecision>;
