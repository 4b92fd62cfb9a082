/** What happens in an organisation: made up from the seed, before anything is sent. */
import {
	type Organisation,
	type Person,
	promoted,
	readdressed,
	renamed,
	type Team,
} from './people.ts';
import type { Random } from './random.ts';

/** Somebody who goes from one team to another. */
interface Move {
	readonly person: string;
	readonly from: string;
	readonly to: string;
}

/** What changed since the cycle before. */
interface Changes {
	/** As they are now. */
	readonly people: readonly Person[];
	readonly joiners: readonly Person[];
	readonly teams: readonly Team[];
	readonly moves: readonly Move[];
}

/** Who and what goes. */
interface Departures {
	/** Keys of those who leave; the provider deactivates them first. */
	readonly leavers: readonly string[];
	/** Those of them who are deleted for good, if the provider ever does so. */
	readonly deleted: readonly string[];
	/** One who comes back, if there are others who stay away without being deleted. */
	readonly returning: readonly string[];
	readonly teams: readonly string[];
}

/** What is to happen in a run, all of it made up before anything is sent. */
export interface Plan {
	readonly organisation: Organisation;
	readonly changes: Changes;
	readonly departures: Departures;
}

/** Makes up what is to happen in an organisation. */
export function planFor(random: Random, organisation: Organisation): Plan {
	return {
		organisation,
		changes: changesIn(random, organisation),
		departures: departuresFrom(random, organisation),
	};
}

const share = (count: number, part: number) =>
	count === 0 ? 0 : Math.max(1, Math.round(count * part));

/** A tenth of the people change, a tenth move, one team in ten gets another name. */
function changesIn(random: Random, { people, teams, members, joiners }: Organisation): Changes {
	const touched = random.sample(people, share(people.length, 0.1));
	const changed = touched.map((person, index) => {
		if (index % 5 === 4) return readdressed(person);
		return index % 2 === 0 ? renamed(random, person) : promoted(random, person);
	});
	const moves = random.sample(people, share(people.length, 0.1)).flatMap(({ key }): Move[] => {
		const from = teams.find((team) => members.get(team.key)?.includes(key));
		const to = teams.find((team) => members.get(team.key)?.includes(key) === false);
		return from === undefined || to === undefined
			? []
			: [{ person: key, from: from.key, to: to.key }];
	});
	const retitled = random
		.sample(teams, share(teams.length, 0.1))
		.map(({ key, hex, displayName }) => ({ key, hex, displayName: `${displayName} B` }));
	return { people: changed, joiners, teams: retitled, moves };
}

/** A tenth of the people and of the teams go; one of them comes back. */
function departuresFrom(random: Random, { people, teams }: Organisation): Departures {
	const leavers = random.sample(people, share(people.length, 0.1)).map(({ key }) => key);
	const deleted = leavers.filter((_, index) => index % 2 === 0);
	return {
		leavers,
		deleted,
		returning: leavers.filter((key) => !deleted.includes(key)).slice(1, 2),
		teams: random
			.sample(teams, teams.length > 1 ? share(teams.length, 0.1) : 0)
			.map(({ key }) => key),
	};
}
