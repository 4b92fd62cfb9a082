/** The keys that sign Security Event Tokens, in the /v1 API. */
import * as z from 'zod';
import { timestamp } from './shared.ts';

/** Body of POST /v1/signing-keys; it may be left out. */
export const newSigningKey = z.strictObject({});

/** A signing key as the API shows it; its private half never leaves the service. */
export const signingKey = z.object({
	id: z.string().describe('The `kid`.'),
	state: z
		.enum(['next', 'current', 'previous'])
		.describe(
			'`next`: published, and signs soon. `current`: signs. `previous`: verifies what it has signed.',
		),
	public_key: z
		.record(z.string(), z.unknown())
		.describe('The JWK as it is at /.well-known/jwks.json.'),
	created_at: timestamp,
});
export type SigningKey = z.infer<typeof signingKey>;
