/**
 * The content of events: a snapshot taken when the change is decided, never recomputed. Secrets do
 * not get here: passwords are dropped before a document is made.
 */
import type { JsonObject } from '../scim/json.ts';
import { renderResource } from '../scim/render.ts';
import { RESOURCE_TYPE } from '../scim/schema/resource-types.ts';
import type { AttributeChange } from './changes.ts';
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
	resource: StoredResource,
	changes?: readonly AttributeChange[],
): NewEvent {
	const profile = resource.type === 'User' ? userProfile(resource) : groupProfile(resource);
	return {
		id,
		type: `${resource.type === 'User' ? 'user' : 'group'}.${verb}`,
		resourceType: resource.type,
		resourceId: resource.id,
		data: { ...profile, raw: rawOf(resource), ...(changes === undefined ? {} : { changes }) },
	};
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

/**
 * A nested group that comes or goes has no user to tell of: it is a change of the group's members.
 * The group's own attributes are not loaded for it, so the event carries its id and name.
 */
export function nestedGroupEvent(
	id: string,
	added: boolean,
	group: Related,
	member: MemberCandidate,
): NewEvent {
	const value: JsonObject = { value: member.id, type: member.type, display: member.display };
	return {
		id,
		type: 'group.updated',
		resourceType: 'Group',
		resourceId: group.id,
		data: {
			id: group.id,
			name: group.display,
			changes: [{ path: 'members', from: added ? null : value, to: added ? value : null }],
		},
	};
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
function rawOf(resource: StoredResource): JsonObject {
	const { type, id, attributes, version, createdAt, modifiedAt } = resource;
	return renderResource(RESOURCE_TYPE[type], {
		id,
		attributes,
		version,
		created: new Date(createdAt).toISOString(),
		lastModified: new Date(modifiedAt).toISOString(),
	});
}
