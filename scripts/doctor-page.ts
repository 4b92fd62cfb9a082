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
		'`GET /v1/directories/{id}/diagnosis`, or `rollcall diagnose <directory>`, tells how the connection of a directory is, from the traffic of its last two weeks: which provider really talks, how requests go by day, and what is wrong, each with a redacted request as evidence and what to do in the words of that provider’s admin console. `npm run docs` writes this page from `src/doctor` and `test/doctor/corpus`.',
		'`state` is `failing` where there is an error, `silent` where nothing is heard, `attention` where there is a warning, and else `healthy`; hints change nothing. A finding is there as long as what it complains of is: it is compared with the last request that went well in the same respect.',
		'## Findings',
		'What comes first may be the cause of what follows.',
		table(
			['finding', 'is', 'found when, gone when'],
			FINDING_NAMES.map((name) => [`\`${name}\``, FINDINGS[name].title, FINDINGS[name].means]),
		),
		'## What to do',
		'The remedy of a finding depends on the provider that talks, or if it is not recognised on the type of the directory. Some of them, as Okta and Entra ID have it, and a client that is not known:',
		table(
			['finding', ...SHOWN.map((key) => PROVIDERS[key].name)],
			FINDING_NAMES.filter((name) => !OF_ONE.has(name)).map((name) =>
				[`\`${name}\``].concat(SHOWN.map((key) => remedyFor(name, key))),
			),
		),
		'## How right it is',
		`The corpus has ${cases.length} labelled cases: every transcript of [test/idp](../../test/idp/README.md) as traffic that nothing is wrong with (${TRANSCRIPTS.size}), and the requests in them answered otherwise, left out, changed, and put right again. The tests demand exactly what the labels say.`,
		'### Who talks',
		'A row for who talks, a column for who is recognised. Nobody is recognised where the requests of a case show nothing that is theirs alone; then the type of the directory is believed.',
		recognitionTable(cases),
		...Object.entries(CLEAN.unrecognisable).map(
			([key, why]) => `**${PROVIDERS[key as ProviderKey].name}**: ${why}`,
		),
		'### What is found',
		table(
			['finding', 'found', 'missed', 'false alarms', 'rightly silent'],
			verdicts(cases).map(({ finding, ...counts }) => [
				`\`${finding}\``,
				String(counts.found),
				String(counts.missed),
				String(counts.falseAlarms),
				String(counts.silent),
			]),
		),
		'Where it errs, it is known to, and why:',
		cases.flatMap(errorsOf).join('\n'),
		'## Signals',
		'Each request is reduced to names out of this table, counted by directory and day in UTC and kept for 30 days. Of those that are marked, the last request of a day is kept, redacted: letters are `x`, digits are `0`, secrets are left out, and it is 4 KB at most. Of requests without a good token only how they were refused is counted, and which of 28 kinds of client sent them, so that strangers are told from those who were let in before. A bulk request is one request, and counts as the first of its operations that failed if most did; an answer of more than 65,536 characters is not looked at, and counts as done.',
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

const KEPT = { whole: 'request and answer', head: 'without the body of the request' } as const;

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
		['talks', ...columns.map((key) => (key === null ? 'nobody' : PROVIDERS[key].slug))],
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
