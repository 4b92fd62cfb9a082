/**
 * How a request ended, as one signal: its status, what the answer says of a 400, and for a path that no
 * endpoint has, in which way it is wrong.
 */
import type { Exchange } from '../transcript/exchange.ts';
import { agentKind } from './agents.ts';
import type { JsonObject } from '../transcript/json.ts';
import { attribute, operationsOf, parseBody } from './body.ts';
import type { Refusal, Signal } from './signals.ts';

const REFUSED = {
	bearer: 'token',
	none: 'no_token',
	other: 'not_bearer',
} as const satisfies Readonly<Record<Exchange['credentials'], Refusal>>;

const BY_STATUS: ReadonlyMap<number, Signal> = new Map([
	[409, 'conflict'],
	[412, 'failed.version'],
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
	const { method, target, credentials, headers, reply } = exchange;
	const { status } = reply;
	if (status === 401) return `refused.${REFUSED[credentials]}.${agentKind(headers['user-agent'])}`;
	if (credentials !== 'bearer') return undefined;
	if (status < 400) return outcomeOfBulk(exchange) ?? doneBy(method, target);
	const known = BY_STATUS.get(status);
	if (known !== undefined) return known;
	if (status >= 500) return 'server_error';
	if (status === 400) return isVersion1(exchange) ? 'url.version_1' : invalid(reply.body);
	// Of discovery, a filter is forbidden (RFC 7644 §4).
	if (status === 403) {
		return DISCOVERY.test(target) && target.includes('filter=') ? 'failed.other' : 'inactive';
	}
	if (status === 404) return formOf(pathOf(target)) ?? missingFor(method);
	// The path may be that of a resource by accident, as `POST /Users/Users` is.
	if (status === 405) return formOf(pathOf(target)) ?? 'unsupported.method';
	return 'failed.other';
}

/** What precedes the query. */
export function pathOf(target: string): string {
	return /^[^?#]*/.exec(target)?.[0] ?? '';
}

/** Whoever is deleted and not there is as he should be. */
function missingFor(method: string): Signal {
	return method === 'PUT' || method === 'PATCH' ? 'missing.write' : 'missing';
}

/** True for a bulk request, which is answered with 200 whatever comes of its operations (RFC 7644 §3.7). */
export function isBulk(target: string): boolean {
	return /\/Bulk\/?$/.test(pathOf(target));
}

/** That of the first operation that failed, if most have; undefined for others, and long answers. */
function outcomeOfBulk(exchange: Exchange): Signal | undefined {
	if (!isBulk(exchange.target)) return undefined;
	const operations = operationsOf(parseBody(exchange.reply.body) ?? {});
	const failed = operations.filter((operation) => statusOf(operation) >= 400);
	const [first] = failed;
	if (first === undefined || failed.length * 2 <= operations.length) return undefined;
	return outcomeOf({
		...exchange,
		method: String(attribute(first, 'method')),
		// Where it was does not matter: an unknown path has been refused like any other fault.
		target: '/Users/1',
		reply: {
			...exchange.reply,
			status: statusOf(first),
			body: JSON.stringify(attribute(first, 'response') ?? {}),
		},
	});
}

/** It is text (RFC 7644 §3.7). */
function statusOf(operation: JsonObject): number {
	return Number(attribute(operation, 'status'));
}

function doneBy(method: string, target: string): Signal {
	if (method === 'GET' || method === 'HEAD') return 'ok.read';
	const path = pathOf(target);
	if (method !== 'POST' || isBulk(target)) return 'ok.write';
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
	const [first = '', ...further] = segments;
	if (segments.length === 0) return 'url.base_alone';
	if (segments.some((segment) => VERSION_1.test(segment))) return 'url.version_1';
	const endpoint = ENDPOINTS.get(first.toLowerCase());
	if (first === '.search') return undefined;
	if (endpoint === undefined) {
		return /scim|^(?:v2|api)$|^dir_/i.test(first) ? 'url.base_twice' : 'url.unknown';
	}
	if (further.some((segment) => ENDPOINTS.has(segment.toLowerCase()))) return 'url.resource_twice';
	if (endpoint !== first) return 'url.letter_case';
	return undefined;
}
