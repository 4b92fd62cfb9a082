/** How one provider's client behaves, as data and small functions; the cycles are the same for all. */
import type { HeaderValues } from '../transcript/format.ts';
import type { ProviderKey } from '../providers/keys.ts';
import type { FieldChange } from './fields.ts';
import type { JsonObject } from './json.ts';
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
	/** Parameters that each request carries first, like a flag of the tenant URL. */
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
	/** What it reads whole before it provisions; some match by nothing else. */
	readonly survey?: Survey;
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

/** What is read whole, and in pages of what size; without one, in a single request. */
export interface Survey {
	readonly users: boolean;
	readonly groups: boolean;
	readonly pageSize?: number;
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
export interface UserManner {
	/** The query that looks somebody up; without one they are looked for in what was surveyed. */
	readonly lookup?: (person: Person) => string;
	/** A query that matches nothing may be answered with 404. */
	readonly acceptsNotFound?: true;
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

/** A change of a group's members. */
export interface MembershipUpdate {
	readonly id: string;
	readonly team: Team;
	readonly added: readonly MemberReference[];
	readonly removed: readonly MemberReference[];
	/** All of them after it. */
	readonly all: readonly MemberReference[];
}

/** How groups are provisioned. */
export interface GroupManner {
	/** The query that looks a group up; without one it is looked for in what was surveyed. */
	readonly lookup?: (team: Team) => string;
	readonly acceptsNotFound?: true;
	readonly createsWithMembers?: true;
	readonly body: (team: Team, members: readonly MemberReference[]) => JsonObject;
	readonly rename: (update: { id: string; team: Team; all: readonly MemberReference[] }) => Ask;
	/** The requests of one change, in order. */
	readonly changeMembers: (update: MembershipUpdate) => readonly Ask[];
	/** Members that one change names at most. */
	readonly membersMax: number;
	/** A 4xx ends what is done about this group. */
	readonly stopsAt4xx?: true;
}

/** The path of a user. */
export const userPath = (id: string) => `/Users/${encodeURIComponent(id)}`;
/** The path of a group. */
export const groupPath = (id: string) => `/Groups/${encodeURIComponent(id)}`;
