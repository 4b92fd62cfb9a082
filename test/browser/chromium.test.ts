/** Where there is no browser, the way to get one is told. */
import { expect, test } from 'vitest';
import { chromiumPath } from '../../scripts/chromium.ts';

const [here, nowhere] = [process.execPath, '/nowhere/chromium'];

test('the browser that is named is taken, or else one of the usual places', () => {
	expect(chromiumPath(here, [nowhere])).toBe(here);
	expect(chromiumPath('', [nowhere, here])).toBe(here);
});

test('one that is named and not there is not replaced by another', () => {
	expect(() => chromiumPath(nowhere, [here])).toThrow(`CHROMIUM_PATH is "${nowhere}"`);
});

test('where there is none, how to install one is told', () => {
	expect(() => chromiumPath('', [nowhere])).toThrow('sudo apt-get install -y chromium');
});
