/** Paths as they may be written down: without what a client may have put into them. */
import { isResourceId } from '../platform/ids.ts';

/** True for what an identity provider asks for, whether there is such a thing or not. */
export function isScim(path: string): boolean {
	return /^\/scim(\/|$)/.test(path);
}

/** Segments of SCIM paths that are ours, beside the ids of directories and resources. */
const OURS =
	/^(scim|v\d|Users|Groups|Schemas|ResourceTypes|ServiceProviderConfig|Bulk|Me|\.search)$/;

/** The ids of directories, those too that were given out elsewhere. */
const DIRECTORY = /^[A-Za-z0-9][\w.~-]{15,63}$/;

/** A slash, also encoded, and that again. */
const SLASH = '(?:/|%(?:25)*2f)';

/** What comes after `/setup/` is a secret, in whatever way and wherever that is written. */
const SETUP = new RegExp(`(${SLASH}setup${SLASH}).*`, 'is');

/** Every secret that we make has such a prefix. Those for webhooks are base64, and may hold slashes. */
const SECRET = /((?:rc[a-z]+|whsec)(?:_|%(?:25)*5f)).*/is;

/** A path of nothing but unknown segments is none of ours, and may be of any length. */
const LENGTH_MAX = 200;

/**
 * The path without what a client may have put into it: no query string (filters carry personal data),
 * neither names nor addresses that are given for a resource's id, and no secret, wherever it was pasted.
 */
export function pathForLog(path: string): string {
	const shown = isScim(path)
		? path
				.split('/')
				.map((segment, at) => {
					const isKnown = at === 3 ? DIRECTORY.test(segment) : isOurs(segment);
					return isKnown ? segment : '…';
				})
				.join('/')
		: path.replace(/\/(Users|Groups|people\/[^/]+)\/(?![0-9a-f-]{36}\/?$).*/i, '/$1/…');
	return shown.replace(SETUP, '$1…').replace(SECRET, '$1…').slice(0, LENGTH_MAX);
}

function isOurs(segment: string): boolean {
	return segment === '' || OURS.test(segment) || isResourceId(segment);
}
