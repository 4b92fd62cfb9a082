/** Calls about identity providers. */
import { listOf, type Operations } from '../operation.ts';
import { provider, providerInFull } from '../providers.ts';

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
	getProvider: {
		method: 'GET',
		path: '/providers/{type}',
		scope: 'read',
		tag: 'Providers',
		summary: 'Read a provider, with its setup steps',
		status: 200,
		answer: providerInFull,
		problems: [404],
	},
} as const satisfies Operations;
