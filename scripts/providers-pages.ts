/** The pages of docs/providers: one a provider, and their index, made of the registry and the transcripts. */
import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { lenienciesOf } from '../src/contract/providers.ts';
import { PROVIDERS } from '../src/providers/index.ts';
import { keyOfName } from '../src/providers/keys.ts';
import type { Provider, Step } from '../src/providers/model.ts';
import { PLACEHOLDERS } from '../src/providers/placeholders.ts';
import { LENIENCIES } from '../src/scim/leniencies.ts';
import type { Leniency } from '../src/scim/leniencies/leniency.ts';
import type { Transcript } from '../src/transcript/format.ts';
import { page, source, table } from './markdown.ts';
import { scenarioPartOf } from './scenarios.ts';

const TRANSCRIPTS = resolve(import.meta.dirname, '../test/idp');

/** Every transcript by the name of its file, as the repository has it. */
const transcripts: readonly (readonly [file: string, transcript: Transcript])[] = readdirSync(
	TRANSCRIPTS,
)
	.filter((file) => file.endsWith('.json'))
	.toSorted()
	.map((file) => [file, JSON.parse(readFileSync(resolve(TRANSCRIPTS, file), 'utf8'))]);

const all: readonly Provider[] = Object.values(PROVIDERS);

/** Every page that is made, by the name of its file; `index` is the index page as it is now. */
export function providersPages(index: string): ReadonlyMap<string, string> {
	return new Map([
		['README.md', indexPage(scenarioPartOf(index))],
		...all.map((provider) => [`${provider.slug}.md`, providerPage(provider)] as const),
	]);
}

function indexPage(scenarios: string): string {
	return page([
		'# Identity providers',
		'What Rollcall knows about each identity provider: what it can do, how to connect it, what is accepted from it beyond the RFCs, and how to fix common problems. The same is in `GET /v1/providers/{type}`, in `rollcall providers show`, and behind setup links. `npm run docs` writes these pages from `src/providers`.',
		table(
			['provider', 'type', 'groups', 'nested', 'deactivates', 'deletes', 'syncs'],
			all.map((provider) => {
				const { name, slug, key, groups, deprovisioning, rates } = provider;
				return [
					`[${name}](${slug}.md)`,
					`\`${key}\``,
					yesOrNo(groups.supported),
					yesOrNo(groups.nested),
					deactivates(provider),
					yesOrNo(deprovisioning.styles.some((style) => style === 'delete')),
					interval(rates.intervalSeconds),
				];
			}),
		),
		'"Not known" means that no source says it, or that the products of the provider differ; its page says more.',
		'How Rollcall detects the provider that really sends the requests, and what is wrong with a connection: [doctor.md](doctor.md).',
		'## Leniencies',
		'What is accepted beyond RFC 7643 and RFC 7644, by name. A leniency applies to all directories if it cannot harm a conforming client, and otherwise only to the types that need it. None changes what is stored for or returned to a conforming client.',
		leniencyTable(LENIENCIES, true),
		'## Transcripts',
		'What each provider sends, replayed against the Worker: every response, and the events that each step causes. The tests write this table.',
		scenarios,
	]);
}

function providerPage(provider: Provider): string {
	const { key, name, groups, deprovisioning, rates, authentication, url, guide } = provider;
	const own = transcripts.filter(([, { idp }]) => keyOfName(idp) === key);
	return page([
		`# ${name}`,
		`Directories of this provider have the type \`${key}\`. \`npm run docs\` writes this page from \`src/providers/${provider.slug}.ts\`; what is not known is not guessed.`,
		guide === undefined ? '' : `Details and settings: [docs/${guide}](../${guide}).`,
		'## What it does',
		table(
			['', '', ''],
			[
				['groups', yesOrNo(groups.supported), groups.how],
				['nested groups', yesOrNo(groups.nested), ''],
				['deprovisioning', styles(provider), deprovisioning.how],
				['syncs', interval(rates.intervalSeconds), rates.notes],
				['requests per second', amount(rates.requestsPerSecond), ''],
				['resources per page', amount(rates.pageSize), ''],
				['authentication', authenticates(provider), alternatives(authentication.alternatives)],
				['URL', url.template === null ? 'none' : `\`${url.template}\``, url.why],
				['`User-Agent`', userAgents(provider), ''],
			],
		),
		'## How to connect',
		placeholdersIn(provider),
		...setup('Once, by the operator of Rollcall', provider.operatorSetup),
		...provider.products.flatMap(({ name: product, setup: steps }) => setup(product, steps)),
		'## Attributes to check',
		table(
			['attribute', 'check'],
			provider.mappings.map(({ attribute, check }) => [`\`${attribute}\``, check]),
		),
		'## Leniencies',
		...leniencies(provider),
		'## Transcripts',
		...(own.length === 0
			? ['None yet. [test/idp](../../test/idp/README.md) describes how to add one.']
			: [
					table(
						['transcript', 'shows', 'steps', 'confidence'],
						own.map(([file, { name: shows, steps, confidence }]) => [
							`[${file}](../../test/idp/${file})`,
							shows,
							String(steps.length),
							confidence ?? '',
						]),
					),
				]),
		'## Troubleshooting',
		table(
			['symptom', 'remedy'],
			provider.troubleshooting.map(({ symptom, remedy }) => [symptom, remedy]),
		),
		'## Sources',
		sourcesOf(provider)
			.map((cited) => `- ${cited}`)
			.join('\n'),
	]);
}

