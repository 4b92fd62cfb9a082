/** An example of the content of each type of event; event-types.ts proves that they fit the schemas. */

/** When most of what the examples show began. */
export const CREATED = '2026-11-22T09:30:00.000Z';
/** When most of it last changed. */
export const LATER = '2026-11-23T16:05:12.345Z';

const PROFILE = {
	id: '0193a1d2-5b7c-7e10-9c2a-4f6d8e0b1a23',
	external_id: '00u1a2b3c4',
	user_name: 'ada@acme.example',
	email: 'ada@acme.example',
	first_name: 'Ada',
	last_name: 'Byron',
	display_name: 'Ada Byron',
	active: true,
	custom_attributes: {},
	created_at: CREATED,
	updated_at: CREATED,
};

/** A user. */
export const ADA = {
	...PROFILE,
	raw: {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
		id: PROFILE.id,
		externalId: PROFILE.external_id,
		userName: PROFILE.user_name,
		name: { familyName: 'Byron', givenName: 'Ada' },
		displayName: PROFILE.display_name,
		active: true,
		emails: [{ value: PROFILE.email, type: 'work', primary: true }],
		meta: {
			resourceType: 'User' as const,
			created: CREATED,
			lastModified: CREATED,
			version: 'W/"1"',
		},
	},
};

/** The user without access. */
export const ADA_WHO_LEFT = {
	...ADA,
	active: false,
	updated_at: LATER,
	raw: {
		...ADA.raw,
		active: false,
		meta: { ...ADA.raw.meta, lastModified: LATER, version: 'W/"2"' },
	},
};

/** A group. */
export const CREW = {
	id: '0193a1d2-6f01-7b3e-8d4c-2a1b0c9d8e7f',
	external_id: null,
	name: 'Crew',
	created_at: CREATED,
	updated_at: CREATED,
	raw: {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
		id: '0193a1d2-6f01-7b3e-8d4c-2a1b0c9d8e7f',
		displayName: 'Crew',
		meta: {
			resourceType: 'Group' as const,
			created: CREATED,
			lastModified: CREATED,
			version: 'W/"1"',
		},
	},
};

/** The group under another name. */
export const RENAMED_CREW = {
	...CREW,
	name: 'Flight crew',
	updated_at: LATER,
	raw: {
		...CREW.raw,
		displayName: 'Flight crew',
		meta: { ...CREW.raw.meta, lastModified: LATER, version: 'W/"2"' },
	},
};

/** The user as a member of the group. */
export const ADA_OF_THE_CREW = { ...PROFILE, group: { id: CREW.id, name: CREW.name } };

/** A directory, as it is named everywhere. */
export const ACME = {
	id: 'dir_0193a1d24c8f7a6b9e0d1c2b3a495867',
	name: 'Acme Okta',
	tenant: 'acme',
	product: 'crm',
};

/** The directory as its own events show it. */
export const ACME_OKTA = { ...ACME, type: 'okta-scim-v2', state: 'active' as const };

/** The id of an endpoint. */
export const ENDPOINT_ID = 'ep_0193a1d24d105e6f8a7b9c0d1e2f3a4b';

/** An endpoint that was disabled. */
export const DISABLED_ENDPOINT = {
	id: ENDPOINT_ID,
	description: 'CRM production',
	directory_id: null,
	tenant: 'acme',
	product: null,
	reason: 'The endpoint answered 410 Gone.',
	failing_since: null,
};

/** A brake that holds deliveries. */
export const ENGAGED_BRAKE = {
	...ACME,
	limits: { users: 25, percent: 10, window_seconds: 3600 },
	users: 26,
	deleted: 0,
	user_count: 412,
	after_sequence: 1873,
};

/** A brake that holds them no longer. */
export const RELEASED_BRAKE = {
	...ACME,
	decision: 'resumed' as const,
	events: 31,
	after_sequence: 1873,
	until_sequence: 1904,
	engaged_at: CREATED,
};

/** What is around the data of a directory's event, but for its id and type. */
export const OF_ACME = {
	timestamp: LATER,
	sequence: 42,
	directory_id: ACME.id,
	tenant: ACME.tenant,
	product: ACME.product,
};

/** What is around the data of an event of the operations log, but for its id and type. */
export const OF_OPERATIONS = {
	...OF_ACME,
	sequence: 7,
	directory_id: 'operations',
	tenant: '',
	product: '',
};

/** The id of an event. */
export const EVENT_ID = 'evt_0193a1d25b7d7c41a5e6f7089a1b2c3d';

/** A user is deleted who is in a group. */
export const BATCH = {
	type: 'batch',
	timestamp: LATER,
	data: [
		{ id: EVENT_ID, type: 'group.user_removed', ...OF_ACME, data: ADA_OF_THE_CREW },
		{
			id: 'evt_0193a1d25b7d7c41a5e6f7089a1b2c3e',
			type: 'user.deleted',
			...OF_ACME,
			sequence: 43,
			data: ADA_WHO_LEFT,
		},
	],
};
