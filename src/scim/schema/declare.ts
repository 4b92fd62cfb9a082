/**
 * Declares a schema extension (RFC 7643 §3.3) that is not built in: says what is wrong with a
 * definition, and makes of a good one a schema with all its characteristics. Every flaw is found at
 * once and named by its place, for a person wrote the definition. What else is declared is not known
 * here.
 */
import { err, ok, type Result } from '../../result.ts';
import { MAX_ATTRIBUTE_NAME_LENGTH, MAX_SCHEMA_LENGTH, MAX_URN_LENGTH } from '../limits.ts';
import type { Attribute } from './attribute.ts';
import { attribute } from './define.ts';
import type { DeclaredSchema } from './resource-types.ts';

/** An attribute as it is given: what is left out has the defaults of RFC 7643 §2.2. */
export type GivenAttribute = Pick<Attribute, 'name'> &
	Partial<Omit<Attribute, 'name' | 'subAttributes'>> & {
		readonly subAttributes?: readonly GivenAttribute[];
	};

/** A definition of a schema and of the resources that it extends (RFC 7643 §6, §7). */
export interface Definition {
	readonly id: string;
	readonly name: string;
	readonly description?: string;
	readonly resourceType: DeclaredSchema['resourceType'];
	/** Whether every resource of the type must have the extension. */
	readonly required: boolean;
	readonly attributes: readonly GivenAttribute[];
}

/** What is wrong with a definition, and where: `attributes.2.subAttributes.0.type`. */
export interface Flaw {
	readonly field: string;
	readonly detail: string;
}

/**
 * Roots of the URNs that belong to the protocol (RFC 7643 §10, RFC 7644 §8.2), in lower case. Others
 * under `urn:ietf:params:scim` are not: Entra has companies put their own extensions at
 * `urn:ietf:params:scim:schemas:extension:{company}:2.0:User`.
 */
const RESERVED = [
	'urn:ietf:params:scim:schemas:core',
	'urn:ietf:params:scim:schemas:extension:enterprise:2.0',
	'urn:ietf:params:scim:api',
];

// A URN (RFC 8141 §2) without empty parts, and of its characters those that mean nothing else in a
// filter, a list of attributes, an SQL literal or the path of a URL.
const URN = /^urn:[a-z\d][a-z\d-]{0,30}[a-z\d](?::[\w.~!$&*+;=@/-]+)+$/i;

// ATTRNAME of RFC 7643 §2.1.
const NAME = /^[a-z][\w-]*$/i;

/** Names that mean something to every JavaScript object, in lower case. */
const INHERITED = new Set(
	Object.getOwnPropertyNames(Object.prototype).map((name) => name.toLowerCase()),
);

/** Declares a schema extension, or says all that is wrong with its definition. */
export function declareSchema(definition: Definition): Result<DeclaredSchema, readonly Flaw[]> {
	const { id, name, description = '', resourceType, required, attributes } = definition;
	const flaws = [...urnFlaws(id), ...listFlaws(attributes, 'attributes', false)];
	const schema = { id, name, description, attributes: attributes.map(complete) };
	const { length } = JSON.stringify(schema);
	if (length > MAX_SCHEMA_LENGTH) {
		const detail = `with all characteristics a schema may have ${MAX_SCHEMA_LENGTH} characters, this has ${length}`;
		flaws.push({ field: 'attributes', detail });
	}
	if (required && attributes.length > 0 && attributes.every(isWriteOnly)) {
		const detail = 'cannot be true: nothing is kept of an extension whose attributes are writeOnly';
		flaws.push({ field: 'required', detail });
	}
	return flaws.length === 0 ? ok({ resourceType, required, schema }) : err(flaws);
}

/**
 * True if two URNs cannot both name schemas: they are equal, or one goes on where the other ends, so
 * that `urn:a:b:c` could be the schema or the attribute `c` of `urn:a:b`.
 */
export function areAmbiguous(one: string, other: string): boolean {
	const [first, second] = [`${one.toLowerCase()}:`, `${other.toLowerCase()}:`];
	return first.startsWith(second) || second.startsWith(first);
}

/** Makes every characteristic explicit. An empty list says the same as none. */
function complete(given: GivenAttribute): Attribute {
	const { name, description = '', type = 'string', ...others } = given;
	const { subAttributes = [], canonicalValues = [], referenceTypes = [], ...rest } = others;
	const { caseExact, ...characteristics } = rest;
	return attribute(name, description, {
		...characteristics,
		type,
		// Whatever is said, only strings have a letter case that may be ignored (RFC 7643 §2.3).
		...(caseExact === undefined || type !== 'string' ? {} : { caseExact }),
		...(canonicalValues.length === 0 ? {} : { canonicalValues }),
		...(referenceTypes.length === 0 ? {} : { referenceTypes }),
		...(type === 'complex' ? { subAttributes: subAttributes.map(complete) } : {}),
	});
}

