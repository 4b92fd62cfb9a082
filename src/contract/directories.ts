/** Directories and their tokens in the /v1 API. */
import * as z from 'zod';
import { PROVIDER_KEYS } from '../providers/keys.ts';
import { brakeLimits } from './brake.ts';
import { ACME_OKTA, CREATED, LATER } from './event-examples.ts';
import { GIVEN_ID, instant, limit, name, numericCursor, text, timestamp } from './shared.ts';

const type = z
	.enum(PROVIDER_KEYS)
	.meta({ id: 'ProviderType', description: 'The identity provider that it is connected to.' });
const state = z
	.enum(['active', 'inactive'])
	.describe('An inactive directory refuses all requests of its identity provider.');
const label = name.describe('Its display name.');
const tenant = name.describe('The customer organisation that it belongs to, in your own words.');
const product = name.describe('The product that it belongs to, in your own words.');

/** Body of POST /v1/directories. */
export const newDirectory = z
	.strictObject({
		name: label,
		tenant,
		product,
		type,
		id: z
			.string()
			.min(16)
			.max(64)
			.regex(
				GIVEN_ID,
				'must start with a letter or digit, and contain only letters, digits and . _ ~ -',
			)
			.optional()
			.describe('Only to import a directory: its existing id, which is part of its SCIM URL.'),
		scim_secret: z
			.string()
			.min(16)
			.max(200)
			.regex(/^[\x21-\x7e]+$/, 'must contain only visible ASCII characters')
			.optional()
			.describe('Only to import a directory: the bearer token that its provider uses.'),
	})
	.meta({
		id: 'NewDirectory',
		description: 'A directory to create.',
		examples: [{ name: 'Acme Okta', tenant: 'acme', product: 'crm', type: 'okta-scim-v2' }],
	});

/** Body of PATCH /v1/directories/{id}. */
export const directoryPatch = z
	.strictObject({ name: label.optional(), state: state.optional() })
	.refine((patch) => patch.name !== undefined || patch.state !== undefined, {
		error: 'must have name, state or both',
	})
	.meta({
		id: 'DirectoryPatch',
		description: 'What to change; fields that are left out stay as they are.',
		minProperties: 1,
		examples: [{ name: 'Acme Okta, production' }, { state: 'inactive' }],
	});

/** Query of GET /v1/directories. */
export const directoryQuery = z.strictObject({
	search: name
		.optional()
		.describe(
			'Only those whose name begins with this text; A to Z match in either case. Every directory that the key sees is compared: no index serves this.',
		),
	tenant: name.optional().describe('Only those of this tenant.'),
	product: name.optional().describe('Only those of this product.'),
	type: type.optional().describe('Only those of this identity provider.'),
	state: state.optional().describe('Only those in this state.'),
	limit,
	cursor: numericCursor.optional(),
});

/** A directory as the API shows it. */
export const directory = z
	.object({
		id: z.string().describe('Id of the directory: `dir_…`, or the id that it was imported with.'),
		name: label,
		tenant,
		product,
		type,
		state,
		scim: z
			.object({
				path: z.string().describe('Path of the SCIM base below this service.'),
				endpoint: z
					.url()
					.describe('The SCIM base URL: what an IT admin pastes into the identity provider.'),
				secret: z
					.string()
					.optional()
					.describe('The bearer token; shown once, when the directory is created.'),
			})
			.describe('What the identity provider needs.'),
		user_count: z.int().describe('Users, active or not.'),
		active_user_count: z.int().describe('Users who are active.'),
		group_count: z.int().describe('Groups.'),
		last_sequence: z.int().describe('The last event of its log.'),
		deliveries: z
			.enum(['flowing', 'held'])
			.describe('`held` while the deprovisioning brake is engaged.'),
		deprovisioning_brake: brakeLimits
			.nullable()
			.describe('The limits of the brake; null while it is off.'),
		created_at: timestamp.describe('When it was created.'),
		updated_at: timestamp.describe('When it was last renamed, activated or deactivated.'),
	})
	.meta({
		id: 'Directory',
		description: "One identity provider's connection, with its own users, groups and events.",
		examples: [
			{
				...ACME_OKTA,
				scim: {
					path: `/scim/v2/${ACME_OKTA.id}`,
					endpoint: `https://rollcall.example.com/scim/v2/${ACME_OKTA.id}`,
				},
				user_count: 412,
				active_user_count: 398,
				group_count: 27,
				last_sequence: 1904,
				deliveries: 'flowing',
				deprovisioning_brake: { users: 50, percent: 10, window_seconds: 3600 },
				created_at: CREATED,
				updated_at: LATER,
			},
		],
	});
export type Directory = z.infer<typeof directory>;

const tokenFields = {
	description: text.trim().max(200).optional().describe('What it is for.'),
	expires_at: instant
		.refine((at) => at > 0, { error: 'must be a date after 1970' })
		.optional()
		.describe('When it expires; never when left out.'),
};

/** Body of POST /v1/directories/{id}/tokens. */
export const newToken = z.strictObject(tokenFields).meta({
	id: 'NewToken',
	description: 'A SCIM token to create.',
	examples: [{ description: 'Rotation of 2026', expires_at: '2027-11-22T00:00:00Z' }],
});

/** A day, in which an IT admin pastes the new one; and a week, for a token that leaked is no better old. */
const OVERLAP_SECONDS = 86_400;
const OVERLAP_SECONDS_MAX = 604_800;

/** Body of POST /v1/directories/{id}/rotate-token. */
export const tokenRotation = z
	.strictObject({
		...tokenFields,
		overlap_seconds: z
			.int()
			.min(0)
			.max(OVERLAP_SECONDS_MAX)
			.default(OVERLAP_SECONDS)
			.describe('How much longer the previous tokens stay valid; 0 revokes them immediately.'),
	})
	.meta({
		id: 'TokenRotation',
		description: 'The SCIM token to create, and when the previous ones expire.',
		examples: [{ description: 'Rotation of 2026', overlap_seconds: 3600 }],
	});

/** A token as the API shows it: never its secret, but for once. */
export const token = z
	.object({
		id: z.string().describe('Id of the token, `tok_…`.'),
		description: z.string().nullable().describe('What it is for.'),
		state: z.enum(['live', 'expired', 'revoked']).describe('Only a live token is accepted.'),
		created_at: timestamp.describe('When it was created.'),
		expires_at: timestamp.nullable().describe('When it expires; null for never.'),
		last_used_at: timestamp.nullable().describe('When it was last used, to within minutes.'),
		revoked_at: timestamp.nullable().describe('When it was revoked.'),
		secret: z.string().optional().describe('Shown only once, when the token is created.'),
	})
	.meta({
		id: 'Token',
		description: 'A SCIM token: the bearer token of an identity provider.',
		examples: [
			{
				id: 'tok_0193a1d24c907b1d8e2f3a4b5c6d7e8f',
				description: 'Rotation of 2026',
				state: 'live',
				created_at: CREATED,
				expires_at: null,
				last_used_at: LATER,
				revoked_at: null,
				secret: 'rcscim_Jx2Zb0r9cW4nQ8sV1yTgKuPdE7hM3aLfRi6oNqXvBtA',
			},
		],
	});
export type Token = z.infer<typeof token>;
