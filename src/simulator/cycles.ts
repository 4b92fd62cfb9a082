/** The cycles: in which order a client does what. How it does each is its model's. */
import type { Plan } from './changes.ts';
import type { Client } from './client.ts';
import type { Groups } from './groups.ts';
import type { Person } from './people.ts';

/** Users, then groups, then who is in them; whoever is there already is matched. */
export async function initialCycle(client: Client, plan: Plan, prefix = ''): Promise<void> {
	const { organisation } = plan;
	const { users, groups, caller } = client;
	caller.phase = `${prefix}survey`;
	await users.finder.survey();
	await groups?.finder.survey();
	await provisionPeople(client, `${prefix}users`, organisation.people);
	if (groups === undefined) return;
	const membersOf = (key: string) => organisation.members.get(key) ?? [];
	await client.work(`${prefix}groups`, organisation.teams, (team) =>
		groups.provision(team, membersOf(team.key)),
	);
	await client.work(`${prefix}memberships`, organisation.teams, ({ key }) =>
		groups.setMembers(key, new Set(membersOf(key))),
	);
}

/** What changed since: profiles, joiners, names of groups, who is where. */
export async function incrementalCycle(client: Client, { changes }: Plan): Promise<void> {
	const { users, groups } = client;
	await client.work('changed users', changes.people, (person) => users.update(person));
	await provisionPeople(client, 'joiners', changes.joiners);
	if (groups === undefined) return;
	await client.work('renamed groups', changes.teams, (team) => groups.rename(team));
	const wanted = new Map<string, Set<string>>();
	const edit = (team: string) => {
		const members = wanted.get(team) ?? new Set(groups.known.get(team)?.members);
		wanted.set(team, members);
		return members;
	};
	for (const { person, from, to } of changes.moves) {
		edit(from).delete(person);
		edit(to).add(person);
	}
	const [first] = groups.keys();
	if (first !== undefined) for (const { key } of changes.joiners) edit(first).add(key);
	await setAll(client, 'moves between groups', groups, wanted);
}

/** Those who leave are deactivated, leave their groups, and are deleted if the client ever does so. */
export async function offboardingCycle(client: Client, { departures }: Plan): Promise<void> {
	const { users, groups, model } = client;
	const { leavers, deleted, returning, teams } = departures;
	await client.work('deactivations', leavers, (key) => users.setActive(key, false));
	if (groups !== undefined) {
		const wanted = new Map(
			groups.keys().flatMap((key) => {
				const members = [...(groups.known.get(key)?.members ?? [])];
				const left = members.filter((each) => !leavers.includes(each));
				return left.length === members.length ? [] : [[key, new Set(left)] as const];
			}),
		);
		await setAll(client, 'memberships of leavers', groups, wanted);
	}
	if (model.users.deletes) {
		await client.work('deleted users', deleted, (key) => users.delete(key));
	}
	await client.work('returning users', returning, (key) => users.setActive(key, true));
	if (groups !== undefined) {
		await client.work('deleted groups', teams, (key) => groups.delete(key));
	}
}

async function provisionPeople(client: Client, phase: string, people: readonly Person[]) {
	await client.work(phase, people, (person) => client.users.provision(person));
}

async function setAll(
	client: Client,
	phase: string,
	groups: Groups,
	wanted: ReadonlyMap<string, ReadonlySet<string>>,
): Promise<void> {
	await client.work(phase, [...wanted], ([key, members]) => groups.setMembers(key, members));
}
