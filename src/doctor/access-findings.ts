/** Every finding about somebody's access, and how one is written. */

/** What a finding means for whoever asks. `good`: as it should be. */
export type AccessSeverity = 'good' | 'hint' | 'warning' | 'error';

/** Every finding, in the order in which they are told. */
export const ACCESS_FINDINGS = {
	active_elsewhere: 'Another account of the same person is active.',
	active: 'The user exists and is active.',
	inactive: 'The user exists and is inactive.',
	deleted: 'The user was deleted.',
	directory_inactive:
		'The directory is deactivated and refuses requests from its identity provider.',
	request_refused: 'The last request to change the user was refused.',
	no_deprovisioning:
		'The user is active, and the identity provider has not deactivated or deleted the user.',
	delivery_failing: 'An endpoint does not accept the change.',
	delivery_waiting: 'The change is on its way to an endpoint.',
	delivery_unfetched: 'The change is waiting for an application to fetch it.',
	delivery_held: 'The deprovisioning brake is holding the change.',
	delivery_dead: 'An endpoint did not accept the change, and delivery has stopped.',
	delivery_discarded: 'An operator discarded the change, so it was not delivered.',
	endpoint_disabled: 'The endpoint that should receive the change is disabled.',
	delivery_unknown:
		'There is no record any more of whether the change was sent to an endpoint, or the endpoint has been edited since.',
	nobody_told: 'No endpoint covers the directory.',
	nobody_subscribed: 'No endpoint that covers the directory is subscribed to the change.',
	endpoints_too_young: 'Every endpoint that is subscribed to the change was created after it.',
	delivered: 'Every endpoint that is subscribed to the changes has accepted them.',
} as const satisfies Readonly<Record<string, string>>;

/** The code of a finding. */
export type AccessCode = keyof typeof ACCESS_FINDINGS;

/** All codes. */
export const ACCESS_CODES = Object.keys(ACCESS_FINDINGS) as [AccessCode, ...AccessCode[]];

/** One part of the answer. */
export interface AccessFinding {
	readonly code: AccessCode;
	readonly severity: AccessSeverity;
	/** Sentences; times in them are RFC 3339. */
	readonly text: string;
	/** The event that it is about. */
	readonly eventId: string | null;
	readonly endpointId: string | null;
	/** The other account that it is about. */
	readonly account: { readonly directoryId: string; readonly userId: string } | null;
}

/** Names told in one sentence. */
export const NAMED_MAX = 5;

/** Makes a finding. */
export function finding(
	code: AccessCode,
	severity: AccessSeverity,
	text: string,
	about: Partial<Pick<AccessFinding, 'eventId' | 'endpointId' | 'account'>> = {},
): AccessFinding {
	return { code, severity, text, eventId: null, endpointId: null, account: null, ...about };
}

/** Several things in words. */
export function list(items: readonly string[]): string {
	const last = items.at(-1) ?? '';
	return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

/** A time in a text. */
export function time(at: number): string {
	return new Date(at).toISOString();
}
