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
		description: '409 for a directory of a type other than `google`.',
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
			'Creates a URL for an administrator of the customer to give consent, also if one has consented before. **Anyone who opens it can connect the directory to their own Workspace**, so share it with nobody else. It works once, for a day, and until the directory is connected or disconnected in another way. 409 if the operator has not set up a Google client.',
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
		summary: 'Change what is synced, and how often',
		description:
			'This is also possible before the directory is connected. A sync that is running or waits for its next try starts again, unless only the interval has changed.',
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
			'Starts a sync, or continues immediately one that waits for its next try. 409 while a sync is running, and if there is no connection.',
		status: 202,
		answer: googleConnection,
		problems: [404, 409],
	},
	disconnectGoogle: {
		method: 'DELETE',
		path: '/directories/{id}/google',
		scope: 'write',
		tag: 'Google Workspace',
		summary: 'Disconnect Google Workspace',
		description:
			'The consent is deleted here and revoked at Google, unless another directory is connected with the same account. Users, groups and settings stay as they are.',
		status: 204,
		problems: [404, 409],
	},
} as const satisfies Operations;
