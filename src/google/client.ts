/**
 * Reads the Directory API of one Google Workspace, a page at a time. It keeps the access token in memory and
 * gets a new one when that has expired; whatever else fails is told, and what follows is decided elsewhere.
 * https://developers.google.com/workspace/admin/directory/reference/rest
 */
import { err, ok, type Result } from '../result.ts';
import { failureOf, tokenFailureOf, type GoogleFailure } from './failures.ts';
import {
	fieldOf,
	isObject,
	numberOf,
	parseObject,
	readObject,
	textOf,
	type GoogleObject,
} from './json.ts';
import { originOfGoogle, type OAuthClient } from './oauth.ts';
import { GROUP_FIELDS, USER_FIELDS } from './resources.ts';

/** Sends a request and waits for the whole answer; throws if there is none. */
export type Fetch = (
	url: string,
	request: {
		readonly method: 'GET' | 'POST';
		readonly headers: Readonly<Record<string, string>>;
		readonly body?: string;
	},
) => Promise<Pick<Response, 'status' | 'headers' | 'text'>>;

/** What a client needs. */
export interface ClientDeps {
	readonly oauth: OAuthClient;
	readonly refreshToken: string;
	readonly fetch: Fetch;
	/** Epoch milliseconds. */
	readonly now: () => number;
}

/** Some of the objects of a list. */
export interface GooglePage {
	readonly items: readonly GoogleObject[];
	/** Where the next page begins; null after the last one. It is good for three days. */
	readonly nextPageToken: string | null;
}

type Paged = Promise<Result<GooglePage, GoogleFailure>>;

/** Google answers compressed only to who has "gzip" in the name, too ("Performance tips"). */
const USER_AGENT = 'Rollcall (gzip)';

/** An access token is not used in its last minute: it would end on the way. */
const TOKEN_MARGIN_MS = 60_000;

/** The Directory API as one administrator may read it. */
export class GoogleClient {
	readonly #deps: ClientDeps;
	#access: { readonly token: string; readonly until: number } | undefined;
	/** Requests so far, those for tokens included. */
	requests = 0;

	constructor(deps: ClientDeps) {
		this.#deps = deps;
	}

	/** Users in the order of their addresses; `query` in Google's own language. */
	users(query: string | null, pageToken: string | null): Paged {
		return this.#list('users', 'users', USER_FIELDS, pageToken, {
			customer: 'my_customer',
			maxResults: '500',
			projection: 'full',
			orderBy: 'email',
			...(query === null ? {} : { query }),
		});
	}

	/** Users who were deleted in the last 20 days: their ids. */
	deletedUsers(pageToken: string | null): Paged {
		return this.#list('users', 'users', 'id', pageToken, {
			customer: 'my_customer',
			maxResults: '500',
			showDeleted: 'true',
		});
	}

	/** Groups; `query` in Google's own language. */
	groups(query: string | null, pageToken: string | null): Paged {
		return this.#list('groups', 'groups', GROUP_FIELDS, pageToken, {
			customer: 'my_customer',
			maxResults: '200',
			...(query === null ? {} : { query }),
		});
	}

	/** The direct members of a group. */
	members(groupId: string, pageToken: string | null): Paged {
		const path = `groups/${encodeURIComponent(groupId)}/members`;
		return this.#list(path, 'members', 'id,type', pageToken, { maxResults: '200' });
	}

	async #list(
		path: string,
		name: string,
		fields: string,
		pageToken: string | null,
		parameters: Readonly<Record<string, string>>,
	): Paged {
		const query = new URLSearchParams({
			...parameters,
			fields: `${name}(${fields}),nextPageToken`,
		});
		if (pageToken !== null) query.set('pageToken', pageToken);
		const got = await this.#get(`${path}?${query.toString()}`);
		if (!got.ok) return got;
		const page = pageIn(readObject(got.value), name);
		return page === undefined ? err(MALFORMED) : ok(page);
	}

	/** The body of an answer; an access token that is refused is replaced once. */
	async #get(pathAndQuery: string): Promise<Result<string, GoogleFailure>> {
		for (let isAgain = false; ; isAgain = true) {
			const access = await this.#accessToken();
			if (!access.ok) return access;
			const origin = originOfGoogle(this.#deps.oauth, 'admin.googleapis.com');
			const answer = await this.#send(`${origin}/admin/directory/v1/${pathAndQuery}`, {
				method: 'GET',
				headers: {
					authorization: `Bearer ${access.value}`,
					accept: 'application/json',
					'user-agent': USER_AGENT,
				},
			});
			if (!answer.ok) return answer;
			if (answer.value.status === 200) return ok(answer.value.body);
			if (answer.value.status !== 401 || isAgain) return err(failureOf(answer.value));
			this.#access = undefined;
		}
	}

	async #accessToken(): Promise<Result<string, GoogleFailure>> {
		const { oauth, refreshToken, now } = this.#deps;
		if (this.#access !== undefined && now() < this.#access.until) return ok(this.#access.token);
		const asked = now();
		const answer = await this.#send(`${originOfGoogle(oauth, 'oauth2.googleapis.com')}/token`, {
			method: 'POST',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				client_id: oauth.clientId,
				client_secret: oauth.clientSecret,
				grant_type: 'refresh_token',
				refresh_token: refreshToken,
			}).toString(),
		});
		if (!answer.ok) return answer;
		const body = parseObject(answer.value.body);
		const token = textOf(body, 'access_token');
		if (answer.value.status !== 200 || token === undefined) {
			return err(tokenFailureOf(answer.value));
		}
		const seconds = numberOf(body, 'expires_in') ?? 0;
		this.#access = { token, until: asked + seconds * 1_000 - TOKEN_MARGIN_MS };
		return ok(token);
	}

	async #send(url: string, request: Parameters<Fetch>[1]) {
		this.requests += 1;
		try {
			const answer = await this.#deps.fetch(url, request);
			return ok({
				status: answer.status,
				body: await answer.text(),
				retryAfter: answer.headers.get('retry-after'),
			});
		} catch {
			return err(UNREACHABLE);
		}
	}
}

/**
 * A page of a list; undefined for what is none. That must not pass for an empty list, or for the last page:
 * whoever is on no page has left. Google leaves out a list that is empty, and the token after the last page.
 */
function pageIn(body: GoogleObject | undefined, name: string): GooglePage | undefined {
	if (body === undefined || Object.hasOwn(body, 'error')) return undefined;
	const [items = [], token = ''] = [fieldOf(body, name), fieldOf(body, 'nextPageToken')];
	if (!Array.isArray(items) || !items.every(isObject) || typeof token !== 'string')
		return undefined;
	return { items, nextPageToken: token === '' ? null : token };
}

const MALFORMED: GoogleFailure = {
	kind: 'unavailable',
	detail: "Google's answer is no list, or broke off.",
};

const UNREACHABLE: GoogleFailure = {
	kind: 'unavailable',
	detail: 'Google could not be reached, or its answer took too long or was too large.',
};
