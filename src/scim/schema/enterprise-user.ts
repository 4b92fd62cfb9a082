/**
 * The enterprise user extension (RFC 7643 §4.3) as data. It is an extension like any other: no code
 * may treat it specially.
 */
import { ENTERPRISE_USER_URN } from '../urns.ts';
import type { Schema } from './attribute.ts';
import { attribute, complex } from './define.ts';

/** What organisations record of their users besides the core schema. */
export const ENTERPRISE_USER_SCHEMA: Schema = {
	id: ENTERPRISE_USER_URN,
	name: 'EnterpriseUser',
	description: 'Enterprise User',
	attributes: [
		attribute('employeeNumber', 'Identifier assigned to the user by the organisation.'),
		attribute('costCenter', 'Name of the cost center.'),
		attribute('organization', 'Name of the organisation.'),
		attribute('division', 'Name of the division.'),
		attribute('department', 'Name of the department.'),
		complex('manager', "The user's manager.", [
			attribute('value', "The id of the manager's User resource."),
			attribute('$ref', "URI of the manager's User resource.", {
				type: 'reference',
				referenceTypes: ['User'],
			}),
			attribute('displayName', 'Name of the manager.', { mutability: 'readOnly' }),
		]),
	],
};
