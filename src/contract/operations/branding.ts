/** Calls about how the setup portal looks. */
import { branding, brandingQuery, newBranding } from '../branding.ts';
import { listOf, type Operations } from '../operation.ts';

export const brandingOperations = {
	listBranding: {
		method: 'GET',
		path: '/branding',
		scope: 'read',
		tag: 'Branding',
		summary: 'List brandings',
		description:
			'Of an API key that is bound to a product its own. One that is bound to a tenant alone has none.',
		query: brandingQuery,
		status: 200,
		answer: listOf(branding),
		problems: [],
	},
	setBranding: {
		method: 'PUT',
		path: '/branding/{product}',
		scope: 'write',
		tag: 'Branding',
		summary: 'Set the branding of a product',
		description:
			'Replaces all of it. `default` in the place of the product is for every product that has none of its own. An API key that is bound to a tenant cannot: all customers of the product see it.',
		body: newBranding,
		status: 200,
		answer: branding,
		problems: [404, 413, 415],
	},
	deleteBranding: {
		method: 'DELETE',
		path: '/branding/{product}',
		scope: 'write',
		tag: 'Branding',
		summary: 'Delete the branding of a product',
		description: 'The portal looks as `default` says from then on, or as usual.',
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
