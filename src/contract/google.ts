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
			`Only those ${whom} that match this search of Google's Directory API; null for all. Whoever matches no more is removed.`,
		);

const settings = z.strictObject({
	interval_minutes: z
		.int()
		.min(INTERVAL_MINUTES_MIN)
		.max(INTERVAL_MINUTES_MAX)
		.describe('Minutes from the beginning of a synchronisation to that of the next.'),
	users_query: searched('users').meta({ examples: ["orgUnitPath='/Staff' isSuspended=false"] }),
	groups: z.boolean().describe('Whether groups and their members are synchronised.'),
	groups_query: searched('groups').meta({ examples: ['email:team-*'] }),
	removed_users: z
		.enum(['delete', 'deactivate'])
		.describe('What becomes of a user here who is gone at Google.'),
	allow_mass_removal_once: z
		.boolean()
		.describe(
			'Lets the next synchronisation remove more than half of the users or groups, which the guard does not let pass otherwise; false again after it.',
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
	description: 'What is synchronised from Google Workspace, and how often.',
	examples: [SETTINGS],
});

/** Body of PATCH /v1/directories/{id}/google. */
export const googleSettingsPatch = settings.partial().meta({
	id: 'GoogleSettingsPatch',
	description: 'What is to be different; what is left out stays.',
	examples: [{ interval_minutes: 30, removed_users: 'deactivate' }],
});

const counts = z
	.object({
		seen: z.int().describe('How many Google has.'),
		created: z.int().describe('Who were not here before.'),
		updated: z.int().describe('Who were here otherwise.'),
		removed: z.int().describe('Deleted here, or deactivated.'),
		unchanged: z.int().describe('Seen, and as they were.'),
	})
	.meta({ id: 'GoogleResourceCounts', description: 'Users, or groups, of a synchronisation.' });

const memberships = z
	.object({
		added: z.int().describe('Members who came to groups.'),
		removed: z.int().describe('Members who left groups.'),
	})
	.meta({ id: 'GoogleMembershipCounts', description: 'Memberships of a synchronisation.' });

const refusal = z
	.object({
		kind: z.enum(['user', 'group']).describe('What it is.'),
		google_id: z.string().nullable().describe("Google's id; null where Google has told none."),
		name: z
			.string()
			.nullable()
			.describe('Its address, or the name of the group; null where it is not at hand.'),
		reason: z.string().describe('Why it could not be written.'),
	})
	.meta({
		id: 'GoogleRefusal',
		description: "A user or group of Google's that could not be written here.",
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
	started_at: timestamp.describe('When it began.'),
	users: counts,
	groups: counts,
	memberships,
	requests: z.int().describe('Requests to Google.'),
	errors: z.int().describe('Users and groups that could not be written here.'),
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
			.describe('The part that it is at; parts come in this order.'),
	})
	.meta({
		id: 'GoogleRun',
		description: 'A synchronisation that is under way, and what it has done so far.',
		examples: [{ ...COUNTS, started_at: LATER, phase: 'members' }],
	});
/** A synchronisation that is under way. */
export type GoogleRun = z.infer<typeof googleRun>;

const REPORT = { ...COUNTS, started_at: LATER, ended_at: LATER, complete: true };

const googleRunReport = progress
	.extend({
		ended_at: timestamp.nullable().describe('When it ended.'),
		complete: z.boolean().describe('Whether it went over everything; false if it ended before.'),
	})
	.meta({
		id: 'GoogleRunReport',
		description: 'What a synchronisation did.',
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
				"`revoked`: Google does not honour the administrator's consent any more, so somebody has to consent again.",
			),
		account: z
			.string()
			.nullable()
			.describe('The administrator who consented; null while nobody has.'),
		connected_at: timestamp
			.nullable()
			.describe('When somebody consented last; null while disconnected.'),
		settings: googleSettings,
		run: googleRun.nullable().describe('The synchronisation that is under way, if one is.'),
		last_run: googleRunReport.nullable().describe('The last one that ended.'),
		next_run_at: timestamp
			.nullable()
			.describe('When the next one begins, or the one under way goes on; null for never.'),
		failures: z.int().describe('Failures in a row; each one lets the next try wait longer.'),
		last_error: z.string().nullable().describe('What failed last; null after a success.'),
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
				'Where the administrator goes once connected, or with `error=access_denied` added if that was refused at Google: a page of yours, https. A page of Rollcall tells of it when left out.',
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
		url: z.url().describe("Google's page on which an administrator consents. Good once."),
		expires_at: timestamp.describe('From when on it is not good any more.'),
	})
	.meta({
		id: 'GoogleAuthorization',
		description: 'Where an administrator of Google Workspace consents.',
		examples: [
			{
				url: 'https://accounts.google.com/o/oauth2/v2/auth?client_id=1234.apps.googleusercontent.com&state=v1.Xy9k',
				expires_at: LATER,
			},
		],
	});
export type GoogleAuthorization = z.infer<typeof googleAuthorization>;
