/**
 * Partial matching of a reply against what a transcript expects: objects by the attributes named,
 * arrays element by element, and `$…` matchers. Every difference becomes one line of text; nothing throws.
 */
import { isObject } from './json.ts';

type Matcher = (want: unknown, actual: unknown, at: string) => string[];

const isMissing = (value: unknown): boolean => value === undefined || value === null;

const isEmpty = (value: unknown): boolean =>
	isMissing(value) ||
	value === '' ||
	(Array.isArray(value) && value.length === 0) ||
	(isObject(value) && Object.values(value).every(isEmpty));

const elements = (value: unknown): unknown[] =>
	Array.isArray(value) ? [...(value as unknown[])] : [];

const oneOrMany = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

function lengthOf(value: unknown): number {
	return typeof value === 'string' || Array.isArray(value) ? value.length : 0;
}

function show(value: unknown): string {
	const text = value === undefined ? 'nothing' : JSON.stringify(value);
	return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

const fits = (want: unknown, actual: unknown): boolean => match(want, actual, '$').length === 0;

/** One line when the check fails, none when it holds. */
const verdict = (holds: boolean, at: string, wanted: string, actual: unknown): string[] =>
	holds ? [] : [`${at}: wanted ${wanted}, got ${show(actual)}`];

const contains: Matcher = (want, actual, at) => {
	if (typeof actual === 'string' && typeof want === 'string') {
		return verdict(actual.includes(want), at, `text containing ${show(want)}`, actual);
	}
	const left = new Left(elements(actual));
	return oneOrMany(want).flatMap((item) =>
		left.take(item) ? [] : verdict(false, at, `an element ${show(item)}`, actual),
	);
};

/** The elements of a list that are left: each wanted one uses up one, so that asking twice means two of them. */
class Left {
	readonly #elements: Map<number, unknown>;
	/** Of thousands of members, those with the `value` that is wanted. */
	readonly #byKey: ReadonlyMap<string | undefined, readonly number[]>;

	constructor(list: readonly unknown[]) {
		this.#elements = new Map(list.entries());
		this.#byKey = Map.groupBy(list.keys(), (at) => keyOf(list[at]));
	}

	take(want: unknown): boolean {
		const key = keyOf(want);
		const candidates = key === undefined ? this.#elements.keys() : (this.#byKey.get(key) ?? []);
		for (const at of candidates) {
			if (!this.#elements.has(at) || !fits(want, this.#elements.get(at))) continue;
			return this.#elements.delete(at);
		}
		return false;
	}
}

/** What is the same for whatever fits: a text, or the text that is its `value`. */
function keyOf(element: unknown): string | undefined {
	if (typeof element === 'string') return `text ${element}`;
	const value = isObject(element) && Object.hasOwn(element, 'value') ? element['value'] : undefined;
	return typeof value === 'string' ? `value ${value}` : undefined;
}

const notContains: Matcher = (want, actual, at) => {
	if (typeof actual === 'string' && typeof want === 'string') {
		return verdict(!actual.includes(want), at, `text without ${show(want)}`, actual);
	}
	return oneOrMany(want).flatMap((item) =>
		verdict(
			!elements(actual).some((value) => fits(item, value)),
			at,
			`no element ${show(item)}`,
			actual,
		),
	);
};

const MATCHERS: ReadonlyMap<string, Matcher> = new Map<string, Matcher>([
	['$exists', (want, actual, at) => verdict(want === !isMissing(actual), at, 'presence', actual)],
	['$absent', (want, actual, at) => verdict(want === isMissing(actual), at, 'absence', actual)],
	['$empty', (want, actual, at) => verdict(want === isEmpty(actual), at, 'emptiness', actual)],
	[
		'$type',
		(want, actual, at) => {
			const type = typeOf(actual);
			const holds = type === want || (want === 'number' && type === 'integer');
			return verdict(holds, at, `type ${show(want)}`, actual);
		},
	],
	[
		'$regex',
		(want, actual, at) =>
			verdict(
				typeof actual === 'string' && new RegExp(String(want)).test(actual),
				at,
				`text matching /${String(want)}/`,
				actual,
			),
	],
	[
		'$ci',
		(want, actual, at) =>
			verdict(
				String(actual).toLowerCase() === String(want).toLowerCase(),
				at,
				`${show(want)} in any letter case`,
				actual,
			),
	],
	[
		'$ne',
		(want, actual, at) => verdict(!fits(want, actual), at, `anything but ${show(want)}`, actual),
	],
	[
		'$oneOf',
		(want, actual, at) =>
			verdict(
				elements(want).some((item) => fits(item, actual)),
				at,
				`one of ${show(want)}`,
				actual,
			),
	],
	['$all', (want, actual, at) => elements(want).flatMap((item) => match(item, actual, at))],
	[
		'$length',
		(want, actual, at) => verdict(lengthOf(actual) === want, at, `length ${show(want)}`, actual),
	],
	[
		'$min',
		(want, actual, at) =>
			verdict(
				(typeof actual === 'number' ? actual : lengthOf(actual)) >= Number(want),
				at,
				`at least ${show(want)}`,
				actual,
			),
	],
	['$contains', contains],
	['$notContains', notContains],
	[
		'$each',
		(want, actual, at) =>
			Array.isArray(actual)
				? actual.flatMap((value, index) => match(want, value, `${at}[${index}]`))
				: verdict(false, at, 'an array', actual),
	],
]);

const isMatcher = (value: unknown): value is Record<string, unknown> =>
	isObject(value) &&
	Object.keys(value).length > 0 &&
	Object.keys(value).every((key) => MATCHERS.has(key));

/** Compares `actual` with the partial `want`; returns one line per difference. */
export function match(want: unknown, actual: unknown, at: string): string[] {
	if (isMatcher(want)) {
		return Object.entries(want).flatMap(
			([name, value]) => MATCHERS.get(name)?.(value, actual, at) ?? [],
		);
	}
	if (Array.isArray(want)) {
		if (!Array.isArray(actual) || actual.length !== want.length) {
			return verdict(false, at, `${want.length} element(s) ${show(want)}`, actual);
		}
		return want.flatMap((item, index) => match(item, actual[index], `${at}[${index}]`));
	}
	if (isObject(want)) {
		if (!isObject(actual)) return verdict(false, at, `an object ${show(want)}`, actual);
		return Object.entries(want).flatMap(([key, value]) =>
			match(value, Object.hasOwn(actual, key) ? actual[key] : undefined, `${at}.${key}`),
		);
	}
	return verdict(want === actual, at, show(want), actual);
}

/** Reads `a.b[0]["urn:x"].c` out of a value; undefined where the way ends early. */
export function dig(value: unknown, expression: string): unknown {
	let current = value;
	for (const found of expression.matchAll(/\[(\d+)\]|\["([^"]+)"\]|\.?([^.[\]]+)/g)) {
		const key = found[1] ?? found[2] ?? found[3] ?? '';
		if (key === '$') continue;
		if (typeof current !== 'object' || current === null || !Object.hasOwn(current, key)) {
			return undefined;
		}
		current = (current as Record<string, unknown>)[key];
	}
	return current;
}
