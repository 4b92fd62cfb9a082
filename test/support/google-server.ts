/**
 * A small Google: OAuth 2.0 consent and tokens, and the part of the Directory API that is read from, with
 * its paging, partial answers and errors. One server has any number of workspaces; the access token says
 * which of them `my_customer` is. It is a fetch handler: a test gives it in place of the network, and
 * node/google-server.ts puts it behind a port.
 *
 * Shapes: https://developers.google.com/workspace/admin/directory/reference/rest and
 * https://developers.google.com/identity/protocols/oauth2/web-server
 */

/** A user or group as the API shows it. */
export type GoogleRecord = Record<string, unknown> & { readonly id: string; readonly etag: string };

/** A member of a group. */
export interface GoogleMember {
	readonly id?: string;
	readonly email?: string;
	readonly type: 'USER' | 'GROUP' | 'CUSTOMER' | 'EXTERNAL';
}

/** A request to the API, or to the token endpoint, as it came in. */
export interface GoogleRequest {
	readonly method: string;
	readonly path: string;
	readonly query: Readonly<Record<string, string>>;
	readonly headers: Readonly<Record<string, string>>;
}

/** What is done with a request instead of answering it; undefined lets it pass. */
export type Intercept = (request: GoogleRequest) => Response | undefined | Promise<undefined>;

const SCOPES = ['user', 'group', 'group.member'].map(
	(name) => `https://www.googleapis.com/auth/admin.directory.${name}.readonly`,
);

/** One customer of Google's, with the administrator who consents for it. */
export class Workspace {
	readonly admin: string;
	readonly users = new Map<string, GoogleRecord>();
	readonly deleted = new Map<string, GoogleRecord>();
	readonly groups = new Map<string, GoogleRecord>();
	readonly members = new Map<string, GoogleMember[]>();
	readonly requests: GoogleRequest[] = [];
	/** Sees each request of this workspace first. */
	intercept: Intercept = () => undefined;
	/** What the administrator grants: boxes can be left unchecked. */
	granted: readonly string[] = SCOPES;
	/** Seconds that an access token is good for. */
	tokenSeconds = 3_599;
	/** At most so many results on a page, whatever is asked for. */
	pageMax = 500;
	/** What each access token is good until, and refresh tokens that are good. */
	readonly accessTokens = new Map<string, number>();
	readonly refreshTokens = new Set<string>();
	readonly #nextId: () => number;

	constructor(admin: string, nextId: () => number) {
		this.admin = admin;
		this.#nextId = nextId;
	}

	/** A refresh token, as if the administrator had just consented. */
	grant(): string {
		const token = `1//${this.admin}/${this.#nextId()}`;
		this.refreshTokens.add(token);
		return token;
	}

	/** All access tokens expire now. */
	expireTokens(): void {
		this.accessTokens.clear();
	}

	/** The administrator takes the consent back. */
	revoke(): void {
		this.accessTokens.clear();
		this.refreshTokens.clear();
	}

	/** Makes a user, or changes the one with that address; returns the id. */
	putUser(primaryEmail: string, fields: Record<string, unknown> = {}): string {
		const before = [...this.users.values()].find((user) => user['primaryEmail'] === primaryEmail);
		const id = before?.id ?? `1${String(this.#nextId()).padStart(20, '0')}`;
		const [localPart = ''] = primaryEmail.split('@');
		const name = { givenName: localPart, familyName: 'Test', fullName: `${localPart} Test` };
		const base = { kind: 'admin#directory#user', name, suspended: false, archived: false };
		this.#put(this.users, { ...base, ...before, primaryEmail, ...fields, id });
		return id;
	}

	/** Changes some fields of a user or group. */
	change(id: string, fields: Record<string, unknown>): void {
		const kind = this.users.has(id) ? this.users : this.groups;
		this.#put(kind, { ...kind.get(id), ...fields, id });
	}

