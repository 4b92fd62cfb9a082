/**
 * Why somebody has access, or none any more: a plain answer out of what the directory holds, what the identity
 * provider has asked for, and what became of the last changes at the endpoints. Pure.
 */

/** What a finding means for whoever asks. `good`: as it should be. */
export type AccessSeverity = 'good' | 'hint' | 'warning' | 'error';

/** Every finding, in the order in which they are told. */
export const ACCESS_FINDINGS = {
	active: 'The user is there and active.',
	inactive: 'The user is there, and inactive.',
	deleted: 'The user was deleted.',
	directory_inactive: 'The directory is deactivated, and refuses what the identity provider sends.',
	request_refused: 'The last request to change the user was refused.',
	no_deprovisioning:
		'The user is active, and the last word of the identity provider was not to the contrary.',
	delivery_failing: 'An endpoint does not accept the change.',
	delivery_waiting: 'The change is on its way to an endpoint.',
	delivery_held: 'The deprovisioning brake holds the change.',
	delivery_dead: 'An endpoint has not accepted the change, and is not asked any more.',
	delivery_discarded: 'An operator decided that the change is not delivered.',
	endpoint_disabled: 'The endpoint that is to hear of the change is disabled.',
	delivery_unknown:
		'Whether an endpoint was sent the change is not kept any more, or it was changed since.',
	nobody_told: 'No endpoint hears of the change.',
	delivered: 'Every endpoint that subscribes to the changes has accepted them.',
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
}

/** A SCIM request to change the user. Times are epoch milliseconds. */
export interface AccessRequest {
	readonly at: number;
	readonly method: string;
	readonly status: number;
}

/** What became of a change at one endpoint. */
export interface AccessDelivery {
	readonly endpointId: string;
	/** What people call it. */
	readonly endpoint: string;
	readonly status:
		| 'delivered'
		| 'settled'
		| 'waiting'
		| 'held'
		| 'dead_letter'
		| 'discarded'
		| 'not_subscribed'
		| 'endpoint_disabled'
		| 'before_endpoint';
	/** Tries that failed. */
	readonly attempts: number;
	readonly lastError: string | null;
	/** Since when nothing was accepted. */
	readonly failingSince: number | null;
	readonly nextTryAt: number | null;
}

/** The last change of the user, or of the membership in one group. */
export interface AccessChange {
	readonly eventId: string;
	readonly type: string;
	readonly at: number;
	/** Of a membership. */
	readonly group: string | null;
	/** Who brought it about; null where that is not known. */
	readonly source: 'scim' | 'google' | 'attribute_mapping' | null;
	readonly deliveries: readonly AccessDelivery[];
}

/** What is known of a user. */
export interface AccessFacts {
	readonly name: string;
	readonly state: 'active' | 'inactive' | 'deleted';
	readonly groups: readonly string[];
	/** The change that took the access away last, if it is kept and nothing gave it back. */
	readonly ended: Pick<AccessChange, 'eventId' | 'at' | 'source'> | null;
	readonly isDirectoryActive: boolean;
	/** Since when the brake holds deliveries. */
	readonly heldSince: number | null;
	/** The last request to change the user, refused or not, if it is kept. */
	readonly lastWrite: AccessRequest | null;
	/** The last change of each kind, the latest first. */
	readonly changes: readonly AccessChange[];
}

const NAMED_GROUPS = 5;

/** Tells how it is with the access of a user, the most important first. */
export function concludeAccess(facts: AccessFacts): readonly AccessFinding[] {
	const deliveries = facts.changes.flatMap((change) => undelivered(change, facts));
	return [stateOf(facts), ...causesOf(facts), ...firstOfEach(deliveries), ...told(facts)];
}

/** The same fault of the same endpoint is told once, of the latest change. */
function firstOfEach(findings: readonly AccessFinding[]): readonly AccessFinding[] {
	const kindOf = ({ code, endpointId }: AccessFinding) => `${code} ${endpointId}`;
	const kinds = findings.map(kindOf);
	return findings.filter((each, at) => kinds.indexOf(kindOf(each)) === at);
}

function stateOf({ name, state, groups, ended }: AccessFacts): AccessFinding {
	const about = { eventId: ended?.eventId ?? null };
	if (state === 'active') {
		return finding('active', 'hint', `${name} is active in this directory, ${inGroups(groups)}.`);
	}
	const verb = state === 'deleted' ? 'deleted' : 'deactivated';
	const how =
		ended === null
			? `${name} ${state === 'deleted' ? 'was deleted' : 'is inactive'}`
			: `${byWhom(ended.source, name, verb)} at ${time(ended.at)}`;
	if (state === 'deleted') return finding('deleted', 'good', `${how}.`, about);
	const still = groups.length === 0 ? '' : ` ${name} is still ${inGroups(groups)}.`;
	const text = `${how}.${still} Applications are to let nobody in who is not active.`;
	return finding('inactive', 'good', text, about);
}

function inGroups(groups: readonly string[]): string {
	if (groups.length === 0) return 'a member of no group';
	const named = groups.slice(0, NAMED_GROUPS).map((group) => `“${group}”`);
	const more = groups.length - named.length;
	return `a member of ${list(more === 0 ? named : [...named, `${more} more`])}`;
}

function byWhom(source: AccessChange['source'], name: string, verb: string): string {
	if (source === 'scim') return `The identity provider ${verb} ${name}`;
	if (source === 'google') return `The synchronisation with Google ${verb} ${name}`;
	return `${name} was ${verb}`;
}

