/**
 * A Polis server as far as directory sync goes: the real library behind the HTTP routes that its
 * service has for the API (`/api/v1/dsync`) and for identity providers (`/api/scim/v2.0`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import createJackson, { type IDirectorySyncController } from '@boxyhq/saml-jackson';

export const POLIS_KEY = 'polis-api-key-0123456789';

/** What a list is paged by. */
interface Paging {
	pageOffset?: number;
	pageLimit?: number;
	pageToken?: string;
}

interface Answer {
	readonly status: number;
	readonly body: unknown;
}

/** A running server. */
export interface PolisServer {
	readonly url: string;
	readonly sync: IDirectorySyncController;
	/** The requests of its API so far, by path. */
	readonly requests: string[];
	/** From now on the API answers so many more requests, and 500 to all others. */
	failAfter: (requests: number) => void;
	/** SCIM, as an identity provider speaks it. */
	scim: (
		method: string,
		directory: Provisioned,
		path: string,
		body?: unknown,
	) => Promise<ScimReply>;
	stop: () => Promise<void>;
}

export interface Provisioned {
	readonly id: string;
	readonly secret: string;
}

export interface ScimReply {
	readonly status: number;
	readonly body: Record<string, unknown>;
}

/** Starts a server with an empty database in memory. */
export async function startPolis(): Promise<PolisServer> {
	const { directorySyncController: sync, close } = await createJackson({
		externalUrl: 'http://127.0.0.1',
		samlAudience: 'https://polis.test',
		samlPath: '/api/oauth/saml',
		scimPath: '/api/scim/v2.0',
		db: { engine: 'mem' },
		noAnalytics: true,
		// It tells of every webhook that it has not got.
		logger: { info: ignore, warn: ignore, error: ignore },
	});
	const requests: string[] = [];
	let left = Number.POSITIVE_INFINITY;
	const server = createServer((request, response) => {
		void answer(request)
			.then(({ status, body }) => send(response, status, body))
			.catch((error: unknown) => send(response, 500, { error: { message: String(error) } }));
	});

	async function answer(request: IncomingMessage): Promise<Answer> {
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
		const provider = /^\/api\/scim\/v2\.0\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/.exec(pathname);
		if (provider !== null) return scimAnswer(request, provider, searchParams);
		requests.push(pathname);
		left -= 1;
		if (left < 0) return { status: 500, body: { error: { message: 'The database is gone.' } } };
		if (!(request.headers.authorization ?? '').endsWith(` ${POLIS_KEY}`)) {
			return { status: 401, body: { error: { message: 'Unauthorized' } } };
		}
		return apiAnswer(pathname, Object.fromEntries(searchParams));
	}

	async function scimAnswer(
		request: IncomingMessage,
		[, directoryId = '', resourceType = '', resourceId]: RegExpExecArray,
		query: URLSearchParams,
	): Promise<Answer> {
		const text = await textOf(request);
		const filter = query.get('filter');
		const { status, data } = await sync.requests.handle({
			method: request.method ?? 'GET',
			body: text === '' ? undefined : JSON.parse(text),
			directoryId,
			resourceType,
			resourceId,
			apiSecret: (request.headers.authorization ?? '').replace(/^Bearer /, ''),
			query: filter === null ? {} : { filter },
		});
		return { status, body: data as unknown };
	}

	/** The routes of pages/api/v1/dsync in Polis. */
	async function apiAnswer(path: string, query: Record<string, string>): Promise<Answer> {
		const paging = pagingOf(query);
		const { tenant = '', product = '', directoryId = '' } = query;
		const [noun = '', id = '', sub = ''] = path.replace('/api/v1/dsync', '').slice(1).split('/');
		if (noun === '') {
			return result(await sync.directories.getByTenantAndProduct(tenant, product));
		}
		if (noun === 'product') return result(await sync.directories.filterBy({ product, ...paging }));
		if (noun !== 'users' && noun !== 'groups') return result(await sync.directories.get(noun));
		const directory = await sync.directories.get(directoryId);
		if (directory.data === null) return result(directory);
		const of = [directory.data.tenant, directory.data.product] as const;
		if (noun === 'users') {
			return result(await sync.users.setTenantAndProduct(...of).getAll({ ...paging, directoryId }));
		}
		const groups = sync.groups.setTenantAndProduct(...of);
		if (sub === 'members') return result(await groups.getGroupMembers({ groupId: id, ...paging }));
		return result(await groups.getAll({ ...paging, directoryId }));
	}

	await new Promise<void>((resolve) => {
		server.listen(0, '127.0.0.1', resolve);
	});
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return {
		url,
		sync,
		requests,
		failAfter: (count) => (left = count),
		scim: (method, { id, secret }, path, body) =>
			callScim(`${url}/api/scim/v2.0/${id}${path}`, method, secret, body),
		stop: async () => {
			await new Promise((resolve) => server.close(resolve));
			await close();
		},
	};
}

/** One SCIM request. */
export async function callScim(
	url: string,
	method: string,
	secret: string,
	body?: unknown,
): Promise<ScimReply> {
	const response = await fetch(url, {
		method,
		headers: {
			authorization: `Bearer ${secret}`,
			...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
		},
		...(body === undefined ? {} : { body: JSON.stringify(body) }),
	});
	const text = await response.text();
	return {
		status: response.status,
		body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
	};
}

function ignore(): void {}

function pagingOf({ pageOffset, pageLimit, pageToken }: Record<string, string>): Paging {
	return {
		...(pageOffset === undefined ? {} : { pageOffset: Number(pageOffset) }),
		...(pageLimit === undefined ? {} : { pageLimit: Number(pageLimit) }),
		...(pageToken === undefined ? {} : { pageToken }),
	};
}

function result({
	data,
	error,
}: {
	readonly data: unknown;
	readonly error: { readonly code: number } | null;
}): Answer {
	return error === null ? { status: 200, body: { data } } : { status: error.code, body: { error } };
}

function send(response: ServerResponse, status: number, body: unknown): void {
	response.writeHead(status, { 'content-type': 'application/json' });
	response.end(JSON.stringify(body));
}

async function textOf(request: IncomingMessage): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks).toString('utf8');
}
