/**
 * What a server meets when its answers come too late: the client hangs up and sends the same again,
 * several times at once. The first may or may not have been done; nothing may be done twice.
 */
import { doneBy, type Reply } from './caller.ts';
import type { Plan } from './changes.ts';
import type { Client } from './client.ts';
import type { Groups } from './groups.ts';
import { ownText } from './json.ts';
import { userPath } from './model.ts';
import { type Person, promoted } from './people.ts';
import type { Random } from './random.ts';
import type { Ask } from './wire.ts';

/** How often a request is repeated at once. */
const REPEATS = 3;
/** Long enough for a request to leave, too short for most answers. */
const ABANDON_MS = 3;

/** Repeats creations, changes, memberships and deletions. */
export async function retryStorm(client: Client, plan: Plan, random: Random): Promise<void> {
	const { users, groups, model } = client;
	const { latecomers, people } = plan.organisation;
	await client.work('repeated creations', latecomers, (person) => createAgain(client, person));
	// Who matches by what was surveyed has to survey again to know them.
	client.caller.phase = 'look-up of repeated creations';
	await users.finder.survey();
	await client.work('look-up of repeated creations', latecomers, (person) => users.adopt(person));

	// A post is drawn for those as well who are not there: who gets which must not depend on the server.
	const touched = random
		.sample(people, latecomers.length)
		.map((person) => promoted(random, users.known.get(person.key)?.person ?? person))
		.filter(({ key }) => users.known.has(key));
	await client.work('repeated updates', touched, (person) => updateAgain(client, person));
	if (groups !== undefined) {
		const keys = latecomers.filter(({ key }) => users.known.has(key)).map(({ key }) => key);
		await client.work('repeated memberships', groups.keys().slice(0, 1), (team) =>
			changeMembersAgain(client, groups, team, keys),
		);
	}
	if (model.users.deletes) {
		await client.work('repeated deletions', latecomers.slice(0, 1), ({ key }) =>
			deleteAgain(client, key),
		);
	}
}

/** The client hangs up, and then sends the same again. */
async function abandonAndRepeat(client: Client, ask: Ask, statuses: readonly number[]) {
	await client.caller.call(ask, { statuses, isRace: true, abandonMs: ABANDON_MS });
	return repeat(client, ask, statuses);
}

/** The same at once, several times; undefined if one of them fails. */
async function repeat(
	{ caller }: Client,
	ask: Ask,
	statuses: readonly number[],
): Promise<readonly Reply[] | undefined> {
	const got = await Promise.all(
		Array.from({ length: REPEATS }, () => caller.call(ask, { statuses, isRace: true })),
	);
	const replies = got.flatMap((each) => (each.ok ? [each.value] : []));
	return replies.length === REPEATS ? replies : undefined;
}

async function createAgain(client: Client, person: Person): Promise<boolean> {
	const body = client.model.users.body(person, true);
	const replies = await abandonAndRepeat(
		client,
		{ method: 'POST', target: '/Users', body },
		[201, 409],
	);
	if (replies === undefined) return false;
	const made = new Set(
		replies.flatMap(({ status, json }) => (status === 201 ? [ownText(json, 'id') ?? ''] : [])),
	);
	const second = replies.findLast(({ status }) => status === 201);
	if (made.size > 1 && second !== undefined) {
		const message = `The same POST created ${made.size} users "${person.userName}".`;
		client.caller.note('duplicate', message, second);
	}
	return made.size <= 1;
}

async function updateAgain(client: Client, person: Person): Promise<boolean> {
	const { users } = client;
	const known = users.known.get(person.key);
	const ask = await users.askUpdate(person);
	if (known === undefined || ask === undefined) return false;
	if (ask === null) return true;
	const isDone = (await abandonAndRepeat(client, ask, doneBy(ask))) !== undefined;
	if (isDone) users.known.set(person.key, { ...known, person });
	return isDone;
}

/**
 * Everybody in, several times, and the last one out again. Nothing is hung up on: what comes late would
 * undo what was done meanwhile, and that is not the server's fault.
 */
async function changeMembersAgain(
	client: Client,
	groups: Groups,
	team: string,
	keys: readonly string[],
): Promise<boolean> {
	const group = groups.known.get(team);
	if (group === undefined || group.isStopped) return false;
	const all = groups.references(keys.filter((key) => !group.members.has(key)));
	const send = async (ask: Ask) => (await repeat(client, ask, doneBy(ask))) !== undefined;
	return (
		(await groups.changeMembers(group, { added: all, removed: [] }, send)) &&
		(await groups.changeMembers(group, { added: [], removed: all.slice(-1) }, send))
	);
}

async function deleteAgain(client: Client, key: string): Promise<boolean> {
	const { users, groups } = client;
	const known = users.known.get(key);
	if (known === undefined) return false;
	const ask: Ask = { method: 'DELETE', target: userPath(known.id) };
	const isDone = (await abandonAndRepeat(client, ask, [204, 404])) !== undefined;
	if (!isDone) return false;
	users.forget(key);
	// The server has taken the user out of all groups.
	for (const group of groups?.known.values() ?? []) {
		group.members = new Set([...group.members].filter((each) => each !== key));
	}
	return true;
}
