/**
 * What one redaction replaces, and what it has replaced so far: error messages repeat what a request said,
 * so they are cleaned last, of everything that was found before.
 */
import { isProtocolName } from './protocol-names.ts';
import { isBare, isKept, isOwnId, isSecretName, kindOf, type ValueKind } from './values.ts';

/** Gives what stands in the place of a personal value; the same for the same value. */
export type Replace = (value: string, kind: ValueKind) => string;

/** What stands in the place of secrets; nothing can be told from it. */
export const SECRET = '(secret)';

/** What stands in the place of an error message that cannot be cleaned for sure. */
const NO_DETAIL = '(left out)';

/** More values than that are not looked for in an error message. */
const VALUES_MAX = 2_000;

/** One redaction of one exchange. */
export class Redactor {
	readonly #replace: Replace;
	/** By what was there. */
	readonly #replaced = new Map<string, string>();
	readonly #names = new Set<string>();

	constructor(replace: Replace) {
		this.#replace = replace;
	}

	/** What stands for a text that is not known to belong to the protocol. */
	personal(text: string): string {
		if (isBare(text)) return text;
		const known = this.#replaced.get(text);
		if (known !== undefined) return known;
		const made = this.#replace(text, kindOf(text));
		this.#replaced.set(text, made);
		return made;
	}

	/** What stands for a text below an attribute, given by its folded name. */
	text(text: string, attribute: string): string {
		if (isSecretName(attribute)) return this.secret(text);
		return isKept(text, attribute) ? text : this.personal(text);
	}

	/** What stands for a secret. */
	secret(text: string): string {
		if (!isBare(text)) this.#replaced.set(text, SECRET);
		return SECRET;
	}

	/** Notes the name of an attribute, which messages may repeat; returns it as it is. */
	name(name: string): string {
		this.#names.add(name);
		return name;
	}

	/** A message of ours for people, without what it repeats of the request. */
	detail(detail: string): string {
		const values = [...this.#replaced.keys()];
		const isHopeless = detail.includes('…') && values.some((value) => value.includes('"'));
		if (values.length > VALUES_MAX || isHopeless) return NO_DETAIL;
		return splitBy(detail, values.flatMap(spellings))
			.map((part, at) => (at % 2 === 1 ? this.#known(part) : this.#outside(part)))
			.join('');
	}

	#known(spelt: string): string {
		const exact = this.#replaced.get(spelt);
		if (exact !== undefined) return exact;
		for (const [value, made] of this.#replaced) {
			if (made === SECRET && spellings(value).some((each) => same(each, spelt))) return SECRET;
		}
		return this.personal(spelt);
	}

	/** Words of ours, with names of attributes in quotes; what else is in quotes was the client's. */
	#outside(text: string): string {
		return text.replaceAll(/"([^"]*)"/g, (whole, quoted: string) => {
			const isOurs = this.#names.has(quoted) || isProtocolName(quoted) || isOwnId(quoted);
			return isOurs || isBare(quoted) ? whole : `"${this.personal(quoted)}"`;
		});
	}
}

/** A value as it is, and as it is written in JSON. */
function spellings(value: string): readonly string[] {
	const escaped = JSON.stringify(value).slice(1, -1);
	return escaped === value ? [value] : [value, escaped];
}

function same(one: string, other: string): boolean {
	return one.toLowerCase() === other.toLowerCase();
}

/** Every second part is one of the values, in whatever letter case; the longest that fits. */
function splitBy(text: string, values: readonly string[]): readonly string[] {
	const found = values.filter((value) => value.length > 1);
	if (found.length === 0) return [text];
	const longestFirst = found.toSorted((a, b) => b.length - a.length);
	const pattern = longestFirst.map((value) => value.replaceAll(/[^\p{L}\p{N}]/gu, escape));
	return text.split(new RegExp(`(${pattern.join('|')})`, 'giu'));
}

const escape = (character: string): string =>
	`\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
