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
			'An API key that is bound to a product gets only the branding of that product. One that is bound only to a tenant gets none.',
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
			'Replaces the whole branding. Use `default` instead of the product for every product without its own branding. Not possible with an API key that is bound to a tenant, because all customers of the product see it.',
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
		description: 'From then on, the portal uses the branding of `default`, or the standard one.',
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
