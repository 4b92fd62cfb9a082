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
			'It covers one directory, a tenant, a product, both, or everything, including directories that are created later. It receives events from now on or, with `from_sequence`, the log of its directory from there. With `format` `set`, it receives Security Event Tokens.\n\nIts secret is shown only in this response.',
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
		description: 'All given fields must match.',
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
			'A new `url` is tried immediately. An endpoint that was disabled, by you or because of failures, continues where it stopped when it is enabled. Enabling also ends a pause (`paused_until`), even if the endpoint was already enabled, and waiting events are tried immediately. The scope and the format cannot be changed: create another endpoint instead.',
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
			'This also deletes its dead letters, attempts and replays. Pending events are not sent.',
		status: 204,
		problems: [404],
	},
	rotateSecret: {
		method: 'POST',
		path: '/webhook-endpoints/{id}/rotate-secret',
		scope: 'write',
		tag: 'Webhook endpoints',
		summary: 'Rotate the secret of an endpoint',
		description:
			'The new secret is shown only in this response. The old one still signs, or is accepted from a poller, for `overlap_seconds`. At most two secrets are valid: rotating again ends the older one immediately.',
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
			'Sends one POST immediately and returns its outcome. It is signed like any other and carries the header `rollcall-test: true`. It is not in the log and is not retried. A polled endpoint cannot be tested.',
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
		summary: 'List the delivery attempts of an endpoint',
		description:
			'Newest first, with the beginning of the response of the receiver. They are kept for a limited time (30 days unless configured otherwise).',
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
		summary: 'Read a delivery attempt with its request',
		description:
			'The request is reconstructed from the log, whose events never change. If that is not possible, it is left out, and the response says why. The signature and the values of custom headers are not kept.',
		status: 200,
		answer: attemptInFull,
		problems: [404],
	},
	listCursors: {
		method: 'GET',
		path: '/webhook-endpoints/{id}/cursors',
		scope: 'read',
		tag: 'Webhook endpoints',
		summary: 'List the cursors of an endpoint',
		description:
			'For each log that it covers: its position, what is waiting, since when, and why. Replays are listed separately.',
		query: deliveryCursorQuery,
		status: 200,
		answer: listOf(deliveryCursor),
		problems: [404],
	},
} as const satisfies Operations;
