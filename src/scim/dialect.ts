/**
 * What a directory's type makes of requests that the RFCs demand to refuse: the names of the leniencies
 * that it is granted by its type. Those that every directory is granted are not asked for.
 */
import { isGranted } from './leniencies/leniency.ts';
import { TYPED_LENIENCIES } from './leniencies/typed.ts';

/** A leniency that only some types of directories are granted. */
export type TypedLeniency = (typeof TYPED_LENIENCIES)[number]['name'];

/** The leniencies of one directory. */
export type Dialect = ReadonlySet<TypedLeniency>;

/** The leniencies of a directory type; `generic-scim-v2` has none. */
export function dialectOf(directoryType: string): Dialect {
	const granted = TYPED_LENIENCIES.filter((each) => isGranted(each, directoryType));
	return new Set(granted.map(({ name }) => name));
}