	/** Deletes a user: listed as deleted from then on, and a member of nothing. */
	deleteUser(id: string): void {
		const user = this.users.get(id);
		if (user === undefined) throw new Error(`No user ${id}`);
		this.users.delete(id);
		this.deleted.set(id, { ...user, deletionTime: '2026-01-01T00:00:00.000Z' });
		this.#leave(id);
	}

	/** Makes a group with direct members; returns the id. */
	putGroup(email: string, name: string, members: readonly GoogleMember[] = []): string {
		const id = `g${String(this.#nextId()).padStart(14, '0')}`;
		this.#put(this.groups, { kind: 'admin#directory#group', email, name, description: '', id });
		this.members.set(id, [...members]);
		return id;
	}

	deleteGroup(id: string): void {
		this.groups.delete(id);
		this.members.delete(id);
		this.#leave(id);
	}

	#leave(id: string): void {
		for (const [group, members] of this.members) {
			this.members.set(
				group,
				members.filter((member) => member.id !== id),
			);
		}
	}

	#put(kind: Map<string, GoogleRecord>, record: Omit<GoogleRecord, 'etag'>): void {
		const { id } = record as { id: string };
		kind.set(id, { ...record, id, etag: `"${this.#nextId()}"` });
	}
}

interface Code {
	readonly workspace: Workspace;
	readonly redirectUri: string;
	readonly challenge: string | null;
}

/** All of Google, under one origin. */
export class GoogleServer {
	readonly clientId = 'client.apps.googleusercontent.com';
	readonly clientSecret = 'GOCSPX-client-secret';
	readonly origin: string;
	readonly workspaces: Workspace[] = [];
	/** Whose administrator is asked next for consent; undefined: refuses. */
	consenting: Workspace | undefined;
	readonly #codes = new Map<string, Code>();
	#ids = 0;

	constructor(origin = 'https://google.test') {
		this.origin = origin;
	}

	/** A further workspace, which consents to what is asked next. */
	workspace(admin = `admin@w${this.workspaces.length + 1}.example`): Workspace {
		const workspace = new Workspace(admin, () => (this.#ids += 1));
		this.workspaces.push(workspace);
		this.consenting = workspace;
		return workspace;
	}

	/** Answers a request to any of Google's hosts. */
	readonly handle = async (request: Request): Promise<Response> => {
		const url = new URL(request.url);
		const form = request.method === 'POST' ? await formOf(request) : undefined;
		switch (`${request.method} ${url.pathname}`) {
			case 'GET /o/oauth2/v2/auth':
				return this.#consent(url.searchParams);
			case 'POST /token':
				return this.#token(request, form ?? new URLSearchParams());
			case 'POST /revoke':
				return this.#revoke(form?.get('token') ?? '');
			default:
				return this.#directory(request, url);
		}
	};

	#consent(query: URLSearchParams): Response {
		const redirect = new URL(query.get('redirect_uri') ?? '');
		const known = query.get('client_id') === this.clientId && query.get('response_type') === 'code';
		if (!known) return new Response('Error 401: invalid_client', { status: 401 });
		redirect.searchParams.set('state', query.get('state') ?? '');
		const workspace = this.consenting;
		if (workspace === undefined) {
			redirect.searchParams.set('error', 'access_denied');
		} else {
			const code = `4/code-${(this.#ids += 1)}`;
			const challenge = query.get('code_challenge');
			this.#codes.set(code, { workspace, redirectUri: query.get('redirect_uri') ?? '', challenge });
			redirect.searchParams.set('code', code);
			redirect.searchParams.set('scope', ['email', 'openid', ...workspace.granted].join(' '));
		}
		return new Response(null, { status: 302, headers: { location: redirect.toString() } });
	}

	async #token(request: Request, form: URLSearchParams): Promise<Response> {
		const secret = form.get('client_secret');
		if (form.get('client_id') !== this.clientId || secret !== this.clientSecret) {
			return oauthError(401, 'invalid_client', 'The OAuth client was not found.');
		}
		if (form.get('grant_type') === 'refresh_token') {
			const token = form.get('refresh_token') ?? '';
			const owner = this.workspaces.find(({ admin }) => token.startsWith(`1//${admin}/`));
			const answer = await note(owner, request);
			if (answer !== undefined) return answer;
			if (!owner?.refreshTokens.has(token)) {
				return oauthError(400, 'invalid_grant', 'Token has been expired or revoked.');
			}
			return Response.json(this.#accessToken(owner));
		}
		const code = this.#codes.get(form.get('code') ?? '');
		this.#codes.delete(form.get('code') ?? '');
		const isProven =
			code !== undefined &&
			code.redirectUri === form.get('redirect_uri') &&
			(code.challenge ?? '') === (await s256(form.get('code_verifier')));
		if (!isProven) return oauthError(400, 'invalid_grant', 'Malformed auth code.');
		const { workspace } = code;
		const claims = {
			iss: 'https://accounts.google.com',
			email: workspace.admin,
			aud: this.clientId,
		};
		return Response.json({
			...this.#accessToken(workspace),
			scope: ['openid', 'email', ...workspace.granted].join(' '),
			refresh_token: workspace.grant(),
			id_token: `e30.${base64Url(new TextEncoder().encode(JSON.stringify(claims)))}.c2ln`,
		});
	}

	#accessToken(workspace: Workspace) {
		const token = `ya29.${(this.#ids += 1)}`;
		workspace.accessTokens.set(token, Date.now() + workspace.tokenSeconds * 1_000);
		const scope = workspace.granted.join(' ');
		return {
			access_token: token,
			expires_in: workspace.tokenSeconds,
			scope,
			token_type: 'Bearer',
		};
	}

