/** The package `rollcall`: the client of the API, its errors and its types, and what verifies webhooks. */
export type * from './api-types.ts';
export type { Event as RollcallEvent } from './api-types.ts';
export { Rollcall } from './client.ts';
export * from './errors.ts';
export { List, type Page } from './list.ts';
export { FollowedLog, type FollowQuery } from './nouns/events.ts';
export type { CallOptions, RollcallOptions } from './transport.ts';
export { createForwarder, type ForwardOptions } from './forward.ts';
export {
	createReceiver,
	type EventCallbacks,
	type EventOf,
	type EventPattern,
	type ReceiverOptions,
} from './receiver.ts';
export { MemoryStore, type SequenceStore } from './store.ts';
export {
	type VerificationFailure,
	verifyWebhook,
	type WebhookHeaders,
	WebhookVerificationError,
} from './verify.ts';
