/**
 * Makes the calls: finds where a call is, sends it, tries again what may be tried again, and turns
 * refusals into errors. Knows nothing of what the calls mean.
 */
import { CALLS } from './api-calls.ts';
import type { Calls } from './api-types.ts';
import { ConnectionError, RollcallError, TimeoutError, toApiError } from './errors.ts';
import { List, type Page } from './list.ts';
import { backoffMs, isTransient, pause, retryAfterMs, RETRY_AFTER_MS_MAX } from './retry.ts';

/** The operationId of a call. */
export type CallId = keyof typeof CALLS & keyof Calls;

type Part<
	Id extends CallId,
	Name extends 'query' | 'body' | 'answer',
> = Name extends keyof Calls[Id] ? Calls[Id][Name] : undefined;

/** The same, but what may be left out may be undefined too. */
type Loose<Shape> = {
	readonly [Name in keyof Shape]: object extends Pick<Shape, Name>
		? Shape[Name] | undefined
		: Shape[Name];
};

/** What a call may be asked for: filters, and which page. */
export type Query<Id extends CallId> = Loose<NonNullable<Part<Id, 'query'>>>;
/** What a call takes. */
export type Body<Id extends CallId> = Loose<NonNullable<Part<Id, 'body'>>>;

/** What is in the answer to the call that made it, and in no other. */
interface ShownOnce {
	readonly createDirectory: { scim: { secret: string } };
	readonly createToken: { secret: string };
	readonly rotateToken: { secret: string };
	readonly createApiKey: { secret: string };
	readonly createSetupLink: { url: string };
}

/** What a call gives; nothing where there is no content. */
export type Answer<Id extends CallId> =
	Part<Id, 'answer'> extends undefined
		? void
		: Part<Id, 'answer'> & (Id extends keyof ShownOnce ? ShownOnce[Id] : unknown);
/** What the list of a call has in it. */
export type Item<Id extends CallId> =
	Answer<Id> extends { data: readonly (infer One)[] } ? One : never;

type Parameters<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
	? { readonly [Each in Name]: string } & Parameters<Rest>
	: object;

/** What one call is made with: every parameter of its path, its query and its body. */
export interface Given<Id extends CallId> {
	readonly path?: Parameters<(typeof CALLS)[Id]>;
	readonly query?: Query<Id> | undefined;
	readonly body?: Body<Id> | undefined;
}

/** What may be said of any single call. */
export interface CallOptions {
	/** Ends the call, and the waiting for its next try, when it aborts. */
	readonly signal?: AbortSignal | undefined;
	/** How long one try may take, in place of the client's own. */
	readonly timeoutMs?: number | undefined;
	/** How many times it is tried again, in place of the client's own. */
	readonly retries?: number | undefined;
	/**
	 * Tells the service that two POSTs are the same one. The client makes one for each POST, which its
	 * own retries share; give one that you keep if the call is to survive a restart of your process.
	 */
	readonly idempotencyKey?: string | undefined;
}

/** How a client is made. */
export interface RollcallOptions {
	/** Where Rollcall is, without `/v1`: `https://rollcall.example.com`. */
	readonly url: string;
	/** `rck_…`, or the admin key. Give each application one that may do no more than it must. */
	readonly apiKey: string;
	/** In place of the global `fetch`. */
	readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
	/** How long one try may take; 30 000 unless given. */
	readonly timeoutMs?: number | undefined;
	/** How many times a call is tried again that met a failure which may pass; 3 unless given. */
	readonly retries?: number | undefined;
}

/** Longer than the 25 s for which the event log holds an answer. */
const TIMEOUT_MS = 30_000;
const RETRIES = 3;

/** A call as it is sent, however many times. */
interface Sent {
	/** For messages. */
	readonly name: string;
	readonly url: string;
	readonly init: RequestInit;
	/** Whether afterwards there is no such thing any more. */
	readonly isRemoval: boolean;
}

/** The connection to one Rollcall. Its key shows up nowhere: not in errors, not when it is printed. */
export class Transport {
	readonly #base: string;
	readonly #authorization: string;
	readonly #fetch: (url: string, init: RequestInit) => Promise<Response>;
	readonly #timeoutMs: number;
	readonly #retries: number;

	/** Throws a `RollcallError` if there is no such URL or no such key. */
	constructor(options: RollcallOptions) {
		this.#base = `${baseOf(options.url)}/v1`;
		this.#authorization = `Bearer ${checkedKey(options.apiKey)}`;
		this.#fetch = options.fetch ?? ((url, init) => fetch(url, init));
		this.#timeoutMs = options.timeoutMs ?? TIMEOUT_MS;
		this.#retries = options.retries ?? RETRIES;
	}

