/**
 * Reads JSON bodies, those of SCIM aside: size, media type and syntax, before anything looks inside. In
 * which form a refusal is told is left to whoever answers it.
 */
import { err, ok, type Result } from '../result.ts';
import { MAX_BODY_DEPTH } from '../scim/limits.ts';
import type { AppContext } from './context.ts';

/** Why a body is not read. */
export interface BodyError {
	readonly status: 400 | 413 | 415;
	readonly detail: string;
}

/** Reads a body as JSON; `absent`, if given, stands for one that was left out. */
export async function readJson(
	c: AppContext,
	bytesMax: number,
	absent?: unknown,
): Promise<Result<unknown, BodyError>> {
	const isTooLarge = Number(c.req.header('Content-Length') ?? 0) > bytesMax;
	const text = isTooLarge ? '' : await c.req.text();
	if (isTooLarge || text.length > bytesMax) {
		return err({ status: 413, detail: `The body can have at most ${bytesMax} bytes.` });
	}
	if (text === '' && absent !== undefined) return ok(absent);
	const mediaType = c.req.header('Content-Type')?.split(';')[0]?.trim().toLowerCase();
	if (mediaType !== 'application/json') {
		return err({ status: 415, detail: 'Content-Type must be application/json.' });
	}
	if (isTooDeep(text)) return err({ status: 400, detail: TOO_DEEP });
	try {
		return ok(JSON.parse(text));
	} catch {
		return err({ status: 400, detail: 'The body is not valid JSON.' });
	}
}

/** Why a body that {@link isTooDeep} is refused. */
export const TOO_DEEP = `The body can be nested at most ${MAX_BODY_DEPTH} levels deep.`;

/**
 * True if the brackets of a JSON text nest deeper than a body may, found without parsing it: whoever goes
 * over such a value would overflow the stack.
 */
export function isTooDeep(text: string): boolean {
	let depth = 0;
	let isInString = false;
	for (let at = 0; at < text.length; at += 1) {
		const character = text[at];
		if (character === '"') isInString = !isInString;
		else if (isInString) at += character === '\\' ? 1 : 0;
		else if (character === '[' || character === '{') depth += 1;
		else if (character === ']' || character === '}') depth -= 1;
		if (depth > MAX_BODY_DEPTH) return true;
	}
	return false;
}
