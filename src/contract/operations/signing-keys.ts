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
		summary: 'Make the next signing key',
		description:
			'It is published at once and signs after a while, when receivers have had time to fetch it. The one before it verifies for as long as what it signed may be under way.',
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
			'It is published no more, and what it has signed verifies no more. Not the only one: make another first.',
		status: 204,
		problems: [404, 409],
	},
} as const satisfies Operations;
