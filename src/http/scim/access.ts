/**
 * The bearer token of a SCIM request. A missing or malformed one is looked up like any other, so that
 * every refusal costs the same and says the same; a request that is wrong in another way learns so
 * only if its token is good.
 */
import { isUseNoteworthy } from '../../directory/access.ts';
import { now } from '../../platform/clock.ts';
import { sha256Hex } from '../../platform/crypto.ts';
import type { OpenDirectory, TokenProof } from '../../store/access.ts';
import { openDirectory } from '../../store/resources.ts';
import { touchToken } from '../../store/tokens.ts';
import { bearerOf, param, type AppContext } from '../context.ts';
import { scimError, type HttpError } from './respond.ts';

/** The proof that comes with a request. */
export async function proofOf(c: AppContext): Promise<TokenProof> {
	const tokenHash = await sha256Hex(bearerOf(c));
	c.set('tokenHash', tokenHash);
	return { directoryId: param(c, 'directoryId'), tokenHash, now: now() };
}

/**
 * Tokens that were good a moment ago, here. A write is admitted to the directory's writer on such
 * hearsay, because the writer checks the token itself in the read of its commit; a token that was
 * never good does not reach the writer, whose queue belongs to the directory's own provider.
 */
const admitted = new Map<string, number>();
const ADMITTED_FOR_MS = 60_000;
const ADMITTED_MAX = 1_000;

/**
 * Answers a request whose body is looked at, or that goes to the writer; who has no good token is
 * refused before that. Costs a round trip only now and then.
 */
export async function withAdmission(
	c: AppContext,
	answer: (proof: TokenProof) => Promise<Response>,
): Promise<Response> {
	const proof = await proofOf(c);
	const until = admitted.get(admissionOf(proof)) ?? 0;
	if (proof.now >= until) {
		const access = await openDirectory(c.get('db'), proof);
		if (!access.ok) return scimError(access.error);
		noteGood(proof);
	}
	return answer(proof);
}

/** Remembers that a token has just proved good. */
function noteGood(proof: TokenProof): void {
	const admission = admissionOf(proof);
	if (admitted.size >= ADMITTED_MAX && !admitted.has(admission)) admitted.clear();
	admitted.set(admission, proof.now + ADMITTED_FOR_MS);
}

/** Forgets a token that the writer has refused. */
export function noteBad(proof: TokenProof): void {
	admitted.delete(admissionOf(proof));
}

function admissionOf({ directoryId, tokenHash }: TokenProof): string {
	return `${directoryId} ${tokenHash}`;
}

/** What a client is told, and the directory if the client's token opened it. */
export interface Outcome {
	readonly response: Response;
	readonly directory?: OpenDirectory;
}

/** Refuses a request for a reason that only the bearer of a good token may know. */
export async function refusal(
	c: AppContext,
	proof: TokenProof,
	error: HttpError,
): Promise<Outcome> {
	const access = await openDirectory(c.get('db'), proof);
	return access.ok
		? { response: scimError(error), directory: access.value }
		: { response: scimError(access.error) };
}

/** Refuses a request that would be refused whatever the directory's schemas are. */
export async function refuse(
	c: AppContext,
	proof: TokenProof,
	error: HttpError,
): Promise<Response> {
	return (await refusal(c, proof, error)).response;
}

/** Notes the use of a good token, off the request path. */
export function noteUse(c: AppContext, directory: OpenDirectory, proof: TokenProof): void {
	const { now: at } = proof;
	noteGood(proof);
	if (!isUseNoteworthy(directory.token, at)) return;
	c.executionCtx.waitUntil(touchToken(c.get('db'), directory.key, directory.token.id, at));
}
