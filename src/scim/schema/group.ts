/**
 * The core group schema (RFC 7643 §4.2) as data. That members are kept as rows is a matter of the
 * resource type, not of the schema.
 */
import { GROUP_URN } from '../urns.ts';
import type { Schema } from './attribute.ts';
import { attribute, plural } from './define.ts';

/** A group and its members. */
export const GROUP_SCHEMA: Schema = {
	id: GROUP_URN,
	name: 'Group',
	description: 'Group',
	attributes: [
		// RFC 7643 §8.7.1 leaves it optional and not unique. Every identity provider finds its groups
		// by name, so a group without one, or two with the same, could not be provisioned again.
		attribute('displayName', 'Name of the group, unique among the groups of the directory.', {
			required: true,
			uniqueness: 'server',
		}),
		plural('members', 'The members of the group.', [
			attribute('value', 'The id of the member.', {
				// It equals an `id`, which is caseExact (RFC 7643 §3.1).
				caseExact: true,
				mutability: 'immutable',
			}),
			attribute('$ref', 'URI of the member.', {
				type: 'reference',
				referenceTypes: ['User', 'Group'],
				mutability: 'immutable',
			}),
			attribute('type', 'Resource type of the member.', {
				canonicalValues: ['User', 'Group'],
				mutability: 'immutable',
			}),
			// A default of RFC 7643 §2.4, read-only here: the member's own name is shown, kept fresh.
			attribute('display', 'Name of the member.', { mutability: 'readOnly' }),
		]),
	],
};
