/**
 * How a request ended, as one signal: its status, what the answer says of a 400, and for a path that no
 * endpoint has, in which way it is wrong.
 */
import type { Exchange } from '../transcript/exchange.ts';
import type { Signal } from './signals.ts';

const REFUSED = {
	bearer: 'refused.token',
	none: 'refused.no_token',
	other: 'refused.not_bearer',
} as const satisfies Readonly<Record<Exchange['credentials'], Signal>>;

const BY_STATUS: ReadonlyMap<number, Signal> = new Map([
	[409, 'conflict'],
	[413, 'unsupported.size'],
	[415, 'unsupported.media'],
	[429, 'throttled'],
	[501, 'unsupported.feature'],
]);

const BY_SCIM_TYPE: ReadonlyMap<unknown, Signal> = new Map([
	['invalidFilter', 'invalid.filter'],
	['invalidSyntax', 'invalid.syntax'],
	['invalidPath', 'invalid.path'],
	['noTarget', 'invalid.target'],
	['invalidValue', 'invalid.value'],
	['mutability', 'invalid.mutability'],
]);

/** Endpoints, by their folded names (RFC 7644 §3.2). */
const ENDPOINTS: ReadonlyMap<string, string> = new Map(
	['Users', 'Groups', 'Schemas', 'ResourceTypes', 'ServiceProviderConfig', 'Bulk', 'Me'].map(
		(name) => [name.toLowerCase(), name],
	),
);

/** The endpoint of SCIM 1.1 that RFC 7644 calls otherwise. */
const VERSION_1 = /^(?:v1(?:\.\d)?|ServiceProviderConfigs|(?:Users|Groups)\.(?:json|xml))$/i;

const DISCOVERY = /^\/(?:Schemas|ResourceTypes|ServiceProviderConfig)(?:[/?]|$)/;

/** The signal of how a request ended; undefined if it was answered without a token, as anybody's is. */
export function outcomeOf(exchange: Exchange): Signal | undefined {
	const { method, target, credentials, reply } = exchange;
	const { status } = reply;
	if (status === 401) return REFUSED[credentials];
	if (credentials !== 'bearer') return undefined;
	if (status < 400) return doneBy(method, target);
	const known = BY_STATUS.get(status);
	if (known !== undefined) return known;
	if (status >= 500) return 'server_error';
	if (status === 400) return isVersion1(exchange) ? 'url.version_1' : invalid(reply.body);
	// Of discovery, a filter is forbidden (RFC 7644 §4).
	if (status === 403) {
		return DISCOVERY.test(target) && target.includes('filter=') ? 'failed.other' : 'inactive';
	}
	if (status === 404) return formOf(pathOf(target)) ?? 'missing';
	// The path may be that of a resource by accident, as `POST /Users/Users` is.
	if (status === 405) return formOf(pathOf(target)) ?? 'unsupported.method';
	return 'failed.other';
}

/** What precedes the query. */
export function pathOf(target: string): string {
	return /^[^?#]*/.exec(target)?.[0] ?? '';
}

function doneBy(method: string, target: string): Signal {
	if (method === 'GET' || method === 'HEAD') return 'ok.read';
	const path = pathOf(target);
	if (method !== 'POST' || path.endsWith('/Bulk')) return 'ok.write';
	return path.endsWith('/.search') ? 'ok.read' : 'ok.create';
}

function invalid(body: string): Signal {
	// Our own answer, which is short and has the type as a member of its own.
	const type = /"scimType":"(\w+)"/.exec(body.slice(0, 2_000))?.[1];
	return BY_SCIM_TYPE.get(type) ?? 'invalid.other';
}

function isVersion1({ body = '' }: Exchange): boolean {
	return body.slice(0, 4_000).includes('urn:scim:schemas:core:1.0');
}

/** In which way a path is wrong that no endpoint has; undefined if an endpoint has it. */
function formOf(path: string): Signal | undefined {
	const segments = path.split('/').slice(1);
	if (segments.at(-1) === '') segments.pop();
	const [first = '', second = ''] = segments;
	if (segments.length === 0) return undefined;
	if (segments.some((segment) => VERSION_1.test(segment))) return 'url.version_1';
	const endpoint = ENDPOINTS.get(first.toLowerCase());
	if (first === '.search') return undefined;
	if (endpoint === undefined) {
		return /scim|^(?:v2|api)$|^dir_/i.test(first) ? 'url.base_twice' : 'url.unknown';
	}
	if (ENDPOINTS.has(second.toLowerCase())) return 'url.resource_twice';
	if (endpoint !== first) return 'url.letter_case';
	return undefined;
}
