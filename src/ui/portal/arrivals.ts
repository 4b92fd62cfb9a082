/**
 * Who has come since a link was used, and who was there before. How many they are is counted as far as a page
 * shows them; of a directory that the link has made, all have come since. Pure.
 */
import type { DirectoryRow } from '../../store/directories.ts';

/** So many are shown: enough to see that the right ones come, and that their names are right. */
export const SHOWN_MAX = 10;

/** How many have come, of one kind. */
export interface Come {
	readonly count: number;
	/** There are more than were counted. */
	readonly isMore: boolean;
	/** How many were there already, as far as that can be told. */
	readonly before: number;
}

/** Who has come. */
export interface Arrivals {
	readonly users: Come;
	readonly groups: Come;
	/** When one of them was created last, in epoch milliseconds; 0 for nobody. */
	readonly lastAt: number;
}

type Created = readonly { readonly createdAt: number }[];

/** Who of the newest, one more of them than are shown, has come since a time. */
export function arrivalsSince(
	since: number,
	directory: Pick<DirectoryRow, 'userCount' | 'groupCount' | 'createdAt'>,
	newest: { readonly users: Created; readonly groups: Created },
): Arrivals {
	const of = (total: number, created: Created): Come => {
		if (directory.createdAt >= since) return { count: total, isMore: false, before: 0 };
		const come = created.filter(({ createdAt }) => createdAt >= since).length;
		const isMore = come > SHOWN_MAX;
		const count = isMore ? SHOWN_MAX : come;
		return { count, isMore, before: isMore ? 0 : Math.max(0, total - count) };
	};
	const times = [...newest.users, ...newest.groups].map(({ createdAt }) => createdAt);
	return {
		users: of(directory.userCount, newest.users),
		groups: of(directory.groupCount, newest.groups),
		lastAt: Math.max(0, ...times.filter((at) => at >= since)),
	};
}

/** Who has come, as a sentence without its full stop: "2 users and 1 group received". */
export function comeOf({ users, groups }: Arrivals): string {
	const named = groups.count === 0 ? [] : [counted(groups, 'group')];
	return `${[counted(users, 'user'), ...named].join(' and ')} received`;
}

/** Who was there before, as a sentence with a blank before it; '' for nobody. */
export function beforeOf({ users: { before } }: Arrivals): string {
	if (before === 0) return '';
	return ` ${numbered(before, 'user')} ${before === 1 ? 'was' : 'were'} already there.`;
}

function counted({ count, isMore }: Come, noun: string): string {
	return isMore ? `${count}+ ${noun}s` : numbered(count, noun);
}

/** A number of something: "1 user", "1,000 users". */
export function numbered(count: number, noun: string): string {
	return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
