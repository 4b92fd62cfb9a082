/**
 * What a directory's writer is asked and what it answers, over RPC. Here are the shapes alone: who calls
 * is in writer-client, what is done in directory-writer.
 */
import type { Answer, Command, Directory } from '../directory/model.ts';
import type { SchemaChange } from '../directory/schemas.ts';
import type { Result } from '../result.ts';
import type { ScimError } from '../scim/errors.ts';
import type { NewDirectory } from '../store/directories.ts';
import type { MappingResult } from './mapping-change.ts';
import type { SchemaResult } from './schema-change.ts';

/** A command and by what right it comes: a bearer token's hash, or the management API's own check. */
export interface WriteRequest {
	readonly command: Command;
	/** Hex SHA-256 of the bearer token; null for a command of the management API. */
	readonly tokenHash: string | null;
	/** Size of the command's body in characters. */
	readonly size: number;
}

/** What the writer answers: with the version of the schemas by which the answer is to be shown. */
export type WriteResult = Result<
	Answer & { readonly schemasVersion: Directory['schemasVersion'] },
	ScimError
>;

/** What a writer answers to over RPC. */
export interface Writer {
	write: (request: WriteRequest) => Promise<WriteResult>;
	/** False if the id or the token is another directory's. */
	create: (directory: NewDirectory) => Promise<boolean>;
	changeSchemas: (change: SchemaChange) => Promise<SchemaResult>;
	/** The mapping as it is to be kept; null for none. */
	changeMapping: (mapping: string | null) => Promise<MappingResult>;
	remove: () => Promise<Result<null, ScimError>>;
	tend: () => Promise<void>;
	/** Goes on with the synchronisation of Google Workspace, if its time has come. */
	syncGoogle: () => Promise<void>;
}
