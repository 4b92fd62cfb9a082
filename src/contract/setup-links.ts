/** Setup links in the /v1 API: with one, a customer's IT admin sets up the connection, once. */
import * as z from 'zod';
import { idCursor, limit, name, timestamp } from './shared.ts';

/** A week. */
const SECONDS = 604_800;

/** 30 days: whoever has the link has what is behind it, so it must end. */
const SECONDS_MAX = 2_592_000;

const state = z.enum(['live', 'used', 'revoked', 'expired']).meta({
	id: 'SetupLinkState',
	description: 'Only a live link works. A used link stays `used` when it is revoked.',
});

const seconds = z.int().min(60).max(SECONDS_MAX);

const tokens = z
	.enum(['keep', 'revoke'])
	.default('keep')
	.describe(
		'What happens to the SCIM tokens that were created with the link: they stay valid, or they are revoked with it.',
	);

/** Body of POST /v1/setup-links. */
export const newSetupLink = z
	.strictObject({
		tenant: name
			.optional()
			.describe(
				'The customer; leave out for an existing directory, or if the API key is bound to a tenant.',
			),
		product: name
			.optional()
			.describe(
				'The product; leave out for an existing directory, or if the API key is bound to a product.',
			),
		directory_id: z
			.string()
			.max(200)
			.optional()
			.describe('An existing directory that the link adds a token to; a new one when left out.'),
		name: name
			.optional()
			.describe("The name of the new directory; the provider's name when left out."),
		expires_in_seconds: seconds
			.default(SECONDS)
			.describe('How long the link is valid; a week when left out.'),
	})
	.check((ctx) => {
		const refuse = (field: string, message: string) =>
			ctx.issues.push({ code: 'custom', message, path: [field], input: ctx.value });
		const { directory_id: directoryId, ...given } = ctx.value;
		if (directoryId === undefined) return;
		if ((given.tenant ?? given.product) !== undefined) {
			refuse('directory_id', 'a directory already has its tenant and product');
		}
		if (given.name !== undefined) refuse('name', 'a directory already has its name');
	})
	.meta({
		id: 'NewSetupLink',
		description: 'A setup link to create, for a new or an existing directory.',
		examples: [{ tenant: 'acme', product: 'crm', name: 'Acme Okta' }],
	});

/** Body of POST /v1/setup-links/{id}/regenerate. */
export const regeneration = z
	.strictObject({
		expires_in_seconds: seconds
			.optional()
			.describe('How long the new link is valid; as long as the old one when left out.'),
		tokens,
	})
	.meta({
		id: 'SetupLinkRegeneration',
		description: 'How to replace a setup link.',
		examples: [{ expires_in_seconds: 604_800 }],
	});

/** Query of GET /v1/setup-links: each given field must be equal. */
export const setupLinkQuery = z.strictObject({
	tenant: name.optional().describe('Only links for this tenant.'),
	product: name.optional().describe('Only links for this product.'),
	directory_id: z
		.string()
		.min(1)
		.optional()
		.describe('Only links for this directory, or that created it.'),
	state: state.optional().describe('Only those in this state.'),
	order: z.enum(['oldest', 'newest']).default('oldest').describe('The order, by creation.'),
	limit,
	cursor: idCursor.optional(),
});

/** Query of DELETE /v1/setup-links/{id}. */
export const setupLinkRevocation = z.strictObject({ tokens });

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
			.describe('The directory that it is for, or that was created with it; null until then.'),
		name: z.string().nullable().describe('The name of the new directory.'),
		created_at: timestamp.describe('When it was created.'),
		expires_at: timestamp.describe('When it expires.'),
		used_at: timestamp.nullable().describe('When it was used; null if it has not been used.'),
		revoked_at: timestamp
			.nullable()
			.describe(
				'When it was revoked, possibly after it was used: the browser that used it cannot continue then; null if it was not.',
			),
		url: z
			.url()
			.optional()
			.describe('The URL to send to the IT admin; shown only once, when the link is created.'),
	})
	.meta({
		id: 'SetupLink',
		description: 'A link for an IT admin to set up a connection, once.',
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