	#revoke(token: string): Response {
		const owner = this.workspaces.find(
			({ accessTokens, refreshTokens }) => accessTokens.has(token) || refreshTokens.has(token),
		);
		if (owner === undefined) return oauthError(400, 'invalid_token', 'Token expired or revoked');
		owner.revoke();
		return Response.json({});
	}

	async #directory(request: Request, url: URL): Promise<Response> {
		const token = request.headers.get('authorization')?.replace(/^Bearer /, '') ?? '';
		const owner = this.workspaces.find(({ accessTokens }) => accessTokens.has(token));
		if (owner === undefined || (owner.accessTokens.get(token) ?? 0) < Date.now()) {
			return googleError(401, 'authError', 'Invalid Credentials', 'UNAUTHENTICATED');
		}
		const answer = await note(owner, request);
		if (answer !== undefined) return answer;
		const path = url.pathname.replace(/^\/admin\/directory\/v1/, '');
		const of = /^\/groups\/([^/]+)\/members$/.exec(path)?.[1];
		const scope = of !== undefined ? 'group.member' : path === '/users' ? 'user' : 'group';
		if (!owner.granted.some((each) => each.endsWith(`directory.${scope}.readonly`))) {
			const message = 'Request had insufficient authentication scopes.';
			return googleError(403, 'insufficientPermissions', message, 'PERMISSION_DENIED');
		}
		if (of !== undefined) {
			const members = owner.members.get(decodeURIComponent(of));
			if (members === undefined) return googleError(404, 'notFound', `Resource Not Found: ${of}`);
			return listAnswer(owner, url, 'members', members, ({ id, email }) => id ?? email ?? '', 200);
		}
		const isOurs = url.searchParams.get('customer') === 'my_customer';
		if (!isOurs) return googleError(400, 'badRequest', 'Bad Request');
		const byQuery = matching(url.searchParams.get('query'));
		if (byQuery === undefined) return googleError(400, 'invalid', 'Invalid Input: query');
		if (path === '/users') {
			const kind = url.searchParams.get('showDeleted') === 'true' ? owner.deleted : owner.users;
			const users = [...kind.values()].filter(byQuery);
			return listAnswer(owner, url, 'users', users, (user) => String(user['primaryEmail']), 500);
		}
		if (path === '/groups') {
			const groups = [...owner.groups.values()].filter(byQuery);
			return listAnswer(owner, url, 'groups', groups, (group) => String(group['email']), 200);
		}
		return googleError(404, 'notFound', 'Not Found');
	}
}

