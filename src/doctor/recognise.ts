/**
 * Which provider really talks: the marks that were seen, each with what it weighs for whom. A mark that
 * several could show weighs little; nobody is recognised by a single one of those.
 */
import { PROVIDERS } from '../providers/index.ts';
import type { ProviderKey } from '../providers/keys.ts';
import { NAMED_PROVIDERS, type NamedProvider } from './agents.ts';
import { ADMITTED_SIGNALS, type Signal } from './signals.ts';
import { DAY_MS, type Timeline } from './timeline.ts';

/** What a signal says for a provider. */
interface Mark {
	readonly signal: Signal;
	readonly provider: NamedProvider;
	readonly weight: number;
	/** As a sentence. */
	readonly because: string;
}

const mark = (signal: Signal, provider: NamedProvider, weight: number, because: string): Mark => ({
	signal,
	provider,
	weight,
	because,
});

/** A User-Agent says it itself. */
const NAMED_WEIGHT = 4;

/** Everything that says something for a provider. */
export const MARKS: readonly Mark[] = [
	...NAMED_PROVIDERS.map((key) =>
		mark(
			`agent.${key}`,
			key,
			NAMED_WEIGHT,
			`The requests have ${PROVIDERS[key].name}'s \`User-Agent\`.`,
		),
	),
	mark('agent.none', 'azure-scim-v2', 1, 'Requests have no `User-Agent`.'),
	mark('form.entra_flag', 'azure-scim-v2', 3, 'The URL has a feature flag of Entra ID.'),
	mark('form.entra_schema', 'azure-scim-v2', 3, 'Groups have a Microsoft schema.'),
	mark('form.entra_probe', 'azure-scim-v2', 2, 'It searches for a user with a random UUID first.'),
	mark(
		'form.legacy_patch',
		'azure-scim-v2',
		2,
		'PATCH operations are written `Add` and `Replace`, with a capital letter.',
	),
	mark('form.entra_create', 'azure-scim-v2', 2, 'New resources name their own type in `meta`.'),
	mark('form.exclude_members', 'azure-scim-v2', 1, 'It reads groups without their members.'),
	mark('form.okta_page', 'okta-scim-v2', 2, 'It searches for each user in pages of 100.'),
	mark('form.okta_id', 'okta-scim-v2', 2, 'Values of `externalId` begin like those of Okta.'),
	mark('agent.empty', 'onelogin-scim-v2', 2, 'The `User-Agent` is empty.'),
	mark('form.onelogin_probe', 'onelogin-scim-v2', 3, 'It searches for `never-existing-user`.'),
	mark(
		'form.jumpcloud_test',
		'jumpcloud-scim-v2',
		3,
		'It created the test user or test group of JumpCloud.',
	),
	mark(
		'form.jumpcloud_empties',
		'jumpcloud-scim-v2',
		2,
		'Users have empty lists of addresses and phone numbers.',
	),
	mark(
		'form.keycloak_plugin',
		'keycloak-scim-v2',
		3,
		'It uses relative URLs, or filters without quotes, as Keycloak plug-ins do.',
	),
	mark('form.schema_by_id', 'cyberark-scim-v2', 2, 'It reads the schemas one by one.'),
	mark('form.type_by_name', 'cyberark-scim-v2', 1, 'It reads the resource types one by one.'),
	mark('form.type_by_name', 'sailpoint-scim-v2', 1, 'It reads the resource types one by one.'),
	mark('form.schemas_all', 'sailpoint-scim-v2', 1, 'It reads all schemas.'),
];

/** What one mark of its own, or two of several, weigh. */
const RECOGNISED_FROM = 2;
const SURE_FROM = 3;

/** Who talked before that, when somebody talks now, is history. */
const RECENT_MS = 3 * DAY_MS;

/** Who talks to a directory. */
export interface Recognition {
	readonly recognised: NamedProvider | null;
	readonly confidence: 'high' | 'low' | 'none';
	/** One sentence for each mark. */
	readonly because: readonly string[];
	/** What was seen of it. */
	readonly marks: readonly Signal[];
	/** It was seen in the last days in which anybody talked. */
	readonly isRecent: boolean;
}

interface Candidate {
	readonly provider: NamedProvider;
	readonly marks: readonly Mark[];
	readonly score: number;
	readonly lastAt: number;
}

const NOBODY: Recognition = {
	recognised: null,
	confidence: 'none',
	because: [],
	marks: [],
	isRecent: false,
};

/** Recognises the provider; the recent days decide, unless they show nothing. */
export function recognise(seen: Timeline, configured: ProviderKey): Recognition {
	const recent = bestOf(candidates(seen, seen.last(ADMITTED_SIGNALS) - RECENT_MS), configured);
	const found = recent ?? bestOf(candidates(seen, 0), configured);
	if (found === undefined) return NOBODY;
	return {
		recognised: found.provider,
		confidence: found.score >= SURE_FROM ? 'high' : 'low',
		because: found.marks.map(({ because }) => because),
		marks: found.marks.map(({ signal }) => signal),
		isRecent: recent !== undefined,
	};
}

function candidates(seen: Timeline, from: number): readonly Candidate[] {
	const shown = MARKS.filter(({ signal }) => seen.last([signal]) > Math.max(from, 0));
	// The flag is in the URL that the directory gives: whoever is given that URL has it.
	const isNamed = shown.some(({ weight }) => weight === NAMED_WEIGHT);
	const byProvider = Map.groupBy(
		shown.filter(({ signal }) => !isNamed || signal !== 'form.entra_flag'),
		({ provider }) => provider,
	);
	return [...byProvider].map(([provider, marks]) => ({
		provider,
		marks,
		score: marks.reduce((sum, { weight }) => sum + weight, 0),
		lastAt: seen.last(marks.map(({ signal }) => signal)),
	}));
}

/**
 * The one with the most weight, and of two that weigh the same the one seen last. Who is configured and
 * surely there comes first: that somebody else talks too does not make it another.
 */
function bestOf(found: readonly Candidate[], configured: ProviderKey): Candidate | undefined {
	const own = found.find(({ provider }) => provider === configured);
	if (own !== undefined && own.score >= SURE_FROM) return own;
	const [best] = found
		.filter(({ score }) => score >= RECOGNISED_FROM)
		.toSorted((a, b) => b.score - a.score || b.lastAt - a.lastAt);
	return best;
}
