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
}

/** The variables after they have been checked. */
export interface Config {
	readonly adminKey: string;
	/** 32 bytes in base64. */
	readonly masterKey: string;
	/** Development only: webhook endpoints may be http and on loopback. */
	readonly allowInsecureTargets: boolean;
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
			'ROLLCALL_ADMIN_KEY must be set to at least 16 characters: npx wrangler secret put ROLLCALL_ADMIN_KEY',
		);
	}
	const masterKey = env.ROLLCALL_MASTER_KEY ?? '';
	if (!/^[A-Za-z0-9+/]{43}=$/.test(masterKey)) {
		throw new ConfigError(
			'ROLLCALL_MASTER_KEY must be 32 bytes in base64 (openssl rand -base64 32): npx wrangler secret put ROLLCALL_MASTER_KEY',
		);
	}
	return {
		adminKey,
		masterKey,
		allowInsecureTargets: env.ROLLCALL_ALLOW_INSECURE_TARGETS === 'true',
	};
}
