/** What a leniency is: data for documentation, the API and tests. That one is granted, and how, is code. */
import { GROUP_URN, PATCH_OP_URN, USER_URN } from '../urns.ts';

/** One way in which more is accepted than RFC 7643 and RFC 7644 demand. */
export interface Leniency {
	/** Stable, in snake_case; the comment `leniency: <name>` marks the code that grants it. */
	readonly name: string;
	/** What is accepted, in one sentence. */
	readonly summary: string;
	/** The types of directories whose providers need it; `generic-scim-v2` for providers without a type. */
	readonly providers: readonly string[];
	/**
	 * URLs, or `owner/repo path` of public code and documentation, that show who needs it; where no
	 * provider is known to, the text that it widens.
	 */
	readonly sources: readonly string[];
	/** Granted to directories of every type, as it cannot harm a conforming client, or of these. */
	readonly types: 'all' | readonly string[];
	/** A small request that needs it and that is right in all else. */
	readonly example: Example;
}

/** A request; `{user}` and `{group}` stand for the ids of resources that exist. */
interface Example {
	readonly method: 'GET' | 'POST' | 'PATCH';
	/** Relative to the directory's SCIM base, percent-encoded as it is sent. */
	readonly path: string;
	/** Besides those of every request; null leaves one out. */
	readonly headers?: Readonly<Record<string, string | null>>;
	readonly body?: object;
}

/** The creation of a user with these attributes besides `userName`. */
export function userWith(attributes: object): Example {
	const body = { schemas: [USER_URN], userName: 'anna@example.com', ...attributes };
	return { method: 'POST', path: '/Users', body };
}

/** The creation of a group with these attributes besides `displayName`. */
export function groupWith(attributes: object): Example {
	const body = { schemas: [GROUP_URN], displayName: 'Crew', ...attributes };
	return { method: 'POST', path: '/Groups', body };
}

/** A PATCH of a user by one operation. */
export function userPatch(operation: object): Example {
	const body = { schemas: [PATCH_OP_URN], Operations: [operation] };
	return { method: 'PATCH', path: '/Users/{user}', body };
}

/** A PATCH of a group by one operation. */
export function groupPatch(operation: object): Example {
	return { ...userPatch(operation), path: '/Groups/{group}' };
}
