/** Which headers an endpoint may ask for, and that each refusal names its rule. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkHeaders, REDACTED } from '../../src/webhook/headers.ts';

const NAME = 'must be the name of a header';
const TAKEN = 'cannot be set: Rollcall or the connection sets it';
const VALUE = 'the value must be visible ASCII without blanks at its ends';
const SHOWN = 'give the value itself: "[redacted]" only stands for it where it is shown';

function refusal(headers: Record<string, string>) {
	const checked = checkHeaders(headers);
	return checked.ok ? null : checked.error;
}

describe('one header', () => {
	test.each<[name: string, value: string, refusal: string | null]>([
		['Authorization', 'Bearer abc', null],
		['X-Api-Key', '!~', null],
		['Cookie', 'a=b; c=d', null],
		["x!#$%&'*+.^_`|~9", 'v', null],
		['', 'v', NAME],
		['X Api', 'v', NAME],
		['X-Api:', 'v', NAME],
		['X-Äpi', 'v', NAME],
		['X-Api\r\nHost', 'v', NAME],
		['X-Api', '', VALUE],
		['X-Api', ' v', VALUE],
		['X-Api', 'v ', VALUE],
		['X-Api', 'a\r\nb: c', VALUE],
		['X-Api', 'a\tb', VALUE],
		['X-Api', 'a\0b', VALUE],
		['X-Api', 'ä', VALUE],
		['X-Api', REDACTED, SHOWN],
		...[
			'webhook-id',
			'Webhook-Signature',
			'webhook-anything',
			'Rollcall-Replay',
			'rollcall-test',
			'Content-Type',
			'content-length',
			'Content-Encoding',
			'Accept',
			'accept-encoding',
			'User-Agent',
			'HOST',
			'Connection',
			'Keep-Alive',
			'TE',
			'Trailer',
			'Transfer-Encoding',
			'Upgrade',
			'Expect',
			'Proxy-Authorization',
			'Proxy-Connection',
			'Date',
			'Via',
			'Forwarded',
			'X-Forwarded-For',
			'CF-Connecting-IP',
			'CDN-Loop',
			'Sec-Fetch-Mode',
		].map((name): [string, string, string] => [name, 'v', TAKEN]),
	])('%j: %j: %s', (name, value, detail) => {
		expect(refusal({ [name]: value })).toEqual(detail === null ? null : [{ name, detail }]);
	});
});

function numbered(count: number): Record<string, string> {
	return Object.fromEntries(Array.from({ length: count }, (_, at) => [`X-${at}`, 'v']));
}

describe('all headers', () => {
	test('none are as good as some', () => {
		expect(refusal({})).toBeNull();
	});

	test('a name that is there twice is refused, whatever its letter case', () => {
		expect(refusal({ 'X-Key': 'a', 'x-key': 'b' })).toEqual([
			{ name: 'x-key', detail: 'must be given only once, in whatever letter case' },
		]);
	});

	test('are 20 at most', () => {
		expect(refusal(numbered(20))).toBeNull();
		expect(refusal(numbered(21))).toEqual([{ detail: 'at most 20 headers are allowed' }]);
	});

	test('have 4096 characters at most, names and values together', () => {
		expect(refusal({ 'X-A': 'v'.repeat(4093) })).toBeNull();
		expect(refusal({ 'X-A': 'v'.repeat(4094) })).toEqual([
			{ detail: 'all headers together can have at most 4096 characters' },
		]);
	});

	test('every fault is told at once', () => {
		expect(refusal({ Host: 'a', 'X-A': '', 'X-B': 'v' })).toEqual([
			{ name: 'Host', detail: TAKEN },
			{ name: 'X-A', detail: VALUE },
		]);
	});

	test('whatever is accepted, the platform takes and sends as it is', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary-ascii' }), fc.string(), (name, value) => {
				const headers = { [name]: value };
				if (!checkHeaders(headers).ok) return;
				expect(new Headers(headers).get(name)).toBe(value);
			}),
			{ numRuns: 1000, examples: [['__proto__', '!']] },
		);
	});
});
