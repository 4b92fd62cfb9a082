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
	.describe('A path, or a list of paths of which the first that has a value is taken.');

const customName = z.string().regex(/^[a-z][a-z0-9_]{0,63}$/);

const customPaths = z
	.record(customName, paths, {
		error: ({ code }) =>
			code === 'invalid_key'
				? 'is no name of a custom attribute: 1 to 64 small letters, digits and underscores, beginning with a letter'
				: undefined,
	})
	.refine((attributes) => Object.keys(attributes).length <= CUSTOM_ATTRIBUTES_MAX, {
		error: `there may be ${CUSTOM_ATTRIBUTES_MAX} at most`,
	});

const FIELDS = {
	email: 'The e-mail address. A `userName` is taken only if it has an `@`.',
	first_name: 'The given name.',
	last_name: 'The family name.',
	display_name: 'The name to show.',
};

const given = (description: string) =>
	paths.nullable().optional().describe(`${description} As usual if it is left out or null.`);

const newFields = z
	.strictObject({
		email: given(FIELDS.email),
		first_name: given(FIELDS.first_name),
		last_name: given(FIELDS.last_name),
		display_name: given(FIELDS.display_name),
	})
	.meta({
		id: 'NewMappedFields',
		description: 'What is to feed the fields of a profile.',
		examples: [{ email: ['emails[type eq "work"].value', 'userName'] }],
	});

const COST_CENTER = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:costCenter';

const MAPPING = {
	fields: { email: ['emails[type eq "work"].value', 'userName'] },
	custom_attributes: { cost_center: COST_CENTER, phones: 'phoneNumbers.value' },
};

const shape = {
	fields: newFields.default({}).describe('The fields of the profile that are not fed as usual.'),
	custom_attributes: customPaths
		.default({})
		.describe('What `custom_attributes` of the profile is to hold, by name.'),
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
			.describe('Ids of the users to show, all on one page; the oldest users if it is left out.'),
	})
	.meta({
		id: 'AttributeMappingPreviewRequest',
		description: 'A mapping to try, and on whom.',
		examples: [MAPPING],
	});

/** Query of POST /v1/directories/{id}/attribute-mapping/preview. */
export const attributeMappingPreviewQuery = z.strictObject({
	limit: wholeNumberWithin(1, PREVIEW_MAX)
		.default(25)
		.describe('How many users the page may have; it may have fewer, and yet not be the last.'),
	cursor: numericCursor.optional(),
});

const shownPaths = (description: string) => list.readonly().describe(description);
const fedBy = (description: string) =>
	list.readonly().nullable().describe(`${description} Null if it is fed as usual.`);

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
				'`applying` until a `user.updated` is written for each user whose profile it changes. The mapping itself holds at once.',
			),
		progress: z
			.object({
				users: z.int().describe('Users when the mapping was set.'),
				checked: z.int().describe('Those of them who were looked at so far.'),
				changed: z.int().describe('Those of them whose profile is another: as many events.'),
			})
			.nullable()
			.describe('How far it has come; null unless it is `applying`.'),
		fields: z
			.object({
				email: fedBy(FIELDS.email),
				first_name: fedBy(FIELDS.first_name),
				last_name: fedBy(FIELDS.last_name),
				display_name: fedBy(FIELDS.display_name),
			})
			.describe('What feeds the fields of the profile.'),
		custom_attributes: z
			.record(z.string(), list.readonly())
			.describe('What feeds the custom attributes, by name.'),
		defaults: z
			.object({
				email: shownPaths(
					'The primary address, else the first one, else an address as `userName`.',
				),
				first_name: shownPaths('The given name.'),
				last_name: shownPaths('The family name.'),
				display_name: shownPaths('The name to show.'),
			})
			.describe('What feeds the fields that are null above: the same for every directory.'),
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
						before: userProfile.describe('The profile by the mapping that holds now.'),
						after: userProfile.describe('The profile by the mapping of the request.'),
						changes: changes.describe('The fields that differ, as `user.updated` would tell.'),
					})
					.meta({ id: 'PreviewedUser', description: 'A user by two mappings.' }),
			)
			.readonly()
			.describe('The users of this page.'),
		unmatched: z
			.array(
				z.object({
					field: z.string().describe('Where the path stands in the request.'),
					path: z.string().describe('The path.'),
				}),
			)
			.readonly()
			.describe('Paths that have a value in none of the users of this page.'),
		next_cursor: z
			.string()
			.nullable()
			.describe('Give it as `cursor` to get the next page; null on the last one.'),
	})
	.meta({
		id: 'AttributeMappingPreview',
		description: 'What a mapping would make of users, before it is set.',
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
