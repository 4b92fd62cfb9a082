/** The connection of a directory to Google Workspace in the /v1 API. */
import * as z from 'zod';
import { CREATED, LATER } from './event-examples.ts';
import { text, timestamp } from './shared.ts';

/** Below, Google's quota would be used up by asking; above, leavers would keep their access for days. */
const INTERVAL_MINUTES_MIN = 15;
const INTERVAL_MINUTES_MAX = 1_440;

/** Longer than any search that people write. */
const QUERY_CHARACTERS_MAX = 500;

const searched = (whom: string) =>
	text
		.trim()
		.min(1)
		.max(QUERY_CHARACTERS_MAX)
		.nullable()
		.describe(
			`Only those ${whom} that match this search of Google's Directory API; null for all. Those that no longer match are removed.`,
		);

const settings = z.strictObject({
	interval_minutes: z
		.int()
		.min(INTERVAL_MINUTES_MIN)
		.max(INTERVAL_MINUTES_MAX)
		.describe('Minutes from the start of one sync to the start of the next.'),
	users_query: searched('users').meta({ examples: ["orgUnitPath='/Staff' isSuspended=false"] }),
	groups: z.boolean().describe('Whether groups and their members are synced.'),
	groups_query: searched('groups').meta({ examples: ['email:team-*'] }),
	removed_users: z
		.enum(['delete', 'deactivate'])
		.describe('What happens to a user who no longer exists at Google.'),
	allow_mass_removal_once: z
		.boolean()
		.describe(
			'Lets the next sync remove more than half of the users or groups, which a safety check otherwise prevents; false again afterwards.',
		),
});

const SETTINGS = {
	interval_minutes: 60,
	users_query: null,
	groups: true,
	groups_query: null,
	removed_users: 'delete',
	allow_mass_removal_once: false,
};

const googleSettings = settings.meta({
	id: 'GoogleSettings',
	description: 'What is synced from Google Workspace, and how often.',
	examples: [SETTINGS],
});

/** Body of PATCH /v1/directories/{id}/google. */
export const googleSettingsPatch = settings.partial().meta({
	id: 'GoogleSettingsPatch',
	description: 'What to change; fields that are left out stay as they are.',
	examples: [{ interval_minutes: 30, removed_users: 'deactivate' }],
});

const counts = z
	.object({
		seen: z.int().describe('How many Google has.'),
		created: z.int().describe('Created here.'),
		updated: z.int().describe('Updated here.'),
		removed: z.int().describe('Deleted or deactivated here.'),
		unchanged: z.int().describe('Already up to date.'),
	})
	.meta({ id: 'GoogleResourceCounts', description: 'The users or groups of a sync.' });

const memberships = z
	.object({
		added: z.int().describe('Members added to groups.'),
		removed: z.int().describe('Members removed from groups.'),
	})
	.meta({ id: 'GoogleMembershipCounts', description: 'The memberships of a sync.' });

const refusal = z
	.object({
		kind: z.enum(['user', 'group']).describe('What it is.'),
		google_id: z.string().nullable().describe("Google's id; null if Google did not send one."),
		name: z
			.string()
			.nullable()
			.describe('Its address, or the name of the group; null if it is not known.'),
		reason: z.string().describe('Why it could not be saved.'),
	})
	.meta({
		id: 'GoogleRefusal',
		description: 'A Google user or group that could not be saved here.',
		examples: [
			{
				kind: 'user',
				google_id: '108411234567890123456',
				name: 'anna@acme.example',
				reason: 'Another user has its userName, and keeps it.',
			},
		],
	});

const COUNTS = {
	users: { seen: 412, created: 3, updated: 5, removed: 1, unchanged: 403 },
	groups: { seen: 38, created: 0, updated: 1, removed: 0, unchanged: 37 },
	memberships: { added: 6, removed: 2 },
	requests: 47,
	errors: 0,
	refused: [],
};

