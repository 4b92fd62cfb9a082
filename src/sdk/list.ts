/** Lists of the API, which come in pages: to be gone through item by item, or page by page. */

/** One page of a list. */
export interface Page<Item> {
	readonly data: readonly Item[];
	/** The `cursor` of the next page; null on the last one. */
	readonly next_cursor: string | null;
}

/**
 * A list that is read as it is gone through: `for await (const user of list)`. Nothing is asked before
 * that, and each time it is gone through it is asked anew.
 */
export class List<Item, ItemPage extends Page<Item> = Page<Item>> implements AsyncIterable<Item> {
	readonly #read: (cursor: string | undefined) => Promise<ItemPage>;

	/** `read` asks for the page at a cursor, or for the first one. */
	constructor(read: (cursor: string | undefined) => Promise<ItemPage>) {
		this.#read = read;
	}

	/** One page: the first, or that of another page's `next_cursor`. */
	page(cursor?: string): Promise<ItemPage> {
		return this.#read(cursor);
	}

	/** Every page, one after the other. */
	async *pages(): AsyncGenerator<ItemPage, void, undefined> {
		let cursor: string | undefined;
		do {
			const page = await this.#read(cursor);
			yield page;
			cursor = page.next_cursor ?? undefined;
		} while (cursor !== undefined);
	}

	/** Every item. */
	async *[Symbol.asyncIterator](): AsyncGenerator<Item, void, undefined> {
		for await (const page of this.pages()) yield* page.data;
	}

	/** Every item at once: for lists that are known to be short. */
	async toArray(): Promise<Item[]> {
		const items: Item[] = [];
		for await (const page of this.pages()) items.push(...page.data);
		return items;
	}
}
