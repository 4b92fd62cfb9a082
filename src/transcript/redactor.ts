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

/** What stands for a value while a message is looked at. */
const HELD = '\0';

/** More values than that are not looked for in an error message. */
const VALUES_MAX = 2_000;

/** A way to write a value, and the same without regard to letter case. */
interface Spelling {
	readonly spelt: string;
	readonly fold: string;
}

/** One redaction of one exchange. */
export class Redactor {
	readonly #replace: Replace;
	/** By what was there. */
	readonly #replaced = new Map<string, string>();
	readonly #names = new Set<string>();
	readonly #spelt = new Map<string, readonly Spelling[]>();

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
		const isHopeless =
			values.length > VALUES_MAX ||
			detail.includes(HELD) ||
			(detail.includes('…') && values.some((value) => value.includes('"')));
		if (isHopeless) return NO_DETAIL;
		const parts = splitBy(detail, this.#spellingsIn(detail));
		const held = parts.filter((_, at) => at % 2 === 1);
		// Values have quotes of their own, so they are held while it is looked what stands between ours.
		const text = parts.map((part, at) => (at % 2 === 1 ? HELD : part)).join('');
		if (text.split('"').length % 2 === 0) return NO_DETAIL;
		return text.replaceAll(/"([^"]*)"|\0/g, (_, quoted: string | undefined) => {
			if (quoted === undefined) return this.#known(held.shift() ?? '');
			const within = held.splice(0, quoted.split(HELD).length - 1);
			return `"${this.#quoted(quoted, within)}"`;
		});
	}

	/** What stands between quotes, with the values that are held out of it. */
	#quoted(text: string, held: readonly string[]): string {
		const [only = ''] = held;
		if (text === HELD) return this.#known(only);
		let next = 0;
		const whole = text.replaceAll(HELD, () => held[next++] ?? '');
		// Names of attributes and ids are ours; what else is in quotes was the client's, and may have been cut.
		const isOurs = this.#names.has(whole) || isProtocolName(whole) || isOwnId(whole);
		if (isOurs || isBare(whole)) return whole;
		return held.some((value) => this.#known(value) === SECRET) ? SECRET : this.personal(whole);
	}

	#known(spelt: string): string {
		const exact = this.#replaced.get(spelt);
		if (exact !== undefined) return exact;
		for (const [value, made] of this.#replaced) {
			if (made !== SECRET) continue;
			if (this.#spellings(value).some(({ fold }) => fold === folded(spelt))) return SECRET;
		}
		return this.personal(spelt);
	}

	/** Values that stand in a message, in whatever letter case, the way they stand there. */
	#spellingsIn(detail: string): readonly string[] {
		const text = folded(detail);
		return [...this.#replaced.keys()]
			.filter((value) => value.length > 1 && value.length <= detail.length)
			.flatMap((value) => this.#spellings(value).filter(({ fold }) => text.includes(fold)))
			.map(({ spelt }) => spelt);
	}

	/** A value as it is, and as it is written in JSON: remembered, for each message asks for all. */
	#spellings(value: string): readonly Spelling[] {
		const known = this.#spelt.get(value);
		if (known !== undefined) return known;
		const made = [...new Set([value, JSON.stringify(value).slice(1, -1)])].map((spelt) => ({
			spelt,
			fold: folded(spelt),
		}));
		this.#spelt.set(value, made);
		return made;
	}
}

/** The same for texts that differ in letter case alone. */
function folded(text: string): string {
	return text.toUpperCase().toLowerCase();
}

/** Every second part is one of the values, in whatever letter case; the longest that fits. */
function splitBy(text: string, values: readonly string[]): readonly string[] {
	if (values.length === 0) return [text];
	const longestFirst = values.toSorted((a, b) => b.length - a.length);
	const pattern = longestFirst.map((value) => value.replaceAll(/[^\p{L}\p{N}]/gu, escape));
	return text.split(new RegExp(`(${pattern.join('|')})`, 'giu'));
}

const escape = (character: string): string =>
	`\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
