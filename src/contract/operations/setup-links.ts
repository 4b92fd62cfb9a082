/** Calls about setup links. */
import { listOf, type Operations } from '../operation.ts';
import {
	newSetupLink,
	regeneration,
	setupLink,
	setupLinkQuery,
	setupLinkRevocation,
} from '../setup-links.ts';

export const setupLinkOperations = {
	createSetupLink: {
		method: 'POST',
		path: '/setup-links',
		scope: 'write',
		tag: 'Setup links',
		summary: 'Create a setup link',
		description: 'Its URL is shown only in this response.',
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
		summary: 'Regenerate a setup link',
		description:
			'Revokes the link immediately and creates a new one for the same connection: for somebody who lost it, let it expire, or used it and has to start again. What was set up with it stays, and the new link is for that directory. The SCIM tokens that were created with the old link stay valid unless `tokens` is `revoke`. The new URL is shown only in this response.',
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
		summary: 'Revoke a setup link immediately',
		description:
			'A browser that has used it cannot continue. The directory stays. The SCIM tokens that were created with the link stay valid, unless `tokens=revoke` is given: the identity provider that uses them is then refused immediately.',
		query: setupLinkRevocation,
		status: 204,
		problems: [404],
	},
} as const satisfies Operations;
