/** Calls about which SCIM attributes feed the profiles of users. */
import {
	attributeMapping,
	attributeMappingPreview,
	attributeMappingPreviewQuery,
	attributeMappingPreviewRequest,
	newAttributeMapping,
} from '../attribute-mapping.ts';
import type { Operations } from '../operation.ts';

const EFFECT =
	'From this response on, every event and every response uses it. For each user whose profile changes, a `user.updated` is written with the changed fields in `changes`: in a small directory before the response, in a large one soon after, as `state` shows. The SCIM resources and `updated_at` do not change. While a mapping is being applied, another one is refused with 409.';

const PATHS = `Each field is fed by one path or by the first of several that has a value; if none has one, it is null. Paths are those of RFC 7644 §3.5.2, extensions with their URN in front, whether the directory declares them or not. A custom attribute has the value that is found, of any JSON type, and a list where the path names an attribute with several values; a path with a filter finds the first value that it selects. A field of the profile has text: numbers and booleans are written out, and of several values the first is taken.

\`id\`, \`created_at\` and \`updated_at\` are kept by Rollcall, \`user_name\` and \`external_id\` are what the identity provider identifies the user by, and \`active\` decides about access: these cannot be mapped. Attributes that are never returned (RFC 7643 §7), such as passwords, cannot be read by a mapping.`;

export const attributeMappingOperations = {
	getAttributeMapping: {
		method: 'GET',
		path: '/directories/{id}/attribute-mapping',
		scope: 'read',
		tag: 'Attribute mapping',
		summary: 'Read the attribute mapping of a directory',
		status: 200,
		answer: attributeMapping,
		problems: [404],
	},
	setAttributeMapping: {
		method: 'PUT',
		path: '/directories/{id}/attribute-mapping',
		scope: 'write',
		tag: 'Attribute mapping',
		summary: 'Replace the attribute mapping',
		description: `${PATHS}\n\n${EFFECT}`,
		body: newAttributeMapping,
		status: 200,
		answer: attributeMapping,
		problems: [404, 409, 413, 415],
	},
	deleteAttributeMapping: {
		method: 'DELETE',
		path: '/directories/{id}/attribute-mapping',
		scope: 'write',
		tag: 'Attribute mapping',
		summary: 'Restore the default mapping',
		description: EFFECT,
		status: 200,
		answer: attributeMapping,
		problems: [404, 409],
	},
	previewAttributeMapping: {
		method: 'POST',
		path: '/directories/{id}/attribute-mapping/preview',
		scope: 'read',
		tag: 'Attribute mapping',
		summary: 'Preview a mapping with stored users',
		description: 'Changes nothing.',
		query: attributeMappingPreviewQuery,
		body: attributeMappingPreviewRequest,
		status: 200,
		answer: attributeMappingPreview,
		problems: [404, 413, 415],
	},
} as const satisfies Operations;
