/**
 * The organisation that a simulated provider holds: people, teams and who is in which, made up from a
 * seed. How a provider writes them is its model's affair.
 */
import type { Random } from './random.ts';
import { isHard, spelled, spelledTeam } from './spelling.ts';

/** A person as the provider knows them. */
export interface Person {
	/** Names the person within this run. */
	readonly key: string;
	/** What a model makes its externalId of. */
	readonly hex: string;
	readonly userName: string;
	readonly email: string;
	readonly givenName: string;
	readonly familyName: string;
	readonly displayName: string;
	readonly title: string;
	readonly department: string;
	readonly employeeNumber: string;
	/** The name is one that is hard to quote, to encode or to store (./spelling.ts). */
	readonly isHard: boolean;
}

/** A team, which becomes a group. */
export interface Team {
	/** Names the team within this run. */
	readonly key: string;
	readonly hex: string;
	readonly displayName: string;
}

/** People and teams. */
export interface Organisation {
	readonly people: readonly Person[];
	readonly teams: readonly Team[];
	/** Keys of the people in a team, by the key of the team. */
	readonly members: ReadonlyMap<string, readonly string[]>;
	/** Who joins later on. */
	readonly joiners: readonly Person[];
	/** Who is created while requests are repeated. */
	readonly latecomers: readonly Person[];
	/** Somebody who is made up by the client to see whether creating and deleting works. */
	readonly trial: Person;
}

type Words = readonly [string, ...string[]];

const words = (text: string): Words => text.split(' ') as unknown as Words;

const GIVEN = words(
	'Ada Alma Anouk Bela Bruno Cato Chidi Dita Edda Eero Femke Goran Greta Hana Ilse Ines Jonas Juno Kaya Kofi Lena Levi Maren Mila Nils Noor Omar Otto Petra Priya Quinn Ravi Rosa Signe Tomas Udo Vera Wren Yara Zoe',
);
const FAMILY = words(
	'Abara Aziz Bahr Brandt Castro Dahl Ekwueme Field Garcia Holt Ito Jansen Koch Koivu Lind Lopez Meadow Menon Moe Nagy Okafor Pan Quay Ravn Reeve Said Salz Santos Stollen Tanaka Tresor Ueda Vega Voss Weber Xu Yilmaz Zeller',
);
const TITLES = words('Engineer Planner Analyst Designer Buyer Nurse Pilot Editor Lawyer Baker');
const DEPARTMENTS = words('Harbour Kiln Orchard Sawmill Tunnel Vault Archive Dock Mess Quarry');

/** How many teams a person is in at most. */
const TEAMS_EACH_MAX = 3;

/** Some of those who come later, however small the organisation is. */
const JOINERS_SHARE = 0.02;
const LATECOMERS_SHARE = 0.03;

/** Makes an organisation up. The seed is part of its domain, so that two seeds share nobody. */
export function organisation(
	random: Random,
	size: { readonly users: number; readonly groups: number },
	seed: number,
): Organisation {
	const domain = `sim${seed}.example`;
	const share = (part: number) => Math.max(1, Math.round(size.users * part));
	const person = (index: number): Person => {
		const given = random.pick(GIVEN);
		const family = random.pick(FAMILY);
		const plain = {
			givenName: given,
			familyName: family,
			displayName: `${given} ${family}`,
			local: `${given}.${family}.${index + 1}`.toLowerCase(),
		};
		const { local, ...names } = spelled(plain, index, seed);
		const userName = `${local}@${domain}`;
		return {
			key: `person-${index + 1}`,
			hex: random.hex(32),
			userName,
			email: userName,
			...names,
			title: random.pick(TITLES),
			department: random.pick(DEPARTMENTS),
			employeeNumber: String(10_000 + index),
			isHard: isHard(index),
		};
	};
	const count = size.users + share(JOINERS_SHARE) + share(LATECOMERS_SHARE);
	const all = Array.from({ length: count }, (_, index) => person(index));
	const people = all.slice(0, size.users);
	const rest = all.slice(size.users);
	const teams = Array.from({ length: size.groups }, (_, index): Team => {
		const name = `${random.pick(DEPARTMENTS)} ${index + 1} (sim ${seed})`;
		const displayName = spelledTeam(name, index, seed);
		return { key: `team-${index + 1}`, hex: random.hex(32), displayName };
	});
	return {
		people,
		teams,
		members: memberships(random, people, teams),
		joiners: rest.slice(0, share(JOINERS_SHARE)),
		latecomers: rest.slice(share(JOINERS_SHARE)),
		trial: { ...person(count), key: 'trial', displayName: 'Test User' },
	};
}

/** Early teams are large and late ones small, as they are in life. */
function memberships(random: Random, people: readonly Person[], teams: readonly Team[]) {
	const members = new Map<string, string[]>(teams.map(({ key }) => [key, []]));
	if (teams.length === 0) return members;
	for (const { key } of people) {
		const count = 1 + random.below(Math.min(TEAMS_EACH_MAX, teams.length));
		const chosen = new Set<number>();
		for (let round = 0; round < count; round += 1) {
			chosen.add(Math.min(random.below(teams.length), random.below(teams.length)));
		}
		for (const index of [...chosen].toSorted((one, other) => one - other)) {
			members.get(teams[index]?.key ?? '')?.push(key);
		}
	}
	return members;
}

/** The person under another family name. */
export function renamed(random: Random, person: Person): Person {
	const familyName = `${person.familyName}-${random.pick(FAMILY)}`;
	return { ...person, familyName, displayName: `${person.givenName} ${familyName}` };
}

/** The person with another post. */
export function promoted(random: Random, person: Person): Person {
	return {
		...person,
		title: `Senior ${random.pick(TITLES)}`,
		department: random.pick(DEPARTMENTS),
	};
}

/** The person with another name to sign in with. */
export function readdressed(person: Person): Person {
	const [local = '', domain = ''] = person.userName.split('@');
	const userName = `${local}.x@${domain}`;
	return { ...person, userName, email: userName };
}
