/**
 * The only maker of ids and random values. Ids are UUIDv7 (RFC 9562 §5.7): ordered by time, so that
 * rows made together lie together; ids that people see carry a prefix that says what they name.
 */
import { uuidv7 } from 'uuidv7';

/** A SCIM resource id. */
export function newResourceId(): string {
	return uuidv7();
}

/** True for text of the form that {@link newResourceId} gives: what else a client sends may be personal. */
export function isResourceId(text: string): boolean {
	return /^[0-9a-f-]{36}$/.test(text);
}

/** An id behind the prefix of what it names, e.g. `dir_…`. */
export function newId(
	prefix:
		| 'dir'
		| 'tok'
		| 'evt'
		| 'ep'
		| 'att'
		| 'aud'
		| 'req'
		| 'lease'
		| 'rpl'
		| 'rdl'
		| 'key'
		| 'ak'
		| 'sl'
		| 'claim'
		| 'once'
		| 'rec',
): string {
	return `${prefix}_${uuidv7().replaceAll('-', '')}`;
}

/** A random number in [0, 1) for jitter; never for secrets. */
export function random(): number {
	return Math.random();
}
