/** The users of one run: looks them up, creates, changes and removes them as the model's client does. */
import type { Caller, Reply } from './caller.ts';
import { differences, type FieldChange, fieldOf } from './fields.ts';
import { isObject, type JsonObject, own, ownText } from './json.ts';
import { type Model, userPath, type UserUpdate } from './model.ts';
import type { Person } from './people.ts';
import { checkCreated, isSameName, readId, readList } from './replies.ts';
import { surveyed } from './survey.ts';

/** A user as the client believes it to be. */
export interface KnownUser {
	readonly id: string;
	readonly person: Person;
	readonly active: boolean;
}

/** What a look-up came to. */
export type Lookup =
	| { readonly kind: 'nobody' }
	| { readonly kind: 'found'; readonly id: string; readonly resource: JsonObject }
	/** It was not answered, or not in a way that can be believed; noted. */
	| { readonly kind: 'failed' };

const FAILED: Lookup = { kind: 'failed' };
const NOBODY: Lookup = { kind: 'nobody' };

/** The users. */
export class Users {
	/** By the key of the person. */
	readonly known = new Map<string, KnownUser>();
	/** Those who were deleted. */
	readonly gone = new Map<string, KnownUser>();
	readonly #model: Model;
	readonly #caller: Caller;
	/** What was read whole, by name in lower case. */
	#surveyed = new Map<string, JsonObject>();

	constructor(model: Model, caller: Caller) {
		this.#model = model;
		this.#caller = caller;
	}

	/** Reads all users, if the client does. */
	async survey(): Promise<boolean> {
		const { survey } = this.#model;
		if (survey?.users !== true) return true;
		const all = await surveyed(this.#caller, '/Users', survey.pageSize);
		this.#surveyed = new Map(
			(all ?? []).map((each) => [(ownText(each, 'userName') ?? '').toLowerCase(), each]),
		);
		return all !== undefined;
	}

	/** Makes sure that a person is there, as they are at home. */
	async provision(person: Person): Promise<boolean> {
		const found = await this.find(person);
		if (found.kind === 'failed') return false;
		if (found.kind === 'nobody') return this.#create(person);
		return this.#match(person, found.id, found.resource);
	}

