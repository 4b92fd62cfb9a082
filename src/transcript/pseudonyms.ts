/**
 * Pseudonyms: texts of the same form in the place of personal values. The same word gets the same
 * pseudonym wherever it stands, in whatever letter case, so that what was equal stays equal; what it is
 * comes from a keyed hash, which is given, so that whoever has not the key cannot find the word.
 */
import type { Exchange } from './exchange.ts';
import { redact } from './redact.ts';
import { kindOf, type ValueKind } from './values.ts';

/** The keyed hash of a text: 32 bytes, of no use without the key. */
export type Mac = (text: string) => Promise<Uint8Array>;

/** The hash of a word, when all are known. */
type Digest = (unit: string) => Uint8Array;

/** More words than that would take too long to hash. */
const UNITS_MAX = 20_000;

/**
 * The exchange with pseudonyms in the place of personal values, and without secrets; undefined for one
 * with more words than can be hashed.
 */
export async function pseudonymise(exchange: Exchange, mac: Mac): Promise<Exchange | undefined> {
	const units = new Set<string>();
	const collect: Digest = (unit) => {
		units.add(unit);
		return NO_DIGEST;
	};
	redact(exchange, (value, kind) => pseudonym(value, kind, collect));
	if (units.size > UNITS_MAX) return undefined;
	const hashed = [...units].map(async (unit) => [unit, await mac(unit)] as const);
	const digests = new Map(await Promise.all(hashed));
	return redact(exchange, (value, kind) =>
		pseudonym(value, kind, (unit) => digests.get(unit) ?? NO_DIGEST),
	);
}

const NO_DIGEST = new Uint8Array(32);

function pseudonym(value: string, kind: ValueKind, digest: Digest): string {
	switch (kind) {
		case 'number':
			return number(value, digest);
		case 'phone':
			return value.replaceAll(/\d/g, nextOf(digits(value.replaceAll(/\D/g, ''), digest)));
		case 'date':
			return date(value, digest);
		case 'id':
			return identifier(value, digest);
		case 'url':
			return url(value, digest);
		case 'email':
			return email(value, digest);
		case 'name':
			return name(value, digest);
		case 'text':
			// One for all of it: what is base64, as photos and certificates are, stays base64.
			return word(value, digest);
	}
}

/** Words between blanks, of which some are addresses or dates. */
function name(value: string, digest: Digest): string {
	return value.replaceAll(/[^\s<>()[\],;"']+/g, (part) => {
		const kind = kindOf(part);
		return kind === 'name' || kind === 'text' ? words(part, digest) : pseudonym(part, kind, digest);
	});
}

