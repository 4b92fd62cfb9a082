/** Webhook endpoints: where events are sent to. */
import type { List } from '../list.ts';
import type { Answer, Body, CallOptions, Item, Query, Transport } from '../transport.ts';
import { DeadLetters } from './dead-letters.ts';
import { Replays } from './replays.ts';

/** The calls about webhook endpoints. */
export class WebhookEndpoints {
	readonly #transport: Transport;
	/** Parts of the log that are sent to an endpoint again. */
	readonly replays: Replays;
	/** Events that an endpoint did not accept before its schedule was exhausted. */
	readonly deadLetters: DeadLetters;

	constructor(transport: Transport) {
		this.#transport = transport;
		this.replays = new Replays(transport);
		this.deadLetters = new DeadLetters(transport);
	}

	/** Creates an endpoint. Its `secret`, with which it verifies webhooks, is in this answer only. */
	create(
		endpoint: Body<'createWebhookEndpoint'>,
		options?: CallOptions,
	): Promise<Answer<'createWebhookEndpoint'>> {
		return this.#transport.call('createWebhookEndpoint', { body: endpoint }, options);
	}

	/** Lists endpoints. */
	list(
		query?: Query<'listWebhookEndpoints'>,
		options?: CallOptions,
	): List<Item<'listWebhookEndpoints'>> {
		return this.#transport.list('listWebhookEndpoints', { query }, options);
	}

	/** Reads an endpoint. */
	get(id: string, options?: CallOptions): Promise<Answer<'getWebhookEndpoint'>> {
		return this.#transport.call('getWebhookEndpoint', { path: { id } }, options);
	}

	/** Changes, disables or enables an endpoint. */
	update(
		id: string,
		patch: Body<'updateWebhookEndpoint'>,
		options?: CallOptions,
	): Promise<Answer<'updateWebhookEndpoint'>> {
		return this.#transport.call('updateWebhookEndpoint', { path: { id }, body: patch }, options);
	}

	/** Deletes an endpoint. What it has not been sent yet is never sent to it. */
	delete(id: string, options?: CallOptions): Promise<void> {
		return this.#transport.call('deleteWebhookEndpoint', { path: { id } }, options);
	}

	/** Gives an endpoint a new secret; the old one goes on signing beside it for a while. */
	rotateSecret(
		id: string,
		rotation?: Body<'rotateSecret'>,
		options?: CallOptions,
	): Promise<Answer<'rotateSecret'>> {
		return this.#transport.call('rotateSecret', { path: { id }, body: rotation }, options);
	}

	/** Sends a test event, and tells what the endpoint answered. */
	test(
		id: string,
		test?: Body<'testWebhookEndpoint'>,
		options?: CallOptions,
	): Promise<Answer<'testWebhookEndpoint'>> {
		return this.#transport.call('testWebhookEndpoint', { path: { id }, body: test }, options);
	}

	/** Lists the attempts to deliver to an endpoint, the latest first. */
	attempts(
		id: string,
		query?: Query<'listAttempts'>,
		options?: CallOptions,
	): List<Item<'listAttempts'>> {
		return this.#transport.list('listAttempts', { path: { id }, query }, options);
	}

	/** Reads an attempt with what was sent. */
	attempt(id: string, attemptId: string, options?: CallOptions): Promise<Answer<'getAttempt'>> {
		return this.#transport.call('getAttempt', { path: { id, attemptId } }, options);
	}

	/** Lists how far an endpoint has come in each log. */
	cursors(
		id: string,
		query?: Query<'listCursors'>,
		options?: CallOptions,
	): List<Item<'listCursors'>> {
		return this.#transport.list('listCursors', { path: { id }, query }, options);
	}
}
