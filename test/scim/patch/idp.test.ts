/** Every PATCH of the identity providers' transcripts is understood; test/e2e checks its effect. */
import { expect, test } from 'vitest';
import { GROUP, USER } from '../../../src/scim/schema/resource-types.ts';
import type { Scenario } from '../../support/scenario.ts';
import { directoryTypeOf } from '../../support/scenario.ts';
import { patch } from './patch.ts';

const transcripts = import.meta.glob<Scenario>('../../idp/*.json', {
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
	expect(patch(type, document, body, directoryTypeOf(scenario))).toMatchObject({ ok: true });
});