/** Each run of anything but the blanks and the punctuation of ASCII. */
function words(value: string, digest: Digest): string {
	return value.replaceAll(/[^\s!-/:-@[-`{-~]+/g, (each) =>
		/^\d+$/.test(each) ? number(each, digest) : word(each, digest),
	);
}

/** Birches and badgers: words that are nobody's name, so that a pseudonym is seen to be one. */
const WORDS =
	'acorn alder amber aspen badger basalt beech birch bison bramble cedar clover comet coral cypress dahlia ' +
	'ember falcon fennel fern finch flint garnet ginger granite hazel heron hickory indigo iris ivory jasper ' +
	'juniper kestrel larch lark laurel lichen lilac linden lupin magpie mallow maple marble mimosa myrtle ' +
	'nettle oak olive onyx opal orchid osprey otter pebble plover poplar quartz raven rowan saffron spruce';
const WORD_LIST = WORDS.split(' ');

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789';

/** A word of the list with six characters that tell it from others: 35 bits. */
function word(value: string, digest: Digest): string {
	const made = cased(unlike(digest(`word ${folded(value)}`)), value);
	// Half of a character that needs two is what a service may stumble over.
	const [half = ''] = /\p{Surrogate}/u.exec(value) ?? [];
	return asLong(made, value) + half;
}

/** Beyond that the length of a text may be what is wrong with it, so it stays; up to what no limit is above. */
const LENGTH_KEPT_MIN = 64;
const LENGTH_KEPT_MAX = 1_500;

function asLong(made: string, like: string): string {
	const length = Math.min(like.length, LENGTH_KEPT_MAX);
	return length > LENGTH_KEPT_MIN ? made.padEnd(length, 'x') : made;
}

function unlike(bytes: Uint8Array): string {
	const [first = 0, ...rest] = bytes.slice(0, 7);
	const tail = rest.map((byte) => LETTERS[byte % LETTERS.length]).join('');
	return `${WORD_LIST[first % WORD_LIST.length]}${tail}`;
}

/** The same for words that differ in letter case or Unicode composition, as for the service that compares them. */
function folded(value: string): string {
	const parts = value.normalize('NFC').match(/ı|[^ı]+/g) ?? [];
	// Lower, upper and lower case again maps `ß` and `SS` alike; the dotless ı has no upper case of its own.
	const lower = parts.map((part) =>
		part === 'ı' ? part : part.toLowerCase().toUpperCase().toLowerCase(),
	);
	return lower.join('').replaceAll('ς', 'σ').normalize('NFC');
}

/** In the letter case of another word, for identity providers differ in it. */
function cased(made: string, like: string): string {
	if (like.length > 1 && like === like.toUpperCase()) return made.toUpperCase();
	return made.replaceAll(/./g, (character, at: number) =>
		isUpper(like[at]) ? character.toUpperCase() : character,
	);
}

function isUpper(character = ''): boolean {
	return character !== character.toLowerCase();
}

/** As many digits as are asked for, of which the first is none. */
function digits(value: string, digest: Digest, length = value.length): string {
	const bytes = digest(`digits ${value}`);
	return Array.from({ length }, (_, at) => {
		const byte = (bytes[at % 32] ?? 0) + at;
		return at === 0 ? 1 + (byte % 9) : byte % 10;
	}).join('');
}

/** Short numbers get longer, so that no two of them become one. */
const NUMBER_DIGITS_MIN = 6;

function number(value: string, digest: Digest): string {
	const [, sign = '', whole = '', rest = ''] = /^(-?)(\d+)(.*)$/s.exec(value) ?? [];
	const made = digits(whole, digest, Math.max(whole.length, NUMBER_DIGITS_MIN));
	// A last zero would be lost in a JSON number.
	const fraction = rest === '' ? '' : `.${digits(rest.slice(1), digest).replace(/0$/, '1')}`;
	return sign + made + fraction;
}

function nextOf(text: string): () => string {
	let at = 0;
	return () => text[at++] ?? '0';
}

const DAY_MS = 86_400_000;

/** A day between 1970 and 2024; the form of a time stays, not the time. */
function date(value: string, digest: Digest): string {
	const [first = 0, second = 0] = digest(`date ${value}`);
	const day = new Date(((first * 256 + second) % 20_000) * DAY_MS).toISOString().slice(0, 10);
	return day + value.slice(10).replaceAll(/\d/g, '0');
}

/** Where the version of a UUID is (RFC 9562 §4.2): 7 is for the ids of the service itself. */
const UUID_VERSION_AT = 14;

/** Character by character of the same sort, so that a UUID stays one. */
function identifier(value: string, digest: Digest): string {
	const bytes = digest(`id ${value.toLowerCase()}`);
	const alphabet = /^[\da-f-]+$/i.test(value) ? 'abcdef' : 'abcdefghijklmnopqrstuvwxyz';
	const isUuid = /^[\da-f]{8}-[\da-f]{4}-/i.test(value);
	return value.replaceAll(/[\dA-Za-z]/g, (character, at: number) => {
		if (isUuid && at === UUID_VERSION_AT) return character === '7' ? '4' : character;
		const byte = (bytes[at % 32] ?? 0) + Math.floor(at / 32);
		if (/\d/.test(character)) return String(byte % 10);
		return cased(alphabet[byte % alphabet.length] ?? 'x', character);
	});
}

/** A domain that is reserved for examples (RFC 2606 §3), another one for each. */
function domain(value: string, digest: Digest): string {
	return cased(`${unlike(digest(`domain ${value.toLowerCase()}`))}.example.org`, value);
}

function email(value: string, digest: Digest): string {
	const at = value.lastIndexOf('@');
	return `${words(value.slice(0, at), digest)}@${domain(value.slice(at + 1), digest)}`;
}

function url(value: string, digest: Digest): string {
	const [, scheme = '', host = '', rest = ''] = /^([^:]+):\/\/([^/?#]*)(.*)$/s.exec(value) ?? [];
	const shown = /^(?:https?|ftp|ldaps?)$/i.test(scheme) ? scheme : words(scheme, digest);
	const where = host === '' ? '' : domain(host, digest);
	return `${shown}://${where}${words(rest, digest)}`;
}
