/** Who loses access by a commit, and which limits are suggested. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from '../../src/directory/decide.ts';
import { deprovisionedBy, suggestLimits } from '../../src/directory/deprovisioning.ts';
import type { Command, Directory, StoredResource } from '../../src/directory/model.ts';
import { needsOf } from '../../src/directory/needs.ts';
import { parseCommand } from '../../src/directory/parse.ts';
import { DirectoryView } from '../../src/directory/view.ts';
import { RESOURCE_TYPE } from '../../src/scim/schema/resource-types.ts';
import { EMPTY_DIRECTORY } from '../support/memory-directory.ts';

const DIRECTORY: Directory = { ...EMPTY_DIRECTORY, lastKey: 10, userCount: 3, groupCount: 1 };

function stored(type: 'User' | 'Group', key: number, attributes: object): StoredResource {
	const id = `r${key}`;
	const name = type === 'User' ? { userName: id } : { displayName: id };
	return {
		type,
		key,
		id,
		attributes: { ...name, ...attributes },
		version: 1,
		createdAt: 0,
		modifiedAt: 0,
	};
}

/** Two users who have access, one who has not, and a group. */
const RESOURCES = [
	stored('User', 1, { active: true }),
	stored('User', 2, {}),
	stored('User', 3, { active: false }),
	stored('Group', 4, {}),
];

/** Decides commands in one commit; returns what it writes. */
function commit(commands: readonly Command[]) {
	const parsed = commands.map((command) => parseCommand(command, RESOURCE_TYPE));
	const loaded = {
		directory: DIRECTORY,
		resources: RESOURCES,
		holders: RESOURCES.map(({ type, id }) => ({ type, name: id, id })),
		candidates: [],
		memberships: [],
		parents: [],
	};
	const view = new DirectoryView(loaded, needsOf(parsed));
	for (const command of parsed) {
		decide(view, command, {
			now: 1_000,
			newEventId: () => 'evt',
			noteSkipped: () => {},
			dialect: new Set(['schemas_optional']),
			types: RESOURCE_TYPE,
		});
	}
	return view.change(1_000) ?? { updated: [], deleted: [], inserted: [] };
}

const setActive = (id: string, value: unknown): Command => ({
	kind: 'patch',
	type: 'User',
	id,
	body: { Operations: [{ op: 'replace', path: 'active', value }] },
	wantsResource: false,
	wantsMembers: false,
});
const put = (id: string, attributes: object): Command => ({
	kind: 'replace',
	type: 'User',
	id,
	body: { userName: id, ...attributes },
});
const remove = (id: string, type: 'User' | 'Group' = 'User'): Command => ({
	kind: 'delete',
	type,
	id,
});
const create = (id: string, userName: string, attributes: object = {}): Command => ({
	kind: 'create',
	type: 'User',
	id,
	body: { userName, ...attributes },
});

describe('who loses access by a commit', () => {
	test.each<[string, Command[], { users: number; deleted: number }]>([
		['PATCH active false', [setActive('r1', false)], { users: 1, deleted: 0 }],
		['of a user who never had the attribute', [setActive('r2', false)], { users: 1, deleted: 0 }],
		['PUT active false', [put('r1', { active: false })], { users: 1, deleted: 0 }],
		['PUT without active', [put('r1', { title: 'x' })], { users: 0, deleted: 0 }],
		['DELETE', [remove('r1')], { users: 1, deleted: 1 }],
		['DELETE of an inactive user', [remove('r3')], { users: 0, deleted: 0 }],
		['deactivation of an inactive user', [setActive('r3', false)], { users: 0, deleted: 0 }],
		['activation', [setActive('r3', true)], { users: 0, deleted: 0 }],
		['DELETE of a group', [remove('r4', 'Group')], { users: 0, deleted: 0 }],
		['another attribute', [put('r1', { title: 'x', active: true })], { users: 0, deleted: 0 }],
		['deactivation, then DELETE', [setActive('r1', false), remove('r1')], { users: 1, deleted: 1 }],
		[
			'deactivation, taken back',
			[setActive('r1', false), setActive('r1', true)],
			{ users: 0, deleted: 0 },
		],
		['creation, then DELETE', [create('new', 'new'), remove('new')], { users: 0, deleted: 0 }],
		[
			'a user created inactive',
			[create('new', 'new', { active: false })],
			{ users: 0, deleted: 0 },
		],
		[
			'DELETE, and the same person anew',
			[remove('r1'), create('new', 'r1')],
			{ users: 1, deleted: 1 },
		],
		['several', [setActive('r1', false), remove('r2'), remove('r3')], { users: 2, deleted: 1 }],
	])('%s', (_name, commands, expected) => {
		expect(deprovisionedBy(commit(commands))).toEqual(expected);
	});

	test('it is the difference between before and after, whatever happens in between', () => {
		const id = fc.constantFrom('r1', 'r2', 'r3', 'n1', 'n2');
		const command = fc.oneof(
			fc.tuple(id, fc.boolean()).map(([target, value]) => setActive(target, value)),
			fc.tuple(id, fc.boolean()).map(([target, active]) => put(target, { active })),
			id.map((target) => remove(target)),
			fc.constantFrom('n1', 'n2').map((target) => create(target, target)),
		);
		fc.assert(
			fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
				// What each of them has now: access, none, or no account at all.
				const access = new Map<string, boolean>([
					['r1', true],
					['r2', true],
					['r3', false],
				]);
				for (const each of commands) {
					if (each.kind === 'create') {
						if (!access.has(each.id)) access.set(each.id, true);
					} else if (each.kind === 'delete') {
						access.delete(each.id);
					} else if ((each.kind === 'patch' || each.kind === 'replace') && access.has(each.id)) {
						const body = each.body as { active?: boolean; Operations?: { value: boolean }[] };
						access.set(each.id, body.Operations?.[0]?.value ?? body.active === true);
					}
				}
				const had = ['r1', 'r2'];
				expect(deprovisionedBy(commit(commands))).toEqual({
					users: had.filter((each) => access.get(each) !== true).length,
					deleted: had.filter((each) => !access.has(each)).length,
				});
			}),
		);
	});
});

describe('the suggestion', () => {
	test.each([
		[0, 10],
		[100, 10],
		[201, 11],
		[1_000, 50],
		[10_000, 500],
		[100_000, 500],
	])('%i users: more than %i, or 10 %%, within an hour', (userCount, users) => {
		expect(suggestLimits(userCount)).toEqual({ users, percent: 10, window_seconds: 3600 });
	});
});
