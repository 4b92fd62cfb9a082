/** PATCH of a group's members (RFC 7644 §3.5.2): described in order, never applied to the document. */
import { describe, expect, test } from 'vitest';
import { memberChangesOf } from '../../../src/scim/patch/members.ts';
import { parsePatch } from '../../../src/scim/patch/parse.ts';
import { GROUP } from '../../../src/scim/schema/resource-types.ts';
import { body, patch, patchMembers } from './patch.ts';

const a = { value: 'a' };
const b = { value: 'b' };

describe('changes', () => {
	test.each<[string, object, object]>([
		[
			'add, as Entra writes it',
			{
				op: 'Add',
				path: 'members',
				value: [
					{ $ref: null, value: 'a' },
					{ displayName: 'B', value: 'b' },
				],
			},
			{ kind: 'add', members: [a, b] },
		],
		['add one object', { op: 'add', path: 'Members', value: a }, { kind: 'add', members: [a] }],
		['add without path', { op: 'add', value: { members: [a] } }, { kind: 'add', members: [a] }],
		['add nothing', { op: 'add', path: 'members', value: [] }, { kind: 'add', members: [] }],
		[
			'replace',
			{ op: 'replace', path: 'members', value: [a, b] },
			{ kind: 'replace', members: [a, b] },
		],
		[
			'replace without path',
			{ op: 'replace', value: { id: 'g', members: [b] } },
			{ kind: 'replace', members: [b] },
		],
		[
			'replace by none',
			{ op: 'replace', value: { members: [] } },
			{ kind: 'replace', members: [] },
		],
		['remove all', { op: 'remove', path: 'members' }, { kind: 'replace', members: [] }],
		[
			'remove listed',
			{ op: 'Remove', path: 'members', value: [{ $ref: null, value: 'a' }] },
			{ kind: 'remove', members: [a] },
		],
		[
			'remove one, with an empty display',
			{ op: 'remove', path: 'members', value: { value: 'a', display: '' } },
			{ kind: 'remove', members: [a] },
		],
		['remove none', { op: 'remove', path: 'members', value: [] }, { kind: 'remove', members: [] }],
		[
			'remove by id',
			{ op: 'remove', path: 'members[value eq "a"]' },
			{ kind: 'remove', members: [a] },
		],
		[
			'remove by ids',
			{ op: 'remove', path: 'members[value eq "a" or value eq "b"]' },
			{ kind: 'remove', members: [a, b] },
		],
		[
			'remove by URN',
			{ op: 'remove', path: 'urn:ietf:params:scim:schemas:core:2.0:Group:members[value eq "a"]' },
			{ kind: 'remove', members: [a] },
		],
	])('%s', (_name, operation, change) => {
		expect(patchMembers([operation])).toEqual([change]);
	});

	test('other filters select', () => {
		expect(patchMembers([{ op: 'remove', path: 'members[type eq "Group"]' }])).toMatchObject([
			{ kind: 'select', mustMatch: false, filter: { kind: 'compare', value: 'group' } },
		]);
		const replace = { op: 'replace', path: 'members[value eq "a"]', value: b };
		expect(patchMembers([replace])).toMatchObject([
			{ kind: 'select', replaceBy: [b], mustMatch: true },
		]);
		expect(patchMembers([replace], 'azure-scim-v2')).toMatchObject([{ mustMatch: false }]);
	});

	test('the RFC 7644 §3.5.2.2 examples: remove and add, remove all and add', () => {
		const add = { op: 'add', path: 'members', value: [b] };
		expect(patchMembers([{ op: 'remove', path: 'members[value eq "a"]' }, add])).toEqual([
			{ kind: 'remove', members: [a] },
			{ kind: 'add', members: [b] },
		]);
		expect(patchMembers([{ op: 'remove', path: 'members' }, add])).toEqual([
			{ kind: 'replace', members: [] },
			{ kind: 'add', members: [b] },
		]);
	});

	test('the document changes apart from the members', () => {
		const request = body({ op: 'replace', value: { id: 'g', displayName: 'New', members: [a] } });
		expect(patch(GROUP, { displayName: 'Crew' }, request)).toEqual({
			ok: true,
			value: { attributes: { displayName: 'New' }, members: [{ kind: 'replace', members: [a] }] },
		});
		expect(patchMembers([{ op: 'replace', value: { displayName: 'New' } }])).toEqual([]);
	});
});

describe('failures', () => {
	test.each<[string, object]>([
		['mutability', { op: 'replace', path: 'members[value eq "a"].display', value: 'x' }],
		['mutability', { op: 'replace', path: 'members[value eq "a"].value', value: 'b' }],
		['mutability', { op: 'add', path: 'members.value', value: 'b' }],
		['mutability', { op: 'add', path: 'members[value eq "a"]', value: { type: 'User' } }],
		['mutability', { op: 'remove', path: 'displayName' }],
		['invalidValue', { op: 'add', path: 'members', value: [{ display: 'x' }] }],
		['invalidValue', { op: 'replace', path: 'members', value: [{ value: '' }] }],
		['invalidValue', { op: 'replace', path: 'members' }],
		['invalidValue', { op: 'remove', path: 'members', value: [{ display: 'x' }] }],
		['invalidFilter', { op: 'remove', path: 'members[value eq bare]' }],
	])('%s: %j', (scimType, operation) => {
		expect(patchMembers([operation])).toBe(scimType);
	});
});

test('what is asked of members is known beforehand, as far as it is well-formed', () => {
	const operations = parsePatch(
		body(
			{ op: 'add', path: 'members', value: [a] },
			{ op: 'add', path: 'members', value: [{ display: 'x' }] },
			{ op: 'replace', path: 'displayName', value: 'x' },
			{ op: 'remove', path: 'urn:x:2.0:Group' },
		),
		GROUP,
	);
	expect(operations.ok && memberChangesOf(operations.value, GROUP)).toEqual([
		{ kind: 'add', members: [a] },
	]);
});
