/** The keys that sign Security Event Tokens, in the /v1 API. */
import * as z from 'zod';
import { CREATED } from './event-examples.ts';
import { timestamp } from './shared.ts';

/** Body of POST /v1/signing-keys; it may be left out. */
export const newSigningKey = z.strictObject({}).meta({
	id: 'NewSigningKey',
	description: 'No options yet; the body can be left out.',
	examples: [{}],
});

/** A signing key as the API shows it; its private half never leaves the service. */
export const signingKey = z
	.object({
		id: z.string().describe('The `kid`.'),
		state: z
			.enum(['next', 'current', 'previous'])
			.describe(
				'`next`: published, will sign soon. `current`: signs. `previous`: only verifies what it signed.',
			),
		public_key: z
			.record(z.string(), z.unknown())
			.describe('The JWK as published at /.well-known/jwks.json.'),
		created_at: timestamp.describe('When it was created.'),
	})
	.meta({
		id: 'SigningKey',
		description: 'A key that signs Security Event Tokens (ES256); its private half is never shown.',
		examples: [
			{
				id: 'key_0193a1d25b7d7c41a5e6f7089a1b2c3d',
				state: 'current',
				public_key: {
					kty: 'EC',
					crv: 'P-256',
					x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
					y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
					kid: 'key_0193a1d25b7d7c41a5e6f7089a1b2c3d',
					use: 'sig',
					alg: 'ES256',
				},
				created_at: CREATED,
			},
		],
	});
export type SigningKey = z.infer<typeof signingKey>;
