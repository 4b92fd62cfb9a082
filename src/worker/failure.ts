/** What all changes of a directory have in common when D1 fails: how often they are tried, and what callers are told. */
import { sleep } from '../platform/clock.ts';
import { random } from '../platform/ids.ts';
import type { ScimError } from '../scim/errors.ts';

/** Attempts at one change, fenced or failed, before its callers are told to come again. */
export const ATTEMPTS_MAX = 6;

/** The queue is full: nothing was tried. */
export const OVERLOADED: ScimError = {
	status: 429,
	detail: 'Too many changes are waiting for this directory. Try again in a moment.',
};

/** D1 refuses the change itself, and would again. */
export const FAILED: ScimError = {
	status: 500,
	detail: 'The change failed unexpectedly and was not made. The log of the service says why.',
};

/** Waits a little longer each time, with full jitter, so that two writers do not meet again. */
export function pause(attempt: number, baseMs = 20): Promise<void> {
	return sleep(random() * baseMs * 2 ** attempt);
}