const progress = z.object({
	started_at: timestamp.describe('When it started.'),
	users: counts,
	groups: counts,
	memberships,
	requests: z.int().describe('Requests to Google.'),
	errors: z.int().describe('Users and groups that could not be saved here.'),
	refused: z.array(refusal).readonly().describe('The first of them, five at most.'),
});

const googleRun = progress
	.extend({
		phase: z
			.enum([
				'deleted_users',
				'remove_deleted_users',
				'users',
				'remove_users',
				'groups',
				'remove_groups',
				'members',
			])
			.describe('The current phase; phases come in this order.'),
	})
	.meta({
		id: 'GoogleRun',
		description: 'A running sync, and what it has done so far.',
		examples: [{ ...COUNTS, started_at: LATER, phase: 'members' }],
	});
/** A synchronisation that is under way. */
export type GoogleRun = z.infer<typeof googleRun>;

const REPORT = { ...COUNTS, started_at: LATER, ended_at: LATER, complete: true };

const googleRunReport = progress
	.extend({
		ended_at: timestamp.nullable().describe('When it ended.'),
		complete: z.boolean().describe('Whether it processed everything; false if it ended early.'),
	})
	.meta({
		id: 'GoogleRunReport',
		description: 'What a sync did.',
		examples: [REPORT],
	});
/** What a synchronisation did. */
export type GoogleRunReport = z.infer<typeof googleRunReport>;

const CONNECTION = {
	state: 'connected',
	account: 'admin@acme.example',
	connected_at: CREATED,
	settings: SETTINGS,
	run: null,
	last_run: REPORT,
	next_run_at: LATER,
	failures: 0,
	last_error: null,
};

/** The connection as the API shows it: never a token. */
export const googleConnection = z
	.object({
		state: z
			.enum(['disconnected', 'connected', 'revoked'])
			.describe(
				"`revoked`: Google no longer accepts the administrator's consent, so somebody must give consent again.",
			),
		account: z
			.string()
			.nullable()
			.describe('The administrator who gave consent; null if nobody has.'),
		connected_at: timestamp
			.nullable()
			.describe('When consent was last given; null while disconnected.'),
		settings: googleSettings,
		run: googleRun.nullable().describe('The running sync, if there is one.'),
		last_run: googleRunReport.nullable().describe('The last sync that ended.'),
		next_run_at: timestamp
			.nullable()
			.describe('When the next sync starts, or the running one continues; null for never.'),
		failures: z.int().describe('Failures in a row; each one delays the next attempt further.'),
		last_error: z.string().nullable().describe('The last error; null after a success.'),
	})
	.meta({
		id: 'GoogleConnection',
		description: 'The connection of a directory of type `google` to Google Workspace.',
		examples: [CONNECTION],
	});
/** The connection as the API shows it. */
export type GoogleConnection = z.infer<typeof googleConnection>;

/** Body of POST /v1/directories/{id}/google/authorize. */
export const newGoogleAuthorization = z
	.strictObject({
		return_url: z
			.url({ protocol: /^https?$/ })
			.max(2000)
			.optional()
			.describe(
				'The https URL of your page that the administrator returns to, with `error=access_denied` added if consent was refused at Google. When left out, a page of Rollcall shows the result.',
			),
	})
	.meta({
		id: 'NewGoogleAuthorization',
		description: 'How an administrator is asked for consent.',
		examples: [{ return_url: 'https://app.example.com/settings/directory' }],
	});

/** Answer to POST /v1/directories/{id}/google/authorize. */
export const googleAuthorization = z
	.object({
		url: z.url().describe("Google's consent page for the administrator. Works once."),
		expires_at: timestamp.describe('When it expires.'),
	})
	.meta({
		id: 'GoogleAuthorization',
		description: 'Where an administrator of Google Workspace gives consent.',
		examples: [
			{
				url: 'https://accounts.google.com/o/oauth2/v2/auth?client_id=1234.apps.googleusercontent.com&state=v1.Xy9k',
				expires_at: LATER,
			},
		],
	});
export type GoogleAuthorization = z.infer<typeof googleAuthorization>;
