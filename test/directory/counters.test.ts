/** The counters of a directory, moved by each commit: they are what counting its rows would give. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command, OperationCommand, ResourceCommand } from '../../src/directory/model.ts';
import { isActive } from '../../src/directory/profile.ts';
import { ok } from '../../src/result.ts';
import { MemoryDirectory } from '../support/memory-directory.ts';

const USERS = ['u1', 'u2', 'u3'];
const GROUPS = ['g1', 'g2'];

const isActiveGiven = fc.constantFrom(true, false, undefined);

const userBody = fc
	.record({ userName: fc.constantFrom(...USERS), active: isActiveGiven })
	.map(({ userName, active }) => (active === undefined ? { userName } : { userName, active }));

const userCommand: fc.Arbitrary<ResourceCommand> = fc
	.record({ id: fc.constantFrom(...USERS), body: userBody, active: isActiveGiven })
	.chain(({ id, body, active }) => {
		const operation =
			active === undefined
				? { op: 'remove', path: 'active' }
				: { op: 'replace', path: 'active', value: active };
		return fc.constantFrom<ResourceCommand>(
			{ kind: 'create', type: 'User', id, body },
			{ kind: 'replace', type: 'User', id, body },
			{
				kind: 'patch',
				type: 'User',
				id,
				body: { Operations: [operation] },
				wantsResource: false,
				wantsMembers: false,
			},
			{ kind: 'delete', type: 'User', id },
		);
	});

const groupCommand: fc.Arbitrary<ResourceCommand> = fc
	.record({ id: fc.constantFrom(...GROUPS), member: fc.constantFrom(...USERS) })
	.chain(({ id, member }) => {
		const body = { displayName: id, members: [{ value: member }] };
		return fc.constantFrom<ResourceCommand>(
			{ kind: 'create', type: 'Group', id, body },
			{ kind: 'replace', type: 'Group', id, body },
			{ kind: 'delete', type: 'Group', id },
		);
	});

const single = fc.oneof(userCommand, groupCommand);

/** Of a few commands: some fail, and leave nothing behind. */
const bulk: fc.Arbitrary<Command> = fc
	.array(single, { minLength: 1, maxLength: 6 })
	.map((commands) => ({
		kind: 'bulk',
		isNamed: true,
		operations: commands.map((command): OperationCommand => ({
			command: ok(command),
			references: [],
		})),
	}));

test('after any sequence of commands they equal the number of users, of active ones, and of groups', () => {
	fc.assert(
		fc.property(fc.array(fc.oneof(single, bulk), { maxLength: 30 }), (commands) => {
			const directory = new MemoryDirectory();
			for (const command of commands) {
				// Ids are made by us, and no two resources ever have the same.
				if (command.kind === 'create' && directory.resources.has(command.id)) continue;
				directory.run(command);
				const resources = [...directory.resources.values()];
				const users = resources.filter(({ type }) => type === 'User');
				expect(directory.directory).toMatchObject({
					userCount: users.length,
					activeUserCount: users.filter(({ attributes }) => isActive(attributes)).length,
					groupCount: resources.length - users.length,
				});
			}
		}),
		{ numRuns: 500 },
	);
});
