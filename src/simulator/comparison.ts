/**
 * After the cycles the simulator, which knows both sides, looks at a sample: does the server hold what
 * the client believes? Providers that never look are told that they diverge.
 */
import type { Client } from './client.ts';
import { groupPath, userPath } from './model.ts';
import type { Random } from './random.ts';

/** A sample is enough: what is wrong is seldom wrong once. */
const SAMPLE_MAX = 50;

/** Looks at users, groups, and those who were deleted. */
export async function compare(client: Client, random: Random): Promise<void> {
	const { users, groups, caller, model } = client;
	const people = random.sample([...users.known.values()], SAMPLE_MAX);
	await client.each('comparison: users', people, async ({ person, id }) => {
		if ((await users.read(person.key)) === undefined) return false;
		if (model.users.lookup === undefined) return true;
		const found = await caller.call(
			{ method: 'GET', target: model.users.lookup(person) },
			{ statuses: [200], on404: 'filter-misses' },
		);
		if (found.ok && users.finder.match(person, found.value).kind === 'nobody') {
			const message = `${person.userName} is there as ${id}, and the look-up does not find it.`;
			caller.note('filter-misses', message, found.value);
		}
		return true;
	});
	const gone = random.sample([...users.gone.values()], SAMPLE_MAX);
	await client.each('comparison: deleted users', gone, async ({ person, id }) => {
		const got = await caller.call(
			{ method: 'GET', target: userPath(id) },
			{ statuses: [200, 404] },
		);
		if (got.ok && got.value.status === 200) {
			const message = `${person.userName} was deleted, and can still be read.`;
			caller.note('still-there', message, got.value);
		}
		return true;
	});
	if (groups !== undefined) {
		const keys = random.sample([...groups.known.keys()], SAMPLE_MAX);
		await client.each('comparison: groups', keys, async (key) => {
			const group = groups.known.get(key);
			const held = await groups.readMembers(key);
			if (group === undefined || held === undefined || group.isStopped) return true;
			const missing = [...group.members].filter(
				(each) => !held.keys.has(each) && users.known.has(each),
			);
			const extra = [...held.keys].filter((each) => !group.members.has(each));
			if (missing.length + extra.length > 0) {
				const message = `"${group.team.displayName}" (${groupPath(group.id)}) lacks ${missing.length} member(s) and has ${extra.length} too many.`;
				caller.note('members', message, held.reply);
			}
			return true;
		});
	}
}
