/** Calls about setup links. */
import { listOf, type Operations } from '../operation.ts';
import { newSetupLink, regeneration, setupLink, setupLinkQuery } from '../setup-links.ts';

export const setupLinkOperations = {
	createSetupLink: {
		method: 'POST',
		path: '/setup-links',
		scope: 'write',
		tag: 'Setup links',
		summary: 'Make a setup link',
		description: 'Its URL is shown in this answer only.',
		body: newSetupLink,
		status: 201,
		answer: setupLink,
		problems: [404, 413, 415],
	},
	listSetupLinks: {
		method: 'GET',
		path: '/setup-links',
		scope: 'read',
		tag: 'Setup links',
		summary: 'List setup links',
		query: setupLinkQuery,
		status: 200,
		answer: listOf(setupLink),
		problems: [],
	},
	getSetupLink: {
		method: 'GET',
		path: '/setup-links/{id}',
		scope: 'read',
		tag: 'Setup links',
		summary: 'Read a setup link',
		status: 200,
		answer: setupLink,
		problems: [404],
	},
	regenerateSetupLink: {
		method: 'POST',
		path: '/setup-links/{id}/regenerate',
		scope: 'write',
		tag: 'Setup links',
		summary: 'Replace a setup link',
		description:
			'Revokes it at once, and makes another for the same: for whoever has lost it, let it expire, or has used it and has to begin again. What it has set up stays, its tokens too, and the new one is for that directory. The new URL is shown in this answer only.',
		body: regeneration,
		isBodyOptional: true,
		status: 201,
		answer: setupLink,
		problems: [404, 413, 415],
	},
	revokeSetupLink: {
		method: 'DELETE',
		path: '/setup-links/{id}',
		scope: 'write',
		tag: 'Setup links',
		summary: 'Revoke a setup link at once',
		description:
			'Whoever has used it already cannot go on with it, either. What was set up with it stays: tokens that were made with it stay good, and are revoked one by one.',
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
