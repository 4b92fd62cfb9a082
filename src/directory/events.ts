/**
 * The content of events: a snapshot taken when the change is decided, never recomputed. Secrets do
 * not get here: passwords are dropped before a document is made, and what a directory has declared
 * never to be returned (RFC 7643 §7) is left out, even where a document holds it from before.
 */
import { isArray, isObject, type Json, type JsonObject } from '../scim/json.ts';
import { renderResource } from '../scim/render.ts';
import type { Attribute, ResourceType } from '../scim/schema/attribute.ts';
import { documentAttributes, findAttribute } from '../scim/schema/lookup.ts';
import { changesBetween, type AttributeChange } from './changes.ts';
import type {
	Directory,
	EventType,
	MemberCandidate,
	NewEvent,
	Related,
	StoredResource,
} from './model.ts';
import { groupProfile, userProfile } from './profile.ts';

/** `user.created`, `group.deleted`, …: the normalised resource and `raw`, its SCIM representation. */
export function resourceEvent(
	id: string,
	verb: 'created' | 'updated' | 'deleted',
	type: ResourceType,
	resource: StoredResource,
	changes?: readonly AttributeChange[],
): NewEvent {
	const profile = resource.type === 'User' ? userProfile(resource) : groupProfile(resource);
	return {
		id,
		type: `${resource.type === 'User' ? 'user' : 'group'}.${verb}`,
		resourceType: resource.type,
		resourceId: resource.id,
		data: { ...profile, raw: rawOf(type, resource), ...(changes === undefined ? {} : { changes }) },
	};
}

/** `user.updated` and `group.updated`: the resource as it is now, and what differs from before. */
export function updateEvent(
	id: string,
	type: ResourceType,
	before: StoredResource,
	after: StoredResource,
): NewEvent {
	const changes = changesBetween(readable(type, before), readable(type, after));
	return resourceEvent(id, 'updated', type, after, changes);
}

/** `group.user_added` and `group.user_removed`: the normalised user and the group. */
export function membershipEvent(
	id: string,
	added: boolean,
	group: Related,
	profile: JsonObject,
): NewEvent {
	return {
		id,
		type: added ? 'group.user_added' : 'group.user_removed',
		resourceType: 'Group',
		resourceId: group.id,
		data: { ...profile, group: { id: group.id, name: group.display } },
	};
}

/** A nested group that comes or goes has no user to tell of: it is a change of the group's members. */
export function nestedGroupEvent(
	id: string,
	added: boolean,
	type: ResourceType,
	group: StoredResource,
	member: MemberCandidate,
): NewEvent {
	const value: JsonObject = { value: member.id, type: member.type, display: member.display };
	const change = { path: 'members', from: added ? null : value, to: added ? value : null };
	return resourceEvent(id, 'updated', type, group, [change]);
}

/** `directory.created`, `directory.deactivated`, …: the directory as it is afterwards. */
export function directoryEvent(
	id: string,
	type: Extract<EventType, `directory.${string}`>,
	directory: Pick<Directory, 'id' | 'name' | 'tenant' | 'product' | 'type' | 'state'>,
): NewEvent {
	return {
		id,
		type,
		resourceType: 'Directory',
		resourceId: directory.id,
		data: {
			id: directory.id,
			name: directory.name,
			tenant: directory.tenant,
			product: directory.product,
			type: directory.type,
			state: directory.state,
		},
	};
}

/** The SCIM resource without what only a request can know: its absolute location. */
function rawOf(type: ResourceType, resource: StoredResource): JsonObject {
	const { id, version, createdAt, modifiedAt } = resource;
	return renderResource(type, {
		id,
		attributes: readable(type, resource),
		version,
		created: new Date(createdAt).toISOString(),
		lastModified: new Date(modifiedAt).toISOString(),
	});
}

/** The document without what is never returned; what is returned on request only belongs to it. */
function readable(type: ResourceType, { attributes }: StoredResource): JsonObject {
	return readableParts(documentAttributes(type), attributes);
}

function readableParts(attributes: readonly Attribute[], object: JsonObject): JsonObject {
	return Object.fromEntries(
		Object.entries(object).flatMap(([name, value]): [string, Json][] => {
			const attribute = findAttribute(attributes, name);
			if (attribute?.returned === 'never') return [];
			const parts = attribute?.subAttributes;
			return [[name, parts === undefined ? value : readableValue(parts, value)]];
		}),
	);
}

function readableValue(parts: readonly Attribute[], value: Json): Json {
	if (isArray(value)) return value.map((element) => readableValue(parts, element));
	return isObject(value) ? readableParts(parts, value) : value;
}
