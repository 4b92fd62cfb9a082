/**
 * Which attributes of users and groups have a column, folded as in the search form of a document, and
 * what an index can do for it. The rest of a document is JSON (see filter-scope.ts).
 */
import type { AttributePath, ResourceType } from '../scim/schema/attribute.ts';

/** A column of users or groups that holds the value of one attribute. */
export interface Column {
	readonly name: string;
	/** The index that begins with the directory's key and this column. */
	readonly index: 'unique' | 'plain' | 'none';
	readonly nullable?: boolean;
}

type Columns = Readonly<Record<string, Column>>;

const COMMON: Columns = {
	id: { name: 'id', index: 'unique' },
	externalId: { name: 'external_id', index: 'plain', nullable: true },
	'meta.lastModified': { name: 'modified_at', index: 'plain' },
	// Keys are given out in the order of creation: whoever wants that order has it without an index.
	'meta.created': { name: 'created_at', index: 'none' },
};

const COLUMNS: Readonly<Record<ResourceType['name'], ReadonlyMap<string, Column>>> = {
	User: new Map(
		Object.entries({
			...COMMON,
			userName: { name: 'user_name', index: 'unique' },
			displayName: { name: 'display_name', index: 'plain', nullable: true },
		}),
	),
	Group: new Map(
		Object.entries({ ...COMMON, displayName: { name: 'display_name', index: 'unique' } }),
	),
};

/** The column of an attribute, if it has one. */
export function columnOf(path: AttributePath, type: ResourceType): Column | undefined {
	return COLUMNS[type.name].get(coreName(path));
}

/** `name.familyName`; an extension's attributes have no name that is unique without its URN. */
export function coreName({ extension, attribute, sub }: AttributePath): string {
	if (extension !== undefined) return '';
	return sub === undefined ? attribute.name : `${attribute.name}.${sub.name}`;
}
