/** What a command does, decided without any I/O. */
import { describe, expect, test } from 'vitest';
import { decide, type Context } from '../../src/directory/decide.ts';
import { USUAL_MAPPING } from '../../src/directory/mapping.ts';
import type { Command, Directory, StoredResource } from '../../src/directory/model.ts';
import { needsOf } from '../../src/directory/needs.ts';
import { parseCommand } from '../../src/directory/parse.ts';
import { userProfile } from '../../src/directory/profile.ts';
import { DirectoryView, relatedOf, type Loaded } from '../../src/directory/view.ts';
import { RESOURCE_TYPE } from '../../src/scim/schema/resource-types.ts';
import { EMPTY_DIRECTORY } from '../support/memory-directory.ts';

const DIRECTORY: Directory = {
	...EMPTY_DIRECTORY,
	lastSequence: 7,
	lastKey: 10,
	userCount: 2,
	activeUserCount: 2,
	groupCount: 1,
};
const CONTEXT: Context = {
	now: 1_000,
	newEventId: () => 'evt',
	noteSkipped: () => {},
	// Bodies here are kept short.
	dialect: new Set(['schemas_optional']),
	types: RESOURCE_TYPE,
};

function stored(type: 'User' | 'Group', key: number, name: string): StoredResource {
	const attributes = type === 'User' ? { userName: name, active: true } : { displayName: name };
	return { type, key, id: name, attributes, version: 1, createdAt: 0, modifiedAt: 0 };
}

const ANNA = stored('User', 1, 'anna');
const BERT = stored('User', 2, 'bert');
const CREW = stored('Group', 3, 'crew');

/** Anna is in the crew; everything is loaded. */
const LOADED: Loaded = {
	directory: DIRECTORY,
	resources: [ANNA, BERT, CREW],
	holders: [
		{ type: 'User', name: 'anna', id: 'anna' },
		{ type: 'User', name: 'bert', id: 'bert' },
		{ type: 'Group', name: 'crew', id: 'crew' },
	],
	candidates: [
		{ ...relatedOf(ANNA), profile: userProfile(ANNA, USUAL_MAPPING) },
		{ ...relatedOf(BERT), profile: userProfile(BERT, USUAL_MAPPING) },
	],
	memberships: [{ groupId: 'crew', memberId: 'anna' }],
	parents: [{ memberId: 'anna', group: relatedOf(CREW) }],
};

const patchOf = (type: 'User' | 'Group', id: string, ...operations: object[]): Command => ({
	kind: 'patch',
	type,
	id,
	body: { Operations: operations },
	wantsResource: false,
	wantsMembers: false,
});
const remove = (type: 'User' | 'Group', id: string): Command => ({ kind: 'delete', type, id });

const parse = (command: Command) => parseCommand(command, RESOURCE_TYPE);

/** Decides commands in one view; returns the statuses and the change. */
function run(...commands: Command[]) {
	const parsed = commands.map(parse);
	const view = new DirectoryView(LOADED, needsOf(parsed));
	const statuses = parsed.map((command) => {
		const result = decide(view, command, CONTEXT);
		return result.ok ? result.value.status : result.error.status;
	});
	return { statuses, view, change: view.change(CONTEXT.now) };
}

