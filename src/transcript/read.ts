/** Checks that a value is a transcript, as far as a replay depends on it; each flaw names its field. */
import { err, ok, type Result } from '../result.ts';
import type { Transcript } from './format.ts';

/** What is wrong with a value, one line for each field; none if it is right. */
type Check = (value: unknown, at: string) => readonly string[];

const is =
	(expected: string, holds: (value: unknown) => boolean): Check =>
	(value, at) =>
		holds(value) ? [] : [`${at} must be ${expected}`];

const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

const text = is('text', (value) => typeof value === 'string');
const textOrNull = is('text or null', (value) => value === null || typeof value === 'string');
const status = is('an HTTP status', (value) => Number.isInteger(value));
const anything: Check = () => [];

const listOf =
	(check: Check): Check =>
	(value, at) =>
		Array.isArray(value)
			? value.flatMap((item: unknown, index) => check(item, `${at}[${index}]`))
			: [`${at} must be a list`];

const recordOf =
	(check: Check): Check =>
	(value, at) =>
		isRecord(value)
			? Object.entries(value).flatMap(([key, item]) => check(item, `${at}.${key}`))
			: [`${at} must be an object`];

/** An object with these fields, and perhaps others. */
const objectOf =
	(required: Record<string, Check>, optional: Record<string, Check>): Check =>
	(value, at) => {
		if (!isRecord(value)) return [`${at === '' ? 'it' : at} must be an object`];
		const checks = Object.entries({ ...required, ...optional });
		return checks.flatMap(([key, check]) => {
			const where = at === '' ? key : `${at}.${key}`;
			if (Object.hasOwn(value, key)) return check(value[key], where);
			return Object.hasOwn(required, key) ? [`${where} is missing`] : [];
		});
	};

const headers = recordOf(textOrNull);
const expectation = {
	status: ((value, at) => (Array.isArray(value) ? listOf(status) : status)(value, at)) as Check,
	headers: recordOf(anything),
	body: anything,
};
const CALL = {
	headers,
	body: anything,
	rawBody: text,
	expect: objectOf({}, { ...expectation, should: objectOf({}, expectation) }),
	capture: recordOf(text),
};
const REQUEST = { method: text, path: text };
const STEP = {
	...CALL,
	events: listOf(text),
	eventsMay: listOf(text),
	parallel: listOf(objectOf(REQUEST, { ...CALL, name: text })),
	statuses: recordOf(is('a number', Number.isInteger)),
};

/** A step is a request, or several at once. */
const step: Check = (value, at) =>
	isRecord(value) && Object.hasOwn(value, 'parallel')
		? objectOf({ name: text }, STEP)(value, at)
		: objectOf({ name: text, ...REQUEST }, STEP)(value, at);

const steps: Check = (value, at) =>
	Array.isArray(value) && value.length === 0 ? [`${at} is empty`] : listOf(step)(value, at);

const transcript = objectOf(
	{ idp: text, name: text, steps },
	{
		headers,
		contentTypeAlways: is('true or false', (value) => typeof value === 'boolean'),
		vars: recordOf(text),
	},
);

/** Reads a transcript from parsed JSON; the error has one line for each field that is wrong. */
export function readTranscript(value: unknown): Result<Transcript, readonly string[]> {
	const flaws = transcript(value, '');
	return flaws.length === 0 ? ok(value as Transcript) : err(flaws);
}
