/** The users of one run: looks them up, creates, changes and removes them as the model's client does. */
import { type Caller, doneBy, type Reply } from './caller.ts';
import { differences, fieldOf } from './fields.ts';
import { Finder, type Lookup } from './finder.ts';
import { isObject, type JsonObject } from '../transcript/json.ts';
import { own, ownText } from './json.ts';
import { type UserManner, userPath, type UserUpdate } from './model.ts';
import type { Person } from './people.ts';
import { checkCreated, isSameName, readId } from './replies.ts';
import type { Ask } from './wire.ts';

/** A user as the client believes it to be. */
export interface KnownUser {
	readonly id: string;
	readonly person: Person;
	readonly active: boolean;
}

/** The users. */
export class Users {
	/** By the key of the person. */
	readonly known = new Map<string, KnownUser>();
	/** Those who were deleted. */
	readonly gone = new Map<string, KnownUser>();
	readonly finder: Finder<Person>;
	readonly #manner: UserManner;
	readonly #caller: Caller;

	constructor(manner: UserManner, caller: Caller) {
		this.#manner = manner;
		this.#caller = caller;
		this.finder = new Finder(caller, manner, {
			endpoint: '/Users',
			attribute: 'userName',
			nameOf: ({ userName }) => userName,
			isIt: (resource, { userName, email }) =>
				isSameName(ownText(resource, 'userName'), userName) ||
				isSameName(fieldOf(resource, 'email'), email),
			isUnique: true,
		});
	}

	/** Makes sure that a person is there, as they are at home. */
	async provision(person: Person): Promise<boolean> {
		const found = await this.finder.find(person);
		if (found.kind === 'failed') return false;
		if (found.kind === 'nobody') return this.#create(person);
		return this.#match(person, found.id, found.resource);
	}

	/** Takes over a user who was there already, and brings it up to date. */
	async #match(person: Person, id: string, current: JsonObject): Promise<boolean> {
		const { key } = person;
		const { body, setActive, update } = this.#manner;
		const wasActive = own(current, 'active') !== false;
		this.known.set(key, { id, person, active: wasActive });
		const changes = differences(body(person, true), current);
		const wanted = { id, person, active: true, changes, current };
		if (!wasActive) {
			const ask = setActive(wanted);
			if (!(await this.#apply(key, { active: true }, ask))) return false;
			if (ask.method === 'PUT') return true;
		}
		return changes.length === 0 || this.#apply(key, {}, update(wanted));
	}

	async #create(person: Person): Promise<boolean> {
		const { body, readsAfterCreate } = this.#manner;
		const got = await this.#caller.call(
			{ method: 'POST', target: '/Users', body: body(person, true) },
			{ statuses: [201] },
		);
		if (!got.ok) return this.#adopt(person, await this.finder.findMade(person, got.error));
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
		return this.#adopt(person, await this.finder.findAgain(person));
	}

	#adopt(person: Person, found: Lookup): boolean {
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
			this.#caller.note('changed-id', `The request for ${known.id} returned ${id}.`, got.value);
		}
		this.#compare(known, got.value);
		return isObject(got.value.json) ? got.value.json : undefined;
	}

	/** Holds what was read against what the client believes. */
	#compare({ person, active }: KnownUser, reply: Reply): void {
		const resource = reply.json;
		const differing = differences(this.#manner.body(person, active), resource);
		for (const { field, value } of differing) {
			const shown = JSON.stringify(fieldOf(resource, field) ?? null);
			const message = `${field} is ${shown}, but was last set to ${JSON.stringify(value)}.`;
			this.#caller.note('update-lost', message, reply);
		}
		this.#compareActive(active, reply);
	}

	#compareActive(active: boolean, reply: Reply): void {
		const found = own(reply.json, 'active');
		// RFC 7643 §4.1.1 leaves open what the absence means; clients take it for active.
		if (found === active || (found === undefined && active)) return;
		const message = `"active" is ${JSON.stringify(found ?? null)}, but was last set to ${active}.`;
		this.#caller.note('active', message, reply);
	}

	/** Brings a user up to what the person is now. */
	async update(person: Person): Promise<boolean> {
		const known = this.known.get(person.key);
		const ask = await this.askUpdate(person);
		if (known === undefined || ask === undefined) return false;
		if (ask !== null) return this.#apply(person.key, { person }, ask);
		this.known.set(person.key, { ...known, person });
		return true;
	}

	/**
	 * The request that makes of a user what the person is now; null if the client would change nothing,
	 * undefined if it cannot be made.
	 */
	async askUpdate(person: Person): Promise<Ask | null | undefined> {
		const known = this.known.get(person.key);
		if (known === undefined) return undefined;
		const { body, readsBeforeUpdate, update } = this.#manner;
		const { active } = known;
		const changes = differences(body(person, active), body(known.person, active));
		if (changes.length === 0) return null;
		const current = readsBeforeUpdate === true ? await this.read(person.key) : {};
		return current && update({ ...known, person, changes, current });
	}

	/** Activates or deactivates a user. */
	async setActive(key: string, active: boolean): Promise<boolean> {
		const known = this.known.get(key);
		if (known === undefined) return false;
		const { setActive, readsBeforeUpdate } = this.#manner;
		const update: UserUpdate = { ...known, active, changes: [], current: {} };
		const blind = setActive(update);
		// A PATCH of one attribute needs no reading before it.
		if (blind.method !== 'PUT' || readsBeforeUpdate !== true) {
			return this.#apply(key, { active }, blind);
		}
		const current = await this.read(key);
		if (current === undefined) return false;
		return this.#apply(key, { active }, setActive({ ...update, current }));
	}

	/** Sends a change, and believes it if it succeeded. */
	async #apply(
		key: string,
		change: Partial<Pick<KnownUser, 'person' | 'active'>>,
		ask: Ask,
	): Promise<boolean> {
		const known = this.known.get(key);
		if (known === undefined) return false;
		const got = await this.#caller.call(ask, { statuses: doneBy(ask) });
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
		const isGone = await this.#caller.delete(userPath(known.id));
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
