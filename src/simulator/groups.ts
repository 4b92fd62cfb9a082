/** The groups of one run, and who is in them, as the model's client keeps them. */
import type { Caller, Failure, Reply } from './caller.ts';
import { elements, isObject, type JsonObject, own, ownText } from './json.ts';
import { type GroupManner, groupPath, type MemberReference, type Model } from './model.ts';
import type { Team } from './people.ts';
import { checkCreated, isSameName, readId, readList } from './replies.ts';
import { surveyed } from './survey.ts';
import type { Users } from './users.ts';
import type { Ask } from './wire.ts';

/** A group as the client believes it to be. */
export interface KnownGroup {
	readonly id: string;
	team: Team;
	/** Keys of the people in it. */
	members: ReadonlySet<string>;
	/** The client has given up on it. */
	isStopped: boolean;
}

/** What a look-up came to: no id if there is no such group; FAILED if the answer is of no use. */
interface Found {
	readonly id: string | undefined;
}
const FAILED: Found = { id: undefined };

/** The groups. */
export class Groups {
	/** By the key of the team. */
	readonly known = new Map<string, KnownGroup>();
	readonly #model: Model;
	readonly #manner: GroupManner;
	readonly #caller: Caller;
	readonly #users: Users;
	#surveyed = new Map<string, JsonObject>();

	constructor(model: Model, manner: GroupManner, caller: Caller, users: Users) {
		this.#model = model;
		this.#manner = manner;
		this.#caller = caller;
		this.#users = users;
	}

	/** Reads all groups, if the client does. */
	async survey(): Promise<boolean> {
		const { survey } = this.#model;
		if (survey?.groups !== true) return true;
		const all = await surveyed(this.#caller, '/Groups', survey.pageSize);
		this.#surveyed = new Map(
			(all ?? []).map((each) => [(ownText(each, 'displayName') ?? '').toLowerCase(), each]),
		);
		return all !== undefined;
	}

	/** Makes sure that a team is there. */
	async provision(team: Team, members: readonly string[]): Promise<boolean> {
		const found = await this.#find(team);
		if (found === FAILED) return false;
		const { id } = found;
		if (id === undefined) return this.#create(team, members);
		this.known.set(team.key, { id, team, members: new Set(), isStopped: false });
		// A client has its own memory of members; this one had none yet, so it is read once.
		const held = await this.readMembers(team.key);
		const group = this.known.get(team.key);
		if (held === undefined || group === undefined) return false;
		group.members = new Set(held.keys);
		return true;
	}

