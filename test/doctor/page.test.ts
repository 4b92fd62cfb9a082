/** docs/providers/doctor.md is current: what it says of findings and of the corpus is what is so. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doctorPage } from '../../scripts/doctor-page.ts';

test('docs/providers/doctor.md is what `npm run docs` writes', () => {
	expect(readFileSync('docs/providers/doctor.md', 'utf8') === doctorPage(), 'npm run docs').toBe(
		true,
	);
});
