/**
 * What the names in a filter stand for (RFC 7644 §3.4.2.2): attributes of a resource type, or inside
 * `attribute[…]` its sub-attributes. Whether they may be asked for is decided in searchable.ts.
 */
import type { JsonObject } from '../json.ts';
import type { Attribute, AttributePath, ResourceType } from '../schema/attribute.ts';
import { findAttribute, pathText, resolveName } from '../schema/lookup.ts';

/** What a name stands for. */
interface Named {
	readonly path: AttributePath;
	/** As much of every document as says all of the attribute, if that is the same in each. */
	readonly known?: JsonObject;
}

/** The names that may be used at one place of a filter. */
export interface Scope {
	readonly resolve: (name: string) => Named | undefined;
	readonly hasValuePaths: boolean;
}

/**
 * The names of a resource type; beside them those of other types, of whose attributes its resources
 * have no value.
 */
export function typeScope(type: ResourceType, others: readonly ResourceType[]): Scope {
	return {
		resolve: (name) => {
			const path = resolveName(type, name);
			if (path !== undefined) {
				const isType = pathText(path) === 'meta.resourceType';
				return isType ? { path, known: { meta: { resourceType: type.name } } } : { path };
			}
			const [foreign] = others.flatMap((other) => resolveName(other, name) ?? []);
			return foreign === undefined ? undefined : { path: foreign, known: {} };
		},
		hasValuePaths: true,
	};
}

/** The names inside the brackets of a complex attribute. */
export function valueScope({ subAttributes = [] }: Attribute): Scope {
	return {
		resolve: (name) => {
			const attribute = findAttribute(subAttributes, name);
			return attribute === undefined ? undefined : { path: { attribute } };
		},
		hasValuePaths: false,
	};
}
