/** Reads what Google answered: whatever is not as documented is as if it were not there. */

/** An object out of an answer. */
export type GoogleObject = Readonly<Record<string, unknown>>;

/** A value as an object, without fields if it is none. */
export function objectOf(value: unknown): GoogleObject {
	return isObject(value) ? value : {};
}

/** True for what JSON writes in braces. */
export function isObject(value: unknown): value is GoogleObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A field; undefined unless it is the object's own. */
export function fieldOf(object: GoogleObject, name: string): unknown {
	return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** A field that is text with something other than blanks in it. */
export function textOf(object: GoogleObject, name: string): string | undefined {
	const value = fieldOf(object, name);
	return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** A field that is a number. */
export function numberOf(object: GoogleObject, name: string): number | undefined {
	const value = fieldOf(object, name);
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** True if a field is `true`. */
export function isSet(object: GoogleObject, name: string): boolean {
	return fieldOf(object, name) === true;
}

/** The objects of a field that is a list. */
export function objectsOf(object: GoogleObject, name: string): readonly GoogleObject[] {
	const value = fieldOf(object, name);
	return Array.isArray(value) ? value.map(objectOf) : [];
}

/** The texts of a field that is a list. */
export function textsOf(object: GoogleObject, name: string): readonly string[] {
	const value = fieldOf(object, name);
	return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

/** Reads an object that is written as JSON; undefined if it is none, or breaks off. */
export function readObject(text: string): GoogleObject | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** The same, and an object without fields where there is none. */
export function parseObject(text: string): GoogleObject {
	return readObject(text) ?? {};
}
