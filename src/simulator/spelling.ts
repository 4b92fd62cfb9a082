/**
 * People and teams whose names are harder than most: what filters have to quote, URLs have to encode, and
 * databases have to store as it came. Addresses stay in ASCII, since many services refuse others rightly.
 */

/** The parts of a name, and the part of the address before the "@". */
export interface Spelling {
	readonly givenName: string;
	readonly familyName: string;
	readonly displayName: string;
	readonly local: string;
}

/** Every so many, one is hard. */
const EVERY = 4;

type Spell = (name: Spelling) => Partial<Spelling>;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** One way each; the parts that it leaves out stay as they are. */
const PEOPLE: readonly Spell[] = [
	({ givenName, familyName, local }) => ({
		familyName: `O'${familyName}`,
		displayName: `${givenName} O'${familyName}`,
		local: local.replace('.', ".o'"),
	}),
	// userName is the same in any letter case, and is kept as it came (RFC 7643 §4.1.1).
	({ local }) => ({ local: local.split('.').map(capital).join('.') }),
	({ givenName }) => ({
		givenName: `${givenName}-Zoë`,
		familyName: 'Müller-Łukasiewicz',
		displayName: `${givenName}-Zoë Müller-Łukasiewicz`,
	}),
	({ local }) => ({ local: `${local}+crm` }),
	({ givenName, familyName }) => ({ displayName: `${givenName} "Mac" ${familyName}` }),
	({ givenName, familyName }) => ({
		givenName: `${givenName} Maria`,
		familyName: `van der ${familyName}`,
		displayName: `${givenName} Maria van der ${familyName}`,
	}),
	// The first character lies beyond the first 65,536 of Unicode.
	() => ({ givenName: '花子', familyName: '𠮷田', displayName: '𠮷田 花子' }),
	({ givenName, familyName }) => ({
		displayName: `${givenName} ${familyName} (R&D / 100% \\ #1; a=b)`,
	}),
];

const TEAMS: readonly ((name: string) => string)[] = [
	(name) => `${name} "South"`,
	(name) => `Köln & ${name}`,
	(name) => `${name} + 50% / O'Neil \\ #1`,
];

/** Whether the one with this number, from 0 on, has a name that is hard. */
export function isHard(index: number): boolean {
	return index % EVERY === EVERY - 1;
}

/** The name of the person with this number; one seed begins with another way than the next. */
export function spelled(name: Spelling, index: number, seed: number): Spelling {
	const spell = isHard(index) ? wayOf(PEOPLE, index, seed) : undefined;
	return { ...name, ...spell?.(name) };
}

/** The name of the team with this number. */
export function spelledTeam(name: string, index: number, seed: number): string {
	const spell = isHard(index) ? wayOf(TEAMS, index, seed) : undefined;
	return spell?.(name) ?? name;
}

function wayOf<Way>(ways: readonly Way[], index: number, seed: number): Way | undefined {
	return ways[(Math.floor(index / EVERY) + (seed % ways.length)) % ways.length];
}
