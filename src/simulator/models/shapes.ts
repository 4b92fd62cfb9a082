/** Shapes that several models share: who sends what is said in the models. */
import { PATHS } from '../fields.ts';
import {
	ENTERPRISE_URN,
	equals,
	filterQuery,
	GROUP_URN,
	type Operation,
	patchBody,
	USER_URN,
} from '../messages.ts';
import {
	type GroupManner,
	groupPath,
	type GroupUpdate,
	type MemberReference,
	type RetryHabit,
	type UserManner,
	userPath,
	type UserUpdate,
} from '../model.ts';
import type { JsonObject } from '../../transcript/json.ts';
import type { Person, Team } from '../people.ts';
import type { Ask } from '../wire.ts';

/** For clients whose habit is not published: a few tries, and Retry-After is honoured. */
export const USUAL_RETRY: RetryHabit = {
	// Of servers that are too busy, or not there for a moment (RFC 9110 §15.6, RFC 6585 §4).
	statuses: [429, 502, 503, 504],
	onLoss: true,
	attemptsMax: 3,
	delaysSeconds: [1, 2, 4],
	honoursRetryAfter: true,
	nextCycle: false,
};

/** PATCH of a user. */
export function patchUser(id: string, operations: readonly Operation[]): Ask {
	return { method: 'PATCH', target: userPath(id), body: patchBody(operations) };
}

/** PATCH of a group. */
export function patchGroup(id: string, operations: readonly Operation[]): Ask {
	return { method: 'PATCH', target: groupPath(id), body: patchBody(operations) };
}

/** PATCH with one `replace` for each attribute that changes. */
export function replaceByPath({ id, changes }: UserUpdate): Ask {
	return patchUser(
		id,
		changes.map(({ field, value }) => ({ op: 'replace', path: PATHS[field], value })),
	);
}

/** PATCH of `active` by path. */
export function activeByPath({ id, active }: UserUpdate): Ask {
	return patchUser(id, [{ op: 'replace', path: 'active', value: active }]);
}

/** PATCH of `active` in a value without a path. */
export function activeWithoutPath({ id, active }: UserUpdate): Ask {
	return patchUser(id, [{ op: 'replace', value: { active } }]);
}

/** PUT of a user. */
export function putUser(id: string, body: JsonObject): Ask {
	return { method: 'PUT', target: userPath(id), body };
}

/** PUT of a group. */
export function putGroup(id: string, body: JsonObject): Ask {
	return { method: 'PUT', target: groupPath(id), body };
}

/** PATCH of a group's name by path. */
export function renameByPath({ id, team }: GroupUpdate): Ask {
	return patchGroup(id, [{ op: 'replace', path: 'displayName', value: team.displayName }]);
}

/** A group with its name alone. */
export function bareGroup({ displayName }: Team) {
	return { schemas: [GROUP_URN], displayName };
}

/** `{value}` for each member. */
export function values(members: readonly MemberReference[]) {
	return members.map(({ id }) => ({ value: id }));
}

/** Adds by a value array. */
export function addByValue(members: readonly MemberReference[]): Operation[] {
	return [{ op: 'add', path: 'members', value: values(members) }];
}

/** Removes by a value array, which is no way of RFC 7644. */
export function removeByValue(members: readonly MemberReference[]): Operation[] {
	return [{ op: 'remove', path: 'members', value: values(members) }];
}

/** Removes each member by a filtered path (RFC 7644 §3.5.2.2). */
export function removeByFilter(members: readonly MemberReference[]): Operation[] {
	return members.map(({ id }) => ({ op: 'remove', path: `members[value eq "${id}"]` }));
}

/** Members who are added by one PATCH and removed by another, so many in each at most. */
export function patchingMembers(
	membersMax: number,
	adding: (members: readonly MemberReference[]) => readonly Operation[],
	removing: (members: readonly MemberReference[]) => readonly Operation[],
): Pick<GroupManner, 'changeMembers' | 'membersMax'> {
	const patch = (id: string, members: readonly MemberReference[], of: typeof adding) =>
		members.length === 0 ? [] : [patchGroup(id, of(members))];
	return {
		membersMax,
		changeMembers: ({ id, added, removed }) => [
			...patch(id, added, adding),
			...patch(id, removed, removing),
		],
	};
}

/** Groups whose every change is a PUT of the whole. */
export function puttingGroups(
	body: (update: GroupUpdate) => JsonObject,
): Pick<GroupManner, 'rename' | 'changeMembers'> {
	const put = (update: GroupUpdate) => putGroup(update.id, body(update));
	return { rename: put, changeMembers: (update) => [put(update)] };
}

/** The attributes that most send. */
export function usualUser(person: Person, active: boolean) {
	return {
		schemas: [USER_URN, ENTERPRISE_URN],
		userName: person.userName,
		active,
		name: nameOf(person),
		displayName: person.displayName,
		title: person.title,
		emails: workEmail(person),
		...enterprise(person),
	};
}

/** The parts of a name that most send. */
export function nameOf({ givenName, familyName }: Person) {
	return { givenName, familyName };
}

/** The parts of a name, and the whole of it. */
export function fullNameOf({ givenName, familyName }: Person) {
	return { givenName, familyName, formatted: `${givenName} ${familyName}` };
}

/** The one work address that most send. */
export function workEmail({ email }: Person) {
	return [{ value: email, type: 'work', primary: true }];
}

/** The enterprise extension, as far as the models fill it. */
function enterprise({ department, employeeNumber }: Person) {
	return { [ENTERPRISE_URN]: { department, employeeNumber } };
}

/** Looks people up by userName, with nothing else in the query. */
export function usersBy({ userName }: Person): string {
	return `/Users?${filterQuery(equals('userName', userName))}`;
}

/** Looks groups up by displayName, with nothing else in the query. */
export function groupsBy({ displayName }: Team): string {
	return `/Groups?${filterQuery(equals('displayName', displayName))}`;
}

/** Users whose every change is a PUT of the whole, `active` included. */
export function puttingUsers(
	body: UserManner['body'],
	put: (update: UserUpdate) => JsonObject,
): Pick<UserManner, 'body' | 'update' | 'setActive'> {
	const update = (each: UserUpdate) => putUser(each.id, put(each));
	return { body, update, setActive: update };
}
