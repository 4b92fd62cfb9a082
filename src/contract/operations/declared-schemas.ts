/** Calls about the schemas that a directory declares. */
import { listOf, type Operations } from '../operation.ts';
import { directorySchema, schemaDefinition } from '../schemas.ts';

export const declaredSchemaOperations = {
	listSchemas: {
		method: 'GET',
		path: '/directories/{id}/schemas',
		scope: 'read',
		tag: 'Schemas',
		summary: 'List the schemas that a directory declares',
		status: 200,
		answer: listOf(directorySchema),
		problems: [404],
	},
	createSchema: {
		method: 'POST',
		path: '/directories/{id}/schemas',
		scope: 'write',
		tag: 'Schemas',
		summary: 'Declare a schema',
		description:
			'Its attributes are checked, filtered, sorted, patched and listed by `/Schemas` from now on, in this directory only. Users and groups that have it already are found by it as well. What is left out of an attribute has the default of RFC 7643 §2.2.',
		body: schemaDefinition,
		status: 201,
		answer: directorySchema,
		problems: [404, 409, 413, 415],
	},
	getSchema: {
		method: 'GET',
		path: '/directories/{id}/schemas/{urn}',
		scope: 'read',
		tag: 'Schemas',
		summary: 'Read a declared schema',
		status: 200,
		answer: directorySchema,
		problems: [404],
	},
	replaceSchema: {
		method: 'PUT',
		path: '/directories/{id}/schemas/{urn}',
		scope: 'write',
		tag: 'Schemas',
		summary: 'Replace a declared schema',
		description:
			'Values that do not fit any more stay as they are and are shown, but not found; they are checked when the provider sends them next.',
		body: schemaDefinition,
		status: 200,
		answer: directorySchema,
		problems: [404, 409, 413, 415],
	},
	deleteSchema: {
		method: 'DELETE',
		path: '/directories/{id}/schemas/{urn}',
		scope: 'write',
		tag: 'Schemas',
		summary: 'End a declared schema; its attributes are kept',
		description:
			'What users and groups have of it is kept, and returned as before: undeclared, so that it is found no more.',
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
