/**
 * Which texts of a SCIM message say something about a person, and of what form they are. What is not known
 * to belong to the protocol counts as personal: the lists here say what is kept, never what is not.
 */

/** The form of a text, told from the text alone, so that one value has one form wherever it stands. */
export type ValueKind = 'name' | 'email' | 'phone' | 'id' | 'url' | 'date' | 'number' | 'text';

/** A value beyond that is a text whose words are not worth telling apart. */
const NAME_CHARACTERS_MAX = 120;

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const FORMS: readonly (readonly [kind: ValueKind, form: RegExp])[] = [
	['number', /^-?\d{1,40}(?:\.\d{1,40})?$/],
	['date', /^\d{4}-\d{2}-\d{2}(?:T[\d:.]{4,20}(?:Z|[+-]\d{2}:?\d{2})?)?$/],
	['url', /^[a-z][a-z\d+.-]{0,20}:\/\/\S+$/i],
	['email', /^[^\s@]+@[^\s@]+$/],
	['phone', /^(?:tel:)?\+?(?=(?:\D*\d){6})[\d\s()./-]{6,40}$/i],
	['id', UUID],
	// Base64 with its padding, as certificates are.
	['id', /^(?:[A-Za-z\d+/]{4})+(?:[A-Za-z\d+/]{3}=|[A-Za-z\d+/]{2}==)$/],
	// A name has no two digits in it, an identifier has.
	['id', /^(?=.*[A-Za-z])(?=.*\d.*\d)[\w-]{10,200}$/],
];

/** Of what form a text is. */
export function kindOf(value: string): ValueKind {
	if (value.length > NAME_CHARACTERS_MAX && !/^\S{1,300}$/.test(value)) return 'text';
	return FORMS.find(([, form]) => form.test(value))?.[0] ?? 'name';
}

/** True for text that can tell of nobody: empty, or of blanks and the punctuation of ASCII. */
export function isBare(text: string): boolean {
	return /^[\s!-/:-@[-`{-~]*$/.test(text);
}

/** True for the form of a UUID. */
export function isUuid(text: string): boolean {
	return UUID.test(text);
}

/**
 * True for the URI of a schema: a URN, or one of Microsoft's, which Entra ID adds to its groups. Whatever
 * has as many digits in a row as a number of somebody is none.
 */
export function isSchemaUri(text: string): boolean {
	const isUri = /^(?:urn:[\w.:$-]{1,200}|https?:\/\/schemas\.microsoft\.com\/[\w./-]{1,200})$/i;
	return isUri.test(text) && !/\d{5}/.test(text);
}

/** True for the ids that the service itself gives: UUIDs of version 7 in lower case. */
export function isOwnId(text: string): boolean {
	return UUID.test(text) && /^[0-9a-f-]{14}7/.test(text);
}

/**
 * The name that an attribute path ends with, folded: of `urn:…:User:name.givenName` it is `givenname`. Of
 * a secret the whole path, for the end of `password.value` does not say so.
 */
export function attributeOf(path: string): string {
	if (isSecretName(path)) return path;
	// Without a pattern, which would look at each character of a long one from each.
	const name = path.trim();
	const before = ['.', ':', '/', ']'].map((separator) => name.lastIndexOf(separator));
	return name.slice(Math.max(...before) + 1).toLowerCase();
}

/** True for names of attributes, parameters and header fields that hold secrets. */
export function isSecretName(name: string): boolean {
	return SECRET_NAME.test(name);
}

const SECRET_NAME =
	/pass(?:word|wd|phrase|code)|^pwd$|secret|token|credential|authori[sz]ation$|api[_-]?key|private[_-]?key|^otp$|^pin$/i;

/** Attributes whose value may be the id of a resource. */
const REFERENCES = new Set(['id', 'value', 'manager', 'managerid', 'members', 'groups']);

const words = (text: string): ReadonlySet<string> => new Set(text.toLowerCase().split(' '));

const TYPES = words(
	'work home other primary mobile fax pager main office business personal untyped direct indirect ' +
		'user group manager photo thumbnail employee contractor intern temp external aim gtalk icq xmpp ' +
		'msn skype qq yahoo string boolean decimal integer datetime binary reference complex',
);

const LOCALE = /^[a-z]{2}(?:[-_][A-Z][a-z]{3})?(?:[-_](?:[A-Z]{2}|\d{3}))?$/i;

/** What may stand in the attributes of the protocol, by their folded name. */
const KEPT: ReadonlyMap<string, (value: string) => boolean> = new Map([
	['schemas', isSchemaUri],
	['op', among('add replace remove')],
	['method', among('get post put patch delete')],
	['status', (value: string) => /^[1-5]\d\d$/.test(value)],
	[
		'scimtype',
		among(
			'invalidfilter toomany uniqueness mutability invalidsyntax invalidpath notarget invalidvalue ' +
				'invalidvers sensitive invalidcursor expiredcursor invalidcount',
		),
	],
	['type', (value: string) => TYPES.has(value.toLowerCase())],
	['usertype', (value: string) => TYPES.has(value.toLowerCase())],
	['resourcetype', among('user group schema resourcetype serviceproviderconfig')],
	['version', isEntityTag],
	['created', isTimestamp],
	['lastmodified', isTimestamp],
	['locale', (value: string) => LOCALE.test(value)],
	['preferredlanguage', (value: string) => LOCALE.test(value)],
	['country', (value: string) => /^[A-Z]{2}$/i.test(value)],
	['timezone', isTimeZone],
	['sortorder', among('ascending descending')],
	['startindex', isSmallNumber],
	['count', isSmallNumber],
]);

function among(list: string): (value: string) => boolean {
	const known = words(list);
	return (value) => known.has(value.toLowerCase());
}

/** Created and lastModified are also names that others use: only recent full timestamps are those of `meta`. */
function isTimestamp(value: string): boolean {
	return /^20[2-9]\d-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(value);
}

/** The name of a zone that there is in the database of IANA. */
function isTimeZone(value: string): boolean {
	if (!/^[A-Z][A-Za-z]{1,10}\/[\w/+-]{2,30}$/.test(value)) return false;
	return ZONES.has(value) || opensAsZone(value);
}

const ZONES = new Set(Intl.supportedValuesOf('timeZone'));

/** One of the other names of zones, like `Asia/Kolkata`: they are known, but not in the list. */
function opensAsZone(name: string): boolean {
	try {
		return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
	} catch {
		return false;
	}
}

/** Positions and lengths of lists; nobody's number is that short. */
function isSmallNumber(value: string): boolean {
	return /^-?\d{1,7}$/.test(value);
}

/** An entity tag as the service makes them. */
export function isEntityTag(value: string): boolean {
	return /^(?:\*|W\/"[\da-f-]{1,80}")$/.test(value);
}

/** True for text that belongs to the protocol where it stands: below an attribute, by its folded name. */
export function isKept(text: string, attribute: string): boolean {
	if (isBare(text) || /^(?:true|false)$/i.test(text)) return true;
	if (isOwnId(text) && REFERENCES.has(attribute)) return true;
	return KEPT.get(attribute)?.(text) === true;
}

const COUNTS = words(
	'totalresults itemsperpage startindex count status failonerrors maxoperations maxpayloadsize maxresults',
);

/** True for numbers that count parts of a message. */
export function isKeptNumber(value: number, attribute: string): boolean {
	return COUNTS.has(attribute) && isSmallNumber(String(value));
}
