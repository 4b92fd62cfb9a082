/**
 * The shape of a schema as data (RFC 7643 §7). One Schema value drives body validation, filter
 * typing, PATCH paths, projection and the /Schemas endpoint.
 */

/** The types of attribute values (RFC 7643 §2.3). */
export type AttributeType =
	| 'string'
	| 'boolean'
	| 'decimal'
	| 'integer'
	| 'dateTime'
	| 'binary'
	| 'reference'
	| 'complex';

/** One attribute with all its characteristics (RFC 7643 §2.2, §7). */
export interface Attribute {
	readonly name: string;
	readonly type: AttributeType;
	readonly multiValued: boolean;
	readonly description: string;
	readonly required: boolean;
	readonly canonicalValues?: readonly string[];
	readonly caseExact: boolean;
	readonly mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
	readonly returned: 'always' | 'never' | 'default' | 'request';
	readonly uniqueness: 'none' | 'server' | 'global';
	readonly referenceTypes?: readonly string[];
	readonly subAttributes?: readonly Attribute[];
}

/** A schema document: its URN and its attributes (RFC 7643 §7). */
export interface Schema {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly attributes: readonly Attribute[];
}

/** A resource type: a core schema, its extensions and where it is served (RFC 7643 §6). */
export interface ResourceType {
	readonly name: 'User' | 'Group';
	readonly endpoint: string;
	readonly description: string;
	readonly schema: Schema;
	readonly extensions: readonly { readonly schema: Schema; readonly required: boolean }[];
	/**
	 * The multi-valued attribute whose values are kept as membership rows instead of inside the
	 * document, so that changing one of 50,000 members touches one row.
	 */
	readonly relation?: string;
}

/**
 * A resolved attribute name (RFC 7644 §3.10): `name.familyName`, `emails.value`,
 * `urn:…:enterprise:2.0:User:manager.value`.
 */
export interface AttributePath {
	/** URN of the extension that declares the attribute; absent for core and common attributes. */
	readonly extension?: string;
	readonly attribute: Attribute;
	readonly sub?: Attribute;
}
