import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold } from '../../src/scim/fold.ts';

describe('text that differs only in letter case or composition is equal', () => {
	test.each([
		['bjensen', 'BJensen'],
		['Straße', 'STRASSE'],
		['Straße', 'STRAẞE'],
		['İ', 'i̇'],
		['ſ', 'S'],
		['\u212A', 'k'],
		['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
		['e\u0301', 'É'],
		['ŉ', 'ʼN'],
		['ﬁ', 'FI'],
		['ᾳ', 'ΑΙ'],
		['Å', '\u212B'],
	])('%s = %s', (a, b) => {
		expect(fold(a)).toBe(fold(b));
	});
});

test.each([
	['a', 'b'],
	['a', 'á'],
	['o', 'ö'],
	['a', 'a '],
	['ı', 'i'],
	['ı', 'I'],
])('%s ≠ %s', (a, b) => {
	expect(fold(a)).not.toBe(fold(b));
});

const letters = fc.string({
	unit: fc.constantFrom(...Array.from('aAzZ09 .@-_äÄßéÉñÑøØæÆœŒşŞžŽΣσςΑαЖжДдİ漢字🙂')),
});

describe('laws', () => {
	test('folding twice is folding once', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (s) => {
				expect(fold(fold(s))).toBe(fold(s));
			}),
		);
	});

	test('letter case makes no difference', () => {
		fc.assert(
			fc.property(letters, (s) => {
				expect(fold(s.toUpperCase())).toBe(fold(s));
				expect(fold(s.toLowerCase())).toBe(fold(s));
			}),
		);
	});

	test('parts fold to parts of the whole, so that co, sw and ew work on folded text', () => {
		fc.assert(
			fc.property(letters, letters, (a, b) => {
				expect(fold(a + b)).toBe(fold(a) + fold(b));
			}),
		);
	});
});
