/**
 * Why somebody has access, or none any more: a plain answer out of what the directory holds, what the identity
 * provider has asked for, and what became of the last changes at the endpoints. Pure.
 */
import { told, undelivered, type AccessChange, type DeliveryContext } from './access-deliveries.ts';
import { finding, list, NAMED_MAX, time, type AccessFinding } from './access-findings.ts';

/** A SCIM request to change the user. Times are epoch milliseconds. */
export interface AccessRequest {
	readonly at: number;
	readonly method: string;
	readonly status: number;
}

/** Another account of the same person. */
export interface OtherAccount {
	readonly directoryId: string;
	readonly directory: string;
	readonly product: string;
	readonly userId: string;
	readonly userName: string;
	readonly state: 'active' | 'inactive' | 'deleted';
	/** Whether it is in the same directory. */
	readonly isHere: boolean;
}

/** What is known of a user. */
export interface AccessFacts extends DeliveryContext {
	readonly name: string;
	readonly state: 'active' | 'inactive' | 'deleted';
	readonly groups: readonly string[];
	/** The change that took the access away last, if it is kept and nothing gave it back. */
	readonly ended: Pick<AccessChange, 'eventId' | 'at' | 'source'> | null;
	readonly isDirectoryActive: boolean;
	/** The last request to change the user, refused or not, if it is kept. */
	readonly lastWrite: AccessRequest | null;
	/** Accounts of the same person, in this directory and in others of the tenant. */
	readonly others: readonly OtherAccount[];
	/** The last change of each kind, the latest first. */
	readonly changes: readonly AccessChange[];
}

/** Tells how it is with the access of a user, the most important first. */
export function concludeAccess(facts: AccessFacts): readonly AccessFinding[] {
	const deliveries = facts.changes.flatMap((change) => undelivered(change, facts));
	return [
		...elsewhere(facts),
		stateOf(facts),
		...causesOf(facts),
		...firstOfEach(deliveries),
		...told(facts.changes, facts.isLimited),
	];
}

/** The same fault of the same endpoint is told once, of the latest change. */
function firstOfEach(findings: readonly AccessFinding[]): readonly AccessFinding[] {
	const kinds = findings.map(kindOf);
	return findings.filter((each, at) => kinds.indexOf(kindOf(each)) === at);
}

function kindOf({ code, endpointId }: AccessFinding): string {
	return `${code} ${endpointId}`;
}

/** Who is gone here may be let in by another account: that is the answer more often than any other. */
function elsewhere({ others, state }: AccessFacts): readonly AccessFinding[] {
	const active = others.filter((each) => each.state === 'active');
	return active.slice(0, NAMED_MAX).map((other) => {
		const { directory, directoryId, product, userId, userName, isHere } = other;
		const where = isHere
			? 'as another user in this directory'
			: `in the directory “${directory}” (${product})`;
		const verb = state === 'active' ? 'is also active' : 'is still active';
		return finding('active_elsewhere', 'warning', `${userName} ${verb} ${where}.`, {
			account: { directoryId, userId },
		});
	});
}

function stateOf({ name, state, groups, ended }: AccessFacts): AccessFinding {
	const about = { eventId: ended?.eventId ?? null };
	if (state === 'active') {
		return finding(
			'active',
			'hint',
			`${name} is active in this directory and is ${inGroups(groups)}.`,
		);
	}
	const verb = state === 'deleted' ? 'deleted' : 'deactivated';
	const how =
		ended === null
			? `${name} ${state === 'deleted' ? 'was deleted' : 'is inactive'}`
			: `${byWhom(ended.source, name, verb)} at ${time(ended.at)}`;
	if (state === 'deleted') return finding('deleted', 'good', `${how}.`, about);
	const still = groups.length === 0 ? '' : ` ${name} is still ${inGroups(groups)}.`;
	const text = `${how}.${still} Applications should not let inactive users sign in.`;
	return finding('inactive', 'good', text, about);
}

function inGroups(groups: readonly string[]): string {
	if (groups.length === 0) return 'not a member of any group';
	const named = groups.slice(0, NAMED_MAX).map((group) => `“${group}”`);
	const more = groups.length - named.length;
	return `a member of ${list(more === 0 ? named : [...named, `${more} more`])}`;
}

function byWhom(source: AccessChange['source'], name: string, verb: string): string {
	if (source === 'scim') return `The identity provider ${verb} ${name}`;
	if (source === 'google') return `The Google sync ${verb} ${name}`;
	return `${name} was ${verb}`;
}

function causesOf(facts: AccessFacts): readonly AccessFinding[] {
	const { name, state, lastWrite, isDirectoryActive } = facts;
	const found: AccessFinding[] = [];
	if (!isDirectoryActive) {
		const text = 'The directory is deactivated and refuses requests from its identity provider.';
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
				? `No request to change ${name} is on record`
				: `The identity provider has not deactivated or deleted ${name}. Its last request was a ${inWords(lastWrite)}`;
		const text = `${last}. As far as Rollcall knows, ${name} is still active at the identity provider.`;
		found.push(finding('no_deprovisioning', 'warning', text));
	}
	return found;
}

function inWords({ method, at, status }: AccessRequest): string {
	return `${method} at ${time(at)} (${status})`;
}
