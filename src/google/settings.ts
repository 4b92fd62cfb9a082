/**
 * What is kept of a connection to Google Workspace as JSON: its settings, how far the run under way has
 * come, and what the last one did. Here are the shapes and their bounds; what a run does is in run.ts.
 */

/** Minutes between the beginnings of two runs: what Google's quota bears, and once a day at least. */
export const INTERVAL_MINUTES = { min: 15, max: 1_440, usual: 60 } as const;

/** What becomes of a user here who is gone at Google. */
export type RemovedUsers = 'delete' | 'deactivate';

/** What is synchronised, and how often; as it is kept, and as the API shows it. */
export interface GoogleSettings {
	readonly interval_minutes: number;
	/** Google's own query language; null for all users. Who does not match counts as removed. */
	readonly users_query: string | null;
	/** Whether groups and their members are synchronised at all. */
	readonly groups: boolean;
	/** As `users_query`, for groups. */
	readonly groups_query: string | null;
	readonly removed_users: RemovedUsers;
	/** The next run may remove more than the guard lets pass; it is false again after it. */
	readonly allow_mass_removal_once: boolean;
}

/** The settings of a connection that nobody has changed. */
export const USUAL_SETTINGS: GoogleSettings = {
	interval_minutes: INTERVAL_MINUTES.usual,
	users_query: null,
	groups: true,
	groups_query: null,
	removed_users: 'delete',
	allow_mass_removal_once: false,
};

/** Reads settings as they are kept: what an older version has not written is as usual. */
export function parseSettings(text: string): GoogleSettings {
	return { ...USUAL_SETTINGS, ...(JSON.parse(text) as Partial<GoogleSettings>) };
}

/** What the refresh token of a directory is sealed for, so that it opens for no other one. */
export function tokenContext(directoryId: string): string {
	return `google:${directoryId}`;
}

/** Resources of one kind in a run. */
export interface ResourceCounts {
	readonly seen: number;
	readonly created: number;
	readonly updated: number;
	readonly removed: number;
	/** Seen, and as they were. */
	readonly unchanged: number;
}

/** What a run did; times in epoch milliseconds. */
export interface GoogleRunReport {
	readonly started_at: number;
	/** Null while it is under way. */
	readonly ended_at: number | null;
	/** Everything was gone over; false if it ended before. */
	readonly complete: boolean;
	readonly users: ResourceCounts;
	readonly groups: ResourceCounts;
	readonly memberships: { readonly added: number; readonly removed: number };
	/** Requests to Google. */
	readonly requests: number;
	/** Resources that could not be written, each told in the log. */
	readonly errors: number;
	/** The first of them. */
	readonly refused: readonly Refusal[];
	/** What was removed under the guard: by this run, and by those that `isHeld` is about. */
	readonly guarded: { readonly user: number; readonly group: number };
	/** The guard has stopped it, or one before it since the last one that came to its end. */
	readonly isHeld: boolean;
}

/** A resource of Google's that could not be written here. */
export interface Refusal {
	readonly kind: 'user' | 'group';
	/** Null where Google has told none. */
	readonly google_id: string | null;
	/** Its address, or the name of the group; null where it is not at hand. */
	readonly name: string | null;
	readonly reason: string;
}

/** The parts of a run, in their order. */
export type GooglePhase =
	| 'deleted_users'
	| 'remove_deleted_users'
	| 'users'
	| 'remove_users'
	| 'groups'
	| 'remove_groups'
	| 'members';

/** A run that is under way: where it goes on. */
export interface GoogleRun {
	readonly phase: GooglePhase;
	/** Of the list that is gone over; null at its beginning. */
	readonly page_token: string | null;
	/** Pages that have been read of it, in all passes; what was on them is kept elsewhere. */
	readonly pages: number;
	/** How often the list is gone over, this time included: see `isProven` and `isLastPass`. */
	readonly pass: number;
	/** Google's id of the last resource that is done, where a phase goes over those that are known. */
	readonly after: string;
	/** Resources whose name was taken in this pass. */
	readonly deferred: number;
	readonly report: GoogleRunReport;
}