describe('a commit', () => {
	test('of nothing but repetitions has nothing to write', () => {
		const { statuses, change } = run(
			patchOf('User', 'anna', { op: 'replace', path: 'userName', value: 'anna' }),
			patchOf('Group', 'crew', { op: 'add', path: 'members', value: [{ value: 'anna' }] }),
			patchOf('Group', 'crew', { op: 'remove', path: 'members[value eq "bert"]' }),
		);
		expect(statuses).toEqual([200, 204, 204]);
		expect(change).toBeUndefined();
	});

	test('tells only what is left: who came and went again causes events, but no row', () => {
		const { change } = run(
			patchOf('Group', 'crew', { op: 'add', path: 'members', value: [{ value: 'bert' }] }),
			patchOf('Group', 'crew', { op: 'remove', path: 'members[value eq "bert"]' }),
		);
		expect(change?.events.map(({ type }) => type)).toEqual([
			'group.user_added',
			'group.user_removed',
		]);
		expect([change?.membersAdded, change?.membersRemoved]).toEqual([[], []]);
		expect(change?.updated.map(({ after }) => after.version)).toEqual([3]);
	});

	test('a user that left the group in the same commit does not show it any more', () => {
		const leave = patchOf('Group', 'crew', { op: 'remove', path: 'members[value eq "anna"]' });
		const touch = patchOf('User', 'anna', { op: 'replace', path: 'title', value: 'x' });
		const [first, second] = [parse(leave), parse(touch)];
		const view = new DirectoryView(LOADED, needsOf([first, second]));
		decide(view, first, CONTEXT);
		expect(decide(view, second, CONTEXT)).toMatchObject({ value: { resource: { related: [] } } });
	});

	test('a deleted user takes its memberships along, and the group moves on by a version', () => {
		const { change } = run(remove('User', 'anna'));
		expect(change).toMatchObject({
			directory: { userCount: 1, activeUserCount: 1, groupCount: 1 },
			deleted: [{ id: 'anna' }],
			membersRemoved: [{ groupKey: 3, memberKey: 1 }],
			updated: [{ after: { id: 'crew', version: 2 } }],
		});
		expect(change?.events.map(({ type }) => type)).toEqual(['group.user_removed', 'user.deleted']);
	});

	test('a name that was given up is free for the next command', () => {
		const { statuses, change } = run(
			patchOf('User', 'anna', { op: 'replace', path: 'userName', value: 'away' }),
			patchOf('User', 'bert', { op: 'replace', path: 'userName', value: 'Anna' }),
			patchOf('User', 'anna', { op: 'replace', path: 'userName', value: 'ANNA' }),
		);
		expect(statuses).toEqual([200, 200, 409]);
		expect(change?.updated).toHaveLength(2);
	});

	test('a command that is sent twice creates one resource', () => {
		const create: Command = { kind: 'create', type: 'User', id: 'new', body: { userName: 'new' } };
		const { statuses, change } = run(create, create);
		expect(statuses).toEqual([201, 201]);
		expect(change?.events).toHaveLength(1);
		expect(change?.inserted).toMatchObject([{ id: 'new', key: 11 }]);
	});

	test('a deletion moves the version of a group that was changed in the same commit', () => {
		const { change } = run(
			patchOf('Group', 'crew', { op: 'add', path: 'members', value: [{ value: 'bert' }] }),
			remove('User', 'anna'),
		);
		expect(change?.updated.map(({ after }) => after.version)).toEqual([3]);
	});

	test('a resource larger than its bound is refused, alone', () => {
		const { statuses } = run(
			patchOf('User', 'anna', { op: 'replace', path: 'nickName', value: 'x'.repeat(200_000) }),
			patchOf('User', 'bert', { op: 'replace', path: 'nickName', value: 'x' }),
		);
		expect(statuses).toEqual([413, 200]);
	});

	test('a document that is too large on the way is refused at that operation', () => {
		const { statuses } = run(
			patchOf(
				'User',
				'anna',
				{ op: 'add', path: 'nickName', value: 'x'.repeat(200_000) },
				{ op: 'remove', path: 'nickName' },
			),
		);
		expect(statuses).toEqual([413]);
	});

	test('an id that is given up and taken again is another row', () => {
		const create: Command = {
			kind: 'create',
			type: 'User',
			id: 'anna',
			body: { userName: 'anna' },
		};
		const { change } = run(remove('User', 'anna'), create);
		expect(change?.deleted).toMatchObject([{ key: 1 }]);
		expect(change?.inserted).toMatchObject([{ key: 11 }]);
		expect(change?.updated.map(({ after }) => after.id)).toEqual(['crew']);
	});

	test.each(['crew', 'CREW'])('a group is no member of itself (%s)', () => {
		const { statuses } = run(
			patchOf('Group', 'crew', { op: 'add', path: 'members', value: [{ value: 'crew' }] }),
		);
		expect(statuses).toEqual([400]);
	});
});

describe('what was not read is never guessed', () => {
	const NOTHING = needsOf([]);
	test.each<[string, Command]>([
		['a name', patchOf('User', 'anna', { op: 'replace', path: 'userName', value: 'other' })],
		[
			'whether somebody is a member',
			patchOf('Group', 'crew', { op: 'add', path: 'members', value: [{ value: 'bert' }] }),
		],
		[
			'who the members are',
			patchOf('Group', 'crew', { op: 'replace', path: 'members', value: [] }),
		],
		[
			'which members a filter selects',
			patchOf('Group', 'crew', { op: 'remove', path: 'members[type eq "User"]' }),
		],
		['whose groups end', remove('User', 'anna')],
	])('%s', (_name, command) => {
		const view = new DirectoryView({ ...LOADED, memberships: [], parents: [] }, NOTHING);
		expect(() => decide(view, parse(command), CONTEXT)).toThrow('It was not read');
	});

	const BODIES: readonly [string, object][] = [
		['path', { op: 'Add', path: 'members', value: [{ value: 'bert' }] }],
		['path in another case', { op: 'add', path: 'MEMBERS', value: { Value: 'bert' } }],
		[
			'path with the URN',
			{
				op: 'add',
				path: 'urn:ietf:params:scim:schemas:core:2.0:Group:members',
				value: 'bert',
			},
		],
		['no path', { op: 'add', value: { members: ['bert'] } }],
		[
			'no path, replace',
			{ op: 'replace', value: { Members: [{ value: 'bert' }], displayName: 'x' } },
		],
		[
			'no path, below the URN',
			{
				op: 'replace',
				value: { 'urn:ietf:params:scim:schemas:core:2.0:Group': { members: ['bert'] } },
			},
		],
		['filter', { op: 'remove', path: 'members[value eq "anna"]' }],
		['filter with or', { op: 'remove', path: 'members[value eq "anna" or value eq "bert"]' }],
		['remove all', { op: 'remove', path: 'members' }],
		['remove all, null', { op: 'remove', path: 'members', value: null }],
		['escaped id in a filter', { op: 'remove', path: 'members[value eq "\\u0061nna"]' }],
		['remove listed', { op: 'Remove', path: 'members', value: [{ value: 'anna' }] }],
	];
	test.each(BODIES)('one read is enough for a PATCH of members: %s', (_name, operation) => {
		const { statuses } = run(patchOf('Group', 'crew', operation));
		expect(statuses).toEqual([204]);
	});
});
