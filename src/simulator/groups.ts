/** The groups of one run, and who is in them, as the model's client keeps them. */
import { type Caller, doneBy, type Failure, type Reply } from './caller.ts';
import { Finder } from './finder.ts';
import { elements, own, ownText } from './json.ts';
import { type GroupManner, groupPath, type MemberChange, type MemberReference } from './model.ts';
import type { Team } from './people.ts';
import { checkCreated, isSameName, readId } from './replies.ts';
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

/** The groups. */
export class Groups {
	/** By the key of the team. */
	readonly known = new Map<string, KnownGroup>();
	readonly finder: Finder<Team>;
	readonly #manner: GroupManner;
	readonly #caller: Caller;
	readonly #users: Users;

	constructor(manner: GroupManner, caller: Caller, users: Users) {
		this.#manner = manner;
		this.#caller = caller;
		this.#users = users;
		this.finder = new Finder(caller, manner, {
			endpoint: '/Groups',
			attribute: 'displayName',
			nameOf: ({ displayName }) => displayName,
			isIt: (resource, { displayName }) =>
				isSameName(ownText(resource, 'displayName'), displayName),
			isUnique: false,
		});
	}

	/** The keys of the groups that are there, in an order that does not depend on whose answer came first. */
	keys(): readonly string[] {
		return [...this.known.keys()].toSorted();
	}

	/** Makes sure that a team is there. */
	async provision(team: Team, members: readonly string[]): Promise<boolean> {
		const found = await this.finder.find(team);
		if (found.kind === 'failed') return false;
		if (found.kind === 'nobody') return this.#create(team, members);
		const { id } = found;
		this.known.set(team.key, { id, team, members: new Set(), isStopped: false });
		// A client has its own memory of members; this one had none yet, so it is read once.
		const held = await this.readMembers(team.key);
		const group = this.known.get(team.key);
		if (held === undefined || group === undefined) return false;
		group.members = new Set(held.keys);
		return true;
	}

	async #create(team: Team, keys: readonly string[]): Promise<boolean> {
		const { body, createsWithMembers } = this.#manner;
		const members = createsWithMembers === true ? this.references(keys) : [];
		const got = await this.#caller.call(
			{ method: 'POST', target: '/Groups', body: body(team, members) },
			{ statuses: [201] },
		);
		let id: string | undefined;
		if (got.ok) {
			id = readId(this.#caller, got.value);
			if (id !== undefined) checkCreated(this.#caller, got.value);
		} else {
			const made = await this.finder.findMade(team, got.error);
			if (made.kind === 'found') id = made.id;
		}
		if (id === undefined) return false;
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
		return this.changeMembers(group, change);
	}

	/** Adds and removes members, in as many requests as it takes; ends at the first that fails. */
	async changeMembers(
		group: KnownGroup,
		change: MemberChange,
		send = (ask: Ask) => this.#send(group, ask),
	): Promise<boolean> {
		const { id, team } = group;
		for (const part of this.#parts(change)) {
			const members = new Set(group.members);
			for (const { person } of part.removed) members.delete(person.key);
			for (const { person } of part.added) members.add(person.key);
			const all = this.references([...members]);
			for (const ask of this.#manner.changeMembers({ id, team, ...part, all })) {
				if (!(await send(ask))) return false;
			}
			group.members = members;
		}
		return true;
	}

	/** A change in parts that are as large as the client makes them; who writes groups whole makes one. */
	#parts({ added, removed }: MemberChange): readonly MemberChange[] {
		if (added.length + removed.length === 0) return [];
		const size = this.#manner.membersMax;
		if (size === undefined) return [{ added, removed }];
		return [
			...chunks(removed, size).map((part) => ({ added: [], removed: part })),
			...chunks(added, size).map((part) => ({ added: part, removed: [] })),
		];
	}

	/** Deletes a group. */
	async delete(key: string): Promise<boolean> {
		const group = this.known.get(key);
		if (group === undefined) return false;
		const isGone = await this.#caller.delete(groupPath(group.id));
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
		if (!got.ok || readId(this.#caller, got.value) === undefined) return undefined;
		const byId = new Map([...this.#users.known].map(([person, { id }]) => [id, person]));
		const ids = elements(own(got.value.json, 'members')).map(
			(each) => ownText(each, 'value') ?? '',
		);
		const keys = ids.flatMap((id) => byId.get(id) ?? []);
		return { keys: new Set(keys.toSorted()), reply: got.value };
	}

	/** What the people of these keys are as members: those of them who are there. */
	references(keys: readonly string[]): readonly MemberReference[] {
		return keys.flatMap((key) => {
			const user = this.#users.known.get(key) ?? this.#users.gone.get(key);
			return user === undefined ? [] : [{ id: user.id, person: user.person }];
		});
	}

	async #send(group: KnownGroup, ask: Ask): Promise<boolean> {
		const got = await this.#caller.call(ask, { statuses: doneBy(ask) });
		if (!got.ok) this.#giveUp(group, got.error);
		return got.ok;
	}

	#giveUp(group: KnownGroup, { status = 0, exchange }: Failure): void {
		if (this.#manner.stopsAt4xx !== true || status < 400 || status >= 500) return;
		group.isStopped = true;
		const message = `"${group.team.displayName}" was answered ${status}: it is no longer pushed.`;
		if (exchange !== undefined) this.#caller.note('group-stopped', message, { exchange });
	}
}

function chunks<Item>(items: readonly Item[], size: number): (readonly Item[])[] {
	return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
		items.slice(index * size, (index + 1) * size),
	);
}
