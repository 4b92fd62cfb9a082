/**
 * What a directory's type makes of requests that the RFCs demand to refuse: the leniencies by type, as
 * the code that grants them asks for them. Those for all directories are not asked for.
 */
import { TYPED_LENIENCIES } from './leniencies/typed.ts';

type TypedName = (typeof TYPED_LENIENCIES)[number]['name'];

/** The leniencies of one directory. */
export interface Dialect {
	/** `filter_miss_creates` */
	readonly filterMissCreates: boolean;
	/** `skip_unknown_members` */
	readonly skipUnknownMembers: boolean;
	/** `schemas_optional` */
	readonly schemasOptional: boolean;
	/** `empty_patch` */
	readonly emptyPatch: boolean;
	/** `enterprise_name` */
	readonly enterpriseNames: boolean;
	/** `path_without_quotes` */
	readonly pathsWithoutQuotes: boolean;
	/** `wrapped_value` */
	readonly wrappedValues: boolean;
}

/** The leniencies of a directory type; `generic-scim-v2` has none, nor has a type that nobody knows. */
export function dialectOf(directoryType: string): Dialect {
	const has = (name: TypedName) =>
		TYPED_LENIENCIES.some((each) => each.name === name && isAmong(each.types, directoryType));
	return {
		filterMissCreates: has('filter_miss_creates'),
		skipUnknownMembers: has('skip_unknown_members'),
		schemasOptional: has('schemas_optional'),
		emptyPatch: has('empty_patch'),
		enterpriseNames: has('enterprise_name'),
		pathsWithoutQuotes: has('path_without_quotes'),
		wrappedValues: has('wrapped_value'),
	};
}

function isAmong(types: readonly string[], type: string): boolean {
	return types.includes(type);
}
