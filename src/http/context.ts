/** What every handler finds in its Hono context. */
import type { Context } from 'hono';
import type { Config, Env } from '../env.ts';
import type { Preconditions } from '../scim/etag.ts';
import type { Caller } from '../store/api-keys.ts';
import type { Database } from '../store/database.ts';

/** What Hono is told of our bindings and of what the middleware has set. */
export interface AppEnv {
	Bindings: Env;
	Variables: {
		readonly requestId: string;
		readonly config: Config;
		readonly db: Database;
		/** Who calls the management API; set below /v1 only. */
		readonly caller: Caller;
		/** What it has changed, for the audit log. */
		readonly changes: ManagementChange[];
		/** Hex SHA-256 of the bearer token; set where one is looked at, below /scim only. */
		readonly tokenHash?: string;
		/** The body of a SCIM request as text, where it has been read and is not long. */
		readonly requestText?: string;
		/** The body of its answer; not set for errors. */
		readonly replyText?: string;
		/** One of the two was too long to be kept. */
		readonly isCut?: boolean;
	};
}

/** A change that was made through the management API. */
export interface ManagementChange {
	readonly actor: Pick<Caller, 'id' | 'tenant' | 'product'>;
	readonly action: string;
	/** The id of what was changed. */
	readonly target: string;
	/** What it concerns: tenant and product count where there is no directory. */
	readonly about: Concern;
}

/** The directory, or the tenant and the product, that something is about. */
export interface Concern {
	readonly directoryId?: string | null;
	readonly tenant?: string | null;
	readonly product?: string | null;
}

/** The Hono context of every request. */
export type AppContext = Context<AppEnv>;

/** A segment of the path, by the name that its route gives it; '' if it has none of that name. */
export function param(c: AppContext, name: string): string {
	return c.req.param(name) ?? '';
}

/** Scheme and host that the client used, for absolute URLs in answers. */
export function originOf(c: AppContext): string {
	return new URL(c.req.url).origin;
}

/** The token of an `Authorization: Bearer` header (RFC 6750 §2.1); '' for none or a malformed one. */
export function bearerOf(c: AppContext): string {
	return /^Bearer +([^\s]+) *$/i.exec(c.req.header('Authorization') ?? '')?.[1] ?? '';
}

/** The preconditions of a request (RFC 9110 §13.1). */
export function preconditionsOf(c: AppContext): Preconditions {
	const ifMatch = c.req.header('If-Match');
	const ifNoneMatch = c.req.header('If-None-Match');
	return {
		...(ifMatch === undefined ? {} : { ifMatch }),
		...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
	};
}

/** Long enough for a burst to drain, short enough for an identity provider's own timeout. */
const RETRY_AFTER_SECONDS = '2';

/** When to come again, for the statuses that say "not now"; no header for others. */
export function retryAfter(status: number): Readonly<Record<string, string>> {
	return status === 429 || status === 503 ? { 'Retry-After': RETRY_AFTER_SECONDS } : {};
}
