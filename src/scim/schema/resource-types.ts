/**
 * The resource types that are served (RFC 7643 §6): which schemas they have and where they are found.
 * It holds values only; code takes a resource type as an argument instead of naming one.
 */
import type { ResourceType } from './attribute.ts';
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

/** A resource type by its name. */
export const RESOURCE_TYPE: Readonly<Record<ResourceType['name'], ResourceType>> = {
	User: USER,
	Group: GROUP,
};
