/** What Polis keeps of users and groups, as the SCIM resources that their provider believes in. */
import type { PolisGroup, PolisUser } from './api.ts';

/** A SCIM resource with its id. */
export type Resource = Readonly<Record<string, unknown>> & { readonly id: string };

/** What only a server says of a resource. */
const NOT_OURS = new Set(['id', 'meta', 'groups', 'password']);

/** A user as its provider sent it, completed and corrected by what Polis told the application. */
export function toScimUser(user: PolisUser): Resource {
	const raw = repaired(objectOf(user.raw));
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

/**
 * Polis takes the full stop in the URN of an extension for a path: what a PATCH said of
 * `urn:…:2.0:User:department` it keeps as `0:User:department` below `urn:…:2`, beside the old value.
 */
function repaired(raw: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
	const whole = new Map(Object.entries(raw));
	for (const [urn, parts] of Object.entries(raw)) {
		if (!/^urn:.*:\d+$/i.test(urn)) continue;
		for (const [path, value] of Object.entries(objectOf(parts))) {
			const [, rest = '', name = ''] = /^(\d+:[^:]+):([^:]+)$/.exec(path) ?? [];
			if (name === '') continue;
			const extension = `${urn}.${rest}`;
			whole.set(extension, { ...objectOf(whole.get(extension)), [name]: value });
			whole.delete(urn);
		}
	}
	return Object.fromEntries(whole);
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
