/**
 * Deprovisioning as the brake counts it: which users lose their access by a change, and which limits
 * suit a directory. Whether a limit is exceeded is decided in the transaction of the change.
 */
import type { Change, StoredResource } from './model.ts';
import { isActive } from './profile.ts';

/**
 * How many users may lose their access within a window; more than that engages the brake. Null is no
 * limit. As it is kept, and as the API shows it.
 */
export interface BrakeLimits {
	readonly users: number | null;
	/** Of the users who have access, and those who lost it within the window. */
	readonly percent: number | null;
	readonly window_seconds: number;
}

/** How many users lost their access. */
export interface Deprovisioned {
	readonly users: number;
	/** Those of them who were deleted. */
	readonly deleted: number;
}

/** Counts the users who were active before a change and are inactive or gone after it. */
export function deprovisionedBy({ updated, deleted }: Pick<Change, 'updated' | 'deleted'>) {
	const deactivated = updated.filter(({ before, after }) => hasAccess(before) && !hasAccess(after));
	const gone = deleted.filter(hasAccess).length;
	return { users: deactivated.length + gone, deleted: gone } satisfies Deprovisioned;
}

/** Of the active users; but a small directory loses a few people at once, and a large one never hundreds. */
const SUGGESTED_PART = 0.05;
const SUGGESTED_USERS_MIN = 10;
const SUGGESTED_USERS_MAX = 500;

/**
 * Limits that normal days do not reach, for a directory of so many active users: 5 % of them, at least 10
 * and at most 500, or 10 %, within an hour.
 */
export function suggestLimits(activeUserCount: number): BrakeLimits {
	const part = Math.ceil(activeUserCount * SUGGESTED_PART);
	const users = Math.min(Math.max(part, SUGGESTED_USERS_MIN), SUGGESTED_USERS_MAX);
	return { users, percent: 10, window_seconds: 3600 };
}

function hasAccess({ type, attributes }: StoredResource): boolean {
	return type === 'User' && isActive(attributes);
}
