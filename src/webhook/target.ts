/**
 * Which URLs a webhook may be sent to (Standard Webhooks, "Server side request forgery"). A policy
 * on names only: Workers have no resolver hook, so a public name that resolves to a private address
 * is left to the platform, which refuses private networks.
 */
import { err, ok, type Result } from '../result.ts';

export interface TargetRules {
	/** Development only: also http, any port, IP addresses and internal names. */
	readonly allowInsecure: boolean;
	/** Our own host (with its port, if not the default), which must not call itself. */
	readonly ownHost?: string | undefined;
}

/** Names that are never public: RFC 6761, RFC 6762, RFC 7686, RFC 8375, and common private ones. */
const INTERNAL_SUFFIXES: ReadonlySet<string> = new Set([
	'arpa',
	'corp',
	'home',
	'internal',
	'intranet',
	'invalid',
	'lan',
	'local',
	'localdomain',
	'localhost',
	'onion',
	'private',
	'test',
]);

/** Checks a webhook URL; the error names the rule that refused it. */
export function checkTarget(text: string, rules: TargetRules): Result<URL, string> {
	if (!URL.canParse(text)) return err('The URL is malformed.');
	// The parser has turned octal, hexadecimal and short IPv4 forms into the dotted one.
	const url = new URL(text);
	if (url.protocol !== 'https:' && !(rules.allowInsecure && url.protocol === 'http:')) {
		return err('The URL must use https.');
	}
	if (url.username !== '' || url.password !== '') {
		return err('The URL must not carry a user name or password.');
	}
	// A trailing dot names the same host.
	const hostname = url.hostname.replace(/\.$/, '');
	const host = url.port === '' ? hostname : `${hostname}:${url.port}`;
	if (host === rules.ownHost) {
		return err('The URL must not point to this service itself.');
	}
	if (rules.allowInsecure) return ok(url);

	if (url.port !== '') return err('The URL must use port 443.');
	if (isIpAddress(hostname)) return err('The URL must name a host, not an IP address.');
	if (isInternalName(hostname)) return err('The URL must name a public host.');
	return ok(url);
}

function isIpAddress(hostname: string): boolean {
	return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

function isInternalName(hostname: string): boolean {
	const labels = hostname.split('.');
	return labels.length < 2 || INTERNAL_SUFFIXES.has(labels.at(-1) ?? '');
}
