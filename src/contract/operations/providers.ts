/** Calls about identity providers. */
import { listOf, type Operations } from '../operation.ts';
import { provider } from '../providers.ts';

export const providerOperations = {
	listProviders: {
		method: 'GET',
		path: '/providers',
		scope: 'read',
		tag: 'Providers',
		summary: 'List the identity providers that a directory can be connected to',
		status: 200,
		answer: listOf(provider),
		problems: [],
	},
} as const satisfies Operations;
