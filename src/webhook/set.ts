/**
 * What a Security Event Token says of an event of the log: the claims of RFC 8417 §2.2 around the
 * SCIM events of RFC 9967. One event makes one SET. Signing and sending are done elsewhere.
 */
import type { EventDirectory, EventRow } from './payload.ts';

const PREFIX = 'urn:ietf:params:scim:event:prov:';

/** The event URIs that SETs may carry (RFC 9967 §2.4). */
export const SCIM_EVENT = {
	create: `${PREFIX}create:full`,
	patch: `${PREFIX}patch:full`,
	patchNotice: `${PREFIX}patch:notice`,
	put: `${PREFIX}put:full`,
	delete: `${PREFIX}delete`,
	activate: `${PREFIX}activate`,
	deactivate: `${PREFIX}deactivate`,
} as const;

/** The `schemas` of a PATCH body (RFC 7644 §3.5.2). */
const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

/** What a PATCH path can name (RFC 7644 §3.5.2, Figure 7): an attribute, perhaps with a URN or a part. */
const PATH = /^(?:urn:(?:[^\s:"[\]]+:)+)?[a-z][\w-]*(?:\.(?:\$ref|[a-z][\w-]*))?$/i;

/** An event as it is kept, with what it is about. */
export interface SetEvent extends EventRow {
	readonly resourceType: string;
	readonly resourceId: string;
	/** How SCIM brought an update about. */
	readonly method: 'PUT' | 'PATCH' | null;
}

/** Who tells whom, and when. */
export interface SetContext {
	readonly issuer: string;
	readonly audience: string;
	readonly endpointId: string;
	/** Epoch milliseconds. */
	readonly issuedAtMs: number;
}

/** The claims of a SET; times in seconds (RFC 7519 §2, NumericDate). */
export interface SetClaims {
	readonly iss: string;
	readonly iat: number;
	readonly jti: string;
	readonly aud: string;
	readonly txn: string;
	readonly toe: number;
	/** RFC 9967 §2.1, RFC 9493 §3. */
	readonly sub_id: {
		readonly format: 'scim';
		readonly uri: string;
		readonly externalId?: string;
	};
	readonly events: Readonly<Record<string, object>>;
	/** Private claims, as webhooks have them: whose resource it is, and the event's place in the log. */
	readonly directory_id: string;
	readonly tenant: string;
	readonly product: string;
	readonly sequence: number;
}

interface Change {
	readonly path: string;
	readonly from: unknown;
	readonly to: unknown;
}

/** What of an event's data matters here. */
interface Snapshot {
	/** Of a user that a group gains or loses. */
	readonly id: string;
	readonly display_name?: string | null;
	readonly raw?: {
		readonly externalId?: string;
		readonly meta: { readonly version: string };
	};
	readonly changes?: readonly Change[];
}

interface Operation {
	readonly op: 'add' | 'replace' | 'remove';
	readonly path: string;
	readonly value?: unknown;
}

interface Member {
	readonly value: string;
	readonly type: string;
	readonly display?: string;
}

/** Names the SET of an event for an endpoint: the same whenever it is sent. */
function jtiOf(eventId: string, endpointId: string): string {
	return `${eventId}.${endpointId}`;
}

/** The event that a SET of an endpoint is about; undefined for a `jti` that is none of its. */
export function eventIdOf(jti: string, endpointId: string): string | undefined {
	const suffix = jtiOf('', endpointId);
	return jti.endsWith(suffix) ? jti.slice(0, -suffix.length) : undefined;
}

/** Makes the claims of an event's SET; throws for an event that is about neither a user nor a group. */
export function toSet(directory: EventDirectory, event: SetEvent, context: SetContext): SetClaims {
	const snapshot = JSON.parse(event.data) as Snapshot;
	const externalId = snapshot.raw?.externalId;
	return {
		iss: context.issuer,
		iat: seconds(context.issuedAtMs),
		jti: jtiOf(event.id, context.endpointId),
		aud: context.audience,
		txn: event.id,
		toe: seconds(event.occurredAt),
		sub_id: {
			format: 'scim',
			uri: `/${event.resourceType}s/${event.resourceId}`,
			...(externalId === undefined ? {} : { externalId }),
		},
		events: eventsOf(event, snapshot),
		directory_id: directory.id,
		tenant: directory.tenant,
		product: directory.product,
		sequence: event.sequence,
	};
}

function eventsOf(event: SetEvent, snapshot: Snapshot): SetClaims['events'] {
	switch (event.type) {
		case 'user.created':
		case 'group.created':
			return { [SCIM_EVENT.create]: full(snapshot, snapshot.raw) };
		case 'user.updated':
			return { ...userUpdate(event, snapshot), ...activation(snapshot.changes ?? []) };
		case 'group.updated':
			return groupUpdate(snapshot);
		case 'user.deleted':
		case 'group.deleted':
			return { [SCIM_EVENT.delete]: {} };
		case 'group.user_added':
			return patched(snapshot, [added(userMember(snapshot))]);
		case 'group.user_removed':
			return patched(snapshot, [removed(snapshot.id)]);
		default:
			throw new Error(`${event.type} is no event of a SCIM resource.`);
	}
}

/** A PUT tells the whole user, and so does a PATCH of what no path can name. */
function userUpdate({ method }: SetEvent, snapshot: Snapshot): SetClaims['events'] {
	const operations = method === 'PUT' ? undefined : operationsOf(snapshot.changes ?? []);
	return operations === undefined
		? { [SCIM_EVENT.put]: full(snapshot, snapshot.raw) }
		: patched(snapshot, operations);
}

/**
 * A group is told as a PATCH whichever way it was changed (RFC 9967 §5 recommends it): a PUT without
 * the members, which have events of their own, would say that there are none.
 */
function groupUpdate(snapshot: Snapshot): SetClaims['events'] {
	const { changes = [] } = snapshot;
	const operations = operationsOf(changes);
	if (operations !== undefined) return patched(snapshot, operations);
	const attributes = [...new Set(changes.map(({ path }) => attributeOf(path)))];
	return { [SCIM_EVENT.patchNotice]: { attributes, ...version(snapshot) } };
}

/** The attribute that a path leads into: without its parts, which follow a full stop after any URN. */
function attributeOf(path: string): string {
	return path.replace(/\.[^:]*$/, '');
}

/** RFC 9967 §2.4.5 and §2.4.6; a user is active unless it is said not to be (RFC 7643 §4.1.1). */
function activation(changes: readonly Change[]): SetClaims['events'] {
	const change = changes.find(({ path }) => path === 'active');
	const wasActive = change?.from !== false;
	const isActive = change?.to !== false;
	if (change === undefined || wasActive === isActive) return {};
	return { [isActive ? SCIM_EVENT.activate : SCIM_EVENT.deactivate]: {} };
}

/** The operations that make of the resource before the one after; undefined if no path can name one. */
function operationsOf(changes: readonly Change[]): readonly Operation[] | undefined {
	return changes.every(({ path }) => PATH.test(path)) ? changes.flatMap(toOperations) : undefined;
}

function toOperations({ path, from, to }: Change): readonly Operation[] {
	if (path === 'members') return nestedGroup(from as Member | null, to as Member | null);
	if (to === null) return [{ op: 'remove', path }];
	return [{ op: from === null ? 'add' : 'replace', path, value: to }];
}

/** A member that is a group itself is one value of the attribute, and comes or goes alone. */
function nestedGroup(from: Member | null, to: Member | null): readonly Operation[] {
	return [...(from === null ? [] : [removed(from.value)]), ...(to === null ? [] : [added(to)])];
}

function userMember({ id, display_name: display }: Snapshot): Member {
	return { value: id, type: 'User', ...(display ? { display } : {}) };
}

function added(member: Member): Operation {
	const $ref = `/${member.type}s/${member.value}`;
	return { op: 'add', path: 'members', value: [{ ...member, $ref }] };
}

function removed(id: string): Operation {
	return { op: 'remove', path: `members[value eq ${JSON.stringify(id)}]` };
}

function patched(snapshot: Snapshot, operations: readonly Operation[]): SetClaims['events'] {
	return {
		[SCIM_EVENT.patch]: full(snapshot, { schemas: [PATCH_OP], Operations: operations }),
	};
}

function full(snapshot: Snapshot, data: unknown): object {
	return { data, ...version(snapshot) };
}

/** The ETag after the event (RFC 9967 §2.2), where the event knows it. */
function version({ raw }: Snapshot): object {
	return raw === undefined ? {} : { version: raw.meta.version };
}

function seconds(milliseconds: number): number {
	return Math.floor(milliseconds / 1000);
}
