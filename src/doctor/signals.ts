/**
 * The vocabulary of what is noticed in requests. A name never holds anything that a client has sent, so that
 * a directory has a bounded number of counters a day, whatever comes.
 */
import { AGENT_KINDS, NAMED_PROVIDERS, OTHER_AGENTS, type AgentKind } from './agents.ts';

interface SignalMeaning {
	readonly means: string;
	/** What is kept of the last request that showed it: all, or no bodies; nothing if left out. */
	readonly evidence?: 'whole' | 'head';
}

const whole = (means: string): SignalMeaning => ({ means, evidence: 'whole' });
const head = (means: string): SignalMeaning => ({ means, evidence: 'head' });

/** How a request ended, if its token was good: each such request has one of these. */
const ADMITTED = {
	'ok.read': { means: 'A read succeeded.' },
	'ok.create': { means: 'A user or group was created.' },
	'ok.write': { means: 'Another write succeeded.' },
	missing: { means: '404 for a user, group or schema that does not exist.' },
	'missing.write': whole('404 for an update of a user or group that does not exist.'),
	conflict: whole('409 for a write.'),
	inactive: head('403, because the directory is deactivated.'),
	throttled: head('429.'),
	'failed.version': head('412, because `If-Match` names an outdated version of the resource.'),
	'failed.other': { means: 'Refused for another reason.' },
	'invalid.filter': head('400 invalidFilter.'),
	'invalid.syntax': whole('400 invalidSyntax.'),
	'invalid.path': whole('400 invalidPath.'),
	'invalid.target': whole('400 noTarget.'),
	'invalid.value': whole('400 invalidValue.'),
	'invalid.mutability': whole('400 mutability.'),
	'invalid.other': whole('400 with another scimType, or none.'),
	'unsupported.method': head('405.'),
	'unsupported.size': head('413.'),
	'unsupported.media': head('415.'),
	'unsupported.feature': head('501.'),
	'url.base_alone': head('405 for the base URL itself, which must be followed by an endpoint.'),
	'url.base_twice': head('The path repeats a part of the base URL.'),
	'url.resource_twice': head('The path names two endpoints, like `/Users/Users`.'),
	'url.version_1': head('A path or a schema of SCIM 1.1.'),
	'url.letter_case': head('An endpoint in a different letter case, like `/users`.'),
	'url.unknown': head('Any other path that no endpoint has.'),
} as const satisfies Readonly<Record<string, SignalMeaning>>;

/** The ways in which credentials are refused. */
const REFUSALS = {
	token: '401 for a bearer token',
	no_token: '401 for a request without credentials',
	not_bearer: '401 for credentials that are not a bearer token',
} as const;

const REFUSAL_NAMES = Object.keys(REFUSALS) as Refusal[];

/** A way in which credentials are refused. */
export type Refusal = keyof typeof REFUSALS;

type Refused = `refused.${Refusal}.${AgentKind}`;

/** Apart by how clients call themselves, so that strangers do not hide whom they are not. */
const REFUSED = Object.fromEntries(
	Object.entries(REFUSALS).flatMap(([refusal, means]) =>
		AGENT_KINDS.map((agent) => [
			`refused.${refusal}.${agent}`,
			head(`${means}; the last part of the name is the kind of client.`),
		]),
	),
) as Readonly<Record<Refused, SignalMeaning>>;

/** How other requests ended. */
const NOT_ADMITTED = { ...REFUSED, server_error: head('5xx.') };

/** What accepted users look like. A user that has all three needs one counter instead of three. */
const CONTENT = {
	'user.complete': {
		means: 'A complete user with an e-mail address, `active`, and an e-mail address as `userName`.',
	},
	'user.email': { means: 'A user, or an update of one, with an e-mail address.' },
	'user.no_email': whole('A complete user without an e-mail address.'),
	'user.active': { means: 'A user, or an update of one, with `active`.' },
	'user.no_active': whole('A complete user without `active`.'),
	'user.name_email': { means: 'A complete user with an e-mail address as `userName`.' },
	'user.name_plain': whole('A complete user with any other `userName`.'),
	'group.request': { means: 'A request about groups.' },
} as const satisfies Readonly<Record<string, SignalMeaning>>;

