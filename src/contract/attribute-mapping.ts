/** Which SCIM attribute feeds which field of a user's profile, in the /v1 API. */
import * as z from 'zod';
import { changes, userProfile } from './event-data.ts';
import { ADA_OF_THE_CREW } from './event-examples.ts';
import { numericCursor, wholeNumberWithin } from './shared.ts';

/** The bounds of a mapping: it is applied to every user, for each event and in each list. */
const PATH_LENGTH_MAX = 1_000;
const PATHS_MAX = 10;
const CUSTOM_ATTRIBUTES_MAX = 50;

/** Users of a preview, each with two profiles. */
const PREVIEW_MAX = 100;

const path = z.string().trim().min(1).max(PATH_LENGTH_MAX);
const list = z.array(path);

const paths = z
	.union([path, list.min(1).max(PATHS_MAX)], {
		error: `must be a path of 1 to ${PATH_LENGTH_MAX} characters, or a list of 1 to ${PATHS_MAX} of them`,
	})
	.describe('A path, or a list of paths; the first one with a value is used.');

const customName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

const customPaths = z
	.record(customName, paths, {
		error: ({ code }) =>
			code === 'invalid_key'
				? 'the name of a custom attribute has 1 to 64 lowercase letters, digits and underscores, and starts with a letter'
				: undefined,
	})
	.refine((attributes) => Object.keys(attributes).length <= CUSTOM_ATTRIBUTES_MAX, {
		error: `must have at most ${CUSTOM_ATTRIBUTES_MAX} items`,
	});

const FIELDS = {
	email: 'The e-mail address. A `userName` is taken only if it has an `@`.',
	first_name: 'The given name.',
	last_name: 'The family name.',
	display_name: 'The display name.',
};

const given = (description: string) =>
	paths.nullable().optional().describe(`${description} The default if it is left out or null.`);

const newFields = z
	.strictObject({
		email: given(FIELDS.email),
		first_name: given(FIELDS.first_name),
		last_name: given(FIELDS.last_name),
		display_name: given(FIELDS.display_name),
	})
	.meta({
		id: 'NewMappedFields',
		description: 'The sources of the profile fields.',
		examples: [{ email: ['emails[type eq "work"].value', 'userName'] }],
	});

const COST_CENTER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter';

const MAPPING = {
	fields: { email: ['emails[type eq "work"].value', 'userName'] },
	custom_attributes: { cost_center: COST_CENTER, phones: 'phoneNumbers.value' },
};

const shape = {
	fields: newFields.default({}).describe('The profile fields that do not use the default source.'),
	custom_attributes: customPaths
		.default({})
		.describe('The sources of `custom_attributes` of the profile, by name.'),
};

/** Body of PUT /v1/directories/{id}/attribute-mapping. */
export const newAttributeMapping = z.strictObject(shape).meta({
	id: 'NewAttributeMapping',
	description:
		'Paths of SCIM attributes (RFC 7644 §3.5.2): `title`, `name.givenName`, `emails[type eq "work"].value`, `urn:…:User:costCenter`.',
	examples: [MAPPING],
});

/** Body of POST /v1/directories/{id}/attribute-mapping/preview. */
export const attributeMappingPreviewRequest = z
	.strictObject({
		...shape,
		user_ids: z
			.array(z.string().min(1).max(255))
			.min(1)
			.max(PREVIEW_MAX)
			.optional()
			.describe('Ids of the users to show, all on one page; the oldest users when left out.'),
	})
	.meta({
		id: 'AttributeMappingPreviewRequest',
		description: 'A mapping to preview, and the users to preview it with.',
		examples: [MAPPING],
	});

/** Query of POST /v1/directories/{id}/attribute-mapping/preview. */
export const attributeMappingPreviewQuery = z.strictObject({
	limit: wholeNumberWithin(1, PREVIEW_MAX)
		.default(25)
		.describe('Maximum number of users per page. A page can have fewer without being the last.'),
	cursor: numericCursor.optional(),
});

