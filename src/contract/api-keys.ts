/** API keys in the /v1 API: who may call it, for what, and for whom. */
import * as z from 'zod';
import { scope } from './operation.ts';
import { idCursor, instant, limit, name, timestamp } from './shared.ts';

const scopes = z
	.array(scope)
	.min(1)
	.refine((given) => new Set(given).size === given.length, {
		error: 'must not contain a scope twice',
	})
	.describe(
		'What the key can do: `read`, `write` or `admin`, each of which includes the ones before.',
	);

/** Body of POST /v1/api-keys. */
export const newApiKey = z
	.strictObject({
		name: name.describe('What the key is for.'),
		scopes,
		tenant: name.optional().describe('The only tenant that the key can access; all when left out.'),
		product: name
			.optional()
			.describe('The only product that the key can access; all when left out.'),
		expires_at: instant.optional().describe('When the key expires; never when left out.'),
	})
	.meta({
		id: 'NewApiKey',
		description: 'An API key to create. A bound key can only create keys with its own binding.',
		examples: [{ name: 'Support desk', scopes: ['read'], tenant: 'acme' }],
	});

/** Query of GET /v1/api-keys. */
export const apiKeyQuery = z.strictObject({ limit, cursor: idCursor.optional() });

/** An API key as the API shows it: never its secret, but for once. */
export const apiKey = z
	.object({
		id: z.string().describe('Its id, `ak_…`, by which the audit log names it.'),
		name: name.describe('What the key is for.'),
		scopes: z.array(scope).readonly().describe('What the key can do.'),
		tenant: z.string().nullable().describe('The only tenant that it can access; null for all.'),
		product: z.string().nullable().describe('The only product that it can access; null for all.'),
		state: z.enum(['live', 'expired', 'revoked']).describe('Only a live key is accepted.'),
		created_at: timestamp.describe('When it was created.'),
		expires_at: timestamp.nullable().describe('When it expires; null for never.'),
		last_used_at: timestamp
			.nullable()
			.describe('When it was last used, to within some minutes; null if it never was.'),
		secret: z.string().optional().describe('`rck_…`; shown only once, when the key is created.'),
	})
	.meta({
		id: 'ApiKey',
		description: 'An API key. Its secret is kept as a hash only.',
		examples: [
			{
				id: 'ak_0199d3f0c4a27c51a1d4e0b8f6a92c37',
				name: 'Support desk',
				scopes: ['read'],
				tenant: 'acme',
				product: null,
				state: 'live',
				created_at: '2026-03-01T09:00:00.000Z',
				expires_at: null,
				last_used_at: '2026-03-02T08:15:00.000Z',
			},
		],
	});
export type ApiKey = z.infer<typeof apiKey>;