function urnFlaws(urn: string): Flaw[] {
	if (urn.length > MAX_URN_LENGTH || !URN.test(urn)) {
		const example = 'such as "urn:acme:scim:schemas:badge:2.0:User"';
		const characters = 'letters, digits and any of . _ ~ ! $ & * + ; = @ / - between its colons';
		const detail = `must be a URN ${example}, of ${MAX_URN_LENGTH} characters at most, with ${characters}`;
		return [{ field: 'id', detail }];
	}
	const root = RESERVED.find((reserved) => areAmbiguous(urn, reserved));
	return root === undefined
		? []
		: [{ field: 'id', detail: `"${root}:…" is reserved for the schemas of the SCIM standards` }];
}

function listFlaws(list: readonly GivenAttribute[], path: string, areSub: boolean): Flaw[] {
	const seen = new Set<string>();
	return list.flatMap((given, at) => {
		const place = `${path}.${at}`;
		const name = given.name.toLowerCase();
		const isTwin = seen.has(name);
		seen.add(name);
		return [
			...(isTwin
				? [
						flaw(
							place,
							'name',
							`"${given.name}" is declared twice; letter case makes no difference`,
						),
					]
				: []),
			...nameFlaws(given.name, place, areSub),
			...typeFlaws(given, place, areSub),
			...accessFlaws(given, place),
		];
	});
}

function nameFlaws(name: string, place: string, isSub: boolean): Flaw[] {
	// RFC 7643 §2.4 names a sub-attribute "$ref".
	if (isSub && name === '$ref') return [];
	if (INHERITED.has(name.toLowerCase())) {
		return [
			flaw(place, 'name', `"${name}" cannot be used: every JavaScript object has it already`),
		];
	}
	return NAME.test(name) && name.length <= MAX_ATTRIBUTE_NAME_LENGTH
		? []
		: [
				flaw(
					place,
					'name',
					`must begin with a letter and go on with letters, digits, "-" and "_", ${MAX_ATTRIBUTE_NAME_LENGTH} at most (RFC 7643 §2.1)`,
				),
			];
}

function typeFlaws(given: GivenAttribute, place: string, isSub: boolean): Flaw[] {
	const { type = 'string', subAttributes = [], canonicalValues = [], referenceTypes = [] } = given;
	const flaws: Flaw[] = [];
	if (type === 'complex' && isSub) {
		flaws.push(flaw(place, 'type', 'a sub-attribute cannot be complex (RFC 7643 §2.3.8)'));
	} else if (type === 'complex' && subAttributes.length === 0) {
		flaws.push(flaw(place, 'subAttributes', 'a complex attribute needs sub-attributes'));
	} else if (type !== 'complex' && subAttributes.length > 0) {
		flaws.push(flaw(place, 'subAttributes', `only a complex attribute has them, this is ${type}`));
	}
	if (subAttributes.length > 0 && subAttributes.every(isWriteOnly) && !isWriteOnly(given)) {
		const detail = 'must be "writeOnly": nothing is kept of a value whose parts all are';
		flaws.push(flaw(place, 'mutability', detail));
	}
	if (type !== 'string' && canonicalValues.length > 0) {
		flaws.push(flaw(place, 'canonicalValues', `only strings have them, this is ${type}`));
	}
	if (type !== 'reference' && referenceTypes.length > 0) {
		flaws.push(flaw(place, 'referenceTypes', `only references have them, this is ${type}`));
	}
	return [...flaws, ...listFlaws(subAttributes, `${place}.subAttributes`, true)];
}

function isWriteOnly({ mutability }: GivenAttribute): boolean {
	return mutability === 'writeOnly';
}

function accessFlaws(given: GivenAttribute, place: string): Flaw[] {
	const { mutability = 'readWrite', returned = 'default', uniqueness = 'none' } = given;
	const flaws: Flaw[] = [];
	if (mutability === 'readOnly') {
		const detail = 'cannot be readOnly: neither a client nor the server would ever assign it';
		flaws.push(flaw(place, 'mutability', detail));
	} else if ((mutability === 'writeOnly') !== (returned === 'never')) {
		const detail =
			'"writeOnly" and returned "never" go together: what may never be read is not kept';
		flaws.push(flaw(place, mutability === 'writeOnly' ? 'returned' : 'mutability', detail));
	}
	if (uniqueness !== 'none') {
		const detail = 'must be "none": the uniqueness of declared attributes is not enforced';
		flaws.push(flaw(place, 'uniqueness', detail));
	}
	return flaws;
}

function flaw(place: string, characteristic: keyof Attribute, detail: string): Flaw {
	return { field: `${place}.${characteristic}`, detail };
}
