/**
 * Work in parallel, whose order does not depend on how fast the answers come: each lane, which stands
 * for one connection, has its items from the beginning.
 */

/** Does the work for each item; resolves to the items for which it failed, in their order. */
export async function inLanes<Item>(
	items: readonly Item[],
	lanes: number,
	work: (item: Item) => Promise<boolean>,
): Promise<readonly Item[]> {
	const failed = new Set<Item>();
	const lane = async (first: number) => {
		for (let index = first; index < items.length; index += lanes) {
			const item = items[index] as Item;
			if (!(await work(item))) failed.add(item);
		}
	};
	await Promise.all(
		Array.from({ length: Math.min(lanes, items.length) }, (_, index) => lane(index)),
	);
	return items.filter((item) => failed.has(item));
}
