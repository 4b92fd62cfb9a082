/**
 * Receives webhooks: verifies, leaves out what was applied before, calls the application, and answers
 * so that Rollcall tries again whatever was not applied. Speaks Fetch's Request and Response; how other
 * frameworks hold theirs is the affair of `node` and of the entry points.
 */
import type { Event } from './api-types.ts';
import { BodyAlreadyRead, readBody } from './body.ts';
import { report } from './report.ts';
import type { SequenceStore } from './store.ts';
import { verifyWebhook, WebhookVerificationError } from './verify.ts';

/** `user` of `user.created`. */
type Noun<Type extends string> = Type extends `${infer Name}.${string}` ? Name : never;

/** What a callback may be for: one type of event, a group of them, or all. */
export type EventPattern = Event['type'] | `${Noun<Event['type']>}.*` | '*';

/** The events that a pattern covers. */
export type EventOf<Pattern extends EventPattern> = Pattern extends '*'
	? Event
	: Pattern extends `${infer Name}.*`
		? Extract<Event, { type: `${Name}.${string}` }>
		: Extract<Event, { type: Pattern }>;

/**
 * Callbacks by type of event. Each one that covers an event is called, one after the other, the most
 * specific one first: `user.created`, `user.*`, `*`. The last two also get types that are newer than
 * this package. `tx` is what the store gives.
 */
export type EventCallbacks<Tx = undefined> = {
	readonly [Pattern in EventPattern]?: (event: EventOf<Pattern>, tx: Tx) => void | Promise<void>;
};

/** How to receive. */
export interface ReceiverOptions<Tx = undefined> {
	/** That of the endpoint: `whsec_…` or `whpk_…`; several while one is being changed. */
	readonly secret: string | readonly string[] | undefined;
	readonly store: SequenceStore<Tx>;
	readonly on: EventCallbacks<Tx>;
	/**
	 * Under which key the store remembers an event. Left out, each user, group and membership has its own,
	 * which is right for replays, too. With one key for each directory (`(event) => event.directory_id`) the
	 * store stays small, but replays and redelivered dead letters are left out as late.
	 */
	readonly keyOf?: (event: Event) => string;
	/** Hears of each webhook that was refused or failed; writes to the console when left out. */
	readonly onError?: (error: unknown, event?: Event) => void;
}

/** What came of the events of a webhook: the body of a 200, which Rollcall keeps with the attempt. */
interface Tally {
	applied: number;
	/** Applied before, or later ones were. */
	stale: number;
	/** Nobody asked for their type. */
	ignored: number;
}

/** A batch has a quarter of a million characters, unless one event has more alone. */
const BODY_BYTES_MAX = 8 * 1024 * 1024;

/** What a webhook is refused with: all of it is tried again, and its operator sees the reason. */
const STATUS = { headers: 400, timestamp: 400, signature: 401, payload: 400 } as const;

/** Makes a handler of webhooks: a function from Request to Response. */
export function createReceiver<Tx = undefined>(
	options: ReceiverOptions<Tx>,
): (request: Request) => Promise<Response> {
	const { secret = '', onError = report } = options;
	const inLine = lines();
	return async (request) => {
		if (request.method !== 'POST') return refuse(405, 'Webhooks are sent by POST.');
		let current: Event | undefined;
		try {
			const body = await readBody(request, BODY_BYTES_MAX);
			if (body === undefined) return refuse(413, 'The body is too large.');
			const webhook = await verifyWebhook(body, request.headers, secret);
			const events: readonly [Event, ...Event[]] =
				webhook.type === 'batch' ? webhook.data : [webhook];
			const tally: Tally = { applied: 0, stale: 0, ignored: 0 };
			// One webhook is of one directory.
			await inLine(events[0].directory_id, async () => {
				for (current of events) {
					// In order: the next one may build on this one.
					tally[await receive(current, options)] += 1;
				}
			});
			return Response.json(tally);
		} catch (error) {
			onError(error, current);
			if (error instanceof WebhookVerificationError) {
				return refuse(STATUS[error.reason], error.message);
			}
			if (error instanceof BodyAlreadyRead) return refuse(500, error.message);
			// What was thrown may tell of the application's inside: that is for `onError` alone.
			return refuse(
				500,
				current === undefined
					? 'The receiver failed before it could read the webhook.'
					: `The callback for ${current.type} (${current.id}) failed.`,
			);
		}
	};
}

async function receive<Tx>(
	event: Event,
	{ on, store, keyOf = resourceKey }: ReceiverOptions<Tx>,
): Promise<keyof Tally> {
	const callbacks = callbacksFor(on, event.type);
	// A test has no sequence: it is an example of what might happen, and has not.
	if (callbacks.length === 0 || event.sequence === 0) return 'ignored';
	const isNew = await store.once(keyOf(event), event.sequence, (tx) =>
		callInTurn(callbacks, event, tx),
	);
	return isNew ? 'applied' : 'stale';
}

type Callback<Tx> = (event: Event, tx: Tx) => void | Promise<void>;

function callbacksFor<Tx>(on: EventCallbacks<Tx>, type: string): readonly Callback<Tx>[] {
	const patterns = [type, `${type.split('.')[0] ?? ''}.*`, '*'];
	// The event is of the pattern by what was just looked up.
	return patterns.flatMap((each) =>
		Object.hasOwn(on, each) ? ((on[each as EventPattern] as Callback<Tx> | undefined) ?? []) : [],
	);
}

/** At once, where the callbacks are not async: some databases have no other transactions. */
function callInTurn<Tx>(
	[first, ...others]: readonly Callback<Tx>[],
	event: Event,
	tx: Tx,
): void | Promise<void> {
	const pending = first?.(event, tx);
	if (others.length === 0) return pending;
	// Whatever can be awaited: queries of some libraries are no promises, and begin when they are.
	const isPending = typeof (pending as PromiseLike<void> | undefined)?.then === 'function';
	return isPending
		? Promise.resolve(pending).then(() => callInTurn(others, event, tx))
		: callInTurn(others, event, tx);
}

/**
 * What an event is about: `{directory}/user/{id}`, `{directory}/group/{id}`, and a membership as
 * `{directory}/group/{id}/{id of the user}`.
 */
function resourceKey(event: Event): string {
	const { directory_id: directory, type, data } = event;
	const noun = type.split('.')[0] ?? '';
	const isMembership = event.type === 'group.user_added' || event.type === 'group.user_removed';
	return [directory, noun, ...(isMembership ? [event.data.group.id] : []), data.id].join('/');
}

/** Lets work of one name wait for that before it, so that a doubled delivery meets what its twin remembered. */
function lines(): (name: string, work: () => Promise<void>) => Promise<void> {
	const tails = new Map<string, Promise<void>>();
	return async (name, work) => {
		const before = tails.get(name);
		const mine = before === undefined ? work() : before.then(work);
		const tail = mine.catch(() => {});
		tails.set(name, tail);
		try {
			await mine;
		} finally {
			if (tails.get(name) === tail) tails.delete(name);
		}
	};
}

function refuse(status: number, error: string): Response {
	return Response.json({ error }, { status, headers: status === 405 ? { Allow: 'POST' } : {} });
}