	/** Looks a team's group up as the client does. */
	async #find(team: Team): Promise<Found> {
		const { lookup, acceptsNotFound } = this.#manner;
		if (lookup === undefined) {
			return { id: ownText(this.#surveyed.get(team.displayName.toLowerCase()), 'id') };
		}
		const got = await this.#caller.call(
			{ method: 'GET', target: lookup(team) },
			{ statuses: acceptsNotFound === true ? [200, 404] : [200], on404: 'not-found-status' },
		);
		if (!got.ok) return FAILED;
		if (got.value.status === 404) return { id: undefined };
		const list = readList(this.#caller, got.value);
		if (list === undefined) return FAILED;
		const isIt = (each: JsonObject) => isSameName(ownText(each, 'displayName'), team.displayName);
		const strangers = list.resources.filter((each) => !isIt(each));
		if (strangers.length > 0) {
			const message = `Asked for "${team.displayName}", and got ${strangers.length} other(s).`;
			this.#caller.note('filter-ignored', message, got.value);
			return FAILED;
		}
		return { id: ownText(list.resources[0], 'id') };
	}

	async #create(team: Team, keys: readonly string[]): Promise<boolean> {
		const { body, createsWithMembers } = this.#manner;
		const members = createsWithMembers === true ? this.references(keys) : [];
		const got = await this.#caller.call(
			{ method: 'POST', target: '/Groups', body: body(team, members) },
			{ statuses: [201] },
		);
		if (!got.ok) return false;
		const id = readId(this.#caller, got.value);
		if (id === undefined) return false;
		checkCreated(this.#caller, got.value);
		this.known.set(team.key, {
			id,
			team,
			members: new Set(members.map(({ person }) => person.key)),
			isStopped: false,
		});
		return true;
	}

	/** Gives a group another name. */
	async rename(team: Team): Promise<boolean> {
		const group = this.known.get(team.key);
		if (group === undefined || group.isStopped) return false;
		const all = this.references([...group.members]);
		const done = await this.#send(group, this.#manner.rename({ id: group.id, team, all }));
		if (done) group.team = team;
		return done;
	}

	/** Brings the members of a group to what they are at home, in as many requests as it takes. */
	async setMembers(key: string, wanted: ReadonlySet<string>): Promise<boolean> {
		const group = this.known.get(key);
		if (group === undefined || group.isStopped) return false;
		const added = [...wanted].filter((each) => !group.members.has(each));
		const removed = [...group.members].filter((each) => !wanted.has(each));
		const change = { added: this.references(added), removed: this.references(removed) };
		for (const part of this.parts(change)) {
			if (!(await this.#changeMembers(group, part))) return false;
		}
		return true;
	}

	/** A change in parts that are as large as the client makes them; who writes groups whole makes one. */
	parts({ added, removed }: Change): readonly Change[] {
		if (added.length + removed.length === 0) return [];
		const size = this.#manner.membersMax;
		if (size === Number.POSITIVE_INFINITY) return [{ added, removed }];
		return [
			...chunks(removed, size).map((part) => ({ added: [], removed: part })),
			...chunks(added, size).map((part) => ({ added: part, removed: [] })),
		];
	}

	async #changeMembers(group: KnownGroup, change: Change): Promise<boolean> {
		const after = this.after(group, change);
		for (const ask of this.asksOf(group, change)) {
			if (!(await this.#send(group, ask))) return false;
		}
		group.members = after;
		return true;
	}

	/** The requests of a change of members. */
	asksOf(group: KnownGroup, change: Change): readonly Ask[] {
		const all = this.references([...this.after(group, change)]);
		return this.#manner.changeMembers({ id: group.id, team: group.team, ...change, all });
	}

	/** The members of a group after a change. */
	after({ members }: KnownGroup, { added, removed }: Change): ReadonlySet<string> {
		const after = new Set(members);
		for (const { person } of removed) after.delete(person.key);
		for (const { person } of added) after.add(person.key);
		return after;
	}

	/** Deletes a group. */
	async delete(key: string): Promise<boolean> {
		const group = this.known.get(key);
		if (group === undefined) return false;
		const got = await this.#caller.call(
			{ method: 'DELETE', target: groupPath(group.id) },
			{ statuses: [204] },
		);
		const isGone = got.ok || (got.error.afterLoss && got.error.status === 404);
		if (isGone) this.known.delete(key);
		return isGone;
	}

	/** Reads who is in a group: of the people that this run knows. */
	async readMembers(
		key: string,
	): Promise<{ readonly keys: ReadonlySet<string>; readonly reply: Reply } | undefined> {
		const group = this.known.get(key);
		if (group === undefined) return undefined;
		const got = await this.#caller.call(
			{ method: 'GET', target: groupPath(group.id) },
			{ statuses: [200] },
		);
		if (!got.ok || !isObject(got.value.json)) return undefined;
		const byId = new Map([...this.#users.known].map(([person, { id }]) => [id, person]));
		const ids = elements(own(got.value.json, 'members')).map(
			(each) => ownText(each, 'value') ?? '',
		);
		return { keys: new Set(ids.flatMap((id) => byId.get(id) ?? [])), reply: got.value };
	}

	/** What the people of these keys are as members: those of them who are there. */
	references(keys: readonly string[]): readonly MemberReference[] {
		return keys.flatMap((key) => {
			const user = this.#users.known.get(key) ?? this.#users.gone.get(key);
			return user === undefined ? [] : [{ id: user.id, person: user.person }];
		});
	}

	async #send(group: KnownGroup, ask: Ask): Promise<boolean> {
		const statuses = ask.method === 'PUT' ? [200] : [200, 204];
		const got = await this.#caller.call(ask, { statuses });
		if (!got.ok) this.#giveUp(group, ask, got.error);
		return got.ok;
	}

	#giveUp(group: KnownGroup, ask: Ask, { status = 0 }: Failure): void {
		if (this.#manner.stopsAt4xx !== true || status < 400 || status >= 500) return;
		group.isStopped = true;
		const message = `"${group.team.displayName}" was answered ${status}: it is not pushed any more.`;
		const answer = { status, headers: {}, text: '' };
		this.#caller.note('group-stopped', message, {
			exchange: { ask, result: { ok: true, value: answer } },
		});
	}
}

/** Who is added to a group, and who is removed. */
export interface Change {
	readonly added: readonly MemberReference[];
	readonly removed: readonly MemberReference[];
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}
