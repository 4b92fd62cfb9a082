/**
 * Random choices that come out the same for the same seed, whatever the platform: sfc32, a public
 * domain generator of PractRand. Not for secrets.
 */

/** A stream of choices. */
export interface Random {
	/** A whole number from 0 up to, but not including, `end`. */
	below(end: number): number;
	/** One of the items; there must be one. */
	pick<Item>(items: readonly [Item, ...Item[]]): Item;
	/** Some of the items, in their order. */
	sample<Item>(items: readonly Item[], count: number): Item[];
	/** All of the items, in any order. */
	shuffled<Item>(items: readonly Item[]): Item[];
	/** So many hexadecimal digits. */
	hex(digits: number): string;
}

/** What a generator has to be run for until its state no longer looks like its seed. */
const WARM_UP = 16;

/** The stream of a seed, which is any whole number. */
export function seeded(seed: number): Random {
	let a = seed | 0;
	let b = Math.floor(seed / 2 ** 32) | 0;
	let c = 0x9e3779b9 | 0;
	let counter = 1;
	const next = (): number => {
		const sum = (((a + b) | 0) + counter) | 0;
		counter = (counter + 1) | 0;
		a = b ^ (b >>> 9);
		b = (c + (c << 3)) | 0;
		c = (((c << 21) | (c >>> 11)) + sum) | 0;
		return sum >>> 0;
	};
	for (let round = 0; round < WARM_UP; round += 1) next();

	const below = (end: number) => Math.floor((next() / 2 ** 32) * end);
	return {
		below,
		pick: (items) => items[below(items.length)] ?? items[0],
		sample: (items, count) => {
			// Each item is taken with the chance that as many of the rest are still wanted.
			let wanted = Math.min(count, items.length);
			return items.filter((_, index) => {
				const isTaken = below(items.length - index) < wanted;
				if (isTaken) wanted -= 1;
				return isTaken;
			});
		},
		shuffled: (items) =>
			items
				.map((item) => ({ item, rank: next() }))
				.toSorted((one, other) => one.rank - other.rank)
				.map(({ item }) => item),
		hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
	};
}
