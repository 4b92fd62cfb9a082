/** Entity tags of resources (RFC 7644 §3.14): weak tags made from the resource's version number. */
import { err, ok, type Result } from '../result.ts';
import type { ScimError } from './errors.ts';

/** The weak entity tag of a version, e.g. `W/"3"`. */
export function etag(version: number): string {
	return `W/"${version}"`;
}

/**
 * True if an If-Match or If-None-Match header names the version. Tags are compared weakly, as the
 * examples of RFC 7644 §3.14 do with If-Match.
 */
export function matchesEtag(header: string, version: number): boolean {
	if (header.trim() === '*') return true;
	return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === `"${version}"`);
}

/** 412 unless the If-Match header, if any, names the version. */
export function checkPrecondition(
	ifMatch: string | undefined,
	version: number,
): Result<null, ScimError> {
	if (ifMatch === undefined || matchesEtag(ifMatch, version)) return ok(null);
	return err({
		status: 412,
		detail: `The resource has changed: its version is ${etag(version)}, If-Match asks for ${ifMatch}.`,
	});
}
