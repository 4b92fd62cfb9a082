/** Calls about the connection to Google Workspace. */
import {
	googleAuthorization,
	googleConnection,
	googleSettingsPatch,
	newGoogleAuthorization,
} from '../google.ts';
import type { Operations } from '../operation.ts';

export const googleOperations = {
	getGoogleConnection: {
		method: 'GET',
		path: '/directories/{id}/google',
		scope: 'read',
		tag: 'Google Workspace',
		summary: 'Read the connection to Google Workspace',
		description: '409 for a directory of another type than `google`.',
		status: 200,
		answer: googleConnection,
		problems: [404, 409],
	},
	authorizeGoogle: {
		method: 'POST',
		path: '/directories/{id}/google/authorize',
		scope: 'write',
		tag: 'Google Workspace',
		summary: 'Ask an administrator for consent',
		description:
			'Makes a URL on which an administrator of the customer consents, also where one has consented before. **Whoever opens it can connect the directory to a Workspace of theirs**, so give it to nobody else; it is good once, for a day, and until the directory is connected or disconnected otherwise. 409 if the operator has not set up a client at Google.',
		body: newGoogleAuthorization,
		isBodyOptional: true,
		status: 200,
		answer: googleAuthorization,
		problems: [404, 409, 413, 415],
	},
	updateGoogleSettings: {
		method: 'PATCH',
		path: '/directories/{id}/google',
		scope: 'write',
		tag: 'Google Workspace',
		summary: 'Change what is synchronised, and how often',
		description:
			'It may be done before there is a connection. A synchronisation that is under way, or waits for its next try, begins anew, unless only the interval has changed.',
		body: googleSettingsPatch,
		status: 200,
		answer: googleConnection,
		problems: [404, 409, 413, 415],
	},
	syncGoogle: {
		method: 'POST',
		path: '/directories/{id}/google/sync',
		scope: 'write',
		tag: 'Google Workspace',
		summary: 'Synchronise now',
		description:
			'Begins a synchronisation; one that waits for its next try goes on at once. 409 while one is under way, and where there is no connection.',
		status: 202,
		answer: googleConnection,
		problems: [404, 409],
	},
	disconnectGoogle: {
		method: 'DELETE',
		path: '/directories/{id}/google',
		scope: 'write',
		tag: 'Google Workspace',
		summary: 'End the connection to Google Workspace',
		description:
			'The consent is revoked at Google, unless another directory is connected by the same account, and forgotten here. Users and groups stay as they are, and so do the settings.',
		status: 204,
		problems: [404, 409],
	},
} as const satisfies Operations;
