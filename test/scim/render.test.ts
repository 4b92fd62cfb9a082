import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/scim/json.ts';
import { renderResource } from '../../src/scim/render.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN, GROUP_URN, USER_URN } from '../../src/scim/urns.ts';

const parts = {
	id: 'u1',
	version: 3,
	created: '2024-01-01T00:00:00.000Z',
	lastModified: '2024-01-02T00:00:00.000Z',
	location: 'https://x.example/scim/v2/d1/Users/u1',
};

test('renders attributes in the order of the schema, extensions after them', () => {
	const resource = renderResource(USER, {
		...parts,
		attributes: {
			'urn:other': { a: 1 },
			[ENTERPRISE_USER_URN]: { department: 'R' },
			displayName: 'Ann',
			userName: 'ann',
			externalId: 'x',
		},
		groups: [{ value: 'g1', $ref: '../Groups/g1', type: 'direct', display: 'G' }],
	});
	expect(Object.entries(resource)).toEqual([
		['schemas', [USER_URN, 'urn:other', ENTERPRISE_USER_URN]],
		['id', 'u1'],
		['externalId', 'x'],
		['userName', 'ann'],
		['displayName', 'Ann'],
		['groups', [{ value: 'g1', $ref: '../Groups/g1', type: 'direct', display: 'G' }]],
		[ENTERPRISE_USER_URN, { department: 'R' }],
		['urn:other', { a: 1 }],
		[
			'meta',
			{
				resourceType: 'User',
				created: parts.created,
				lastModified: parts.lastModified,
				location: parts.location,
				version: 'W/"3"',
			},
		],
	]);
});

test('leaves out unassigned members (RFC 7643 §2.5)', () => {
	const resource = renderResource(GROUP, {
		...parts,
		attributes: { displayName: 'G' },
		members: [],
	});
	expect(Object.keys(resource)).toEqual(['schemas', 'id', 'displayName', 'meta']);
	expect(resource['schemas']).toEqual([GROUP_URN]);
});

test('a stored document cannot replace what the service provider knows', () => {
	const attributes: JsonObject = { userName: 'ann', id: 'forged', schemas: ['x'], meta: {} };
	expect(renderResource(USER, { ...parts, attributes })).toMatchObject({
		schemas: [USER_URN],
		id: 'u1',
		meta: { resourceType: 'User' },
	});
});

test('the version is the entity tag: with the mark of what is shown, if there is one', () => {
	const attributes = { displayName: 'G' };
	const versionOf = (mark?: string) =>
		renderResource(GROUP, { ...parts, attributes, ...(mark === undefined ? {} : { mark }) })[
			'meta'
		];
	expect(versionOf()).toMatchObject({ version: 'W/"3"' });
	expect(versionOf('')).toMatchObject({ version: 'W/"3"' });
	expect(versionOf('1hq7x')).toMatchObject({ version: 'W/"3-1hq7x"' });
});
