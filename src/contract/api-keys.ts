/** API keys in the /v1 API: who may call it, for what, and for whom. */
import * as z from 'zod';
import { scope } from './operation.ts';
import { idCursor, instant, limit, name, timestamp } from './shared.ts';

const scopes = z
	.array(scope)
	.min(1)
	.refine((given) => new Set(given).size === given.length, { error: 'names a scope twice' })
	.describe('What the key may do: each of `read`, `write` and `admin` includes those before it.');

/** Body of POST /v1/api-keys. */
export const newApiKey = z
	.strictObject({
		name: name.describe('What the key is for.'),
		scopes,
		tenant: name.optional().describe('The only tenant that the key sees; all when left out.'),
		product: name.optional().describe('The only product that the key sees; all when left out.'),
		expires_at: instant
			.optional()
			.describe('From when on the key is not good any more; never when left out.'),
	})
	.meta({
		id: 'NewApiKey',
		description: 'An API key to be made. A key that is bound makes keys of its own binding only.',
		examples: [{ name: 'Support desk', scopes: ['read'], tenant: 'acme' }],
	});

/** Query of GET /v1/api-keys. */
export const apiKeyQuery = z.strictObject({ limit, cursor: idCursor.optional() });

/** An API key as the API shows it: never its secret, but for once. */
export const apiKey = z
	.object({
		id: z.string().describe('Its id, `ak_…`, by which the audit log names it.'),
		name: name.describe('What the key is for.'),
		scopes: z.array(scope).readonly().describe('What the key may do.'),
		tenant: z.string().nullable().describe('The only tenant that it sees; null for all.'),
		product: z.string().nullable().describe('The only product that it sees; null for all.'),
		state: z.enum(['live', 'expired', 'revoked']).describe('Only a live key is good.'),
		created_at: timestamp.describe('When it was made.'),
		expires_at: timestamp.nullable().describe('From when on it is not good; null for never.'),
		last_used_at: timestamp
			.nullable()
			.describe('When it was last used, to within some minutes; null if it never was.'),
		secret: z.string().optional().describe('`rck_…`; shown once, when the key is made.'),
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