function setup(title: string, steps: readonly Step[]): readonly string[] {
	if (steps.length === 0) return [];
	const items = steps.map(({ text, paste }, at) => {
		const mark = `${at + 1}. `;
		if (paste === undefined) return mark + text;
		const indent = ' '.repeat(mark.length);
		return `${mark}${text}\n\n${`\`\`\`text\n${paste}\n\`\`\``.replaceAll(/^/gm, indent)}\n`;
	});
	return [`### ${title}`, items.join('\n').trimEnd()];
}

function placeholdersIn(provider: Provider): string {
	const text = JSON.stringify(provider);
	return Object.entries(PLACEHOLDERS)
		.filter(([name]) => text.includes(`{${name}}`))
		.map(([name, means]) => `\`{${name}}\` is ${means}.`)
		.join(' ');
}

function leniencies({ key }: Provider): readonly string[] {
	const own = lenienciesOf(key);
	if (own.length === 0) {
		return [
			'This provider is not known to need any. Those for all directories are in the [index](README.md).',
		];
	}
	return [
		'Those that this provider is known to need. All are in the [index](README.md).',
		leniencyTable(own, false),
	];
}

function leniencyTable(rows: readonly Leniency[], withTypes: boolean): string {
	return table(
		['name', 'accepted', ...(withTypes ? ['for'] : []), 'sources'],
		rows.map(({ name, summary, types, sources }) => [
			`\`${name}\``,
			summary,
			...(withTypes ? [grantedTo(types)] : []),
			sources.map(source).join(', '),
		]),
	);
}

function grantedTo(types: Leniency['types']): string {
	if (types === 'all') return 'all';
	if (types === 'named') return 'all but `generic-scim-v2`';
	return types.map((type) => `\`${type}\``).join(', ');
}

function sourcesOf({ sources, userAgents: known }: Provider): readonly string[] {
	return [...sources, ...known.map((each) => each.source)];
}

function yesOrNo(value: boolean | null): string {
	if (value === null) return 'not known';
	return value ? 'yes' : 'no';
}

function amount(value: number | null): string {
	return value === null ? 'not known' : String(value);
}

function interval(seconds: number | null): string {
	if (seconds === null) return 'not known';
	return seconds === 0 ? 'as changes happen' : `every ${seconds / 60} minutes`;
}

function deactivates({ deprovisioning }: Provider): string {
	const { styles: sent, deactivation } = deprovisioning;
	return sent.some((style) => style === 'deactivate') ? (deactivation ?? 'yes') : 'no';
}

function styles({ deprovisioning }: Provider): string {
	const { styles: sent, deactivation } = deprovisioning;
	return sent
		.map((style) => (style === 'deactivate' && deactivation ? `${style} (${deactivation})` : style))
		.join(', ');
}

function authenticates({ authentication: { method, header } }: Provider): string {
	return method === 'oauth' ? 'OAuth consent' : `\`Authorization: ${header}\``;
}

function alternatives(others: readonly string[]): string {
	return others.length === 0 ? '' : `It could also use ${others.join(', or ')}.`;
}

function userAgents({ userAgents: known }: Provider): string {
	if (known.length === 0) return 'not known';
	return known.map(({ pattern }) => (pattern === null ? 'none' : `\`${pattern}\``)).join(', ');
}
