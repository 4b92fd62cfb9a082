/**
 * How HTTP code reaches a directory's writer. A call is tried again only where the platform says that
 * it may be, always through a new stub, and is held with waitUntil: a caller that hangs up must not
 * kill a commit that others share.
 */
import type { Env } from '../env.ts';
import { describe, warn } from '../platform/log.ts';
import type { SchemaChange } from '../directory/schemas.ts';
import { err, ok, type Result } from '../result.ts';
import { UNCONFIRMED, type ScimError } from '../scim/errors.ts';
import type { NewDirectory } from '../store/directories.ts';
import { pause } from './failure.ts';
import type { MappingResult } from './mapping-change.ts';
import type { SchemaResult } from './schema-change.ts';
import type { Writer, WriteRequest, WriteResult } from './writer.ts';

/** What keeps a promise alive after the answer: an ExecutionContext. */
export interface KeepAlive {
	waitUntil: (promise: Promise<unknown>) => void;
}

const ATTEMPTS_MAX = 3;

/** Sends a command to the directory's writer. */
export function write(
	env: Env,
	context: KeepAlive,
	directoryId: string,
	request: WriteRequest,
): Promise<WriteResult> {
	return answerOf(env, context, directoryId, (writer) => writer.write(request));
}

/** Changes the schemas that a directory declares. */
export function changeSchemas(
	env: Env,
	context: KeepAlive,
	directoryId: string,
	change: SchemaChange,
): Promise<SchemaResult> {
	return answerOf(env, context, directoryId, (writer) => writer.changeSchemas(change));
}

/** Changes the attribute mapping of a directory; `mapping` as it is to be kept. */
export function changeMapping(
	env: Env,
	context: KeepAlive,
	directoryId: string,
	mapping: string | null,
): Promise<MappingResult> {
	return answerOf(env, context, directoryId, (writer) => writer.changeMapping(mapping));
}

/**
 * Creates a directory through its writer; false if its id or its token is another directory's. Throws
 * when the outcome is unknown.
 */
export async function createDirectory(
	env: Env,
	context: KeepAlive,
	directory: NewDirectory,
): Promise<boolean> {
	const answer = call(env, directory.id, (writer) => writer.create(directory));
	context.waitUntil(answer.catch(() => {}));
	return answer;
}

/** Deletes a directory through its writer; 404 if there is none (any more). */
export function removeDirectory(
	env: Env,
	context: KeepAlive,
	directoryId: string,
): Promise<Result<null, ScimError>> {
	let calls = 0;
	return answerOf(env, context, directoryId, async (writer) => {
		calls += 1;
		const removed = await writer.remove();
		// Then the call before has done it, and its answer was lost.
		return calls > 1 && !removed.ok && removed.error.status === 404 ? ok(null) : removed;
	});
}

/** Has a writer see to its directory, which is being deleted. */
export function tendDirectory(env: Env, directoryId: string): Promise<void> {
	return call(env, directoryId, (writer) => writer.tend());
}

/** Has a writer go on with the synchronisation of Google Workspace, if its time has come. */
export function syncGoogle(env: Env, directoryId: string): Promise<void> {
	return call(env, directoryId, (writer) => writer.syncGoogle());
}

/** What the writer answers; 503 if it cannot be reached. */
async function answerOf<Value>(
	env: Env,
	context: KeepAlive,
	directoryId: string,
	send: (writer: Writer) => Promise<Result<Value, ScimError>>,
): Promise<Result<Value, ScimError>> {
	const answer = call(env, directoryId, send);
	context.waitUntil(answer.catch(() => {}));
	try {
		return await answer;
	} catch (thrown) {
		warn('writer.unreachable', { directoryId, error: describe(thrown) });
		return err(UNCONFIRMED);
	}
}

async function call<Answer>(
	env: Env,
	directoryId: string,
	send: (writer: Writer) => Promise<Answer>,
): Promise<Answer> {
	for (let attempt = 1; ; attempt += 1) {
		try {
			// The platform's type for a stub recurses without end over JSON; Writer says the same.
			const stub: unknown = env.DIRECTORY_WRITER.getByName(directoryId);
			return await send(stub as Writer);
		} catch (thrown) {
			if (attempt === ATTEMPTS_MAX || !mayRetry(thrown)) throw thrown;
			await pause(attempt, 50);
		}
	}
}

/** The platform marks errors that are safe to repeat; an overloaded object must not be hammered. */
function mayRetry(thrown: unknown): boolean {
	if (typeof thrown !== 'object' || thrown === null) return false;
	const { retryable, overloaded } = thrown as { retryable?: unknown; overloaded?: unknown };
	return retryable === true && overloaded !== true;
}
