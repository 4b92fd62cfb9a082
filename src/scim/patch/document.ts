/** Reads and writes attributes of a document by their resolved paths; documents are never mutated. */
import { type Json, type JsonObject, own, objectOr } from '../json.ts';
import type { AttributePath } from '../schema/attribute.ts';

type WholePath = Omit<AttributePath, 'sub'>;

/** Copies an object with a member set, or without it if the value is undefined. */
export function withMember(object: JsonObject, name: string, value: Json | undefined): JsonObject {
	if (value !== undefined) {
		return { ...object, [name]: value };
	}
	const { [name]: _removed, ...others } = object;
	return others;
}

/** Reads the value of an attribute of the document or of an extension in it. */
export function valueAt(
	document: JsonObject,
	{ extension, attribute }: WholePath,
): Json | undefined {
	const holder = extension === undefined ? document : objectOr(own(document, extension));
	return own(holder, attribute.name);
}

/** Sets or removes an attribute; an extension without attributes goes with its last one. */
export function withValueAt(
	document: JsonObject,
	{ extension, attribute }: WholePath,
	value: Json | undefined,
): JsonObject {
	if (extension === undefined) {
		return withMember(document, attribute.name, value);
	}
	const inner = withMember(objectOr(own(document, extension)), attribute.name, value);
	return withMember(document, extension, Object.keys(inner).length === 0 ? undefined : inner);
}
