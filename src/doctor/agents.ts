/**
 * What a client calls itself, as one of a few kinds: the provider that its User-Agent names, none, an empty
 * one, or a number that stands for some of all other names. So who was let in once can be told from others,
 * and nothing that a client has sent is kept.
 */
import { PROVIDERS } from '../providers/index.ts';
import { PROVIDER_KEYS, type ProviderKey } from '../providers/keys.ts';

/** A provider that its User-Agent can name. */
export type NamedProvider = Exclude<ProviderKey, 'generic-scim-v2'>;

/** Two other names are of one kind by accident once in so many times. */
const OTHERS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;

/** What a client calls itself. */
export type AgentKind = NamedProvider | 'none' | 'empty' | `other_${(typeof OTHERS)[number]}`;

/** The providers that a User-Agent can name. */
export const NAMED_PROVIDERS = PROVIDER_KEYS.filter(
	(key): key is NamedProvider => key !== 'generic-scim-v2',
);

/** The kinds of names that are no provider's. */
export const OTHER_AGENTS = OTHERS.map((number) => `other_${number}` as const);

/** Every kind. */
export const AGENT_KINDS: readonly AgentKind[] = [
	...NAMED_PROVIDERS,
	'none',
	'empty',
	...OTHER_AGENTS,
];

/** What each provider would be called in a User-Agent that nobody has documented. */
const NAMES: readonly (readonly [name: RegExp, key: NamedProvider])[] = [
	[/\bokta\b/i, 'okta-scim-v2'],
	[/onelogin/i, 'onelogin-scim-v2'],
	[/jumpcloud/i, 'jumpcloud-scim-v2'],
	[/ping(?:one|federate|identity)/i, 'ping-scim-v2'],
	[/rippling/i, 'rippling-scim-v2'],
	[/cyberark|idaptive/i, 'cyberark-scim-v2'],
	[/sailpoint|identityiq|identitynow/i, 'sailpoint-scim-v2'],
	[/keycloak/i, 'keycloak-scim-v2'],
	[/^google-/i, 'google'],
	[/azure ?ad|entra|microsoft\.scim/i, 'azure-scim-v2'],
];

/** What the registry knows, and after that what the name tells. */
const PATTERNS: readonly (readonly [pattern: RegExp, key: NamedProvider])[] = [
	...Object.values(PROVIDERS).flatMap(({ key, userAgents }) =>
		userAgents.flatMap(({ pattern }) =>
			key === 'generic-scim-v2' || pattern === null || new RegExp(pattern).test('')
				? []
				: [[new RegExp(pattern), key] as const],
		),
	),
	...NAMES,
];

/** A header may be of any length; what says who it is stands at its beginning. */
const CHARACTERS_MAX = 200;

/** Which provider a User-Agent names, if it names one. */
export function namedBy(userAgent: string): NamedProvider | undefined {
	const beginning = userAgent.slice(0, CHARACTERS_MAX);
	return PATTERNS.find(([pattern]) => pattern.test(beginning))?.[1];
}

/** The kind of a User-Agent; undefined for none. Another version of a client is the same client. */
export function agentKind(userAgent: string | undefined): AgentKind {
	if (userAgent === undefined) return 'none';
	if (userAgent === '') return 'empty';
	const named = namedBy(userAgent);
	if (named !== undefined) return named;
	const product = /^[^\s/(]*/.exec(userAgent.slice(0, CHARACTERS_MAX))?.[0] ?? '';
	// FNV-1a (RFC 9923), of which the upper four bits are taken.
	let hash = 0x811c9dc5;
	for (const byte of new TextEncoder().encode(product.toLowerCase())) {
		hash = Math.imul(hash ^ byte, 0x01000193);
	}
	return OTHER_AGENTS[hash >>> 28] ?? 'other_0';
}

/** How a provider is known to call itself, by its type alone; undefined where nobody has documented it. */
export function expectedAgent(type: ProviderKey): AgentKind | undefined {
	const [known] = PROVIDERS[type].userAgents;
	if (known === undefined || type === 'generic-scim-v2') return undefined;
	if (known.pattern === null) return 'none';
	return new RegExp(known.pattern).test('') ? 'empty' : type;
}
