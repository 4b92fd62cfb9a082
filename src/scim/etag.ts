/**
 * Entity tags of resources (RFC 7644 §3.14) and the preconditions that name them (RFC 9110 §13). A
 * tag is weak. It holds the resource's version and, where members or groups are shown, a fingerprint
 * of those: they may be renamed, and a user's groups may change, without a new version.
 */
import { err, ok, type Result } from '../result.ts';
import type { ScimError } from './errors.ts';

/** What a representation shows of the resource at the other end of a membership. */
interface Shown {
	readonly id: string;
	readonly type: string;
	readonly display: string;
}

/** The preconditions of a request, as its headers give them. */
export interface Preconditions {
	readonly ifMatch?: string;
	readonly ifNoneMatch?: string;
}

/** The weak entity tag of a version, e.g. `W/"3"`, or `W/"3-1hq7x"` with a {@link fingerprint}. */
export function etag(version: number, mark = ''): string {
	return mark === '' ? `W/"${version}"` : `W/"${version}-${mark}"`;
}

/** A short text that differs when the related resources do, in whatever order they come; '' for none. */
export function fingerprint(related: readonly Shown[]): string {
	if (related.length === 0) return '';
	let sum = 0;
	// A sum of well-mixed hashes does not depend on the order, and two changes do not cancel out.
	for (const { id, type, display } of related) sum += hash(display, hash(type, hash(id, 1)));
	return sum.toString(36);
}

/** 412 unless a write may go ahead. What it overwrites is a version, whatever was shown beside it. */
export function checkPrecondition(
	{ ifMatch, ifNoneMatch }: Preconditions,
	version: number,
): Result<null, ScimError> {
	const isVersion = (opaque: string) => opaque.split('-', 1)[0] === String(version);
	if (ifMatch !== undefined && !names(ifMatch, isVersion)) {
		return err(mismatch(ifMatch, etag(version)));
	}
	if (ifNoneMatch !== undefined && names(ifNoneMatch, isVersion)) {
		const detail = `The resource exists with version ${etag(version)}, which If-None-Match rules out.`;
		return err({ status: 412, detail });
	}
	return ok(null);
}

/** True if a reader has the representation with this tag already; 412 if it wants a different one. */
export function isKnown(
	{ ifMatch, ifNoneMatch }: Preconditions,
	tag: string,
): Result<boolean, ScimError> {
	const isTag = (opaque: string) => `W/"${opaque}"` === tag;
	if (ifMatch !== undefined && !names(ifMatch, isTag)) return err(mismatch(ifMatch, tag));
	return ok(ifNoneMatch !== undefined && names(ifNoneMatch, isTag));
}

/**
 * True if a header's list has a tag that is meant. Tags are compared weakly, as the examples of
 * RFC 7644 §3.14 do with If-Match too; what is no tag means none, so that a malformed If-Match
 * prevents a write instead of letting it through.
 */
function names(header: string, isMeant: (opaque: string) => boolean): boolean {
	if (header.trim() === '*') return true;
	return header.split(',').some((text) => {
		const opaque = /^\s*(?:W\/)?"([^"]*)"\s*$/.exec(text)?.[1];
		return opaque !== undefined && isMeant(opaque);
	});
}

function mismatch(ifMatch: string, current: string): ScimError {
	const detail = `The resource has changed: its version is ${current}, If-Match asks for ${ifMatch}.`;
	return { status: 412, detail };
}

/**
 * A 32-bit hash of a text, begun from another: FNV-1a over pairs of UTF-16 units with the finish of
 * MurmurHash3. No secret is at stake, and a group of 50,000 members takes some milliseconds.
 */
function hash(text: string, seed: number): number {
	let state = seed ^ text.length;
	for (let at = 0; at < text.length; at += 2) {
		const second = at + 1 < text.length ? text.charCodeAt(at + 1) << 16 : 0;
		state = Math.imul(state ^ (text.charCodeAt(at) | second), 0x9e3779b1);
		state ^= state >>> 15;
	}
	state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
	state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
	return (state ^ (state >>> 16)) >>> 0;
}
