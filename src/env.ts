/**
 * Bindings and variables, read once into a config. A missing or malformed one fails loudly with its
 * name and the remedy, before any request is served half-configured.
 */
import type { WakeUp } from './worker/wake-up.ts';

/** What wrangler.toml and the secrets provide. */
export interface Env {
	readonly DB: D1Database;
	readonly DIRECTORY_WRITER: DurableObjectNamespace;
	readonly WEBHOOK_QUEUE: Queue<WakeUp>;
	readonly ROLLCALL_ADMIN_KEY?: string;
	readonly ROLLCALL_MASTER_KEY?: string;
	readonly ROLLCALL_ALLOW_INSECURE_TARGETS?: string;
	readonly ROLLCALL_RETRY_SCHEDULE_SECONDS?: string;
	/** wrangler.toml may hold them as numbers. */
	readonly ROLLCALL_EVENT_RETENTION_DAYS?: string | number;
	readonly ROLLCALL_ATTEMPT_RETENTION_DAYS?: string | number;
	readonly ROLLCALL_AUDIT_RETENTION_DAYS?: string | number;
	readonly ROLLCALL_GOOGLE_CLIENT_ID?: string;
	readonly ROLLCALL_GOOGLE_CLIENT_SECRET?: string;
	readonly ROLLCALL_GOOGLE_URL?: string;
}

/** The OAuth client with which administrators of Google Workspace are asked for consent. */
export interface GoogleConfig {
	readonly clientId: string;
	readonly clientSecret: string;
	/** Development only: what stands in for all of Google's hosts, without a slash at the end. */
	readonly apiUrl: string | undefined;
}

/** The variables after they have been checked. */
export interface Config {
	readonly adminKey: string;
	/** 32 bytes in base64. */
	readonly masterKey: string;
	/** Development only: webhook endpoints may be http and on loopback. */
	readonly allowInsecureTargets: boolean;
	/** Seconds before each try of a delivery, the first one included; undefined: the usual ones. */
	readonly retryScheduleSeconds: readonly number[] | undefined;
	/** How long events are kept, and all that refers to them. */
	readonly eventRetentionDays: number;
	/** How long attempts are kept, and replays that are done. */
	readonly attemptRetentionDays: number;
	/** How long entries of the audit log are kept. */
	readonly auditRetentionDays: number;
	/** Undefined: nothing is synchronised from Google Workspace. */
	readonly google: GoogleConfig | undefined;
}

/** A variable is missing or malformed; the message names it and says what to do. */
export class ConfigError extends Error {
	override readonly name = 'ConfigError';
}

/** Checks the variables; throws ConfigError. */
export function readConfig(env: Env): Config {
	const adminKey = env.ROLLCALL_ADMIN_KEY ?? '';
	if (adminKey.length < 16) {
		throw new ConfigError(
			`ROLLCALL_ADMIN_KEY must be set to at least 16 characters: ${remedyFor('ROLLCALL_ADMIN_KEY')}`,
		);
	}
	const masterKey = env.ROLLCALL_MASTER_KEY ?? '';
	if (!/^[A-Za-z0-9+/]{43}=$/.test(masterKey)) {
		throw new ConfigError(
			`ROLLCALL_MASTER_KEY must be 32 bytes in base64 (openssl rand -base64 32): ${remedyFor('ROLLCALL_MASTER_KEY')}`,
		);
	}
	const allowInsecureTargets = env.ROLLCALL_ALLOW_INSECURE_TARGETS === 'true';
	return {
		adminKey,
		masterKey,
		allowInsecureTargets,
		retryScheduleSeconds: readRetrySchedule(env.ROLLCALL_RETRY_SCHEDULE_SECONDS ?? ''),
		eventRetentionDays: readDays(env, 'ROLLCALL_EVENT_RETENTION_DAYS', 90),
		attemptRetentionDays: readDays(env, 'ROLLCALL_ATTEMPT_RETENTION_DAYS', 30),
		auditRetentionDays: readDays(env, 'ROLLCALL_AUDIT_RETENTION_DAYS', 90),
		google: readGoogle(env, allowInsecureTargets),
	};
}

function readGoogle(env: Env, allowInsecureTargets: boolean): GoogleConfig | undefined {
	const clientId = env.ROLLCALL_GOOGLE_CLIENT_ID ?? '';
	const clientSecret = env.ROLLCALL_GOOGLE_CLIENT_SECRET ?? '';
	const apiUrl = env.ROLLCALL_GOOGLE_URL ?? '';
	// Whoever is behind it gets the client's secret and every refresh token.
	if (apiUrl !== '' && !allowInsecureTargets) {
		throw new ConfigError(
			'ROLLCALL_GOOGLE_URL is for development: it needs ROLLCALL_ALLOW_INSECURE_TARGETS="true"; in production remove it.',
		);
	}
	if (apiUrl !== '' && !/^https?:\/\/[^/?#@\s]+$/.test(apiUrl)) {
		throw new ConfigError(
			`ROLLCALL_GOOGLE_URL must be a scheme and a host, like "http://127.0.0.1:9000", not "${apiUrl}".`,
		);
	}
	if (clientId === '' && clientSecret === '') return undefined;
	for (const [name, value] of [
		['ROLLCALL_GOOGLE_CLIENT_ID', clientId],
		['ROLLCALL_GOOGLE_CLIENT_SECRET', clientSecret],
	] as const) {
		if (value !== '') continue;
		throw new ConfigError(
			`${name} is missing: the id and the secret of Google's OAuth client are needed both, or neither. ${remedyFor(name)}`,
		);
	}
	return { clientId, clientSecret, apiUrl: apiUrl === '' ? undefined : apiUrl };
}

function remedyFor(secret: string): string {
	return `npx wrangler secret put ${secret}, or locally a line in .dev.vars (see .dev.vars.example).`;
}

function readDays(
	env: Env,
	name: `ROLLCALL_${'EVENT' | 'ATTEMPT' | 'AUDIT'}_RETENTION_DAYS`,
	otherwise: number,
): number {
	const text = String(env[name] ?? otherwise);
	// Four digits: 27 years, so that all times stay in the range of dates.
	if (!/^[1-9]\d{0,3}$/.test(text)) {
		throw new ConfigError(`${name} must be a whole number of days from 1 to 9999, not "${text}".`);
	}
	return Number(text);
}

/** An event that nobody accepts holds up those behind it this often at most. */
const TRIES_MAX = 20;

/** A Queue message can wait for 24 hours at most (`delaySeconds`). */
const RETRY_SECONDS_MAX = 86_400;

function readRetrySchedule(text: string): readonly number[] | undefined {
	if (text === '') return undefined;
	const delays = text.split(',').map((each) => each.trim());
	const areSeconds = delays.every(
		(each) => /^\d{1,5}$/.test(each) && Number(each) <= RETRY_SECONDS_MAX,
	);
	if (!areSeconds || Number(delays[0]) !== 0 || delays.length > TRIES_MAX) {
		throw new ConfigError(
			`ROLLCALL_RETRY_SCHEDULE_SECONDS must be the seconds before each try, like "0,5,300,1800", not "${text}": whole numbers up to ${RETRY_SECONDS_MAX}, the first one 0, no more than ${TRIES_MAX}.`,
		);
	}
	return delays.map(Number);
}
