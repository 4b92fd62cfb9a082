/**
 * Which URLs a webhook may be sent to (Standard Webhooks, "Server side request forgery"). A policy
 * on names only: Workers have no resolver hook, so a public name that resolves to a private address
 * is left to the platform, which refuses private networks.
 */
import { err, ok, type Result } from '../result.ts';

export interface TargetRules {
	/** Development only: also http, any port, IP addresses and internal names. */
	readonly allowInsecure: boolean;
	/**
	 * Scheme and host of this service, under each name that it is known by: it must not call itself. By
	 * another name it can, but not in a circle: SCIM takes no event for a user or a group, so such
	 * webhooks fail and cause no events in turn.
	 */
	readonly ownOrigins: readonly string[];
}

/**
 * Names that are never public: RFC 6761, RFC 6762, RFC 7686, RFC 8375, RFC 9476, and what private
 * networks are commonly called, which ICANN keeps out of the public tree. In a cluster: names of
 * Kubernetes (`api.default.svc`, or `kubernetes.default` for short) and of Consul.
 */
const INTERNAL_SUFFIXES: ReadonlySet<string> = new Set([
	'alt',
	'arpa',
	'cluster',
	'consul',
	'corp',
	'default',
	'home',
	'internal',
	'intranet',
	'invalid',
	'lan',
	'local',
	'localdomain',
	'localhost',
	'mail',
	'onion',
	'private',
	'svc',
	'test',
]);

/**
 * Public services whose names stand for IP addresses: for the one that a name spells in any of several
 * ways (`10.0.0.1.nip.io`, `app-10-0-0-1.sslip.io`), or always for 127.0.0.1. Others can be set up
 * under any domain, and only the platform sees through those.
 */
const ADDRESS_NAMES: ReadonlySet<string> = new Set([
	'localtest.me',
	'lvh.me',
	'nip.io',
	'sslip.io',
	'xip.io',
]);

/** RFC 1123 §2.1, and the underscore that some hosts have. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** A top-level domain begins with a letter, or it could be taken for a number (RFC 3696 §2). */
const LAST_LABEL = /^[a-z][a-z0-9-]*[a-z0-9]$/;

/** RFC 1035 §2.3.4, without the length and the end. */
const NAME_CHARACTERS_MAX = 253;

/** Checks a webhook URL; the error names the rule that refused it. */
export function checkTarget(text: string, rules: TargetRules): Result<URL, string> {
	if (!URL.canParse(text)) return err('The URL is malformed.');
	// The parser has folded letters to lower case, turned foreign ones into ASCII, and octal,
	// hexadecimal and short IPv4 forms into the dotted one.
	const url = new URL(text);
	if (url.protocol !== 'https:' && !(rules.allowInsecure && url.protocol === 'http:')) {
		return err('The URL must use https.');
	}
	if (url.username !== '' || url.password !== '') {
		return err('The URL must not carry a user name or password.');
	}
	if (rules.ownOrigins.some((origin) => isHostOf(origin, url))) {
		return err('The URL must not point to this service itself.');
	}
	if (rules.allowInsecure) return ok(url);

	if (url.port !== '') return err('The URL must use port 443.');
	const hostname = withoutRoot(url.hostname);
	if (isIpAddress(hostname)) return err('The URL must name a host, not an IP address.');
	if (!isHostName(hostname)) return err('The host name of the URL is malformed.');
	if (isInternalName(hostname)) return err('The URL must name a public host.');
	if (isAddressName(hostname)) {
		return err('The URL must name a host, not one that stands for an IP address.');
	}
	return ok(url);
}

/** Whether the URL leads to the same host and port as the origin, whatever the scheme. */
function isHostOf(origin: string, url: URL): boolean {
	return URL.canParse(origin) && withoutRoot(new URL(origin).host) === withoutRoot(url.host);
}

/** The same host without the full stop that may end its name. */
function withoutRoot(host: string): string {
	return host.replace(/\.(?=$|:\d+$)/, '');
}

function isIpAddress(hostname: string): boolean {
	return hostname.startsWith('[') || /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}

function isHostName(hostname: string): boolean {
	const labels = hostname.split('.');
	return (
		hostname.length <= NAME_CHARACTERS_MAX &&
		labels.every((label) => LABEL.test(label)) &&
		LAST_LABEL.test(labels.at(-1) ?? '')
	);
}

function isInternalName(hostname: string): boolean {
	const labels = hostname.split('.');
	return labels.length < 2 || INTERNAL_SUFFIXES.has(labels.at(-1) ?? '');
}

function isAddressName(hostname: string): boolean {
	return ADDRESS_NAMES.has(hostname.split('.').slice(-2).join('.'));
}