	/** Takes over a user who was there already, and brings it up to date. */
	async #match(person: Person, id: string, current: JsonObject): Promise<boolean> {
		const { key } = person;
		const { body, setActive, update } = this.#model.users;
		const wasActive = own(current, 'active') !== false;
		this.known.set(key, { id, person, active: wasActive });
		const changes = differences(body(person, true), current);
		const wanted = { id, person, active: true, changes, current };
		if (!wasActive) {
			const ask = setActive(wanted);
			if (!(await this.apply(key, { active: true }, ask))) return false;
			if (ask.method === 'PUT') return true;
		}
		return changes.length === 0 || this.apply(key, {}, update(wanted));
	}

	/** Looks a person up as the client does. */
	async find(person: Person): Promise<Lookup> {
		const { lookup, acceptsNotFound } = this.#model.users;
		if (lookup === undefined) {
			const resource = this.#surveyed.get(person.userName.toLowerCase());
			const id = ownText(resource, 'id') ?? '';
			return resource === undefined || id === '' ? NOBODY : { kind: 'found', id, resource };
		}
		const got = await this.#caller.call(
			{ method: 'GET', target: lookup(person) },
			{ statuses: acceptsNotFound === true ? [200, 404] : [200], on404: 'not-found-status' },
		);
		if (!got.ok) return FAILED;
		if (got.value.status === 404) return NOBODY;
		return this.match(person, got.value);
	}

	/** Reads the answer to a look-up. */
	match(person: Person, reply: Reply): Lookup {
		const list = readList(this.#caller, reply);
		if (list === undefined) return FAILED;
		const { resources } = list;
		const isHer = (resource: JsonObject) =>
			isSameName(ownText(resource, 'userName'), person.userName) ||
			isSameName(fieldOf(resource, 'email'), person.email);
		const [resource, ...more] = resources.filter(isHer);
		const strangers = resources.length - (resource === undefined ? 0 : 1 + more.length);
		if (strangers > 0) {
			const message = `Asked for ${person.userName}, and got ${strangers} other(s).`;
			this.#caller.note('filter-ignored', message, reply);
			return FAILED;
		}
		if (resource === undefined) return NOBODY;
		if (more.length > 0) {
			const message = `${person.userName} is there ${1 + more.length} times.`;
			this.#caller.note('duplicate', message, reply);
		}
		const id = ownText(resource, 'id') ?? '';
		if (id !== '') return { kind: 'found', id, resource };
		this.#caller.note('missing-id', 'The resource in the list has no id.', reply);
		return FAILED;
	}

	async #create(person: Person): Promise<boolean> {
		const { body, readsAfterCreate } = this.#model.users;
		const got = await this.#caller.call(
			{ method: 'POST', target: '/Users', body: body(person, true) },
			{ statuses: [201] },
		);
		if (!got.ok) {
			// The attempt that was not answered has made it: the client looks for it, and goes on.
			return got.error.afterLoss && got.error.status === 409 ? this.adopt(person) : false;
		}
		const id = this.#readCreated(person, got.value);
		if (id === undefined) return false;
		this.known.set(person.key, { id, person, active: true });
		return readsAfterCreate !== true || (await this.read(person.key)) !== undefined;
	}

	#readCreated(person: Person, reply: Reply): string | undefined {
		const id = readId(this.#caller, reply);
		if (id === undefined) return undefined;
		checkCreated(this.#caller, reply);
		const name = ownText(reply.json, 'userName');
		if (!isSameName(name, person.userName)) {
			const message = `"${person.userName}" came back as ${JSON.stringify(name ?? null)}.`;
			this.#caller.note('changed-name', message, reply);
		}
		return id;
	}

	/** Looks up somebody who must be there, and remembers the id. */
	async adopt(person: Person): Promise<boolean> {
		const found = await this.find(person);
		if (found.kind === 'found') {
			this.known.set(person.key, { id: found.id, person, active: true });
		}
		return found.kind === 'found';
	}

	/** Reads a user by id. */
	async read(key: string): Promise<JsonObject | undefined> {
		const known = this.known.get(key);
		if (known === undefined) return undefined;
		const got = await this.#caller.call(
			{ method: 'GET', target: userPath(known.id) },
			{ statuses: [200] },
		);
		if (!got.ok) return undefined;
		const id = readId(this.#caller, got.value);
		if (id === undefined) return undefined;
		if (id !== known.id) {
			this.#caller.note('changed-id', `Asked for ${known.id}, and got ${id}.`, got.value);
		}
		this.#compare(known, got.value);
		return isObject(got.value.json) ? got.value.json : undefined;
	}

	/** Holds what was read against what the client believes. */
	#compare({ person, active }: KnownUser, reply: Reply): void {
		const resource = reply.json;
		const differing = differences(this.#model.users.body(person, active), resource);
		for (const { field, value } of differing) {
			const shown = JSON.stringify(fieldOf(resource, field) ?? null);
			const message = `${field} is ${shown}, and was last set to ${JSON.stringify(value)}.`;
			this.#caller.note('update-lost', message, reply);
		}
		this.#compareActive(active, reply);
	}

	#compareActive(active: boolean, reply: Reply): void {
		const found = own(reply.json, 'active');
		// RFC 7643 §4.1.1 leaves open what the absence means; clients take it for active.
		if (found === active || (found === undefined && active)) return;
		const message = `"active" is ${JSON.stringify(found ?? null)}, and was last set to ${active}.`;
		this.#caller.note('active', message, reply);
	}

	/** What the client has to change for a user to become what the person is now. */
	changesTo(person: Person): readonly FieldChange[] {
		const known = this.known.get(person.key);
		if (known === undefined) return [];
		const { body } = this.#model.users;
		return differences(body(person, known.active), body(known.person, known.active));
	}

	/** Brings a user up to what the person is now. */
	async update(person: Person): Promise<boolean> {
		const known = this.known.get(person.key);
		if (known === undefined) return false;
		const changes = this.changesTo(person);
		if (changes.length > 0) return this.#change({ ...known, person, changes });
		this.known.set(person.key, { ...known, person });
		return true;
	}

	/** Activates or deactivates a user. */
	async setActive(key: string, active: boolean): Promise<boolean> {
		const ask = await this.askActive(key, active);
		return ask === undefined ? false : this.apply(key, { active }, ask);
	}

	/** The request that activates or deactivates a user; undefined if it cannot be made. */
	async askActive(key: string, active: boolean) {
		const known = this.known.get(key);
		if (known === undefined) return undefined;
		const { setActive, readsBeforeUpdate } = this.#model.users;
		const blind = setActive({ ...known, active, changes: [], current: {} });
		// A PATCH of one attribute needs no reading before it.
		if (blind.method !== 'PUT' || readsBeforeUpdate !== true) return blind;
		const current = await this.read(key);
		return current && setActive({ ...known, active, changes: [], current });
	}

	async #change(wanted: Omit<UserUpdate, 'current'>): Promise<boolean> {
		const { key } = wanted.person;
		const { readsBeforeUpdate, update } = this.#model.users;
		const current = readsBeforeUpdate === true ? await this.read(key) : {};
		if (current === undefined) return false;
		return this.apply(key, { person: wanted.person }, update({ ...wanted, current }));
	}

	/** Sends a change, and believes it if it succeeded. */
	async apply(
		key: string,
		change: Partial<Pick<KnownUser, 'person' | 'active'>>,
		ask: UserUpdateAsk,
	): Promise<boolean> {
		const known = this.known.get(key);
		if (known === undefined) return false;
		const statuses = ask.method === 'PUT' ? [200] : [200, 204];
		const got = await this.#caller.call(ask, { statuses });
		if (!got.ok) return false;
		const after = { ...known, ...change };
		this.known.set(key, after);
		const shown = own(got.value.json, 'active');
		if (shown !== undefined) this.#compareActive(after.active, got.value);
		return true;
	}

	/** Deletes a user for good. */
	async delete(key: string): Promise<boolean> {
		const known = this.known.get(key);
		if (known === undefined) return false;
		const got = await this.#caller.call(
			{ method: 'DELETE', target: userPath(known.id) },
			{ statuses: [204] },
		);
		const isGone = got.ok || (got.error.afterLoss && got.error.status === 404);
		if (isGone) this.forget(key);
		return isGone;
	}

	/** Remembers that a user has been deleted. */
	forget(key: string): void {
		const known = this.known.get(key);
		if (known === undefined) return;
		this.known.delete(key);
		this.gone.set(key, known);
	}
}

type UserUpdateAsk = ReturnType<Model['users']['update']>;
