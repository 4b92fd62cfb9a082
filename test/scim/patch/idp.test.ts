/** Every PATCH of the identity providers' transcripts is understood; test/e2e checks its effect. */
import { expect, test } from 'vitest';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import type { Transcript } from '../../../src/transcript/format.ts';
import { keyOfName } from '../../../src/providers/keys.ts';
import { patch } from './patch.ts';

const transcripts = import.meta.glob<Transcript>('../../idp/*.json', {
	eager: true,
	import: 'default',
});

const patches = Object.values(transcripts).flatMap((scenario) =>
	scenario.steps
		// Where a transcript allows a refusal, it is no form that must be understood.
		.filter(({ method, expect: e }) => method === 'PATCH' && ![e?.status].flat().includes(400))
		.map(({ name, path, body }) => ({ scenario, idp: scenario.idp, name, path, body })),
);

test('there are such steps', () => {
	expect(patches.length).toBeGreaterThan(50);
});

test.each(patches)('$idp: $name', ({ scenario, path, body }) => {
	const [type, document] = path.startsWith('/Users')
		? [USER, { userName: 'u' }]
		: [GROUP, { displayName: 'g' }];
	// Ids are not known here.
	const filled: unknown = JSON.parse(JSON.stringify(body).replaceAll(/\{\{(\w+)\}\}/g, '$1'));
	expect(patch(type, document, filled, keyOfName(scenario.idp))).toMatchObject({ ok: true });
});
