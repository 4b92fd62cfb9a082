/**
 * Changes the schemas that a directory declares. It runs alone in the writer's queue. Documents that
 * are older than a declaration are brought into its form before anybody sees it: a change that ends
 * half-way has made no difference, and is done again from where it stopped or from the start.
 */
import { decideSchemas, type SchemaChange, type StoredSchema } from '../directory/schemas.ts';
import { describe, info, warn } from '../platform/log.ts';
import { err, ok, type Result } from '../result.ts';
import { UNCONFIRMED, type ScimError } from '../scim/errors.ts';
import { withDeclared } from '../scim/schema/resource-types.ts';
import { failureOf, type Database } from '../store/database.ts';
import { reindexPage } from '../store/reindex.ts';
import { findSchemas, saveSchemas, type DirectorySchemas } from '../store/schemas.ts';
import { ATTEMPTS_MAX, FAILED, pause } from './failure.ts';

/** The schema as it is now, or as it was when it was deleted. */
export type SchemaResult = Result<StoredSchema, ScimError>;

/** Where reindexing goes on after a failure: `after` is good as long as nobody else has written. */
interface Progress {
	lastSequence: number;
	after: number;
}

/** Makes a change of a directory's schemas; answers when it holds for every read and write. */
export async function changeSchemas(
	db: Database,
	directoryId: string,
	change: SchemaChange,
	now: () => number,
): Promise<SchemaResult> {
	const progress: Progress = { lastSequence: 0, after: 0 };
	let deleted: StoredSchema | undefined;
	for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
		try {
			const found = await findSchemas(db, directoryId);
			if (found === undefined) {
				return err({ status: 404, detail: `There is no directory "${directoryId}".` });
			}
			const decision = decideSchemas(found.schemas, change);
			// Not there any more: the deletion was done, and its answer lost.
			if (!decision.ok) return deleted === undefined ? decision : ok(deleted);
			const { kind, schema } = decision.value;
			if (kind === 'put') await reindex(db, directoryId, found, schema, progress);
			if (kind === 'delete') deleted = schema;
			const isDone =
				kind === 'keep' || (await saveSchemas(db, found.directory, decision.value, now()));
			const urn = schema.schema.id;
			info('writer.schemas', { directoryId, urn, kind, isDone });
			if (isDone) return ok(schema);
		} catch (thrown) {
			const failure = failureOf(thrown);
			warn('writer.schemas_failed', { directoryId, attempt, error: describe(thrown) });
			if (failure === 'refused') return err(FAILED);
			if (failure === 'overloaded') break;
		}
		await pause(attempt);
	}
	return err(UNCONFIRMED);
}

/** Brings the documents of the schema's resource type into form, page by page. */
async function reindex(
	db: Database,
	directoryId: string,
	{ directory, schemas }: DirectorySchemas,
	declared: StoredSchema,
	progress: Progress,
): Promise<void> {
	const { key: directoryKey, lastSequence, lastKey } = directory;
	if (progress.lastSequence !== lastSequence) Object.assign(progress, { lastSequence, after: 0 });
	const { resourceType } = declared;
	const urn = declared.schema.id;
	const others = schemas.filter(({ schema }) => schema.id !== urn);
	const job = { directoryKey, type: withDeclared([...others, declared])[resourceType], urn };
	while (progress.after < lastKey) {
		const { upTo, rows } = await reindexPage(db, job, progress.after);
		progress.after = upTo;
		info('writer.reindex', { directoryId, urn, resourceType, upTo, lastKey, rows });
	}
}
