/** The keys that sign Security Event Tokens, in the /v1 API. */
import * as z from 'zod';
import { timestamp } from './shared.ts';

/** A signing key as the API shows it; its private half never leaves the service. */
export const signingKey = z.object({
	/** The `kid`. */
	id: z.string(),
	/** `next`: published, and signs soon. `current`: signs. `previous`: verifies what it has signed. */
	state: z.enum(['next', 'current', 'previous']),
	/** The JWK as it is at /.well-known/jwks.json. */
	public_key: z.record(z.string(), z.unknown()),
	created_at: timestamp,
});
export type SigningKey = z.infer<typeof signingKey>;
