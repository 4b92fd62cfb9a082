/**
 * The normalised profile that applications read instead of SCIM: flat, snake_case, null for what is
 * not there. Events and the Directory API both show it.
 */
import { isArray, isObject, objectOr, own, ownText, type JsonObject } from '../scim/json.ts';
import { applyMapping, type Mapping } from './mapping.ts';
import type { StoredResource } from './model.ts';

/** A user's profile, by the attribute mapping of its directory. */
export function userProfile(user: StoredResource, mapping: Mapping): JsonObject {
	const { attributes } = user;
	const { fields, customAttributes } = applyMapping(mapping, attributes);
	const name = objectOr(own(attributes, 'name'));
	return {
		id: user.id,
		external_id: own(attributes, 'externalId') ?? null,
		user_name: own(attributes, 'userName') ?? null,
		email: emailOf(attributes),
		first_name: own(name, 'givenName') ?? null,
		last_name: own(name, 'familyName') ?? null,
		display_name: own(attributes, 'displayName') ?? own(name, 'formatted') ?? null,
		...fields,
		active: isActive(attributes),
		custom_attributes: customAttributes,
		created_at: new Date(user.createdAt).toISOString(),
		updated_at: new Date(user.modifiedAt).toISOString(),
	};
}

/** A group's profile. */
export function groupProfile(group: StoredResource): JsonObject {
	return {
		id: group.id,
		external_id: own(group.attributes, 'externalId') ?? null,
		name: own(group.attributes, 'displayName') ?? null,
		created_at: new Date(group.createdAt).toISOString(),
		updated_at: new Date(group.modifiedAt).toISOString(),
	};
}

/** A user is active unless the provider says that it is not (RFC 7643 §4.1.1). */
export function isActive(attributes: JsonObject): boolean {
	return own(attributes, 'active') !== false;
}

/** The primary address, else the first; else the userName where it is an address itself. */
function emailOf(attributes: JsonObject): string | null {
	const emails = own(attributes, 'emails');
	const values = isArray(emails) ? emails : [];
	const primary = values.find((value) => isObject(value) && own(value, 'primary') === true);
	const chosen = primary ?? values[0];
	const email = isObject(chosen) ? ownText(chosen, 'value') : undefined;
	if (email !== undefined) return email;
	const userName = ownText(attributes, 'userName');
	return userName?.includes('@') === true ? userName : null;
}
