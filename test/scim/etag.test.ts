import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPrecondition, etag, fingerprint, isKnown } from '../../src/scim/etag.ts';

const member = fc.record({
	id: fc.uuid(),
	type: fc.constantFrom('User', 'Group'),
	display: fc.string(),
});
const members = fc.uniqueArray(member, { selector: ({ id }) => id, minLength: 1, maxLength: 20 });

const shuffled = members.chain((all) =>
	fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
);

const of = (...displays: string[]): string =>
	fingerprint(displays.map((display, at) => ({ id: String(at), type: 'User', display })));

describe('fingerprint', () => {
	test('of nothing is nothing', () => {
		expect(fingerprint([])).toBe('');
		expect(etag(3, fingerprint([]))).toBe('W/"3"');
	});

	test('does not depend on the order', () => {
		fc.assert(
			fc.property(shuffled, ([all, other]) => {
				expect(fingerprint(other)).toBe(fingerprint(all));
			}),
		);
	});

	test('differs when an id, a type or a display does, or when one comes or goes', () => {
		fc.assert(
			fc.property(members, member, fc.string({ minLength: 1 }), ([first, ...rest], more, text) => {
				if (first === undefined) return;
				const marks = [
					[first, ...rest],
					[{ ...first, id: `${first.id}${text}` }, ...rest],
					[{ ...first, type: `${first.type}${text}` }, ...rest],
					[{ ...first, display: `${first.display}${text}` }, ...rest],
					[first, ...rest, more],
					rest,
				].map(fingerprint);
				expect(new Set(marks).size).toBe(marks.length);
			}),
		);
	});

	test('notices changes that a plain sum would let cancel out', () => {
		expect(of('a1', 'b2')).not.toBe(of('a2', 'b1'));
		expect(of('xa', 'yb')).not.toBe(of('xb', 'ya'));
		expect(of('anna', 'bert')).not.toBe(of('bert', 'anna'));
	});

	test('is part of a tag that HTTP can carry (RFC 9110 §8.8.3)', () => {
		fc.assert(
			fc.property(members, (all) => {
				expect(etag(7, fingerprint(all))).toMatch(/^W\/"7-[0-9a-z]{1,11}"$/);
			}),
		);
	});
});

describe('RFC 9110 §13.1: what a header names', () => {
	const tag = 'W/"3-x1"';
	test.each([
		['*', true, true],
		[' * ', true, true],
		[tag, true, true],
		['"3-x1"', true, true],
		['W/"3"', false, true],
		['"3"', false, true],
		['W/"3-y2"', false, true],
		['W/"2-x1"', false, false],
		['W/"33-x1"', false, false],
		['"x", , W/"3-x1"', true, true],
		['"a,b",W/"3-x1"', true, true],
		['w/"3-x1"', false, false],
		['W/ "3-x1"', false, false],
		['3-x1', false, false],
		['"3-x1', false, false],
		['""', false, false],
		['', false, false],
		['*, W/"1"', false, false],
	])('%s', (header, namesTag, namesVersion) => {
		expect(isKnown({ ifNoneMatch: header }, tag)).toEqual({ ok: true, value: namesTag });
		expect(isKnown({ ifMatch: header }, tag).ok).toBe(namesTag);
		expect(checkPrecondition({ ifMatch: header }, 3).ok).toBe(namesVersion);
		expect(checkPrecondition({ ifNoneMatch: header }, 3).ok).toBe(!namesVersion);
	});

	test('nothing is asked without the headers', () => {
		expect(checkPrecondition({}, 3)).toEqual({ ok: true, value: null });
		expect(isKnown({}, tag)).toEqual({ ok: true, value: false });
	});

	test('a refusal names what is current and what was asked', () => {
		expect(checkPrecondition({ ifMatch: '"1"' }, 3)).toEqual({
			ok: false,
			error: { status: 412, detail: expect.stringMatching(/W\/"3".*If-Match.*"1"/) },
		});
		expect(checkPrecondition({ ifNoneMatch: '*' }, 3)).toEqual({
			ok: false,
			error: { status: 412, detail: expect.stringMatching(/W\/"3".*If-None-Match/) },
		});
		expect(isKnown({ ifMatch: '"1"' }, tag)).toEqual({
			ok: false,
			error: { status: 412, detail: expect.stringContaining(tag) },
		});
	});
});
