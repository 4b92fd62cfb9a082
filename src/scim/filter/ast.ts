/**
 * A parsed and typed filter (RFC 7644 §3.4.2.2). Every attribute is resolved against the schema and
 * every comparison value is already in comparable form (see comparable.ts), so that evaluation in
 * memory and compilation to SQL cannot disagree about either.
 */
import type { AttributePath } from '../schema/attribute.ts';

/** The operators with an operand (RFC 7644 §3.4.2.2, table 3). */
export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';

/** A comparison value in comparable form: strings folded unless caseExact, dateTime as epoch milliseconds. */
export type ComparableValue = string | number | boolean | null;

/** A filter on resources, or inside brackets on values of one attribute. */
export type Filter =
	| { readonly kind: 'and' | 'or'; readonly terms: readonly Filter[] }
	| { readonly kind: 'not'; readonly term: Filter }
	| { readonly kind: 'present'; readonly path: AttributePath }
	| {
			readonly kind: 'compare';
			readonly path: AttributePath;
			readonly operator: CompareOperator;
			readonly value: ComparableValue;
	  }
	/**
	 * `emails[type eq "work"]`: some value of the attribute satisfies the inner filter, all of it on
	 * the same value. Paths inside name the sub-attribute as `attribute`, without `sub`.
	 */
	| { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: Filter }
	/** The same for every resource of the type. It is the whole filter: parts of one are decided away. */
	| { readonly kind: 'constant'; readonly value: boolean };
