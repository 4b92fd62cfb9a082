/**
 * Reads a BoxyHQ SAML Jackson / Ory Polis server through its directory sync API (`/api/v1/dsync`), of
 * which all pages are read: how long they are is the server's choice.
 */

import { CommandError } from '../failure.ts';

/** A directory as Polis shows it. */
export interface PolisDirectory {
	readonly id: string;
	readonly name: string;
	readonly tenant: string;
	readonly product: string;
	readonly type: string;
	readonly deactivated?: boolean;
	readonly scim?: { readonly secret?: string };
	readonly webhook?: { readonly endpoint?: string };
}

/** A user: what Polis tells applications, and in `raw` what the identity provider sent. */
export interface PolisUser {
	readonly id: string;
	readonly email?: string;
	readonly first_name?: string;
	readonly last_name?: string;
	readonly active?: boolean;
	readonly raw?: unknown;
}

/** A group, without its members. */
export interface PolisGroup {
	readonly id: string;
	readonly name: string;
	readonly raw?: unknown;
}

/** Polis did not answer as it should; the message says to what, and what to do. */
export class PolisError extends CommandError {
	override readonly name = 'PolisError';
}

/** Which directories to read. */
export interface PolisScope {
	readonly product?: string | undefined;
	readonly tenant?: string | undefined;
	readonly directory?: string | undefined;
}

/** As many as Polis may give at once; it gives 50 unless it is configured otherwise. */
const PAGE_SIZE = 500;

const TRIES = 5;
const TIMEOUT_MS = 30_000;
const PAUSE_MS_MAX = 30_000;

/** The API of one Polis server. */
export class PolisApi {
	readonly #url: string;
	readonly #apiKey: string;

	constructor(url: string, apiKey: string) {
		this.#url = url.replace(/\/+$/, '');
		this.#apiKey = apiKey;
	}

	/** The directories of a product, of a tenant in it, or the one with this id. */
	async *directories(scope: PolisScope): AsyncGenerator<PolisDirectory> {
		const { product, tenant, directory } = scope;
		if (directory !== undefined) {
			yield await this.#one(`/api/v1/dsync/${encodeURIComponent(directory)}`);
		} else if (product !== undefined && tenant !== undefined) {
			const { data } = await this.#get<PolisDirectory>('/api/v1/dsync', { product, tenant });
			yield* data;
		} else {
			yield* this.#all<PolisDirectory>('/api/v1/dsync/product', { product: product ?? '' });
		}
	}

	/** The users of a directory. */
	users(directoryId: string): AsyncGenerator<PolisUser> {
		return this.#all('/api/v1/dsync/users', { directoryId });
	}

	/** The groups of a directory. */
	groups(directoryId: string): AsyncGenerator<PolisGroup> {
		return this.#all('/api/v1/dsync/groups', { directoryId });
	}

	/** The ids of the users in a group. */
	async *members(directoryId: string, groupId: string): AsyncGenerator<string> {
		const path = `/api/v1/dsync/groups/${encodeURIComponent(groupId)}/members`;
		const members = this.#all<{ readonly user_id: string }>(path, { directoryId });
		for await (const { user_id: userId } of members) yield userId;
	}

	/** All items of a list: by token where the server gives one, else by offset. */
	async *#all<Item>(path: string, query: Readonly<Record<string, string>>): AsyncGenerator<Item> {
		let offset = 0;
		let pageToken: string | undefined;
		for (;;) {
			const page = await this.#get<Item>(path, {
				...query,
				pageLimit: String(PAGE_SIZE),
				pageOffset: String(offset),
				...(pageToken === undefined ? {} : { pageToken }),
			});
			yield* page.data;
			offset += page.data.length;
			if (page.data.length === 0 || (pageToken !== undefined && page.pageToken === undefined))
				return;
			pageToken = page.pageToken;
		}
	}

	async #one<Item>(path: string): Promise<Item> {
		const { data } = (await this.#request(path)) as { readonly data?: Item };
		if (data === undefined) throw new PolisError(`Polis answered ${path} without "data".`);
		return data;
	}

	async #get<Item>(
		path: string,
		query: Readonly<Record<string, string>>,
	): Promise<{ readonly data: readonly Item[]; readonly pageToken?: string }> {
		const answer = (await this.#request(`${path}?${new URLSearchParams(query).toString()}`)) as {
			readonly data?: unknown;
			readonly pageToken?: unknown;
		};
		const { data, pageToken } = answer;
		if (!Array.isArray(data)) throw new PolisError(`Polis answered ${path} without a list.`);
		return {
			data: data as readonly Item[],
			...(typeof pageToken === 'string' && pageToken !== '' ? { pageToken } : {}),
		};
	}

	/** One GET; again after a pause if the server is busy or did not answer. */
	async #request(path: string): Promise<object> {
		for (let attempt = 1; ; attempt += 1) {
			const outcome = await this.#attempt(path);
			if (!(outcome instanceof PolisError)) return outcome.body;
			if (attempt >= TRIES || !isPassing(outcome)) throw outcome;
			await pause(outcome.retryAfterMs ?? 250 * 2 ** attempt);
		}
	}

	async #attempt(path: string): Promise<{ readonly body: object } | PassingError | PolisError> {
		let response: Response;
		try {
			response = await fetch(`${this.#url}${path}`, {
				headers: { authorization: `Api-Key ${this.#apiKey}`, accept: 'application/json' },
				redirect: 'error',
				signal: AbortSignal.timeout(TIMEOUT_MS),
			});
		} catch (thrown) {
			const reason = thrown instanceof Error ? thrown.message : String(thrown);
			return new PassingError(`Polis at ${this.#url} cannot be reached: ${reason}.`);
		}
		const text = await response.text().catch(() => '');
		const said = text.slice(0, 200);
		const what = `Polis answered ${path.split('?')[0]} with ${response.status}`;
		if (response.status === 429 || response.status >= 500) {
			const seconds = Number(response.headers.get('retry-after') ?? '');
			return new PassingError(`${what}: ${said}`, seconds > 0 ? seconds * 1000 : undefined);
		}
		if (response.status === 401 || response.status === 403) {
			return new PolisError(`${what}: check --api-key (one of its API_KEYS).`);
		}
		if (!response.ok) return new PolisError(`${what}: ${said}`);
		try {
			const body: unknown = JSON.parse(text);
			if (typeof body === 'object' && body !== null) return { body };
		} catch {
			// Said below.
		}
		return new PolisError(`${what}, but not with JSON: is --url the URL of a Polis server?`);
	}
}

/** An error that may be over soon. */
class PassingError extends PolisError {
	readonly retryAfterMs: number | undefined;

	constructor(message: string, retryAfterMs?: number) {
		super(message);
		this.retryAfterMs = retryAfterMs;
	}
}

function isPassing(error: PolisError): error is PassingError {
	return error instanceof PassingError;
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => {
		setTimeout(resolve, Math.min(ms, PAUSE_MS_MAX));
	});
}