function causesOf(facts: AccessFacts): readonly AccessFinding[] {
	const { name, state, lastWrite, isDirectoryActive } = facts;
	const found: AccessFinding[] = [];
	if (!isDirectoryActive) {
		const text =
			'The directory is deactivated: whatever its identity provider asks for is refused.';
		found.push(finding('directory_inactive', 'warning', text));
	}
	// Nobody asks twice to delete who is gone.
	const isRefused = lastWrite !== null && lastWrite.status >= 400 && state !== 'deleted';
	if (isRefused) {
		const text = `The last request to change ${name} was refused: ${inWords(lastWrite)}.`;
		found.push(finding('request_refused', 'error', text));
	} else if (state === 'active') {
		const last =
			lastWrite === null
				? `No request to change ${name} is kept.`
				: `The last request that changed ${name}: ${inWords(lastWrite)}.`;
		const text = `No request to deactivate or delete ${name} has arrived since: as far as is known here, the identity provider still has ${name} active. ${last}`;
		found.push(finding('no_deprovisioning', 'warning', text));
	}
	return found;
}

function inWords({ method, at, status }: AccessRequest): string {
	return `${method} at ${time(at)}, answered ${status}`;
}

function undelivered(change: AccessChange, facts: AccessFacts): readonly AccessFinding[] {
	const about = { eventId: change.eventId };
	const what = `the event ${changeOf(change)} of ${time(change.at)}`;
	const found = change.deliveries.flatMap((delivery) => {
		const one = ofDelivery(what, delivery, facts.heldSince);
		const of = { ...about, endpointId: delivery.endpointId };
		return one === undefined ? [] : [finding(one[0], one[1], one[2], of)];
	});
	const isHeard = change.deliveries.some(
		({ status }) => status !== 'not_subscribed' && status !== 'before_endpoint',
	);
	if (isHeard) return found;
	const text = `No endpoint hears of ${what}: an application knows it only if it reads the API.`;
	return [finding('nobody_told', 'warning', text, about)];
}

function changeOf({ type, group }: AccessChange): string {
	return group === null ? type : `${type} (“${group}”)`;
}

/** What there is to say of one delivery; nothing where all is well. */
function ofDelivery(
	what: string,
	{ endpoint: name, status, attempts, lastError, failingSince, nextTryAt }: AccessDelivery,
	heldSince: number | null,
): readonly [AccessCode, AccessSeverity, string] | undefined {
	const endpoint = `the endpoint “${name}”`;
	const why = lastError === null ? '' : ` The last error: ${sentence(lastError)}`;
	const tries = attempts === 1 ? 'one try has failed' : `${attempts} tries have failed`;
	switch (status) {
		case 'waiting': {
			if (attempts === 0 && failingSince === null) {
				return ['delivery_waiting', 'hint', `${what} is on its way to ${endpoint}.`];
			}
			const since =
				failingSince === null ? '' : ` It has accepted nothing since ${time(failingSince)}.`;
			const how = attempts === 0 ? 'it waits behind earlier events that were not accepted' : tries;
			const next = nextTryAt === null ? '' : `, the next try is at ${time(nextTryAt)}`;
			const text = `${endpoint} has not accepted ${what}: ${how}${next}.${since}${why}`;
			return ['delivery_failing', 'error', text];
		}
		case 'held': {
			const since = heldSince === null ? '' : ` since ${time(heldSince)}`;
			const text = `The deprovisioning brake holds ${what} back from ${endpoint}${since}: resume or discard what it holds.`;
			return ['delivery_held', 'error', text];
		}
		case 'dead_letter': {
			const text = `${endpoint} has not accepted ${what}, and is not asked any more: ${tries}.${why} Redeliver its dead letter.`;
			return ['delivery_dead', 'error', text];
		}
		case 'discarded': {
			const text = `${what} was held by the deprovisioning brake, and discarded: ${endpoint} was not told. A replay sends it.`;
			return ['delivery_discarded', 'error', text];
		}
		case 'endpoint_disabled': {
			const text = `${what} waits for ${endpoint}, which is disabled.${why}`;
			return ['endpoint_disabled', 'error', text];
		}
		case 'settled': {
			const text = `${endpoint} is past ${what}, but whether it was sent is not kept any more.`;
			return ['delivery_unknown', 'hint', text];
		}
		case 'delivered':
		case 'not_subscribed':
		case 'before_endpoint':
			return undefined;
	}
}

/** Whether all is well with the last changes. */
function told({ changes }: AccessFacts): readonly AccessFinding[] {
	const deliveries = changes.flatMap((change) => change.deliveries);
	const heard = deliveries.filter(
		({ status }) => status !== 'not_subscribed' && status !== 'before_endpoint',
	);
	if (heard.length === 0 || heard.some(({ status }) => status !== 'delivered')) return [];
	const who = list(
		[...new Set(heard.map(({ endpoint }) => `“${endpoint}”`))].slice(0, NAMED_GROUPS),
	);
	const text = `The last changes were delivered to every endpoint that subscribes to them: ${who}.`;
	return [finding('delivered', 'good', text)];
}

function finding(
	code: AccessCode,
	severity: AccessSeverity,
	text: string,
	about: Partial<Pick<AccessFinding, 'eventId' | 'endpointId'>> = {},
): AccessFinding {
	const upper = text.charAt(0).toUpperCase() + text.slice(1);
	return { code, severity, text: upper, eventId: null, endpointId: null, ...about };
}

function list(items: readonly string[]): string {
	const last = items.at(-1) ?? '';
	return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} and ${last}`;
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}

function time(at: number): string {
	return new Date(at).toISOString();
}
