/** A user as of a time: whatever is done to her, each moment is told as it was, as far as the log goes back. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	momentOf,
	type Moment,
	type NamedGroup,
	type Snapshot,
} from '../../src/directory/moment.ts';
import type { JsonObject } from '../../src/scim/json.ts';

/** What can happen to somebody, and when. */
type Step =
	| { readonly kind: 'toggle' }
	| { readonly kind: 'join' | 'leave'; readonly group: number };

const steps = fc.array(
	fc.oneof(
		fc.constant<Step>({ kind: 'toggle' }),
		fc.record({ kind: fc.constantFrom('join' as const, 'leave' as const), group: fc.nat(3) }),
	),
	{ maxLength: 12 },
);

interface Event extends Snapshot {
	readonly at: number;
	readonly group: NamedGroup | undefined;
}

interface State {
	readonly active: boolean;
	readonly groups: readonly NamedGroup[];
}

/** The events of a life, one a second from 1 on, and how the user was after each. */
function live(life: readonly Step[]) {
	let active = true;
	let groups: readonly NamedGroup[] = [];
	const events: Event[] = [];
	const states: State[] = [];
	const record = (type: string, group?: NamedGroup) => {
		const at = events.length + 1;
		const data: JsonObject = { id: 'u', active, created_at: new Date(1000).toISOString() };
		const beside = group === undefined ? {} : { group: { id: group.id, name: group.name } };
		events.push({ type, data: { ...data, ...beside }, at, group });
		states.push({ active, groups });
	};
	record('user.created');
	for (const step of life) {
		if (step.kind === 'toggle') {
			active = !active;
			record('user.updated');
			continue;
		}
		const group = { id: `g${step.group}`, name: `Group ${step.group}` };
		const isMember = groups.some(({ id }) => id === group.id);
		if (isMember === (step.kind === 'join')) continue;
		groups = isMember ? groups.filter(({ id }) => id !== group.id) : [...groups, group];
		record(isMember ? 'group.user_removed' : 'group.user_added', group);
	}
	return { events, states };
}

/** What is asked of the log for a second, when it is kept from a sequence on. */
function momentAt(
	events: readonly Event[],
	current: { active: boolean; groups: readonly NamedGroup[] },
	second: number,
	first = 1,
) {
	const kept = events.filter(({ at }) => at >= first);
	const later = kept.filter(({ at }) => at > second);
	const changes = later.flatMap(({ group, type }) =>
		group === undefined ? [] : [{ ...group, hasLeft: type === 'group.user_removed' }],
	);
	const ids = changes.map(({ id }) => id);
	return momentOf({
		at: second * 1000,
		before: kept.findLast(({ at }) => at <= second),
		after: later[0],
		changed: changes.filter(({ id }, at) => ids.indexOf(id) === at),
		current: {
			profile: { id: 'u', active: current.active, created_at: new Date(1000).toISOString() },
			groups: current.groups,
		},
		isCovered: first === 1 || first <= second,
	});
}

const sorted = (groups: readonly NamedGroup[]) => groups.map(({ id }) => id).toSorted();

/** What a moment tells that was not so, or does not tell although it is known. */
function liesOf(moment: Moment, was: State | undefined, first: number): readonly string[] {
	const { profile, groups, isComplete } = moment;
	if (was === undefined) return profile === null ? [] : ['somebody who was not there yet'];
	const lies = [
		[profile !== null && profile['active'] !== was.active, 'active'],
		[isComplete && profile === null, 'nobody, and is sure'],
		[isComplete && sorted(groups).join() !== sorted(was.groups).join(), 'other groups'],
		[first === 1 && !isComplete, 'is not sure of a whole log'],
	] as const;
	return lies.flatMap(([isLie, what]) => (isLie ? [what] : []));
}

describe('as of any time', () => {
	test('the state is the one that was, and what is not known is not told', () => {
		fc.assert(
			fc.property(steps, fc.nat(14), fc.nat(14), (life, second, cut) => {
				const { events, states } = live(life);
				const current = states.at(-1) ?? { active: true, groups: [] };
				const first = Math.min(cut + 1, events.length + 1);
				const moment = momentAt(events, current, second, first);
				expect(liesOf(moment, states[Math.min(second, states.length) - 1], first)).toEqual([]);
			}),
		);
	});

	test('the profile holds nothing else of the event', () => {
		const { events, states } = live([{ kind: 'join', group: 1 }]);
		const moment = momentAt(events, states[1] ?? { active: true, groups: [] }, 2);
		expect(Object.keys(moment.profile ?? {})).toEqual(['id', 'active', 'created_at']);
	});

	test.each([
		['who was deleted before', true, 'user.deleted', true],
		['nobody, if nothing is known of her', false, undefined, false],
	])('%s', (_name, isCovered, type, isComplete) => {
		const before = type === undefined ? undefined : { type, data: { id: 'u' } };
		const current = { profile: undefined, groups: [] };
		const moment = momentOf({ at: 5, before, after: undefined, changed: [], current, isCovered });
		expect(moment).toEqual({ profile: null, groups: [], isComplete });
	});
});
