/** Calls about webhook endpoints. */
import { attempt, attemptInFull, attemptQuery } from '../attempts.ts';
import { deliveryCursor, deliveryCursorQuery } from '../cursors.ts';
import { endpointTest, endpointTestResult } from '../endpoint-tests.ts';
import { listOf, type Operations } from '../operation.ts';
import {
	newWebhookEndpoint,
	secretRotation,
	webhookEndpoint,
	webhookEndpointPatch,
	webhookEndpointQuery,
} from '../webhook-endpoints.ts';

export const webhookEndpointOperations = {
	createWebhookEndpoint: {
		method: 'POST',
		path: '/webhook-endpoints',
		scope: 'write',
		tag: 'Webhook endpoints',
		summary: 'Create an endpoint',
		description:
			'It covers one directory, a tenant, a product, both, or everything, directories that are made later included. It hears of what happens from now on, or, with `from_sequence`, of what is in the log of its directory from there. With `format` `set` it gets Security Event Tokens.\n\nIts secret is shown in this answer only.',
		body: newWebhookEndpoint,
		status: 201,
		answer: webhookEndpoint,
		problems: [404, 413, 415],
	},
	listWebhookEndpoints: {
		method: 'GET',
		path: '/webhook-endpoints',
		scope: 'read',
		tag: 'Webhook endpoints',
		summary: 'List endpoints',
		description: 'Each field that is given must be equal.',
		query: webhookEndpointQuery,
		status: 200,
		answer: listOf(webhookEndpoint),
		problems: [],
	},
	getWebhookEndpoint: {
		method: 'GET',
		path: '/webhook-endpoints/{id}',
		scope: 'read',
		tag: 'Webhook endpoints',
		summary: 'Read an endpoint',
		status: 200,
		answer: webhookEndpoint,
		problems: [404],
	},
	updateWebhookEndpoint: {
		method: 'PATCH',
		path: '/webhook-endpoints/{id}',
		scope: 'write',
		tag: 'Webhook endpoints',
		summary: 'Change, disable or enable an endpoint',
		description:
			'A new `url` is tried at once. An endpoint that was disabled, by you or by its failures, goes on where it stopped when it is enabled. Enabling also ends a pause (`paused_until`), even if the endpoint was enabled, and what waits is tried at once. Its scope and its format stay what they are: make another endpoint.',
		body: webhookEndpointPatch,
		status: 200,
		answer: webhookEndpoint,
		problems: [404, 413, 415],
	},
	deleteWebhookEndpoint: {
		method: 'DELETE',
		path: '/webhook-endpoints/{id}',
		scope: 'write',
		tag: 'Webhook endpoints',
		summary: 'Delete an endpoint',
		description:
			'With its dead letters, attempts and replays. What it has not been sent, it is never sent.',
		status: 204,
		problems: [404],
	},
	rotateSecret: {
		method: 'POST',
		path: '/webhook-endpoints/{id}/rotate-secret',
		scope: 'write',
		tag: 'Webhook endpoints',
		summary: 'Give an endpoint a new secret',
		description:
			'The new secret is shown in this answer only. The old one signs beside it, or lets a poller in, for `overlap_seconds`; two secrets are good at most, so that rotating again ends the older one at once.',
		body: secretRotation,
		isBodyOptional: true,
		status: 200,
		answer: webhookEndpoint,
		problems: [404, 413, 415],
	},
	testWebhookEndpoint: {
		method: 'POST',
		path: '/webhook-endpoints/{id}/test',
		scope: 'write',
		tag: 'Webhook endpoints',
		summary: 'Send a test event',
		description:
			'One POST, at once, whose outcome is the answer. It is signed like any other and carries the header `rollcall-test: true`. Nothing of it is in the log, and it is not tried again. A polled endpoint cannot be tested.',
		body: endpointTest,
		isBodyOptional: true,
		status: 200,
		answer: endpointTestResult,
		problems: [404, 409, 413, 415],
	},
	listAttempts: {
		method: 'GET',
		path: '/webhook-endpoints/{id}/attempts',
		scope: 'read',
		tag: 'Webhook endpoints',
		summary: 'List the attempts to deliver to an endpoint',
		description:
			'The latest first, with the beginning of what the receiver answered. They are kept for a time (30 days unless configured).',
		query: attemptQuery,
		status: 200,
		answer: listOf(attempt),
		problems: [404],
	},
	getAttempt: {
		method: 'GET',
		path: '/webhook-endpoints/{id}/attempts/{attemptId}',
		scope: 'read',
		tag: 'Webhook endpoints',
		summary: 'Read an attempt with what was sent',
		description:
			'What was sent is made again of the log, whose events never change, and is what was sent then: otherwise it is left out, and the answer says why. The signature and the values of custom headers are not kept.',
		status: 200,
		answer: attemptInFull,
		problems: [404],
	},
	listCursors: {
		method: 'GET',
		path: '/webhook-endpoints/{id}/cursors',
		scope: 'read',
		tag: 'Webhook endpoints',
		summary: 'List how far an endpoint has come',
		description:
			'In each log that it has heard of: where it stands, what waits and since when, and why. Replays are listed on their own.',
		query: deliveryCursorQuery,
		status: 200,
		answer: listOf(deliveryCursor),
		problems: [404],
	},
} as const satisfies Operations;
