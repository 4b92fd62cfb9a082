import { describe, expect, test } from 'vitest';
import { project, readProjection, wants } from '../../src/scim/projection.ts';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { attribute, complex } from '../../src/scim/schema/define.ts';
import { GROUP, USER } from '../../src/scim/schema/resource-types.ts';
import { ENTERPRISE_USER_URN, USER_URN } from '../../src/scim/urns.ts';

const OTHER_URN = 'urn:example:2.0:User';

const resource = {
	schemas: [USER_URN, ENTERPRISE_USER_URN],
	id: 'u1',
	userName: 'ann',
	name: { givenName: 'Ann', familyName: 'Lee' },
	emails: [{ value: 'a@x', type: 'work' }, { type: 'home' }],
	[ENTERPRISE_USER_URN]: { department: 'R', manager: { value: 'm', displayName: 'M' } },
	[OTHER_URN]: { a: {} },
	meta: { resourceType: 'User', version: 'W/"1"' },
};
const { schemas, id } = resource;

function view(type: ResourceType, attributes?: string, excludedAttributes?: string) {
	const projection = readProjection(type, attributes, excludedAttributes);
	if (!projection.ok) {
		throw new Error(projection.error.detail);
	}
	return project(type, resource, projection.value);
}

describe('attributes shows what is named, id and schemas (RFC 7644 §3.9)', () => {
	test.each([
		['userName', { userName: 'ann' }],
		[' USERNAME , id ', { userName: 'ann' }],
		['name', { name: resource.name }],
		['name.familyName', { name: { familyName: 'Lee' } }],
		['name.familyName,NAME.givenname', { name: resource.name }],
		['emails.value', { emails: [{ value: 'a@x' }] }],
		[`${USER_URN}:userName`, { userName: 'ann' }],
		[ENTERPRISE_USER_URN, { [ENTERPRISE_USER_URN]: resource[ENTERPRISE_USER_URN] }],
		[`${ENTERPRISE_USER_URN}:department`, { [ENTERPRISE_USER_URN]: { department: 'R' } }],
		[
			`${ENTERPRISE_USER_URN.toLowerCase()}:manager.VALUE`,
			{ [ENTERPRISE_USER_URN]: { manager: { value: 'm' } } },
		],
		[USER_URN, { userName: 'ann', name: resource.name, emails: resource.emails }],
		[OTHER_URN, { [OTHER_URN]: { a: {} } }],
		['meta', { meta: resource.meta }],
		['meta.version', { meta: { version: 'W/"1"' } }],
		['nothing', {}],
		['__proto__', {}],
	])('%s', (attributes, expected) => {
		expect(view(USER, attributes)).toEqual({ schemas, id, ...expected });
	});
});

describe('excludedAttributes hides what is named, except id and schemas (RFC 7644 §3.9)', () => {
	test.each([
		['userName', ['userName']],
		['id,schemas', []],
		['name.givenName,name.familyName', ['name']],
		[`${ENTERPRISE_USER_URN},${OTHER_URN}`, [ENTERPRISE_USER_URN, OTHER_URN]],
		['meta,EMAILS', ['meta', 'emails']],
		['nothing', []],
	])('%s', (excluded, hidden) => {
		const expected = Object.entries(resource).filter(([name]) => !hidden.includes(name));
		expect(view(USER, undefined, excluded)).toEqual(Object.fromEntries(expected));
	});

	test('hides sub-attributes', () => {
		expect(view(USER, undefined, `name.givenName,${ENTERPRISE_USER_URN}:manager.value`)).toEqual({
			...resource,
			name: { familyName: 'Lee' },
			[ENTERPRISE_USER_URN]: { department: 'R', manager: { displayName: 'M' } },
		});
	});
});

test.each([
	[undefined, undefined],
	['', ''],
	[' , ', undefined],
])('a parameter without names changes nothing (%o, %o)', (attributes, excluded) => {
	expect(view(USER, attributes, excluded)).toEqual(resource);
});

test('both parameters at once are invalidValue', () => {
	expect(readProjection(USER, 'userName', 'emails')).toMatchObject({
		ok: false,
		error: { status: 400, scimType: 'invalidValue' },
	});
});

describe('returned (RFC 7643 §7)', () => {
	const type: ResourceType = {
		...USER,
		schema: {
			...USER.schema,
			attributes: [
				attribute('fixed', 'always', { returned: 'always' }),
				attribute('secret', 'never', { returned: 'never' }),
				attribute('rare', 'request', { returned: 'request' }),
				complex('usual', 'default', [
					attribute('a', 'default'),
					attribute('rare', 'request', { returned: 'request' }),
				]),
			],
		},
	};
	const full = { fixed: '1', secret: '2', rare: '3', usual: { a: '4', rare: '5' } };
	test.each([
		[undefined, undefined, { fixed: '1', usual: { a: '4' } }],
		['rare', undefined, { fixed: '1', rare: '3' }],
		['secret', undefined, { fixed: '1' }],
		['usual', undefined, { fixed: '1', usual: { a: '4' } }],
		['usual.rare', undefined, { fixed: '1', usual: { rare: '5' } }],
		[undefined, 'fixed,usual.a', { fixed: '1' }],
	])('attributes=%s excludedAttributes=%s', (attributes, excluded, expected) => {
		const projection = readProjection(type, attributes, excluded);
		expect(projection.ok && project(type, full, projection.value)).toEqual(expected);
	});
});

test.each([
	[undefined, undefined, true],
	['members', undefined, true],
	['MEMBERS.value', undefined, true],
	['displayName', undefined, false],
	[undefined, 'members', false],
	[undefined, 'members.value', true],
	[undefined, 'displayName', true],
])(
	'wants members with attributes=%s excludedAttributes=%s: %s',
	(attributes, excluded, expected) => {
		const projection = readProjection(GROUP, attributes, excluded);
		expect(projection.ok && wants(projection.value, 'members')).toBe(expected);
	},
);