	/** Makes one call. */
	async call<Id extends CallId>(
		id: Id,
		given: Given<Id>,
		options: CallOptions = {},
	): Promise<Answer<Id>> {
		const [method = '', template = ''] = CALLS[id].split(' ');
		const path = pathOf(template, given.path) + queryOf(given.query);
		const headers: Record<string, string> = {
			authorization: this.#authorization,
			accept: 'application/json',
		};
		if (method === 'POST') {
			headers['idempotency-key'] = options.idempotencyKey ?? crypto.randomUUID();
		}
		const init: RequestInit = { method, headers, redirect: 'manual' };
		if (given.body !== undefined) {
			headers['content-type'] = 'application/json';
			init.body = JSON.stringify(given.body);
		}
		const name = `${method} /v1${path}`;
		// What is deleted by its id; what is merely switched off can be switched off again.
		const isRemoval = method === 'DELETE' && template.endsWith('}');
		const request = { name, url: this.#base + path, init, isRemoval };
		const text = await this.#untilAnswered(request, options);
		return (text === '' ? undefined : toJson(name, text)) as Answer<Id>;
	}

	/** A list whose pages are read by a call. */
	list<Id extends CallId>(
		id: Id,
		given: Given<Id>,
		options?: CallOptions,
	): List<Item<Id>, Answer<Id> & Page<Item<Id>>> {
		return new List(async (cursor) => {
			const query = { ...given.query, ...(cursor !== undefined && { cursor }) } as Query<Id>;
			const answer = await this.call(id, { ...given, query }, options);
			return answer as Answer<Id> & Page<Item<Id>>;
		});
	}

	/** The text of the answer, once there is a good one. */
	async #untilAnswered(request: Sent, options: CallOptions): Promise<string> {
		const retries = options.retries ?? this.#retries;
		let isUnknown = false;
		for (let retry = 0; ; retry += 1) {
			const isLast = retry >= retries;
			const tried = await this.#try(request, options);
			if (tried instanceof ConnectionError) {
				if (isLast) throw tried;
				isUnknown = true;
				await pause(backoffMs(retry), options.signal);
				continue;
			}
			const { answer, text } = tried;
			if (answer.ok) return text;
			// The try before, whose answer was lost, has deleted it.
			if (answer.status === 404 && isUnknown && request.isRemoval) return '';
			const waitMs = retryAfterMs(answer) ?? backoffMs(retry);
			if (isLast || !isTransient(answer.status) || waitMs > RETRY_AFTER_MS_MAX) {
				throw toApiError(request.name, answer, text);
			}
			isUnknown ||= answer.status !== 429;
			await pause(waitMs, options.signal);
		}
	}

	/** One request; an error as a value if another might fare better. */
	async #try(
		{ name, url, init }: Sent,
		{ signal, timeoutMs = this.#timeoutMs }: CallOptions,
	): Promise<{ readonly answer: Response; readonly text: string } | ConnectionError> {
		signal?.throwIfAborted();
		const timeout = AbortSignal.timeout(timeoutMs);
		try {
			const answer = await this.#fetch(url, {
				...init,
				signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
			});
			const text = await answer.text();
			if (isRedirect(answer)) throw redirected(name, answer);
			return { answer, text };
		} catch (error) {
			if (error instanceof RollcallError) throw error;
			signal?.throwIfAborted();
			if (timeout.aborted) return new TimeoutError(`${name} had no answer within ${timeoutMs} ms`);
			return new ConnectionError(
				`${name} did not reach ${new URL(url).origin}: ${reasonOf(error)}`,
				{
					cause: error,
				},
			);
		}
	}
}

function baseOf(url: string): string {
	const parsed = URL.canParse(url) ? new URL(url) : undefined;
	if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
		throw new RollcallError(
			`"${url}" is not the URL of a Rollcall, like https://rollcall.example.com`,
		);
	}
	return parsed.origin + parsed.pathname.replace(/\/+$/, '');
}

/** A key that cannot be a header would be told in the error of `fetch`. */
function checkedKey(key: unknown): string {
	// A variable that is not set, in plain JavaScript, would pass for text.
	if (typeof key === 'string' && /^[\x21-\x7e]+$/.test(key)) return key;
	throw new RollcallError('The API key is empty, or holds characters that no key has.');
}

/** An id that is empty, or is dots, would lead to another call. */
function pathOf(template: string, values: object = {}): string {
	return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
		const value: unknown = Reflect.get(values, name);
		if (typeof value !== 'string' || /^\.{0,2}$/.test(value)) {
			throw new RollcallError(`${name} is to be an id, not ${JSON.stringify(value)}`);
		}
		return encodeURIComponent(value);
	});
}

/** Lists are joined with commas; what is undefined is left out. */
function queryOf(query: object = {}): string {
	const given = Object.entries(query).filter(([, value]) => value !== undefined);
	const text = new URLSearchParams(
		given.map(([name, value]): [string, string] => [name, String(value)]),
	).toString();
	return text === '' ? '' : `?${text}`;
}

/** A browser hides which status it was: for it, it is 0. */
function isRedirect(answer: Response): boolean {
	return answer.status === 0 || (answer.status >= 300 && answer.status < 400);
}

/** Following it would hand the key to wherever it leads. */
function redirected(call: string, answer: Response): RollcallError {
	const location = answer.headers.get('location') ?? 'elsewhere';
	return new RollcallError(
		`${call} was redirected to ${location}: is the URL of the client right?`,
	);
}

function toJson(call: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new RollcallError(`${call} was not answered with JSON: is the URL of the client right?`);
	}
}

/** Node's `fetch` tells the reason in the cause of its error. */
function reasonOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const { cause } = error;
	return cause instanceof Error && cause.message !== '' ? cause.message : error.message;
}
