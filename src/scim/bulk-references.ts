/**
 * References by bulkId (RFC 7644 §3.7.2): finds `bulkId:x` wherever an operation may name a resource
 * and puts the id of what the POST with that bulkId creates in its place.
 */
import { badRequest, quoted, type ScimError } from './errors.ts';
import { isArray, type Json } from './json.ts';

/** What the POSTs of a request are to create, by bulkId: their positions and the ids made for them. */
export type Creations = ReadonlyMap<string, { readonly at: number; readonly id: string }>;

const PREFIX = 'bulkId:';
const AT_END_OF_URI = /(?<=^|\/)bulkId:[^/]*$/;
// A string of a filter, in JSON's syntax (RFC 7644 §3.4.2.2), so that JSON.parse reads whatever matches.
const IN_FILTER = /"bulkId:(?:[ !#-[\]-\u{10FFFF}]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/gu;

/** The references of one operation. */
export class References {
	readonly #creations: Creations;
	readonly #positions = new Set<number>();
	#unknown: string | undefined;

	constructor(creations: Creations) {
		this.#creations = creations;
	}

	/** Positions of the POSTs that were referenced so far. */
	get positions(): readonly number[] {
		return [...this.#positions];
	}

	/** The error of an operation that references what no POST creates. */
	get problem(): ScimError | undefined {
		return this.#unknown === undefined
			? undefined
			: badRequest(
					'invalidValue',
					`No POST of the request has the bulkId ${quoted(this.#unknown)}.`,
				);
	}

	/** Replaces text that is a reference. */
	inText(text: string): string {
		if (!text.startsWith(PREFIX)) return text;
		const bulkId = text.slice(PREFIX.length);
		const creation = this.#creations.get(bulkId);
		if (creation === undefined) {
			this.#unknown ??= bulkId;
			return text;
		}
		this.#positions.add(creation.at);
		return creation.id;
	}

	/** Replaces the references in the data of an operation: values, URIs, and filters in PATCH paths. */
	inData(data: Json): Json {
		// Most data has none, and need not be copied.
		return JSON.stringify(data).includes(PREFIX) ? this.#inValue(data, '') : data;
	}

	#inValue(json: Json, name: string): Json {
		if (typeof json === 'string') return this.#inNamed(json, name);
		if (typeof json !== 'object' || json === null) return json;
		if (isArray(json)) return json.map((element) => this.#inValue(element, name));
		return Object.fromEntries(
			Object.entries(json).map(([key, value]) => [
				// A PATCH without path has paths as names.
				this.#inFilter(key),
				this.#inValue(value, key.toLowerCase()),
			]),
		);
	}

	/** Text under a name: where references stand in it depends on what it is. */
	#inNamed(text: string, name: string): string {
		if (name === '$ref') return text.replace(AT_END_OF_URI, (found) => this.inText(found));
		return name === 'path' ? this.#inFilter(this.inText(text)) : this.inText(text);
	}

	#inFilter(text: string): string {
		return text.replaceAll(IN_FILTER, (found) => {
			const value = String(JSON.parse(found));
			return JSON.stringify(this.inText(value));
		});
	}
}
