/**
 * Committing commands together is an optimisation that nobody may notice: the same commands, one by
 * one and all at once, give the same answers, the same events and the same directory.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Command } from '../../src/directory/model.ts';
import { sha256Hex } from '../../src/platform/crypto.ts';
import type { DirectoryWriter } from '../../src/worker/directory-writer.ts';
import { createDirectory, group, patch, user, type TestDirectory } from '../support/client.ts';
import { withWriter } from '../support/faults.ts';

const userId = fc.constantFrom('u1', 'u2');
const groupId = fc.constantFrom('g1', 'g2');
const anyId = fc.oneof({ weight: 3, arbitrary: userId }, groupId, fc.constant('nobody'));
const userName = fc.constantFrom('anna', 'ANNA', 'bert');
const groupName = fc.constantFrom('crew', 'Crew', 'deck');
const members = fc.uniqueArray(anyId, { maxLength: 3 });
const values = members.map((ids) => ids.map((value) => ({ value })));

const userPatch = fc
	.oneof(
		userName.map((value) => ({ op: 'replace', path: 'userName', value })),
		userName.map((name) => ({ op: 'replace', value: { userName: name } })),
		fc.boolean().map((value) => ({ op: 'replace', path: 'active', value })),
		fc.constant({ op: 'remove', path: 'nickName' }),
	)
	.map((operation) => patch(operation));
const groupPatch = fc
	.array(
		fc.oneof(
			values.map((value) => ({ op: 'add', path: 'members', value })),
			values.map((value) => ({ op: 'remove', path: 'members', value })),
			values.map((value) => ({ op: 'replace', path: 'members', value })),
			values.map((list) => ({ op: 'replace', value: { members: list } })),
			anyId.map((id) => ({ op: 'remove', path: `members[value eq "${id}"]` })),
			fc.constant({ op: 'remove', path: 'members[type eq "Group"]' }),
			fc.constant({ op: 'remove', path: 'members' }),
			groupName.map((value) => ({ op: 'replace', path: 'displayName', value })),
		),
		{ minLength: 1, maxLength: 2 },
	)
	.map((operations) => patch(...operations));

const command: fc.Arbitrary<Command> = fc.oneof(
	fc
		.tuple(userId, userName)
		.map(([id, name]): Command => ({ kind: 'create', type: 'User', id, body: user(name) })),
	fc.tuple(groupId, groupName, members).map(([id, name, ids]): Command => ({
		kind: 'create',
		type: 'Group',
		id,
		body: group(name, ids),
	})),
	fc
		.tuple(userId, userName)
		.map(([id, name]): Command => ({ kind: 'replace', type: 'User', id, body: user(name) })),
	fc.tuple(groupId, groupName, members).map(([id, name, ids]): Command => ({
		kind: 'replace',
		type: 'Group',
		id,
		body: group(name, ids),
	})),
	fc.tuple(userId, userPatch).map(([id, body]): Command => ({
		kind: 'patch',
		type: 'User',
		id,
		body,
		wantsResource: false,
		wantsMembers: false,
	})),
	fc.tuple(groupId, groupPatch, fc.boolean()).map(([id, body, wantsResource]): Command => ({
		kind: 'patch',
		type: 'Group',
		id,
		body,
		wantsResource,
		wantsMembers: wantsResource,
	})),
	userId.map((id): Command => ({ kind: 'delete', type: 'User', id })),
	groupId.map((id): Command => ({ kind: 'delete', type: 'Group', id })),
);

/** An id is made once: a create with an id that is there already is a repetition of the same command. */
const commandsOf = fc.array(command, { minLength: 2, maxLength: 20 }).map((commands) => {
	const made = new Set<string>();
	return commands.filter((each) => {
		if (each.kind !== 'create') return true;
		const isNew = !made.has(each.id);
		made.add(each.id);
		return isNew;
	});
});

/** What a run shows to the outside, without what differs from run to run: ids of events and times. */
async function outcome(
	directory: TestDirectory,
	run: (write: (command: Command) => Promise<string>) => Promise<readonly string[]>,
) {
	const tokenHash = await sha256Hex(directory.token);
	const answers = await withWriter(directory.id, {}, (writer: DirectoryWriter) =>
		run(async (each) => {
			const result = await writer.write({ command: each, tokenHash, size: 0 });
			if (!result.ok) return `${result.error.status} ${result.error.scimType ?? ''}`;
			const related = result.value.resource?.related.map(({ id }) => id).toSorted();
			return `${result.value.status} ${JSON.stringify(related)}`;
		}),
	);
	const events = (await directory.events()).map(({ type, sequence, data }) => ({
		type,
		sequence,
		data: timeless(data),
	}));
	const users = (await directory.scim('GET', '/Users')).body;
	const groups = (await directory.scim('GET', '/Groups')).body;
	const shown = JSON.stringify(timeless([users, groups])).replaceAll(directory.id, 'dir');
	return { answers, events, shown };
}

/** Without times, and without versions, which count commits rather than commands where a member goes. */
function timeless(value: unknown): unknown {
	return JSON.parse(
		JSON.stringify(value, (name, item: unknown) =>
			['created', 'lastModified', 'created_at', 'updated_at', 'version'].includes(name)
				? undefined
				: item,
		),
	);
}

test('together or one by one: the same answers, events and directory', async () => {
	await fc.assert(
		fc.asyncProperty(commandsOf, async (commands) => {
			const [apart, together] = [await createDirectory(), await createDirectory()];
			const oneByOne = await outcome(apart, async (write) => {
				const answers: string[] = [];
				for (const each of commands) answers.push(await write(each));
				return answers;
			});
			const atOnce = await outcome(together, (write) => Promise.all(commands.map(write)));
			expect(atOnce).toEqual(oneByOne);
		}),
		{ numRuns: 40 },
	);
});
