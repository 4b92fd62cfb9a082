/**
 * The resource types that are served (RFC 7643 §6): which schemas they have and where they are found.
 * It holds values only; code takes a resource type as an argument instead of naming one.
 */
import type { ResourceType, Schema } from './attribute.ts';
import { ENTERPRISE_USER_SCHEMA } from './enterprise-user.ts';
import { GROUP_SCHEMA } from './group.ts';
import { USER_SCHEMA } from './user.ts';

/** Users with the enterprise extension. */
export const USER: ResourceType = {
	name: 'User',
	endpoint: '/Users',
	description: 'User Account',
	schema: USER_SCHEMA,
	extensions: [{ schema: ENTERPRISE_USER_SCHEMA, required: false }],
};

/** Groups; their members are kept as rows. */
export const GROUP: ResourceType = {
	name: 'Group',
	endpoint: '/Groups',
	description: 'Group',
	schema: GROUP_SCHEMA,
	extensions: [],
	relation: 'members',
};

/** Every resource type, in the order of /ResourceTypes. */
export const RESOURCE_TYPES: readonly ResourceType[] = [USER, GROUP];

/** The resource types by name. */
export type ResourceTypes = Readonly<Record<ResourceType['name'], ResourceType>>;

/** The resource types of a directory that declares no schemas of its own. */
export const RESOURCE_TYPE: ResourceTypes = { User: USER, Group: GROUP };

/** A schema extension that a directory declares for one of its resource types (RFC 7643 §3.3). */
export interface DeclaredSchema {
	readonly resourceType: ResourceType['name'];
	/** Whether every resource of the type must have the extension (RFC 7643 §6). */
	readonly required: boolean;
	readonly schema: Schema;
}

/** The resource types with the extensions that a directory declares. */
export function withDeclared(declared: readonly DeclaredSchema[]): ResourceTypes {
	if (declared.length === 0) return RESOURCE_TYPE;
	const extended = (type: ResourceType): ResourceType => ({
		...type,
		extensions: [
			...type.extensions,
			...declared.filter(({ resourceType }) => resourceType === type.name),
		],
	});
	return { User: extended(USER), Group: extended(GROUP) };
}
