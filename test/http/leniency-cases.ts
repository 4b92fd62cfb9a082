/**
 * A request for every leniency: it needs that one, and is right in all else. Played by dialects.test.ts,
 * in a directory that has a user `known` and a group.
 */
import {
	BULK_REQUEST_URN,
	ENTERPRISE_USER_URN,
	GROUP_URN,
	PATCH_OP_URN,
	SEARCH_REQUEST_URN,
	USER_URN,
} from '../../src/scim/urns.ts';

/** A request; `{user}` and `{group}` stand for the ids of the user and the group. */
export interface CaseRequest {
	readonly method: string;
	/** Relative to the directory's SCIM base, percent-encoded as it is sent. */
	readonly path: string;
	/** Besides those of every request; null leaves one out. */
	readonly headers?: Readonly<Record<string, string | null>>;
	readonly body?: object;
}

const get = (path: string): CaseRequest => ({ method: 'GET', path });

/** The creation of a user with these attributes besides `userName`. */
const userWith = (attributes: object): CaseRequest => ({
	method: 'POST',
	path: '/Users',
	body: { schemas: [USER_URN], userName: 'anna@example.com', ...attributes },
});

const contentType = (type: string | null): CaseRequest => ({
	...userWith({}),
	headers: { 'Content-Type': type },
});

/** The creation of a group with these attributes besides `displayName`. */
const groupWith = (attributes: object): CaseRequest => ({
	method: 'POST',
	path: '/Groups',
	body: { schemas: [GROUP_URN], displayName: 'Crew', ...attributes },
});

const members = (...ids: readonly string[]) =>
	groupWith({ members: ids.map((value) => ({ value })) });

/** A PATCH of the user by these operations. */
const userPatch = (...operations: readonly object[]): CaseRequest => ({
	method: 'PATCH',
	path: '/Users/{user}',
	body: { schemas: [PATCH_OP_URN], Operations: operations },
});

/** A PATCH of the group by one operation. */
const groupPatch = (operation: object): CaseRequest => ({
	...userPatch(operation),
	path: '/Groups/{group}',
});

const bulk = (method: string, path: string): CaseRequest => ({
	method: 'POST',
	path: '/Bulk',
	body: {
		schemas: [BULK_REQUEST_URN],
		Operations: [{ bulkId: '1', method, path, data: userWith({}).body }],
	},
});

/** By the name of the leniency. */
export const REQUESTS: Readonly<Record<string, CaseRequest>> = {
	schemas_optional: {
		method: 'POST',
		path: '/Users',
		body: { userName: 'anna@example.com' },
	},
	filter_miss_creates: userPatch({
		op: 'replace',
		path: 'emails[type eq "work"].value',
		value: 'anna@example.com',
	}),
	empty_patch: userPatch(),
	wrapped_value: userPatch({
		op: 'replace',
		path: 'name.givenName',
		value: [{ $ref: null, value: 'Anna' }],
	}),
	enterprise_name: userPatch({ op: 'add', path: 'manager', value: { value: '{user}' } }),
	path_without_quotes: userPatch({
		op: 'add',
		path: 'emails[type eq known].value',
		value: 'anna@example.com',
	}),
	skip_unknown_members: members('{user}', 'nobody'),

	further_schemas: groupWith({
		schemas: [
			GROUP_URN,
			'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group',
		],
	}),
	schema_urn_case: userWith({ schemas: [USER_URN.toLowerCase()] }),
	message_name_case: {
		method: 'PATCH',
		path: '/Users/{user}',
		body: {
			schemas: [PATCH_OP_URN],
			operations: [{ Op: 'replace', Path: 'title', Value: 'Engineer' }],
		},
	},
	unknown_attribute: userWith({ roles: [{ value: 'Admin', displayName: 'Admin' }] }),
	undeclared_extension: userWith({
		'urn:ietf:params:scim:schemas:extension:CustomExtensionName:2.0:User': { badge: '7' },
	}),
	core_schema_key: userWith({ [USER_URN]: { title: 'Engineer' } }),
	path_as_key: userPatch({
		op: 'replace',
		value: { 'name.givenName': 'Anna', [`${ENTERPRISE_USER_URN}:department`]: 'Tools' },
	}),
	boolean_as_text: userPatch({ op: 'replace', path: 'active', value: 'False' }),
	// The directory declares this extension; one that does not keeps the text.
	number_as_text: userWith({ 'urn:example:params:scim:schemas:desk:2.0:User': { floor: '7' } }),
	empty_text: userPatch({ op: 'replace', path: 'nickName', value: '' }),
	bare_value: userPatch({ op: 'add', path: `${ENTERPRISE_USER_URN}:manager`, value: '{user}' }),
	value_without_list: userWith({ emails: { type: 'work', value: 'anna@example.com' } }),
	same_primary_twice: userWith({
		emails: [
			{ type: 'work', value: 'anna@example.com', primary: true },
			{ type: 'home', value: 'anna@example.com', primary: true },
		],
	}),
	member_details: groupWith({ members: [{ $ref: null, value: '{user}', display: null }] }),
	international_reference: userWith({ profileUrl: 'https://example.com/zoë' }),

	op_case: userPatch({ op: 'Replace', path: 'title', value: 'Engineer' }),
	blank_path: userPatch({ op: 'replace', path: null, value: { title: 'Engineer' } }),
	read_only_in_value: groupPatch({ op: 'replace', value: { id: '{group}', displayName: 'Crew' } }),
	remove_by_value: groupPatch({ op: 'remove', path: 'members', value: [{ value: '{user}' }] }),
	nothing_to_remove: groupPatch({ op: 'remove', path: 'members[value eq "{user}"]' }),
	list_for_selected: userPatch({
		op: 'replace',
		path: 'emails[type eq "known"]',
		value: [{ value: 'known@example.com' }],
	}),

	filter_after_brackets: get(
		'/Users?filter=emails%5Btype%20eq%20%22work%22%5D.value%20eq%20%22anna%40example.com%22',
	),
	filter_keyword_case: get('/Users?filter=active%20eq%20True'),
	filter_blanks: get('/Users?filter=%20(%20userName%20%20pr%20)%20'),
	filter_in_attributes: get('/Users?attributes=emails%5Btype%20eq%20%22work%22%5D'),
	unknown_name_in_attributes: get('/Users?attributes=userName,shoeSize'),
	repeated_attributes: get('/Users?attributes=userName&attributes=emails'),
	search_attributes_as_text: {
		method: 'POST',
		path: '/Users/.search',
		body: { schemas: [SEARCH_REQUEST_URN], attributes: 'userName,title' },
	},
	sort_order_case: get('/Users?sortBy=userName&sortOrder=Descending'),
	plus_as_blank: get('/Users?filter=userName+eq+%22known%22'),
	trailing_slash: get('/Users/?count=1'),
	doubled_slash: get('//Users?count=1'),
	plain_json: contentType('application/json; charset=UTF-8'),
	no_content_type: contentType(null),
	bulk_method_case: bulk('post', '/Users'),
	bulk_path_slashes: bulk('POST', 'Users/'),
};

/** Of those that only a whole request can show, the conforming one that must be answered alike. */
export const CONFORMING: Readonly<Record<string, CaseRequest>> = {
	plain_json: contentType('application/scim+json'),
	no_content_type: contentType('application/scim+json'),
	doubled_slash: get('/Users?count=1'),
	trailing_slash: get('/Users?count=1'),
	plus_as_blank: get('/Users?filter=userName%20eq%20%22known%22'),
	repeated_attributes: get('/Users?attributes=userName,emails'),
	skip_unknown_members: members('{user}'),
};
