/**
 * How a client finds by its name what it may have to take over: by a query, or in what it has read whole
 * before, page by page (RFC 7644 §3.4.2.4) or in one request.
 */
import type { Caller, Failure, Reply } from './caller.ts';
import { type JsonObject, ownText } from './json.ts';
import type { SearchHabit, Survey } from './model.ts';
import { readList } from './replies.ts';

/** What a look-up came to. */
export type Lookup =
	| { readonly kind: 'nobody' }
	| { readonly kind: 'found'; readonly id: string; readonly resource: JsonObject }
	/** It was not answered, or not in a way that can be believed; noted. */
	| { readonly kind: 'failed' };

const FAILED: Lookup = { kind: 'failed' };
const NOBODY: Lookup = { kind: 'nobody' };

/** A server whose pages do not end must not hold a run for ever. */
const PAGES_MAX = 10_000;

/** What is looked for. */
interface Kind<Wanted> {
	readonly endpoint: '/Users' | '/Groups';
	/** The attribute that names a resource. */
	readonly attribute: string;
	readonly nameOf: (wanted: Wanted) => string;
	/** Whether a resource is the one that is looked for. */
	readonly isIt: (resource: JsonObject, wanted: Wanted) => boolean;
	/** No two resources may have the same name. */
	readonly isUnique: boolean;
}

/** Finds the resources of one endpoint. */
export class Finder<Wanted> {
	readonly #caller: Caller;
	readonly #habit: SearchHabit<Wanted>;
	readonly #kind: Kind<Wanted>;
	/** What was read whole, by name in lower case. */
	#read: ReadonlyMap<string, JsonObject> = new Map();

	constructor(caller: Caller, habit: SearchHabit<Wanted>, kind: Kind<Wanted>) {
		this.#caller = caller;
		this.#habit = habit;
		this.#kind = kind;
	}

	/** Reads all resources, if the client does; what cannot be read is noted, and is not there then. */
	async survey(): Promise<void> {
		if (this.#habit.survey === undefined) return;
		const all = await this.#readAll(this.#habit.survey);
		const { attribute } = this.#kind;
		this.#read = new Map(all.map((each) => [(ownText(each, attribute) ?? '').toLowerCase(), each]));
	}

	async #readAll({ pageSize }: Survey): Promise<readonly JsonObject[]> {
		const { endpoint } = this.#kind;
		const seen = new Map<string, JsonObject>();
		for (let page = 0, startIndex = 1; page < PAGES_MAX; page += 1) {
			const query = pageSize === undefined ? '' : `?startIndex=${startIndex}&count=${pageSize}`;
			const got = await this.#caller.call(
				{ method: 'GET', target: `${endpoint}${query}` },
				{ statuses: [200] },
			);
			const list = got.ok ? readList(this.#caller, got.value) : undefined;
			if (!got.ok || list === undefined) return [];
			for (const resource of list.resources) {
				const id = ownText(resource, 'id') ?? '';
				if (id === '') this.#noteMissingId(got.value);
				else if (seen.has(id)) this.#caller.note('pages', `${id} is on two pages.`, got.value);
				seen.set(id, resource);
			}
			startIndex += list.resources.length;
			if (pageSize === undefined || startIndex > list.total) break;
			if (list.resources.length === 0) {
				const message = `totalResults is ${list.total}, but the pages end after ${seen.size}.`;
				this.#caller.note('pages', message, got.value);
				break;
			}
		}
		return [...seen.values()];
	}

	/** Looks something up as the client does. */
	async find(wanted: Wanted): Promise<Lookup> {
		const { lookup, acceptsNotFound } = this.#habit;
		if (lookup === undefined) {
			const resource = this.#read.get(this.#kind.nameOf(wanted).toLowerCase());
			const id = ownText(resource, 'id') ?? '';
			return resource === undefined || id === '' ? NOBODY : { kind: 'found', id, resource };
		}
		const got = await this.#caller.call(
			{ method: 'GET', target: lookup(wanted) },
			{ statuses: acceptsNotFound === true ? [200, 404] : [200], on404: 'not-found-status' },
		);
		if (!got.ok) return FAILED;
		return got.value.status === 404 ? NOBODY : this.match(wanted, got.value);
	}

	/**
	 * Looks for what could not be created because an attempt before, which was not answered, has made it;
	 * notes that it was refused if it is not found.
	 */
	async findMade(wanted: Wanted, { afterLoss, status, exchange }: Failure): Promise<Lookup> {
		if (!afterLoss || status !== 409 || exchange === undefined) return FAILED;
		const found = await this.find(wanted);
		if (found.kind === 'nobody') {
			const message = `"${this.#kind.nameOf(wanted)}" was sent again, and is neither taken nor found.`;
			this.#caller.note('status', message, { exchange });
		}
		return found;
	}

	/** Reads the answer to a look-up. */
	match(wanted: Wanted, reply: Reply): Lookup {
		const { isIt, isUnique, nameOf } = this.#kind;
		const list = readList(this.#caller, reply);
		if (list === undefined) return FAILED;
		const found = list.resources.filter((each) => isIt(each, wanted));
		const strangers = list.resources.length - found.length;
		if (strangers > 0) {
			const message = `Asked for "${nameOf(wanted)}", and got ${strangers} other(s).`;
			this.#caller.note('filter-ignored', message, reply);
			return FAILED;
		}
		const [resource] = found;
		if (resource === undefined) return NOBODY;
		if (isUnique && found.length > 1) {
			const message = `"${nameOf(wanted)}" is there ${found.length} times.`;
			this.#caller.note('duplicate', message, reply);
		}
		const id = ownText(resource, 'id') ?? '';
		if (id !== '') return { kind: 'found', id, resource };
		this.#noteMissingId(reply);
		return FAILED;
	}

	#noteMissingId(reply: Reply): void {
		this.#caller.note('missing-id', 'A resource in the list has no id.', reply);
	}
}
