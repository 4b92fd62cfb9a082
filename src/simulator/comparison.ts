/**
 * After the cycles the simulator, which knows both sides, looks at a sample: does the server hold what
 * the client believes? Providers that never look are told that they diverge. The seed chooses, and not
 * the order in which answers came, so that the same server gets the same verdict.
 */
import type { Client } from './client.ts';
import { groupPath, userPath } from './model.ts';
import type { Organisation, Person } from './people.ts';
import type { Random } from './random.ts';
import type { KnownUser } from './users.ts';

/** A sample is enough: what is wrong is seldom wrong once. */
const SAMPLE_MAX = 50;
/** How many of the sample have names that are hard, where there are so many. */
const HARD_MAX = 25;

/** Looks at users, those who were deleted, groups, and the lists that the client reads whole. */
export async function compare(
	client: Client,
	{ people, joiners, latecomers, trial, teams }: Organisation,
	random: Random,
): Promise<void> {
	const { users, groups } = client;
	const everybody = random.shuffled([...people, ...joiners, ...latecomers, trial]);
	const those = (known: ReadonlyMap<string, KnownUser>) =>
		everybody.flatMap(({ key }) => known.get(key) ?? []);
	await client.each('comparison: users', mixed(those(users.known)), (known) =>
		compareUser(client, known),
	);
	const gone = those(users.gone).slice(0, SAMPLE_MAX);
	await client.each('comparison: deleted users', gone, (known) => compareGone(client, known));
	const keys = random.shuffled(teams).map(({ key }) => key);
	const there = keys.filter((key) => groups?.known.has(key) === true).slice(0, SAMPLE_MAX);
	await client.each('comparison: groups', there, (key) => compareGroup(client, key));
	await compareLists(client);
}

/** Some whose names are hard, and others. */
function mixed(all: readonly KnownUser[]): readonly KnownUser[] {
	const hard = all.filter(({ person }) => person.isHard).slice(0, HARD_MAX);
	const rest = all.filter((each) => !hard.includes(each));
	return [...hard, ...rest.slice(0, SAMPLE_MAX - hard.length)];
}

async function compareUser(client: Client, { person, id }: KnownUser): Promise<boolean> {
	const { users, caller, model } = client;
	const { lookup } = model.users;
	if ((await users.read(person.key)) === undefined) return false;
	if (lookup === undefined) return true;
	const found = await caller.call(
		{ method: 'GET', target: lookup(person) },
		{ statuses: [200], on404: 'filter-misses' },
	);
	if (!found.ok) return false;
	if (users.finder.match(person, found.value).kind === 'nobody') {
		const message = `${person.userName} exists as ${id}, but the look-up does not find it.`;
		caller.note('filter-misses', message, found.value);
		return false;
	}
	return compareLetterCase(client, person, lookup);
}

/** Looks up in other letters whoever is written with capitals: that is the same name (RFC 7643 §4.1.1). */
async function compareLetterCase(
	{ users, caller }: Client,
	person: Person,
	lookup: (person: Person) => string,
): Promise<boolean> {
	const userName = person.userName.toLowerCase();
	if (userName === person.userName) return true;
	const other = { ...person, userName, email: person.email.toLowerCase() };
	const found = await caller.call(
		{ method: 'GET', target: lookup(other) },
		{ statuses: [200, 404] },
	);
	if (!found.ok) return false;
	const { status } = found.value;
	if (status === 404 || users.finder.match(other, found.value).kind === 'nobody') {
		const message = `${person.userName} exists, but the look-up of ${userName} does not find it.`;
		caller.note('letter-case', message, found.value);
	}
	return true;
}

async function compareGone({ caller }: Client, { person, id }: KnownUser): Promise<boolean> {
	const got = await caller.call({ method: 'GET', target: userPath(id) }, { statuses: [200, 404] });
	if (got.ok && got.value.status === 200) {
		const message = `${person.userName} was deleted, but can still be read.`;
		caller.note('still-there', message, got.value);
	}
	return true;
}

async function compareGroup({ users, groups, caller }: Client, key: string): Promise<boolean> {
	const group = groups?.known.get(key);
	const held = await groups?.readMembers(key);
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
}

/** Reads again what the client reads whole in each cycle: in the first one there may have been nobody. */
async function compareLists(client: Client): Promise<void> {
	const { users, groups } = client;
	const lists = [
		() => users.finder.compare(idsOf(users.known)),
		() => groups?.finder.compare(idsOf(groups.known)),
	];
	await client.each('comparison: lists', lists, async (list) => {
		await list();
		return true;
	});
}

function idsOf(known: ReadonlyMap<string, { readonly id: string }>): readonly string[] {
	return [...known.values()].map(({ id }) => id);
}
