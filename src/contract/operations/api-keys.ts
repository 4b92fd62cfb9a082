/** Calls about API keys. */
import { apiKey, apiKeyQuery, newApiKey } from '../api-keys.ts';
import { listOf, type Operations } from '../operation.ts';

export const apiKeyOperations = {
	createApiKey: {
		method: 'POST',
		path: '/api-keys',
		scope: 'admin',
		tag: 'API keys',
		summary: 'Create an API key',
		description: 'Its secret is shown only in this response.',
		body: newApiKey,
		status: 201,
		answer: apiKey,
		problems: [413, 415],
	},
	listApiKeys: {
		method: 'GET',
		path: '/api-keys',
		scope: 'admin',
		tag: 'API keys',
		summary: 'List API keys',
		description: 'The admin key of the configuration is not included.',
		query: apiKeyQuery,
		status: 200,
		answer: listOf(apiKey),
		problems: [],
	},
	getApiKey: {
		method: 'GET',
		path: '/api-keys/{id}',
		scope: 'admin',
		tag: 'API keys',
		summary: 'Read an API key',
		status: 200,
		answer: apiKey,
		problems: [404],
	},
	revokeApiKey: {
		method: 'DELETE',
		path: '/api-keys/{id}',
		scope: 'admin',
		tag: 'API keys',
		summary: 'Revoke an API key immediately',
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
