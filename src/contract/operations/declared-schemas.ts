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
			'Its attributes are checked, filtered, sorted, patched and listed by `/Schemas` from now on, in this directory only. Existing users and groups that have its attributes are found by them as well. Characteristics that are left out have the defaults of RFC 7643 §2.2.',
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
			'Values that no longer fit are kept and returned, but not found by filters. They are checked when the provider sends them again.',
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
		summary: 'Remove a declared schema and keep its attributes',
		description:
			'Values of users and groups are kept and returned as before, but as undeclared attributes: filters no longer find them.',
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
