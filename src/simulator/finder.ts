/**
 * How a client finds by its name what it may have to take over: by a query, or in what it has read whole
 * before, page by page (RFC 7644 §3.4.2.4) or in one request.
 */
import type { Caller, Failure, Reply } from './caller.ts';
import type { JsonObject } from '../transcript/json.ts';
import { ownText } from './json.ts';
import type { SearchHabit, Survey } from './model.ts';
import { readList } from './replies.ts';

/** What a look-up came to. */
export type Lookup =
	/** With the answer that says so, unless it was read whole before. */
	| { readonly kind: 'nobody'; readonly reply?: Reply }
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

/** What was read whole. */
interface Whole {
	readonly byId: ReadonlyMap<string, JsonObject>;
	/** The last of its answers. */
	readonly last: Reply;
}

/** Finds the resources of one endpoint. */
export class Finder<Wanted> {
	readonly #caller: Caller;
	readonly #habit: SearchHabit<Wanted>;
	readonly #kind: Kind<Wanted>;
	/** What was read whole, by name in lower case. */
	#read: ReadonlyMap<string, JsonObject> = new Map();
	#surveyed: Whole | undefined;

	constructor(caller: Caller, habit: SearchHabit<Wanted>, kind: Kind<Wanted>) {
		this.#caller = caller;
		this.#habit = habit;
		this.#kind = kind;
	}

	/** Reads all resources, if the client does; what cannot be read is noted, and is not there then. */
	async survey(): Promise<void> {
		if (this.#habit.survey === undefined) return;
		this.#surveyed = await this.#readAll(this.#habit.survey);
		const { attribute } = this.#kind;
		this.#read = new Map(
			[...(this.#surveyed?.byId.values() ?? [])].map((each) => [
				(ownText(each, attribute) ?? '').toLowerCase(),
				each,
			]),
		);
	}

	/**
	 * Reads everything page by page once more, as the next cycle of a client that does so would, and notes
	 * if some of these ids are on no page. Where one page has all it is read in halves as well: a server
	 * that answers any page with the first would pass otherwise.
	 */
	async compare(ids: readonly string[]): Promise<void> {
		const pageSize = this.#habit.survey?.pageSize;
		if (pageSize === undefined) return;
		const whole = await this.#compareAll(ids, pageSize);
		if (whole >= 2 && whole <= pageSize) await this.#compareAll(ids, Math.ceil(whole / 2));
	}

	/** How many there are; 0 if they could not be read. */
	async #compareAll(ids: readonly string[], pageSize: number): Promise<number> {
		const all = await this.#readAll({ pageSize });
		if (all === undefined) return 0;
		const missing = ids.filter((id) => !all.byId.has(id));
		if (missing.length > 0) {
			const message = `${missing.length} of ${ids.length} created resources are on no page of ${pageSize}, for example ${missing[0]}.`;
			this.#caller.note('pages', message, all.last);
		}
		return all.byId.size;
	}

	async #readAll({ pageSize }: Survey): Promise<Whole | undefined> {
		const { endpoint } = this.#kind;
		const seen = new Map<string, JsonObject>();
		let last: Reply | undefined;
		for (let page = 0, startIndex = 1; page < PAGES_MAX; page += 1) {
			const query = pageSize === undefined ? '' : `?startIndex=${startIndex}&count=${pageSize}`;
			const got = await this.#caller.call(
				{ method: 'GET', target: `${endpoint}${query}` },
				{ statuses: [200] },
			);
			const list = got.ok ? readList(this.#caller, got.value) : undefined;
			if (!got.ok || list === undefined) return undefined;
			last = got.value;
			for (const resource of list.resources) {
				const id = ownText(resource, 'id') ?? '';
				if (id === '') this.#noteMissingId(got.value);
				else if (seen.has(id)) this.#caller.note('pages', `${id} is on two pages.`, got.value);
				seen.set(id, resource);
			}
			startIndex += list.resources.length;
			if (startIndex > list.total) break;
			if (pageSize === undefined || list.resources.length === 0) {
				const message =
					pageSize === undefined
						? `${endpoint} without "count" shows ${seen.size} of ${list.total}.`
						: `totalResults is ${list.total}, but the pages end after ${seen.size}.`;
				this.#caller.note('pages', message, got.value);
				break;
			}
		}
		return last && { byId: seen, last };
	}

	/** Looks something up that must be there; notes if it is not. */
	async findAgain(wanted: Wanted): Promise<Lookup> {
		const found = await this.find(wanted);
		const reply = found.kind === 'nobody' ? (found.reply ?? this.#surveyed?.last) : undefined;
		if (reply !== undefined) {
			const message = `"${this.#kind.nameOf(wanted)}" was created, but is not found.`;
			this.#caller.note('filter-misses', message, reply);
		}
		return found;
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
		return got.value.status === 404
			? { kind: 'nobody', reply: got.value }
			: this.match(wanted, got.value);
	}

	/**
	 * Looks for what could not be created because an attempt before, which was not answered, has made it;
	 * notes that it was refused if it is not found.
	 */
	async findMade(wanted: Wanted, { afterLoss, status, exchange }: Failure): Promise<Lookup> {
		if (!afterLoss || status !== 409 || exchange === undefined) return FAILED;
		const found = await this.find(wanted);
		if (found.kind === 'nobody') {
			const message = `"${this.#kind.nameOf(wanted)}" was sent again, but is neither accepted nor found.`;
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
			const message = `The query for "${nameOf(wanted)}" returned ${strangers} other(s).`;
			this.#caller.note('filter-ignored', message, reply);
			return FAILED;
		}
		const [resource] = found;
		if (resource === undefined) return { kind: 'nobody', reply };
		if (isUnique && found.length > 1) {
			const message = `"${nameOf(wanted)}" exists ${found.length} times.`;
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