/** What providers are told apart by, beside their names; `recognise` says which is whose. */
const FORMS = {
	'form.entra_schema': head('The group schema that Entra ID adds.'),
	'form.entra_flag': head('A feature flag that Entra ID takes from its **Tenant URL**.'),
	'form.entra_probe': head('A search for a user with a random UUID.'),
	'form.entra_create': head('A new resource that names its own type in `meta`.'),
	'form.exclude_members': head('A read of groups without their members.'),
	'form.legacy_patch': whole('A PATCH with `Add`, `Replace` or `Remove`.'),
	'form.compliant_patch': { means: 'A PATCH in lower case, without a `User-Agent`.' },
	'form.okta_page': head('A search for one user in pages of 100.'),
	'form.okta_id': head('An `externalId` in the form that Okta uses.'),
	'form.onelogin_probe': head('A search for `never-existing-user`.'),
	'form.jumpcloud_test': head('The test user or test group of JumpCloud.'),
	'form.jumpcloud_empties': head('A user with empty lists of addresses and phone numbers.'),
	'form.keycloak_plugin': whole(
		'A relative URL as `$ref` or `location`, or a filter without quotes in a path.',
	),
	'form.schema_by_id': head('A read of one schema.'),
	'form.type_by_name': head('A read of one resource type.'),
	'form.schemas_all': head('A read of all schemas.'),
} as const satisfies Readonly<Record<string, SignalMeaning>>;

type Agent = `agent.${AgentKind}`;

/** What those call themselves who were let in. */
const AGENTS = {
	'agent.none': { means: 'No `User-Agent`.' },
	'agent.empty': { means: 'An empty `User-Agent`.' },
	...Object.fromEntries(
		NAMED_PROVIDERS.map((key) => [
			`agent.${key}`,
			head(`A \`User-Agent\` that names the provider \`${key}\`.`),
		]),
	),
	...Object.fromEntries(
		OTHER_AGENTS.map((kind) => [
			`agent.${kind}`,
			{ means: 'Any other `User-Agent`; each number covers a share of all names.' },
		]),
	),
} as Readonly<Record<Agent, SignalMeaning>>;

/** A signal of a request that had a good token, about how it ended. */
export type Outcome = keyof typeof ADMITTED;

/** Every name that there is. */
export type Signal =
	| Outcome
	| Refused
	| 'server_error'
	| keyof typeof CONTENT
	| keyof typeof FORMS
	| Agent;

/** What each signal means, and what is kept of the last request that showed it. */
export const SIGNALS: Readonly<Record<Signal, SignalMeaning>> = {
	...ADMITTED,
	...NOT_ADMITTED,
	...CONTENT,
	...FORMS,
	...AGENTS,
};

const named = <Name extends string>(table: Readonly<Record<Name, SignalMeaning>>) =>
	Object.keys(table) as Name[];

/** The token was good, whatever came of the request. */
export const ADMITTED_SIGNALS: readonly Outcome[] = named(ADMITTED);

/** Each request has one of these, so that their sum is the number of requests. */
export const OUTCOMES: readonly Signal[] = [...named(ADMITTED), ...named(NOT_ADMITTED)];

/** The request was done. */
export const DONE = ['ok.read', 'ok.create', 'ok.write'] as const satisfies readonly Signal[];

/** Something was written. */
export const WRITTEN = ['ok.create', 'ok.write'] as const satisfies readonly Signal[];

/** The signals of requests that were refused in a way, by who calls himself so. */
export function refusedBy(refusal: Refusal, agents = AGENT_KINDS): readonly Signal[] {
	return agents.map((agent): Signal => `refused.${refusal}.${agent}`);
}

/** In which way a request was refused that showed a signal; undefined for a signal of anything else. */
export function refusalOf(signal: Signal): Refusal | undefined {
	return REFUSAL_NAMES.find((refusal) => signal.startsWith(`refused.${refusal}.`));
}

/** What a signal is the opposite of: that one is over for now when one of these comes. */
const ENDED_BY: ReadonlyMap<string, readonly Signal[]> = new Map<string, readonly Signal[]>([
	...named(REFUSED).map((name) => [name, ADMITTED_SIGNALS] as const),
	...named(ADMITTED)
		.filter((name) => /^(?:url|unsupported)\.|^invalid\.filter$/.test(name))
		.map((name) => [name, DONE] as const),
	...named(ADMITTED)
		.filter((name) => /^invalid\.(?!filter$)|^failed\.version$|^missing\.write$/.test(name))
		.map((name) => [name, WRITTEN] as const),
	['server_error', DONE],
	['user.no_email', ['user.email', 'user.complete']],
	['user.no_active', ['user.active', 'user.complete']],
	['user.name_plain', ['user.name_email', 'user.complete']],
]);

/** The good counterparts of a signal, which end a row of it; none if it has none. */
export function endedBy(signal: Signal): readonly Signal[] {
	return ENDED_BY.get(signal) ?? [];
}

/** True for a name that belongs to the vocabulary: rows may be older than the code that reads them. */
export function isSignal(name: string): name is Signal {
	return Object.hasOwn(SIGNALS, name);
}