/** Not by `text()`, which workerd warns of for forms. */
async function formOf(request: Request): Promise<URLSearchParams> {
	return new URLSearchParams(new TextDecoder().decode(await request.arrayBuffer()));
}

/** Notes a request where its workspace is known, and lets the workspace answer it. */
async function note(owner: Workspace | undefined, request: Request): Promise<Response | undefined> {
	const { pathname, searchParams } = new URL(request.url);
	const noted = {
		method: request.method,
		path: pathname,
		query: Object.fromEntries(searchParams),
		headers: Object.fromEntries(request.headers),
	};
	owner?.requests.push(noted);
	return await owner?.intercept(noted);
}

/** A page of a list in the order of a key, which is also what its token goes on after. */
function listAnswer<Item>(
	{ pageMax }: Workspace,
	url: URL,
	name: 'users' | 'groups' | 'members',
	items: readonly Item[],
	keyOf: (item: Item) => string,
	resultsMax: number,
): Response {
	const token = url.searchParams.get('pageToken');
	if (token !== null && !token.startsWith('after:')) {
		return googleError(400, 'invalid', 'Invalid Input: pageToken');
	}
	const after = token?.slice('after:'.length) ?? '';
	const limit = Math.min(Number(url.searchParams.get('maxResults') ?? 100), resultsMax, pageMax);
	const sorted = items.toSorted((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
	const rest = sorted.filter((item) => token === null || keyOf(item) > after);
	const page = rest.slice(0, limit);
	const last = page.at(-1);
	const body = {
		kind: `admin#directory#${name}`,
		etag: '"list"',
		// Google leaves out what is empty.
		...(page.length === 0 ? {} : { [name]: page }),
		...(rest.length > limit && last !== undefined ? { nextPageToken: `after:${keyOf(last)}` } : {}),
	};
	const fields = url.searchParams.get('fields');
	return Response.json(fields === null ? body : selectFields(body, fields));
}

/** A partial answer, by the part of Google's notation that has commas and parentheses. */
function selectFields(value: unknown, fields: string): unknown {
	if (Array.isArray(value)) return value.map((each) => selectFields(each, fields));
	if (typeof value !== 'object' || value === null) return value;
	const selected: Record<string, unknown> = {};
	for (const [, name = '', , inner] of fields.matchAll(/(\w+)(\(((?:[^()]|\([^()]*\))*)\))?/g)) {
		if (!Object.hasOwn(value, name)) continue;
		const found = (value as Record<string, unknown>)[name];
		selected[name] = inner === undefined ? found : selectFields(found, inner);
	}
	return selected;
}

/** `email:prefix*` and `orgUnitPath=/x`, of all that Google's search knows; undefined for what it refuses. */
function matching(query: string | null): ((record: GoogleRecord) => boolean) | undefined {
	if (query === null) return () => true;
	const [, name = '', operator, value = ''] = /^(\w+)([:=])(.*)$/.exec(query) ?? [];
	if (operator === undefined) return undefined;
	if (operator === '=') return (record) => record[name] === value;
	const prefix = value.replace(/\*$/, '');
	return (record) => String(record[name] ?? record['primaryEmail']).startsWith(prefix);
}

/** An error as the Directory API answers it. */
export function googleError(
	code: number,
	reason: string,
	message: string,
	status?: string,
	headers: Record<string, string> = {},
): Response {
	const domain = reason.endsWith('Exceeded') ? 'usageLimits' : 'global';
	const error = { code, message, errors: [{ message, domain, reason }], ...(status && { status }) };
	return Response.json({ error }, { status: code, headers });
}

function oauthError(status: number, error: string, description: string): Response {
	return Response.json({ error, error_description: description }, { status });
}

async function s256(verifier: string | null): Promise<string> {
	if (verifier === null) return '';
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
	return base64Url(new Uint8Array(digest));
}

function base64Url(bytes: Uint8Array): string {
	const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
	return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
