/** What the API says of identity providers, part by part. All texts are the registry's (src/providers). */
import * as z from 'zod';
import { PROVIDERS } from '../providers/index.ts';
import { LENIENCIES } from '../scim/leniencies.ts';

const { 'azure-scim-v2': entra } = PROVIDERS;

/** The fields of a form. */
export const providerForm = z
	.object({
		endpoint: z.string().describe("The field for the directory's `scim.endpoint`."),
		secret: z.string().describe('The field for the token.'),
	})
	.meta({
		id: 'ProviderForm',
		description: 'The names of the two fields to fill in at the provider.',
		examples: [entra.products[0].form],
	});

/** The address that a provider wants. */
export const providerUrl = z
	.object({
		template: z
			.string()
			.nullable()
			.describe(
				'What to paste, with `{endpoint}` for the `scim.endpoint`; null if it needs no URL.',
			),
		why: z.string().describe('Why it has this form.'),
	})
	.meta({
		id: 'ProviderUrl',
		description: 'What a provider needs as the URL of the SCIM service.',
		examples: [entra.url],
	});

/** How a provider sends groups. */
export const providerGroups = z
	.object({
		supported: z
			.boolean()
			.nullable()
			.describe('Whether it sends groups; null if that is not known.'),
		nested: z
			.boolean()
			.nullable()
			.describe('Whether it sends groups as members of groups; null if that is not known.'),
		how: z.string().describe('What to do to send groups, and how they are sent.'),
	})
	.meta({
		id: 'ProviderGroups',
		description: 'Whether and how a provider sends groups.',
		examples: [entra.groups],
	});

/** How a provider takes access away. */
export const providerDeprovisioning = z
	.object({
		styles: z
			.array(z.enum(['deactivate', 'delete']))
			.readonly()
			.describe('What it can send; its settings decide.'),
		deactivation: z
			.enum(['PATCH', 'PUT', 'PATCH or PUT'])
			.nullable()
			.describe('The request that deactivates a user; null if it is not known, or there is none.'),
		how: z.string().describe('The setting that decides.'),
	})
	.meta({
		id: 'ProviderDeprovisioning',
		description: 'What a provider sends when a user loses access.',
		examples: [entra.deprovisioning],
	});

/** How often and how fast a provider sends. */
export const providerRates = z
	.object({
		interval_seconds: z
			.int()
			.nullable()
			.describe(
				'Seconds from one sync to the next; 0 if changes are sent immediately, null if that is not known.',
			),
		requests_per_second: z
			.int()
			.nullable()
			.describe('What it expects a service to handle; null if not documented.'),
		page_size: z
			.int()
			.nullable()
			.describe('How many resources it requests per page; null if not documented.'),
		notes: z.string().describe('Other notes.'),
	})
	.meta({
		id: 'ProviderRates',
		description: 'How often and how fast a provider sends.',
		examples: [
			{
				interval_seconds: entra.rates.intervalSeconds,
				requests_per_second: entra.rates.requestsPerSecond,
				page_size: entra.rates.pageSize,
				notes: entra.rates.notes,
			},
		],
	});

/** The name of a leniency. */
export const leniencyName = z.enum(LENIENCIES.map(({ name }) => name)).meta({
	id: 'LeniencyName',
	description:
		'A deviation from RFC 7643 and RFC 7644 that is accepted. docs/providers explains each.',
	examples: ['filter_miss_creates'],
});

/** A step of the setup of a provider. */
export const setupStep = z
	.object({
		text: z.string().describe('What to do, in the words of the admin console.'),
		paste: z
			.string()
			.nullable()
			.describe(
				'What to enter there, with the placeholders `{endpoint}`, `{secret}`, `{origin}` and `{directory}`; null if there is nothing to enter.',
			),
	})
	.meta({
		id: 'ProviderSetupStep',
		description: 'One step to connect a provider.',
		examples: [{ text: 'In **Secret Token** enter:', paste: '{secret}' }],
	});
