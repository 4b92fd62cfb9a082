/**
 * The content of events: a snapshot taken when the change is decided, never recomputed. Secrets do
 * not get here: passwords are dropped before a document is made, and what a directory has declared
 * never to be returned (RFC 7643 §7) is left out, even where a document holds it from before.
 */
import type { JsonObject } from '../scim/json.ts';
import { renderResource } from '../scim/render.ts';
import type { ResourceType } from '../scim/schema/attribute.ts';
import { changesBetween, type AttributeChange } from './changes.ts';
import { USUAL_MAPPING, type Mapping } from './mapping.ts';
import type {
	Directory,
	EventType,
	MemberCandidate,
	NewEvent,
	Related,
	StoredResource,
} from './model.ts';
import { groupProfile, userProfile } from './profile.ts';
import { readable } from './readable.ts';

/** `user.created`, `group.deleted`, …: the normalised resource and `raw`, its SCIM representation. */
export function resourceEvent(
	id: string,
	verb: 'created' | 'updated' | 'deleted',
	type: ResourceType,
	resource: StoredResource,
	mapping: Mapping,
	changes?: readonly AttributeChange[],
): NewEvent {
	return {
		id,
		type: `${resource.type === 'User' ? 'user' : 'group'}.${verb}`,
		resourceType: resource.type,
		resourceId: resource.id,
		data: {
			...resourceData(type, resource, mapping),
			...(changes === undefined ? {} : { changes }),
		},
	};
}

/** The normalised resource and `raw`, its SCIM representation: as events and the Directory API show it. */
export function resourceData(
	type: ResourceType,
	resource: StoredResource,
	mapping: Mapping,
): JsonObject {
	const profile =
		resource.type === 'User' ? userProfile(resource, mapping) : groupProfile(resource);
	return { ...profile, raw: rawOf(type, resource) };
}

/** `user.updated` and `group.updated`: the resource as it is now, and what differs from before. */
export function updateEvent(
	id: string,
	type: ResourceType,
	before: StoredResource,
	after: StoredResource,
	mapping: Mapping,
): NewEvent {
	const changes = changesBetween(
		readable(type, before.attributes),
		readable(type, after.attributes),
	);
	return resourceEvent(id, 'updated', type, after, mapping, changes);
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
	return resourceEvent(id, 'updated', type, group, USUAL_MAPPING, [change]);
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
		attributes: readable(type, resource.attributes),
		version,
		created: new Date(createdAt).toISOString(),
		lastModified: new Date(modifiedAt).toISOString(),
	});
}
