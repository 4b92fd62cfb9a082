/** Reading of JSON that somebody else wrote: own properties only, and nothing throws. */
import { isObject } from '../transcript/json.ts';

/** A property of an object; undefined if it has none of its own by that name. */
export function own(value: unknown, name: string): unknown {
	return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A property that is text. */
export function ownText(value: unknown, name: string): string | undefined {
	const found = own(value, name);
	return typeof found === 'string' ? found : undefined;
}

/** The elements of an array, none of anything else. */
export function elements(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}
