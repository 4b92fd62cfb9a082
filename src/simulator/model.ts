/** How one provider's client behaves, as data and small functions; the cycles are the same for all. */
import type { HeaderValues } from '../transcript/format.ts';
import type { ProviderKey } from '../providers/keys.ts';
import type { FieldChange } from './fields.ts';
import type { JsonObject } from '../transcript/json.ts';
import type { Person, Team } from './people.ts';
import type { Minds } from './reasons.ts';
import type { Ask } from './wire.ts';

/** A provider's client. */
export interface Model {
	/** The word for it on the command line. */
	readonly client: string;
	readonly key: ProviderKey;
	/** What people call the provider. */
	readonly name: string;
	/** Where the behaviour is known from. */
	readonly sources: readonly string[];
	/** Beside Authorization; null leaves out one that would be sent otherwise. */
	readonly headers: HeaderValues;
	/** Content-Type also on requests without a body. */
	readonly contentTypeAlways?: true;
	/** A parameter of the tenant URL, which each request carries first and which makes the client another. */
	readonly flag?: string;
	/** Requests in parallel. */
	readonly concurrency: number;
	/** How long it waits for an answer. */
	readonly timeoutSeconds: number;
	readonly retry: RetryHabit;
	/** The requests of its connection test, in order. */
	readonly probes: readonly Probe[];
	/** Makes a user and a group and deletes both before it begins. */
	readonly trial?: true;
	readonly users: UserManner;
	/** Absent from clients that push no groups. */
	readonly groups?: GroupManner;
	readonly minds: Minds;
	/** What the share of failed operations leads to, for those who count it. */
	readonly outlook?: (failed: number, total: number) => string | undefined;
}

/** When a request is sent again. */
export interface RetryHabit {
	/** Statuses after which it is. */
	readonly statuses: readonly number[];
	/** Also when there was no answer. */
	readonly onLoss: boolean;
	/** Times that it is sent in all. */
	readonly attemptsMax: number;
	/** Before the second, third, … time; the last one holds for the rest. */
	readonly delaysSeconds: readonly number[];
	/** Waits as long as the answer asks for instead. */
	readonly honoursRetryAfter: boolean;
	/** What failed is tried once more when the cycle is over, as it would be in the next one. */
	readonly nextCycle: boolean;
}

/** A request of a connection test. */
export interface Probe {
	readonly target: string;
	/** What the answer must be: a list, a list without resources, or any JSON object. */
	readonly wants: 'list' | 'nobody' | 'object';
	/** 200 otherwise. */
	readonly statuses?: readonly number[];
}

/** What is read whole before anything is provisioned: in pages of this size; without one, in one request. */
export interface Survey {
	readonly pageSize?: number;
}

/** How what is there already is looked for. */
export interface SearchHabit<Wanted> {
	/** Absent from clients that do not read everything whole. */
	readonly survey?: Survey;
	/** The query that looks one up; without it, it is looked for in what was read whole. */
	readonly lookup?: (wanted: Wanted) => string;
	/** A query that matches nothing may be answered with 404. */
	readonly acceptsNotFound?: true;
}

/** A change of a user. */
export interface UserUpdate {
	readonly id: string;
	readonly person: Person;
	readonly active: boolean;
	/** What is to differ from before. */
	readonly changes: readonly FieldChange[];
	/** As it was read just before, by those who do. */
	readonly current: JsonObject;
}

/** How users are provisioned. */
export interface UserManner extends SearchHabit<Person> {
	readonly readsAfterCreate?: true;
	readonly readsBeforeUpdate?: true;
	/** The resource as it is created. */
	readonly body: (person: Person, active: boolean) => JsonObject;
	readonly update: (update: UserUpdate) => Ask;
	/** Activates or deactivates, without other changes. */
	readonly setActive: (update: UserUpdate) => Ask;
	/** What becomes of those who are deleted for good at home, after they were deactivated. */
	readonly deletes: boolean;
}

/** A member, as a model may show it. */
export interface MemberReference {
	/** The id at the server. */
	readonly id: string;
	readonly person: Person;
}

/** A change of a group. */
export interface GroupUpdate {
	readonly id: string;
	readonly team: Team;
	/** All members after it. */
	readonly all: readonly MemberReference[];
}

/** Who is added to a group, and who is removed. */
export interface MemberChange {
	readonly added: readonly MemberReference[];
	readonly removed: readonly MemberReference[];
}

/** A change of a group's members. */
export interface MembershipUpdate extends GroupUpdate, MemberChange {}

/** How groups are provisioned. */
export interface GroupManner extends SearchHabit<Team> {
	readonly createsWithMembers?: true;
	readonly body: (team: Team, members: readonly MemberReference[]) => JsonObject;
	readonly rename: (update: GroupUpdate) => Ask;
	/** The requests of one change, in order. */
	readonly changeMembers: (update: MembershipUpdate) => readonly Ask[];
	/** How many are added, or removed, by one change at most; absent where a change writes all of them. */
	readonly membersMax?: number;
	/** A 4xx ends what is done about this group. */
	readonly stopsAt4xx?: true;
}

/** The path of a user. */
export const userPath = (id: string) => `/Users/${encodeURIComponent(id)}`;
/** The path of a group. */
export const groupPath = (id: string) => `/Groups/${encodeURIComponent(id)}`;
