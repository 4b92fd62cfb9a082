/** What Polis keeps of users and groups, as the SCIM resources that their provider believes in. */
import type { PolisGroup, PolisUser } from './api.ts';

/** A SCIM resource with its id. */
export type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

/** What only a server says of a resource. */
const NOT_OURS = new Set(['id', 'meta', 'groups', 'password']);

/** A user as its provider sent it, completed and corrected by what Polis told the application. */
export function toScimUser(user: PolisUser): Resource {
	const raw = objectOf(user.raw);
	const kept = Object.entries(raw).filter(([name]) => !NOT_OURS.has(name));
	const least = leastOf(user);
	return {
		...least,
		...Object.fromEntries(kept),
		// A provider may say it as text, and Polis may know it better than what was sent first.
		active: least['active'],
		id: user.id,
	};
}

/** The least that is known of a user, for those whose raw form no directory takes. */
export function leastOf(user: PolisUser): Resource {
	const raw = objectOf(user.raw);
	const { userName } = raw;
	const email = user.email ?? '';
	const name = {
		...(user.first_name ? { givenName: user.first_name } : {}),
		...(user.last_name ? { familyName: user.last_name } : {}),
	};
	const { externalId } = raw;
	return {
		id: user.id,
		userName: typeof userName === 'string' && userName !== '' ? userName : email,
		...(typeof externalId === 'string' ? { externalId } : {}),
		...(Object.keys(name).length === 0 ? {} : { name }),
		...(email === '' ? {} : { emails: [{ value: email, primary: true }] }),
		active: isActive(user.active),
	};
}

/** A group without its members. */
export function toScimGroup({ id, name, raw }: PolisGroup): Resource {
	const { schemas, externalId } = objectOf(raw);
	return {
		id,
		displayName: name,
		...(Array.isArray(schemas) ? { schemas } : {}),
		...(typeof externalId === 'string' ? { externalId } : {}),
	};
}

/** Entra sends it as text, and Polis keeps what it gets. */
function isActive(active: unknown): boolean {
	return typeof active === 'string' ? active.toLowerCase() !== 'false' : active !== false;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};
}
