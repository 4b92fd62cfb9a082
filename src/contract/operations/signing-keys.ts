/** Calls about the keys that sign Security Event Tokens. */
import { listOf, type Operations } from '../operation.ts';
import { newSigningKey, signingKey } from '../signing-keys.ts';

export const signingKeyOperations = {
	listSigningKeys: {
		method: 'GET',
		path: '/signing-keys',
		scope: 'admin',
		isGlobal: true,
		tag: 'Signing keys',
		summary: 'List the signing keys',
		description: 'Oldest first, all on one page.',
		status: 200,
		answer: listOf(signingKey),
		problems: [],
	},
	createSigningKey: {
		method: 'POST',
		path: '/signing-keys',
		scope: 'admin',
		isGlobal: true,
		tag: 'Signing keys',
		summary: 'Create the next signing key',
		description:
			'It is published immediately and starts to sign later, when receivers have had time to fetch it. The previous key still verifies as long as tokens that it signed may be in transit.',
		body: newSigningKey,
		isBodyOptional: true,
		status: 201,
		answer: signingKey,
		problems: [409, 413, 415],
	},
	deleteSigningKey: {
		method: 'DELETE',
		path: '/signing-keys/{id}',
		scope: 'admin',
		isGlobal: true,
		tag: 'Signing keys',
		summary: 'Retire a signing key',
		description:
			'It is no longer published, and tokens that it signed can no longer be verified. The only key cannot be retired: create another one first.',
		status: 204,
		problems: [404, 409],
	},
} as const satisfies Operations;
