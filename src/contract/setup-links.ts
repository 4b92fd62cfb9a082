/** Setup links in the /v1 API: with one, a customer's IT admin sets up the connection, once. */
import * as z from 'zod';
import { idCursor, limit, name, timestamp } from './shared.ts';

/** A week. */
const SECONDS = 604_800;

/** 30 days: whoever has the link has what is behind it, so it must end. */
const SECONDS_MAX = 2_592_000;

const state = z.enum(['live', 'used', 'revoked', 'expired']).meta({
	id: 'SetupLinkState',
	description: 'Only a live link is good. One that was used stays so when it is revoked.',
});

const seconds = z.int().min(60).max(SECONDS_MAX);

/** Body of POST /v1/setup-links. */
export const newSetupLink = z
	.strictObject({
		tenant: name
			.optional()
			.describe("The customer; left out for an existing directory, or where it is the API key's."),
		product: name
			.optional()
			.describe("The product; left out for an existing directory, or where it is the API key's."),
		directory_id: z
			.string()
			.max(200)
			.optional()
			.describe('An existing directory, to which the link adds a token; a new one when left out.'),
		name: name
			.optional()
			.describe("What a new directory is to be called; the provider's name when left out."),
		expires_in_seconds: seconds
			.default(SECONDS)
			.describe('For how long the link is good; a week when left out.'),
	})
	.check((ctx) => {
		const refuse = (field: string, message: string) =>
			ctx.issues.push({ code: 'custom', message, path: [field], input: ctx.value });
		const { directory_id: directoryId, ...given } = ctx.value;
		if (directoryId === undefined) return;
		if ((given.tenant ?? given.product) !== undefined) {
			refuse('directory_id', 'a directory has its tenant and product already');
		}
		if (given.name !== undefined) refuse('name', 'a directory has its name already');
	})
	.meta({
		id: 'NewSetupLink',
		description: 'A setup link to be made: for a new directory, or for one that there is.',
		examples: [{ tenant: 'acme', product: 'crm', name: 'Acme Okta' }],
	});

/** Body of POST /v1/setup-links/{id}/regenerate. */
export const regeneration = z
	.strictObject({
		expires_in_seconds: seconds
			.optional()
			.describe('For how long the new link is good; as long as the old one when left out.'),
	})
	.meta({
		id: 'SetupLinkRegeneration',
		description: 'How a setup link is to be replaced.',
		examples: [{ expires_in_seconds: 604_800 }],
	});

/** Query of GET /v1/setup-links: each given field must be equal. */
export const setupLinkQuery = z.strictObject({
	tenant: name.optional().describe('Those for this tenant.'),
	product: name.optional().describe('Those for this product.'),
	directory_id: z
		.string()
		.min(1)
		.optional()
		.describe('Those for this directory, or that have made it.'),
	state: state.optional().describe('Those in this state.'),
	order: z
		.enum(['oldest', 'newest'])
		.default('oldest')
		.describe('Which come first, by when they were made.'),
	limit,
	cursor: idCursor.optional(),
});

/** A setup link as the API shows it: never its URL, but for once. */
export const setupLink = z
	.object({
		id: z.string().describe('Its id, `sl_…`.'),
		state,
		tenant: z.string().describe('The customer.'),
		product: z.string().describe('The product.'),
		directory_id: z
			.string()
			.nullable()
			.describe('The directory that it is for, or that was made with it; null until then.'),
		name: z.string().nullable().describe('What a new directory is to be called.'),
		created_at: timestamp.describe('When it was made.'),
		expires_at: timestamp.describe('From when on it is not good any more.'),
		used_at: timestamp.nullable().describe('When it was used; null if it was not.'),
		revoked_at: timestamp
			.nullable()
			.describe(
				'When it was revoked, after its use too: whoever has used it cannot go on then; null if it was not.',
			),
		url: z
			.url()
			.optional()
			.describe('What to send to the IT admin; shown once, when the link is made.'),
	})
	.meta({
		id: 'SetupLink',
		description: 'A link with which an IT admin sets up a connection, once.',
		examples: [
			{
				id: 'sl_0199d3f0c4a27c51a1d4e0b8f6a92c37',
				state: 'live',
				tenant: 'acme',
				product: 'crm',
				directory_id: null,
				name: 'Acme Okta',
				created_at: '2026-03-01T09:00:00.000Z',
				expires_at: '2026-03-08T09:00:00.000Z',
				used_at: null,
				revoked_at: null,
			},
		],
	});
export type SetupLink = z.infer<typeof setupLink>;
