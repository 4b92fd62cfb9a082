/**
 * What another attribute mapping makes of users as they are: which fields of their profiles differ, and
 * the events that tell of it. The SCIM resource of a user is the same as before. Pure.
 */
import { objectOr, type JsonObject } from '../scim/json.ts';
import { sameJson, type AttributeChange } from './changes.ts';
import { resourceEvent } from './events.ts';
import type { Mapping } from './mapping.ts';
import type { NewEvent, StoredResource } from './model.ts';
import { userProfile } from './profile.ts';

/** The fields that differ: `email`, `custom_attributes.cost_center`. What is null may as well be missing. */
export function profileChanges(before: JsonObject, after: JsonObject): readonly AttributeChange[] {
	const from = fieldsOf(before);
	const to = fieldsOf(after);
	const paths = [...new Set([...from.keys(), ...to.keys()])].toSorted();
	return paths.flatMap((path) => {
		const change = { path, from: from.get(path) ?? null, to: to.get(path) ?? null };
		return sameJson(change.from, change.to) ? [] : [change];
	});
}

/** `user.updated` for a user whose profile one mapping makes different from another's. */
export function remappedEvent(
	newEventId: () => string,
	user: StoredResource,
	from: Mapping,
	to: Mapping,
): NewEvent | undefined {
	const changes = profileChanges(userProfile(user, from), userProfile(user, to));
	if (changes.length === 0) return undefined;
	const event = resourceEvent(newEventId(), 'updated', to.type, user, to, changes);
	// A Security Event Token has no word for it: as after a PUT, it tells the whole resource.
	return { ...event, method: 'PUT' };
}

function fieldsOf(profile: JsonObject) {
	const { custom_attributes: custom, ...fields } = profile;
	const attributes = Object.entries(objectOr(custom));
	return new Map([
		...Object.entries(fields),
		...attributes.map(([name, value]) => [`custom_attributes.${name}`, value] as const),
	]);
}
