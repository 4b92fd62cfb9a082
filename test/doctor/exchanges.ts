/** Requests of transcripts as exchanges: with the answers that the transcript expects, or others. */
import type { ProviderKey } from '../../src/providers/keys.ts';
import type { Exchange } from '../../src/transcript/exchange.ts';
import type { Call, Transcript } from '../../src/transcript/format.ts';

/** One of the requests that every provider has a form of. */
export type Act = 'lookup' | 'create' | 'update' | 'group' | 'members' | 'patch' | 'config';

/** What is other than in the transcript. */
export interface Change {
	readonly status?: number;
	/** Of a 400. */
	readonly scimType?: string;
	/** The body of the answer, instead. */
	readonly answer?: object;
	readonly credentials?: Exchange['credentials'];
	readonly target?: string;
	readonly method?: string;
	/** Attributes that the body does not have, and those that it has besides. */
	readonly omit?: readonly string[];
	readonly set?: Readonly<Record<string, unknown>>;
	/** Null for none. */
	readonly userAgent?: string | null;
}

/** Where the requests of each provider are, the ones about groups in the last file. */
const FILES: Readonly<Partial<Record<ProviderKey, readonly string[]>>> = {
	'okta-scim-v2': ['okta-user-lifecycle.json', 'okta-group-push.json'],
	'azure-scim-v2': ['entra-user-compliant-patch.json', 'entra-validator-groups.json'],
	'onelogin-scim-v2': ['onelogin-lifecycle.json'],
	'jumpcloud-scim-v2': ['jumpcloud-lifecycle.json'],
	'ping-scim-v2': ['pingone-lifecycle.json'],
	'rippling-scim-v2': ['rippling-lifecycle.json'],
	'cyberark-scim-v2': ['cyberark-lifecycle.json'],
	'sailpoint-scim-v2': ['sailpoint-lifecycle.json'],
	'keycloak-scim-v2': ['keycloak-mitodl.json'],
	google: ['google-lifecycle.json'],
	'generic-scim-v2': ['pingfederate-lifecycle.json'],
};

/** How the request that is meant looks, the best form first. */
const FORMS: Readonly<Record<Act, readonly (readonly [method: string, path: RegExp])[]>> = {
	lookup: [
		['GET', /^\/Users\/?\?.*filter=/],
		['GET', /^\/Users/],
	],
	create: [['POST', /^\/Users$/]],
	update: [
		['PUT', /^\/Users\//],
		['PATCH', /^\/Users\//],
	],
	patch: [['PATCH', /^\/Users\//]],
	group: [['POST', /^\/Groups$/]],
	members: [
		['PATCH', /^\/Groups\//],
		['PUT', /^\/Groups\//],
	],
	config: [
		['GET', /^\/ServiceProviderConfig$/],
		['GET', /^\/Users/],
	],
};

/** The first request of a provider that does what is meant and is answered well. */
export function stepFor(
	transcripts: ReadonlyMap<string, Transcript>,
	provider: ProviderKey,
	act: Act,
): Exchange {
	for (const [method, path] of FORMS[act]) {
		for (const file of FILES[provider] ?? []) {
			const transcript = transcripts.get(file);
			const found =
				transcript &&
				exchangesOf(transcript).find(
					(each) => each.method === method && path.test(each.target) && each.reply.status < 300,
				);
			if (found !== undefined) return { ...found, at: 0 };
		}
	}
	throw new Error(`No transcript of ${provider} shows ${act}.`);
}

const read = new WeakMap<Transcript, readonly Exchange[]>();

/** All requests of a transcript, a second apart, the first at 0. */
export function exchangesOf(transcript: Transcript): readonly Exchange[] {
	const known = read.get(transcript);
	if (known !== undefined) return known;
	const exchanges = transcript.steps
		.flatMap((step): readonly Call[] => step.parallel ?? [step])
		.map((call, index) => exchangeOf(transcript, call, index * 1_000));
	read.set(transcript, exchanges);
	return exchanges;
}

/** What nobody is recognised by: transcripts do not say how most clients call themselves. */
const NAMELESS = 'client/1.0';

const BASE = 'https://rollcall.example/scim/v2/dir_0193a1d24c907b1d8e2f3a4b5c6d7e8f';

function exchangeOf(transcript: Transcript, call: Call, at: number): Exchange {
	const fill = (text: string) =>
		text.replaceAll(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => {
			if (name === 'base') return BASE;
			return transcript.vars?.[name] ?? '0193a1d2-4c90-7b1d-8e2f-3a4b5c6d7e8f';
		});
	const body = call.rawBody ?? (call.body === undefined ? undefined : JSON.stringify(call.body));
	const given = new Map<string, string | null>([['user-agent', NAMELESS]]);
	for (const headers of [transcript.headers ?? {}, call.headers ?? {}]) {
		for (const [name, value] of Object.entries(headers)) given.set(name.toLowerCase(), value);
	}
	const authorization = given.get('authorization');
	given.delete('authorization');
	const headers = [...given].filter((pair): pair is [string, string] => pair[1] !== null);
	const [status = 200] = [call.expect?.status ?? 200].flat();
	return {
		at,
		method: call.method,
		target: fill(call.path),
		credentials: credentialsOf(authorization),
		headers: Object.fromEntries(headers),
		body: body === undefined ? undefined : fill(body),
		reply: replyOf(status, status === 409 ? 'uniqueness' : undefined),
		isCut: false,
	};
}

function credentialsOf(authorization: string | null | undefined): Exchange['credentials'] {
	if (authorization === undefined || authorization?.startsWith('Bearer ') === true) return 'bearer';
	return authorization === null ? 'none' : 'other';
}

function replyOf(status: number, scimType: string | undefined): Exchange['reply'] {
	const error = {
		schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
		status: String(status),
		...(scimType === undefined ? {} : { scimType }),
		detail: 'As the service explains it.',
	};
	return { status, headers: {}, body: status < 400 ? '' : JSON.stringify(error) };
}

/** An exchange as a case wants it. */
export function changed(exchange: Exchange, change: Change): Exchange {
	const { status = exchange.reply.status, scimType, credentials, target, method } = change;
	const isOther = change.status !== undefined || scimType !== undefined;
	const { 'user-agent': agent, ...headers } = exchange.headers;
	const userAgent = change.userAgent === undefined ? agent : change.userAgent;
	return {
		...exchange,
		method: method ?? exchange.method,
		target: target ?? exchange.target,
		credentials: credentials ?? exchange.credentials,
		headers:
			userAgent === undefined || userAgent === null
				? headers
				: { ...headers, 'user-agent': userAgent },
		body: bodyOf(exchange, change),
		reply: {
			...(isOther ? replyOf(status, scimType) : exchange.reply),
			...(change.answer && { body: JSON.stringify(change.answer) }),
		},
	};
}

function bodyOf({ body }: Exchange, { omit = [], set = {}, method }: Change): string | undefined {
	if (body === undefined || method === 'GET') return undefined;
	const value = JSON.parse(body) as Record<string, unknown>;
	const kept = Object.entries(value).filter(([name]) => !omit.includes(name));
	return JSON.stringify({ ...Object.fromEntries(kept), ...set });
}
