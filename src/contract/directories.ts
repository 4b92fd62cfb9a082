/** Directories and their tokens in the /v1 API. */
import * as z from 'zod';
import { brakeLimits } from './brake.ts';
import { instant, limit, name, numericCursor, timestamp } from './shared.ts';

/** The provider keys: which identity provider a directory is connected to. */
const PROVIDER_KEYS = [
	'okta-scim-v2',
	'azure-scim-v2',
	'onelogin-scim-v2',
	'jumpcloud-scim-v2',
	'ping-scim-v2',
	'rippling-scim-v2',
	'cyberark-scim-v2',
	'sailpoint-scim-v2',
	'keycloak-scim-v2',
	'google',
	'generic-scim-v2',
] as const;

const type = z.enum(PROVIDER_KEYS);
const state = z.enum(['active', 'inactive']);

/** Body of POST /v1/directories. */
export const newDirectory = z.strictObject({ name, tenant: name, product: name, type });

/** Body of PATCH /v1/directories/{id}. */
export const directoryPatch = z
	.strictObject({ name: name.optional(), state: state.optional() })
	.refine((patch) => patch.name !== undefined || patch.state !== undefined, {
		error: 'give name, state or both',
	});

/** Query of GET /v1/directories. */
export const directoryQuery = z.strictObject({
	tenant: name.optional(),
	product: name.optional(),
	type: type.optional(),
	state: state.optional(),
	limit,
	cursor: numericCursor.optional(),
});

/** A directory as the API shows it. */
export const directory = z.object({
	id: z.string(),
	name,
	tenant: name,
	product: name,
	type,
	state,
	scim: z.object({
		path: z.string().describe('Path of the SCIM base below this service.'),
		endpoint: z
			.url()
			.describe('The SCIM base URL: what an IT admin pastes into the identity provider.'),
		secret: z
			.string()
			.optional()
			.describe('The bearer token; shown once, when the directory is created.'),
	}),
	user_count: z.int(),
	group_count: z.int(),
	last_sequence: z.int(),
	deliveries: z
		.enum(['flowing', 'held'])
		.describe('`held` while the deprovisioning brake is engaged.'),
	deprovisioning_brake: brakeLimits
		.nullable()
		.describe('The limits of the brake; null while it is off.'),
	created_at: timestamp,
	updated_at: timestamp,
});
export type Directory = z.infer<typeof directory>;

/** Body of POST /v1/directories/{id}/tokens. */
export const newToken = z.strictObject({
	description: z.string().trim().max(200).optional(),
	expires_at: instant.refine((at) => at > 0, { error: 'not a date' }).optional(),
});

/** A token as the API shows it: never its secret, but for once. */
export const token = z.object({
	id: z.string(),
	description: z.string().nullable(),
	state: z.enum(['live', 'expired', 'revoked']),
	created_at: timestamp,
	expires_at: timestamp.nullable(),
	last_used_at: timestamp.nullable(),
	revoked_at: timestamp.nullable(),
	secret: z.string().optional().describe('Shown once, when the token is made.'),
});
export type Token = z.infer<typeof token>;
