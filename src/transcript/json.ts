/** Reading of JSON that somebody else wrote: nothing throws. */

/** A JSON object; its names are looked up, never walked. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** True for a JSON object, which a list is not. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a text holds as JSON; undefined if it is none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** What a body holds: its JSON, or the text itself if it is none; undefined if it is empty. */
export function contentOf(body: string): unknown {
	const value = parseJson(body);
	return value === undefined && body !== '' ? body : value;
}
