/** The page docs/providers/doctor.md: what the diagnosis can find, and how often it is right on the corpus. */
import { FINDINGS, FINDING_NAMES } from '../src/doctor/findings.ts';
import { remedyFor } from '../src/doctor/remedies.ts';
import { SIGNALS } from '../src/doctor/signals.ts';
import { PROVIDERS } from '../src/providers/index.ts';
import type { ProviderKey } from '../src/providers/keys.ts';
import { recognitions, verdicts } from '../test/doctor/confusion.ts';
import { CLEAN, corpus, TRANSCRIPTS, type Case } from '../test/doctor/corpus.ts';
import { page, table } from './markdown.ts';

/** The whole page. */
export function doctorPage(): string {
	const cases = corpus();
	return page([
		'# The connection doctor',
		'`GET /v1/directories/{id}/diagnosis`, or `rollcall diagnose <directory>`, tells how the connection of a directory is doing, from the traffic of the last two weeks: which provider really sends the requests, how many succeed each day, and what is wrong, each with a redacted request as evidence and a remedy in the words of that provider’s admin console. `npm run docs` writes this page from `src/doctor` and `test/doctor/corpus`.',
		'`state` is `failing` if there is an error, `silent` if no requests come, `attention` if there is a warning, and otherwise `healthy`; hints do not change it. A finding stays as long as the problem does: it is compared with the last request that succeeded in the same respect.',
		'## Findings',
		'Earlier findings may be the cause of later ones.',
		table(
			['finding', 'title', 'found when, resolved when'],
			FINDING_NAMES.map((name) => [`\`${name}\``, FINDINGS[name].title, FINDINGS[name].means]),
		),
		'## What to do',
		'The remedy of a finding depends on the provider that sends the requests or, if it is not recognised, on the type of the directory. Remedies for Okta, Entra ID and an unknown client:',
		table(
			['finding', ...SHOWN.map((key) => PROVIDERS[key].name)],
			FINDING_NAMES.filter((name) => !OF_ONE.has(name)).map((name) =>
				[`\`${name}\``].concat(SHOWN.map((key) => remedyFor(name, key))),
			),
		),
		'## Accuracy',
		`The corpus has ${cases.length} labelled cases: every transcript of [test/idp](../../test/idp/README.md) as traffic without any problem (${TRANSCRIPTS.size}), and the same requests with other responses, left out, changed, and corrected again. The tests demand exactly what the labels say.`,
		'### Recognised providers',
		'Each row is the provider that sends the requests, each column the provider that is recognised. No provider is recognised if the requests show nothing that is specific to one; then the type of the directory is used.',
		recognitionTable(cases),
		...Object.entries(CLEAN.unrecognisable).map(
			([key, why]) => `**${PROVIDERS[key as ProviderKey].name}**: ${why}`,
		),
		'### Findings in the corpus',
		table(
			['finding', 'found', 'missed', 'false alarms', 'correctly silent'],
			verdicts(cases).map(({ finding, ...counts }) => [
				`\`${finding}\``,
				String(counts.found),
				String(counts.missed),
				String(counts.falseAlarms),
				String(counts.silent),
			]),
		),
		'Known errors, and why they occur:',
		cases.flatMap(errorsOf).join('\n'),
		'## Signals',
		'Each request is reduced to names out of this table, counted by directory and day in UTC and kept for 30 days. For signals with an entry in the last column, the last request of each day is kept, redacted: letters become `x`, digits become `0`, secrets are left out, and it is 4 KB at most. For requests without a valid token, only the reason for the refusal and which of 28 kinds of client sent them are counted, to tell unknown clients from those that were accepted before. A bulk request is one request, and counts as its first failed operation if most of its operations failed; a response of more than 65,536 characters is not examined and counts as successful.',
		table(
			['signal', 'means', 'kept'],
			[...Map.groupBy(Object.entries(SIGNALS), ([name]) => kindOf(name))].flatMap(
				([name, [first]]) => {
					const { means = '', evidence } = first?.[1] ?? {};
					return [[`\`${name}\``, means, evidence === undefined ? '' : KEPT[evidence]]];
				},
			),
		),
	]);
}

/** Those that differ in what the client calls itself are one row. */
function kindOf(name: string): string {
	return name.replace(/^(refused\.\w+)\..*/, '$1.*').replace(/^(agent\.other)_.*/, '$1_*');
}

const KEPT = { whole: 'request and response', head: 'without the request body' } as const;

const SHOWN = ['okta-scim-v2', 'azure-scim-v2', 'generic-scim-v2'] as const;

/** Their title says whose they are. */
const OF_ONE: ReadonlySet<string> = new Set([
	'entra_flag_missing',
	'quarantine_risk',
	...FINDING_NAMES.filter((name) => name.startsWith('google_')),
]);

function recognitionTable(cases: readonly Case[]): string {
	const rows = recognitions(cases);
	const columns = [...rows.map(({ talks }) => talks), null];
	return table(
		['provider', ...columns.map((key) => (key === null ? 'none' : PROVIDERS[key].slug))],
		rows.map(({ talks, as }) =>
			[PROVIDERS[talks].name].concat(columns.map((key) => String(as.get(key) ?? ''))),
		),
	);
}

function errorsOf({ name, accepted }: Case): readonly string[] {
	if (accepted === undefined) return [];
	const names = [...(accepted.missed ?? []), ...(accepted.falseAlarms ?? [])];
	const kind = accepted.missed === undefined ? 'false alarm' : 'missed';
	return [`- ${name}: \`${names.join('`, `')}\` (${kind}). ${accepted.why}`];
}
