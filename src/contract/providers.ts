/**
 * The identity providers that a directory can be connected to, as the API shows them: what the registry
 * (src/providers) knows, with the leniencies that each is granted.
 */
import * as z from 'zod';
import { PROVIDERS as REGISTRY } from '../providers/index.ts';
import type { Product, Provider as Registered, Step } from '../providers/model.ts';
import { LENIENCIES } from '../scim/leniencies.ts';
import type { Leniency } from '../scim/leniencies/leniency.ts';
import { directory, type Directory } from './directories.ts';
import {
	leniencyName,
	providerDeprovisioning,
	providerForm,
	providerGroups,
	providerRates,
	providerUrl,
	setupStep,
} from './provider-parts.ts';

const form = providerForm
	.nullable()
	.describe('Null if its fields are not known, or if there is nothing to enter.');

const shape = z.object({
	type: directory.shape.type,
	name: z.string().describe('Its name.'),
	authentication: z
		.enum(['bearer', 'oauth'])
		.describe(
			'`bearer`: it authenticates with a token of the directory. `oauth`: Rollcall authenticates to it and reads its users.',
		),
	form,
	url: providerUrl,
	groups: providerGroups,
	deprovisioning: providerDeprovisioning,
	rates: providerRates,
	leniencies: z
		.array(leniencyName)
		.readonly()
		.describe('Deviations that are accepted because it is known to need them.'),
});
/** A provider as lists show it. */
export type Provider = z.infer<typeof shape>;
/** A provider as lists show it. */
export const provider = shape.meta({
	id: 'Provider',
	description: 'An identity provider that a directory can be connected to.',
	examples: [toProvider(REGISTRY['azure-scim-v2'])],
});

const shapeInFull = shape.extend({
	setup: z
		.array(
			z.object({
				product: z.string().describe('The product that these steps are for.'),
				form,
				steps: z.array(setupStep).readonly().describe('What to do, in order.'),
			}),
		)
		.readonly()
		.describe('How to connect it, step by step; one list per product if they differ.'),
	operator_setup: z
		.array(setupStep)
		.readonly()
		.describe(
			'What the operator of Rollcall does once, before any directory of this type can be connected.',
		),
	mappings: z
		.array(
			z.object({
				attribute: z.string().describe('The SCIM attribute.'),
				check: z.string().describe('What it should be mapped from, and where to set that.'),
			}),
		)
		.readonly()
		.describe('The attributes to check before the first user is sent.'),
	troubleshooting: z
		.array(
			z.object({
				symptom: z.string().describe('What an admin sees.'),
				remedy: z.string().describe('What to do, in the words of the admin console.'),
			}),
		)
		.readonly()
		.describe('What to do if it fails.'),
	authorization: z
		.object({
			header: z
				.string()
				.nullable()
				.describe('What it sends in the header `Authorization`; null if it sends nothing.'),
			alternatives: z.array(z.string()).readonly().describe('Alternatives that it supports.'),
		})
		.describe('How it sends the token.'),
	user_agents: z
		.array(
			z.object({
				pattern: z
					.string()
					.nullable()
					.describe('A regular expression; null if it sends no `User-Agent`.'),
				source: z.string().describe('The source.'),
			}),
		)
		.readonly()
		.describe('Its known `User-Agent` values.'),
	sources: z
		.array(z.string())
		.readonly()
		.describe('The sources of this information: URLs, or `owner/repository path`.'),
});
/** A provider with all that is known of it. Its texts are Markdown, with `code` and **bold** alone. */
export type ProviderInFull = z.infer<typeof shapeInFull>;
/** A provider with all that is known of it. */
export const providerInFull = shapeInFull.meta({
	id: 'ProviderInFull',
	description:
		'An identity provider, with its setup steps and troubleshooting. Its texts are Markdown with only `code` and **bold**.',
	examples: [toProviderInFull(REGISTRY['jumpcloud-scim-v2'])],
});

/** Every provider, in the order of the types of directories. */
export const PROVIDERS: readonly Provider[] = Object.values(REGISTRY).map(toProvider);

/** The provider of a type of directory, with all that is known of it; undefined if there is no such type. */
export function providerOf(type: string): ProviderInFull | undefined {
	const known = Object.values<Registered>(REGISTRY).find(({ key }) => key === type);
	return known && toProviderInFull(known);
}

/** The leniencies that the provider of a type of directory is known to need; the type is granted them. */
export function lenienciesOf(type: Directory['type']): readonly Leniency[] {
	return LENIENCIES.filter(({ providers }) => providers.includes(type));
}

function toProvider(registered: Registered): Provider {
	const { key, name, authentication, url, groups, deprovisioning, rates, products } = registered;
	return {
		type: key,
		name,
		authentication: authentication.method,
		form: products[0].form,
		url,
		groups,
		deprovisioning,
		rates: {
			interval_seconds: rates.intervalSeconds,
			requests_per_second: rates.requestsPerSecond,
			page_size: rates.pageSize,
			notes: rates.notes,
		},
		leniencies: lenienciesOf(key).map((each) => each.name),
	};
}

function toProviderInFull(registered: Registered): ProviderInFull {
	const { authentication, products, operatorSetup, mappings } = registered;
	const { troubleshooting, userAgents, sources } = registered;
	const { header, alternatives } = authentication;
	return {
		...toProvider(registered),
		setup: products.map(toSetup),
		operator_setup: operatorSetup.map(toStep),
		mappings,
		troubleshooting,
		authorization: { header, alternatives },
		user_agents: userAgents,
		sources,
	};
}

function toSetup({ name, form: fields, setup }: Product): ProviderInFull['setup'][number] {
	return { product: name, form: fields, steps: setup.map(toStep) };
}

function toStep({ text, paste }: Step): ProviderInFull['operator_setup'][number] {
	return { text, paste: paste ?? null };
}
