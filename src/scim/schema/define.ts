/**
 * Terse notation for schemas as data. A definition states what differs from the defaults of
 * RFC 7643 §2.2; the resulting Attribute carries every characteristic explicitly.
 */
import type { Attribute } from './attribute.ts';

type Characteristics = Partial<Omit<Attribute, 'name' | 'description'>>;

/** Defines an attribute from what differs from the defaults of RFC 7643 §2.2. */
export function attribute(
	name: string,
	description: string,
	characteristics: Characteristics = {},
): Attribute {
	const { type = 'string' } = characteristics;
	return {
		name,
		type,
		multiValued: false,
		description,
		required: false,
		// References and binary data have no letter case to ignore (RFC 7643 §2.3.6, §2.3.7).
		caseExact: type === 'reference' || type === 'binary',
		mutability: 'readWrite',
		returned: 'default',
		uniqueness: 'none',
		...characteristics,
	};
}

/** Defines a complex attribute (RFC 7643 §2.3.8). */
export function complex(
	name: string,
	description: string,
	subAttributes: readonly Attribute[],
	characteristics: Characteristics = {},
): Attribute {
	return attribute(name, description, { ...characteristics, type: 'complex', subAttributes });
}

/** Defines a multi-valued complex attribute (RFC 7643 §2.4). */
export function plural(
	name: string,
	description: string,
	subAttributes: readonly Attribute[],
	characteristics: Characteristics = {},
): Attribute {
	return complex(name, description, subAttributes, { ...characteristics, multiValued: true });
}
