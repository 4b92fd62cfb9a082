/** The registry of identity providers: each complete, with sources, and nothing in it that cannot be filled. */
import { describe, expect, test } from 'vitest';
import { PROVIDERS } from '../../src/providers/index.ts';
import { keyOfName, PROVIDER_KEYS } from '../../src/providers/keys.ts';
import type { Provider, Step } from '../../src/providers/model.ts';
import { fill, PLACEHOLDERS } from '../../src/providers/placeholders.ts';

const all: readonly (readonly [string, Provider])[] = Object.entries(PROVIDERS);

/** Every text in it, however deep. */
function textsOf(value: unknown): readonly string[] {
	if (typeof value === 'string') return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const stepsOf = ({ products, operatorSetup }: Provider): readonly Step[] => [
	...operatorSetup,
	...products.flatMap(({ setup }) => setup),
];

test('has every type of directory, in order, under its own key', () => {
	expect(Object.keys(PROVIDERS)).toEqual(PROVIDER_KEYS);
	expect(all.filter(([key, provider]) => key !== provider.key)).toEqual([]);
	expect(new Set(all.map(([, { slug }]) => slug)).size).toBe(all.length);
});

test('knows providers by their names', () => {
	const named = all.filter(([key]) => key !== 'generic-scim-v2');
	expect(named.map(([, { name }]) => keyOfName(name))).toEqual(named.map(([key]) => key));
});

describe.each(all)('%s', (_key, provider) => {
	test('says something wherever it does not say null', () => {
		expect(textsOf(provider).filter((text) => text.trim() === '' || text !== text.trim())).toEqual(
			[],
		);
		expect(JSON.stringify(provider)).not.toContain('undefined');
		const numbers = Object.values(provider.rates).filter((value) => typeof value === 'number');
		expect(numbers.filter((value) => !Number.isInteger(value) || value < 0)).toEqual([]);
	});

	test('has sources that can be looked up', () => {
		const cited = [...provider.sources, ...provider.userAgents.map(({ source }) => source)];
		expect(provider.sources).not.toEqual([]);
		const odd = cited.filter(
			(source) => !/^https:\/\/[^\s]+$/.test(source) && !/^[\w.-]+\/[\w.-]+ \S/.test(source),
		);
		expect(odd).toEqual([]);
		expect(new Set(cited).size).toBe(cited.length);
	});

	test('has no placeholder but the known ones', () => {
		const names = textsOf(provider)
			// Templates of a provider have braces of their own: {$user.email}, {id}.
			.flatMap((text) => [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]));
		expect(names.filter((name) => !Object.hasOwn(PLACEHOLDERS, name ?? ''))).toEqual([]);
	});

	test('does not name us, for customers read it under the name of a product of theirs', () => {
		const told = textsOf({ ...provider, operatorSetup: [], sources: [] });
		expect(told.filter((text) => /rollcall/i.test(text))).toEqual([]);
	});

	test('has nothing of Markdown but code and bold, and closes both', () => {
		const prose = textsOf({ ...provider, sources: [], userAgents: [], products: [] });
		const steps = stepsOf(provider).map(({ text }) => text);
		const odd = [...prose, ...steps].filter((text) => {
			const rest = text.replaceAll(/`[^`]+`/g, '').replaceAll(/\*\*[^*]+\*\*/g, '');
			return /[`*|]|\]\(|\n/.test(rest);
		});
		expect(odd).toEqual([]);
	});

	test('tells once for each product where to paste the URL, in its form, and the token', () => {
		const { url, products, authentication } = provider;
		const wanted = authentication.method === 'bearer' ? [url.template, '{secret}'] : [];
		for (const { name, setup } of products) {
			const pasted = setup.flatMap(({ paste }) => paste ?? []);
			const ours = pasted.filter((text) => /\{(?:endpoint|secret)\}/.test(text));
			expect(ours, name).toEqual(wanted);
		}
	});

	test('names the fields of its forms in the steps', () => {
		for (const { name, form, setup } of provider.products) {
			const text = setup.map((step) => step.text).join('\n');
			const missing = Object.values(form ?? {}).filter((field) => !text.includes(`**${field}**`));
			expect(missing, name).toEqual([]);
		}
	});

	test('can say how a user loses access only if it does', () => {
		const { styles, deactivation } = provider.deprovisioning;
		expect(styles).not.toEqual([]);
		expect(deactivation === null || styles.some((style) => style === 'deactivate')).toBe(true);
	});

	test('tells of userName, emails and active, and what to do if it fails', () => {
		const attributes = provider.mappings.map(({ attribute }) => attribute);
		expect(attributes).toEqual(expect.arrayContaining(['userName', 'emails', 'active']));
		expect(provider.troubleshooting.length).toBeGreaterThan(2);
	});

	test('has User-Agents that are expressions, and no two providers share one', () => {
		for (const { pattern } of provider.userAgents) {
			expect(() => new RegExp(pattern ?? '')).not.toThrow();
			const owners = all.filter(([, { userAgents }]) =>
				userAgents.some((each) => each.pattern === pattern),
			);
			expect(owners).toHaveLength(1);
		}
	});
});

describe('placeholders', () => {
	test.each([
		['{endpoint}?flag', { endpoint: 'https://x/scim' }, 'https://x/scim?flag'],
		['{endpoint}', {}, '{endpoint}'],
		['{ "a": "{$user.email}" }', { endpoint: 'x' }, '{ "a": "{$user.email}" }'],
		['{constructor} {__proto__}', {}, '{constructor} {__proto__}'],
		['{secret}', { secret: '$& {endpoint}', endpoint: 'x' }, '$& {endpoint}'],
	])('%j with %j is %j', (text, filling, filled) => {
		expect(fill(text, filling)).toBe(filled);
	});
});
