/**
 * Who may make which call: the key is good, it has the scope that the call needs, and what the path
 * names belongs to the tenant and the product that the key is bound to, if it is. What is in a body or
 * a query is checked by the handler that reads it.
 */
import type { Operation, Scope } from '../../contract/operation.ts';
import { isUseNoteworthy } from '../../directory/access.ts';
import { now } from '../../platform/clock.ts';
import { equalSecrets, sha256Hex } from '../../platform/crypto.ts';
import { err, ok, type Result } from '../../result.ts';
import {
	findApiKey,
	findOwner,
	touchApiKey,
	type Caller,
	type Owned,
} from '../../store/api-keys.ts';
import { OPERATIONS } from '../../store/operations.ts';
import { isBound, mayTouch, type Binding, type Owner } from '../../store/ownership.ts';
import { bearerOf, param, type AppContext } from '../context.ts';
import type { Handler } from '../methods.ts';
import { once } from './idempotency.ts';
import { fieldProblem, problem } from './problem.ts';

/** The first API key: it is in the configuration, may do everything and is bound to nothing. */
export const ADMIN: Caller = { id: 'admin-key', scopes: ['admin'], tenant: null, product: null };

/** What it is called where keys are named. */
export const ADMIN_NAME = 'Deployment admin key';

const RANK: Readonly<Record<Scope, number>> = { read: 1, write: 2, admin: 3 };

/** The handler behind all checks that can be made before the request is read. */
export function guarded(operation: Operation, handler: Handler): Handler {
	return async (c) => {
		const owned = ownedBy(c, operation.path);
		const known = c.get('caller') as Caller | undefined;
		const caller = await (known === undefined
			? authenticate(c, owned)
			: authorize(known, owned, () => findOwner(c.get('db'), owned)));
		if (!caller.ok) return caller.error;
		c.set('caller', caller.value);
		return refusalOf(caller.value, operation) ?? misuse(c, operation) ?? once(c, handler);
	};
}

/** The handler for those alone who have a good key, whatever it is good for. */
export function authenticated(handler: Handler): Handler {
	return async (c) => {
		const caller = await authenticate(c, undefined);
		return caller.ok ? handler(c) : caller.error;
	};
}

/** 401 without a good key, 404 for what is not the key's. */
async function authenticate(
	c: AppContext,
	owned: Owned | undefined,
): Promise<Result<Caller, Response>> {
	const secret = bearerOf(c);
	if (await equalSecrets(secret, c.get('config').adminKey)) return ok(ADMIN);
	const at = now();
	const found = secret.startsWith(API_KEY_PREFIX)
		? await findApiKey(c.get('db'), await sha256Hex(secret), owned, at)
		: undefined;
	if (found === undefined) return err(unauthenticated());
	const { key, owner } = found;
	if (isUseNoteworthy(key, at)) c.executionCtx.waitUntil(touchApiKey(c.get('db'), key.id, at));
	return authorize(key, owned, () => owner);
}

/** 404 for what is not the caller's: who is bound to nothing may touch everything, and nobody looks whose it is. */
async function authorize(
	caller: Caller,
	owned: Owned | undefined,
	findIts: () => Promise<Owner | undefined> | Owner | undefined,
): Promise<Result<Caller, Response>> {
	if (owned === undefined || !isBound(caller)) return ok(caller);
	const owner = await findIts();
	if (owner !== undefined && mayTouch(caller, owner)) return ok(caller);
	const kind = owned.kind === 'directory' ? 'directory' : 'webhook endpoint';
	return err(problem(404, `There is no ${kind} "${owned.id}".`));
}

/** How the secrets of API keys begin, so that scanners of source code can find leaked ones. */
export const API_KEY_PREFIX = 'rck_';

function unauthenticated(): Response {
	return problem(401, 'Send the API key as "Authorization: Bearer <key>".', {
		headers: { 'WWW-Authenticate': 'Bearer realm="Rollcall"' },
	});
}

/** To whom what is to be made shall belong; what is left open is for all. */
export interface Given {
	readonly tenant?: string | undefined;
	readonly product?: string | undefined;
}

/**
 * To whom belongs what a caller makes: a key that is bound fills in what the body leaves open. 403 for
 * another tenant or product than the key's.
 */
export function ownerOf(caller: Binding, given: Given): Result<Given, Response> {
	const errors = (['tenant', 'product'] as const).flatMap((field) => {
		const own = caller[field];
		const isOther = own !== null && given[field] !== undefined && given[field] !== own;
		return isOther ? [{ field, detail: `this API key is bound to the ${field} "${own}"` }] : [];
	});
	if (errors.length > 0) return err(fieldProblem(errors, 403));
	return ok({
		tenant: given.tenant ?? caller.tenant ?? undefined,
		product: given.product ?? caller.product ?? undefined,
	});
}

/** Whether a caller may make a call at all. */
export function mayCall(caller: Caller, operation: Operation): boolean {
	return refusalOf(caller, operation) === undefined;
}

/** 403 for a call that the key is not good for. */
function refusalOf(caller: Caller, { scope, isGlobal }: Operation): Response | undefined {
	if (!caller.scopes.some((each) => RANK[each] >= RANK[scope])) {
		const detail = `This call needs an API key with the scope "${scope}"; this one has "${caller.scopes.join('", "')}".`;
		return problem(403, detail);
	}
	if (isGlobal === true && isBound(caller)) {
		const bound = (['tenant', 'product'] as const)
			.flatMap((name) => (caller[name] === null ? [] : [`the ${name} "${caller[name]}"`]))
			.join(' and ');
		const detail = `This call affects all tenants and products, but this API key is bound to ${bound}.`;
		return problem(403, detail);
	}
	return undefined;
}

/** Refuses parameters for a call that has none, and calls that the operations log does not have. */
function misuse(c: AppContext, { path, query }: Operation): Response | undefined {
	const isOfDirectories = /^\/directories\/\{id\}(?!\/events)/.test(path);
	if (isOfDirectories && param(c, 'id') === OPERATIONS.id) {
		return problem(404, `There is no directory "${OPERATIONS.id}".`);
	}
	const given = query === undefined ? [...new URL(c.req.url).searchParams.keys()] : [];
	if (given.length === 0) return undefined;
	return fieldProblem(given.map((field) => ({ field, detail: 'there is no such parameter' })));
}

/** What the path names that belongs to somebody. */
function ownedBy(c: AppContext, path: Operation['path']): Owned | undefined {
	const noun = /^\/(directories|webhook-endpoints)\/\{id\}/.exec(path)?.[1];
	if (noun === undefined) return undefined;
	return { kind: noun === 'directories' ? 'directory' : 'endpoint', id: param(c, 'id') };
}