const shownPaths = (description: string) => list.readonly().describe(description);
const fedBy = (description: string) =>
	list.readonly().nullable().describe(`${description} Null for the default source.`);

const DEFAULTS = {
	email: ['emails[primary eq true].value', 'emails.value', 'userName'],
	first_name: ['name.givenName'],
	last_name: ['name.familyName'],
	display_name: ['displayName', 'name.formatted'],
};

/** The mapping of a directory as the API shows it. */
export const attributeMapping = z
	.object({
		state: z
			.enum(['applied', 'applying'])
			.describe(
				'`applying` until a `user.updated` is written for each user whose profile changes. The mapping itself takes effect immediately.',
			),
		progress: z
			.object({
				users: z.int().describe('How many users there were when the mapping was set.'),
				checked: z.int().describe('How many of them were processed so far.'),
				changed: z.int().describe('How many of their profiles changed, with one event each.'),
			})
			.nullable()
			.describe('The progress; null unless it is `applying`.'),
		fields: z
			.object({
				email: fedBy(FIELDS.email),
				first_name: fedBy(FIELDS.first_name),
				last_name: fedBy(FIELDS.last_name),
				display_name: fedBy(FIELDS.display_name),
			})
			.describe('The sources of the profile fields.'),
		custom_attributes: z
			.record(z.string(), list.readonly())
			.describe('The sources of the custom attributes, by name.'),
		defaults: z
			.object({
				email: shownPaths(
					'The primary address, otherwise the first one, otherwise `userName` if that is an address.',
				),
				first_name: shownPaths('The given name.'),
				last_name: shownPaths('The family name.'),
				display_name: shownPaths('The display name.'),
			})
			.describe('The sources of the fields that are null above; the same for every directory.'),
	})
	.meta({
		id: 'AttributeMapping',
		description: "Which SCIM attributes feed the profiles of a directory's users.",
		examples: [
			{
				state: 'applying',
				progress: { users: 1200, checked: 500, changed: 310 },
				fields: { ...MAPPING.fields, first_name: null, last_name: null, display_name: null },
				custom_attributes: { cost_center: [COST_CENTER], phones: ['phoneNumbers.value'] },
				defaults: DEFAULTS,
			},
		],
	});
export type AttributeMapping = z.infer<typeof attributeMapping>;

const { group: _group, ...ADA } = ADA_OF_THE_CREW;

/** What a mapping would make of users. */
export const attributeMappingPreview = z
	.object({
		data: z
			.array(
				z
					.object({
						before: userProfile.describe('The profile with the current mapping.'),
						after: userProfile.describe('The profile with the mapping of the request.'),
						changes: changes.describe('The fields that differ, as in `user.updated`.'),
					})
					.meta({ id: 'PreviewedUser', description: 'A user with both mappings.' }),
			)
			.readonly()
			.describe('The users of this page.'),
		unmatched: z
			.array(
				z.object({
					field: z.string().describe('Where the path is in the request.'),
					path: z.string().describe('The path.'),
				}),
			)
			.readonly()
			.describe('Paths that have no value for any user of this page.'),
		next_cursor: z
			.string()
			.nullable()
			.describe('Pass it as `cursor` to get the next page; null on the last one.'),
	})
	.meta({
		id: 'AttributeMappingPreview',
		description: 'The effect of a mapping on users, before it is set.',
		examples: [
			{
				data: [
					{
						before: { ...ADA, custom_attributes: {} },
						after: { ...ADA, custom_attributes: { cost_center: '4130', phones: null } },
						changes: [{ path: 'custom_attributes.cost_center', from: null, to: '4130' }],
					},
				],
				unmatched: [{ field: 'custom_attributes.phones.0', path: 'phoneNumbers.value' }],
				next_cursor: null,
			},
		],
	});
export type AttributeMappingPreview = z.input<typeof attributeMappingPreview>;
