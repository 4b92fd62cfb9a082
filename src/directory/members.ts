/**
 * Membership changes of one group: resolves the ids a client names, and records one event for each
 * member that really comes or goes. What changes nothing leaves no trace.
 */
import { badRequest, type ScimError } from '../scim/errors.ts';
import { matchesValue } from '../scim/filter/evaluate.ts';
import { fold } from '../scim/fold.ts';
import { MAX_MEMBERS_SEARCHED } from '../scim/limits.ts';
import type { MemberChange } from '../scim/patch/changes.ts';
import { err, ok, type Result } from '../result.ts';
import type { Context } from './decide.ts';
import { membershipEvent, nestedGroupEvent } from './events.ts';
import type { MemberCandidate, Related } from './model.ts';
import { namedIn, touchesUnnamed } from './needs.ts';
import { notRead, type DirectoryView } from './view.ts';

/** A member that comes (`present`) or goes. */
export interface MemberStep {
	readonly member: MemberCandidate;
	readonly present: boolean;
}

const TOO_MANY_SEARCHED = badRequest(
	'tooMany',
	`members: a request may go over ${MAX_MEMBERS_SEARCHED} members in all, to replace them or to select some by a filter. Split it.`,
);

/**
 * Resolves member changes in order into the steps that they really take, without applying any:
 * a change that fails must leave nothing behind.
 */
export function planMembers(
	view: DirectoryView,
	groupId: string,
	changes: readonly MemberChange[],
	context: Pick<Context, 'dialect' | 'noteSkipped'>,
): Result<readonly MemberStep[], ScimError> {
	view.requireMembers(groupId, changes.flatMap(namedIn), changes.some(touchesUnnamed));
	const steps = new Map<string, MemberStep>();
	const isMember = (id: string) => steps.get(id)?.present ?? view.isMember(groupId, id);
	const set = (member: MemberCandidate, present: boolean) => {
		if (isMember(member.id) === present) return;
		// Who comes and goes in one request has not moved.
		if (!steps.delete(member.id)) steps.set(member.id, { member, present });
	};
	for (const change of changes) {
		const named = resolve(view, groupId, namedIn(change), change.kind === 'remove', context);
		if (!named.ok) return named;
		if (change.kind === 'remove') {
			for (const member of named.value) set(member, false);
			continue;
		}
		if (change.kind !== 'add') {
			if (view.membersSearched >= MAX_MEMBERS_SEARCHED) return err(TOO_MANY_SEARCHED);
			const members = new Set([...view.membersOf(groupId), ...steps.keys()]);
			view.membersSearched += members.size;
			const going = goingOf(view, [...members].filter(isMember), change);
			if (change.kind === 'select' && change.mustMatch && going.length === 0) {
				return err(badRequest('noTarget', 'No member matches the filter of the path.'));
			}
			const kept = new Set(named.value.map(({ id }) => id));
			for (const member of going) if (!kept.has(member.id)) set(member, false);
		}
		for (const member of named.value) set(member, true);
	}
	return ok([...steps.values()]);
}

/** Applies planned steps and records their events. */
export function applyMembers(
	view: DirectoryView,
	group: Related,
	steps: readonly MemberStep[],
	{ newEventId, types }: Pick<Context, 'newEventId' | 'types'>,
): void {
	for (const { member, present } of steps) {
		view.setMember(group, member, present);
		if (member.type === 'Group') {
			const whole = view.find('Group', group.id);
			if (whole === undefined) throw notRead('what a group says of itself');
			view.record(nestedGroupEvent(newEventId(), present, types.Group, whole, member));
			continue;
		}
		if (member.profile === undefined) throw notRead('how a member is called');
		view.record(membershipEvent(newEventId(), present, group, member.profile));
	}
}

/** The present members that a change may take away. */
function goingOf(
	view: DirectoryView,
	memberIds: readonly string[],
	change: Extract<MemberChange, { kind: 'replace' | 'select' }>,
): readonly MemberCandidate[] {
	const present = memberIds.flatMap((id) => view.candidate(id) ?? []);
	if (change.kind === 'replace') return present;
	return present.filter(({ id, type, display }) =>
		matchesValue(change.filter, { value: id, type: fold(type), display: fold(display) }),
	);
}

/** Looks the named members up; removing one that does not exist is no error, adding one is. */
function resolve(
	view: DirectoryView,
	groupId: string,
	ids: readonly string[],
	lenient: boolean,
	{ dialect, noteSkipped }: Pick<Context, 'dialect' | 'noteSkipped'>,
): Result<readonly MemberCandidate[], ScimError> {
	const found: MemberCandidate[] = [];
	const skipped: string[] = [];
	for (const id of ids) {
		const member = view.candidate(id);
		if (member !== undefined && (lenient || id !== groupId)) found.push(member);
		// leniency: nothing_to_remove
		else if (lenient) continue;
		// leniency: skip_unknown_members
		else if (member === undefined && dialect.has('skip_unknown_members')) skipped.push(id);
		else if (member === undefined) {
			return err(
				badRequest(
					'invalidValue',
					`members: no user or group of this directory has the id "${id}".`,
				),
			);
		} else return err(badRequest('invalidValue', 'members: a group cannot be a member of itself.'));
	}
	if (skipped.length > 0) noteSkipped(groupId, skipped);
	return ok(found);
}
