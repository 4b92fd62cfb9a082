/** The attributes of a user that the models send, where they are in a resource, and which differ. */
import type { JsonObject } from '../transcript/json.ts';
import { elements, own, ownText } from './json.ts';
import { ENTERPRISE_URN } from './messages.ts';

/** Where each is, as a PATCH path (RFC 7644 §3.5.2). */
export const PATHS = {
	userName: 'userName',
	externalId: 'externalId',
	displayName: 'displayName',
	givenName: 'name.givenName',
	familyName: 'name.familyName',
	formatted: 'name.formatted',
	email: 'emails[type eq "work"].value',
	title: 'title',
	department: `${ENTERPRISE_URN}:department`,
	employeeNumber: `${ENTERPRISE_URN}:employeeNumber`,
} as const;

/** An attribute that the models send. */
export type Field = keyof typeof PATHS;

/** An attribute that is to get a value. */
export interface FieldChange {
	readonly field: Field;
	readonly value: string;
}

const FIELDS = Object.keys(PATHS) as readonly Field[];

/** The value of an attribute in a resource; undefined if it has none, or none that is text. */
export function fieldOf(resource: unknown, field: Field): string | undefined {
	switch (field) {
		case 'givenName':
		case 'familyName':
		case 'formatted':
			return ownText(own(resource, 'name'), field);
		case 'department':
		case 'employeeNumber':
			return ownText(own(resource, ENTERPRISE_URN), field);
		case 'email': {
			const emails = elements(own(resource, 'emails'));
			const primary = emails.find((each) => own(each, 'primary') === true) ?? emails[0];
			return ownText(primary, 'value');
		}
		default:
			return ownText(resource, field);
	}
}

/** What a body says that a resource does not; what the body leaves empty is not asked for. */
export function differences(body: JsonObject, resource: unknown): FieldChange[] {
	return FIELDS.flatMap((field) => {
		const value = fieldOf(body, field) ?? '';
		return value === '' || value === fieldOf(resource, field) ? [] : [{ field, value }];
	});
}
