/**
 * One step of a run: a page of a list that Google gives, or some of what it does not show any more. What it
 * has done to the directory is durable when it returns; where the run goes on is kept by the caller, in one
 * transaction with what was learned. A step that is not kept is taken again and changes nothing.
 */
import type { GoogleClient } from '../google/client.ts';
import type { GoogleFailure } from '../google/failures.ts';
import { textOf, type GoogleObject } from '../google/json.ts';
import { memberIds, toGroup, toUser } from '../google/resources.ts';
import {
	addCounts,
	addRefused,
	guardRemovals,
	isLastPass,
	isProven,
	nextPhase,
	readAgain,
	restartList,
	turnGroup,
	turnPage,
	type Removals,
} from '../google/run.ts';
import type { GoogleRun, GoogleRunReport, GoogleSettings, Refusal } from '../google/settings.ts';
import {
	compareMembers,
	countKnown,
	findDeparted,
	findGroups,
	findKnown,
	type Departed,
	type KnownGroup,
} from '../store/google-resources.ts';
import type { GoogleKind, Learned } from '../store/google-sync.ts';
import { changeMembers, remove, type CommandDeps, type MembersChanged } from './google-commands.ts';
import { writePage } from './google-writes.ts';

/** What a step came to. */
export type StepOutcome =
	| {
			readonly kind: 'done';
			/** Where the run goes on; undefined after its last step. */
			readonly run: GoogleRun | undefined;
			readonly report: GoogleRunReport;
			/** What was learned of resources; absent where nothing was, and the step is cheap to take again. */
			readonly learned?: Learned;
	  }
	/** Google did not answer as asked; `run` is where to go on later. */
	| { readonly kind: 'failed'; readonly failure: GoogleFailure; readonly run: GoogleRun }
	/** The run is not to go on, and why. */
	| { readonly kind: 'stopped'; readonly reason: string }
	/** The writer has too much to do. */
	| { readonly kind: 'busy' };

/** What steps need. */
export interface StepDeps extends CommandDeps {
	readonly client: GoogleClient;
	readonly directoryKey: number;
	readonly settings: GoogleSettings;
}

/** Resources that one step removes: with their memberships they are a commit or two. */
const REMOVED_AT_ONCE = 100;

/** Members who leave a group in one step: as many as four commands have. */
const MEMBERS_AT_ONCE = 2_000;

/** Groups that are read ahead. */
const GROUPS_AT_ONCE = 200;

/** The steps of some time. */
export class GoogleSteps {
	readonly #deps: StepDeps;
	#groups: readonly KnownGroup[] = [];

	constructor(deps: StepDeps) {
		this.#deps = deps;
	}

	/** Takes the next step of a run. */
	take(run: GoogleRun): Promise<StepOutcome> {
		switch (run.phase) {
			case 'deleted_users':
				return this.#deleted(run);
			case 'users':
				return this.#list(run, 'user');
			case 'remove_deleted_users':
			case 'remove_users':
				return this.#departed(run, 'user');
			case 'groups':
				return this.#list(run, 'group');
			case 'remove_groups':
				return this.#departed(run, 'group');
			case 'members':
				return this.#members(run);
		}
	}

	/** Users of whom Google says that they were deleted: those who are here are kept in mind. */
	async #deleted(run: GoogleRun): Promise<StepOutcome> {
		const { client, db, directoryKey } = this.#deps;
		const list = await client.deletedUsers(run.page_token);
		if (!list.ok) return failed(run, list.error);
		const { items, nextPageToken } = list.value;
		const googleIds = await findKnown(db, directoryKey, idsOf(items));
		const isLast = nextPageToken === null;
		if (googleIds.length === 0) return this.#done({ ...run, page_token: nextPageToken }, isLast);
		const page = { number: run.pages, googleIds };
		return this.#done(turnPage(run, nextPageToken), isLast, { kind: 'user', page });
	}

	/** Users or groups as Google lists them. */
	async #list(run: GoogleRun, kind: GoogleKind): Promise<StepOutcome> {
		const { client, directoryKey, settings } = this.#deps;
		const page =
			kind === 'user'
				? await client.users(settings.users_query, run.page_token)
				: await client.groups(settings.groups_query, run.page_token);
		if (!page.ok) return failed(run, page.error);
		const { items, nextPageToken } = page.value;
		const resources = items.flatMap((item) => MAPPED[kind](item) ?? []);
		const isLastOccasion = isLastPass(run);
		const todo = { directoryKey, kind, resources, isLastOccasion };
		const outcome = await writePage(this.#deps, todo);
		if (outcome === undefined) return { kind: 'busy' };
		const { created, updated, unchanged, deferred, taken, gone } = outcome;
		// Who is gone over again is not counted again.
		const isFirst = run.pass === 1;
		const counts = isFirst ? { seen: items.length, unchanged } : {};
		const refused = isFirst ? [...taken, ...outcome.refused, ...unreadable(kind, items)] : taken;
		const all = { created, updated, removed: gone.length, ...counts };
		const report = withCounts(run.report, kind, all, refused);
		const next = { ...turnPage(run, nextPageToken), deferred: run.deferred + deferred, report };
		return this.#done(next, nextPageToken === null, {
			kind,
			written: outcome.written,
			gone,
			page: { number: run.pages, googleIds: idsOf(items) },
		});
	}

	/** Users whom Google has named as deleted, or users or groups that were not in the list. */
	async #departed(run: GoogleRun, kind: GoogleKind): Promise<StepOutcome> {
		const { db, directoryKey } = this.#deps;
		const { phase, pages, after, report } = run;
		const how = phase === 'remove_deleted_users' ? 'named' : 'unseen';
		const place = { pages, after, limit: REMOVED_AT_ONCE };
		const { departed, total } = await findDeparted(db, directoryKey, kind, how, place);
		if (total === 0) return this.#done({ ...run, after: '' }, true);
		if (how === 'unseen' && !isProven(run)) return this.#done(readAgain(run), false);
		const last = total > departed.length ? departed.at(-1)?.googleId : undefined;
		const listed = how === 'unseen' ? { listed: report[REPORTED[kind]].seen } : {};
		const going = { kind, going: total, ...listed };
		return this.#remove({ ...run, after: last ?? '' }, departed, going, last === undefined);
	}

	/**
	 * Removes resources, if the guard lets it; `going` tells how many there are of them, on later pages, too.
	 * Those that went before them are counted.
	 */
	async #remove(
		next: GoogleRun,
		departed: readonly Departed[],
		{ kind, going, ...rest }: Omit<Removals, 'known'>,
		isLast: boolean,
	): Promise<StepOutcome> {
		const { db, directoryKey, settings } = this.#deps;
		const { report } = next;
		const before = report.guarded[kind];
		const known = before + (await countKnown(db, directoryKey, kind));
		const reason = guardRemovals({ ...rest, kind, known, going: going + before }, settings);
		if (reason !== undefined) return { kind: 'stopped', reason };
		const outcome = await remove(this.#deps, kind, departed, settings.removed_users);
		if (outcome === undefined) return { kind: 'busy' };
		const { gone, left, removed, refused } = outcome;
		const guarded = { ...report.guarded, [kind]: before + removed };
		const counted = withCounts({ ...report, guarded }, kind, { removed }, refused);
		return this.#done({ ...next, report: counted }, isLast, { kind, gone, left });
	}

	/** A page of the members of the next group: who is missing comes, and after the last page others go. */
	async #members(run: GoogleRun): Promise<StepOutcome> {
		const { client, db, directoryKey } = this.#deps;
		const group = await this.#nextGroup(run);
		if (group === undefined) return this.#done(run, true);
		const page = await client.members(group.googleId, run.page_token);
		// It was deleted a moment ago: the next run does not see it.
		if (!page.ok && page.error.kind === 'not_found') {
			return this.#done(turnGroup(run, group.googleId), false);
		}
		if (!page.ok) return failed(run, page.error);
		const { items, nextPageToken } = page.value;
		const [googleIds, read] = [memberIds(items), turnPage(run, nextPageToken)];
		const isLast = nextPageToken === null;
		const surplusMax = isLast ? MEMBERS_AT_ONCE : 0;
		const wanted = { googleIds, pages: run.pages, surplusMax };
		const { missing, surplus } = await compareMembers(db, directoryKey, group.resourceId, wanted);
		const isCertain = isProven(read);
		const leaving = isCertain ? surplus : [];
		const changed = await changeMembers(this.#deps, group, { missing, surplus: leaving });
		if (changed === undefined) return { kind: 'busy' };
		const report = withMembers(run.report, changed);
		const keep = { kind: 'group', page: { number: run.pages, googleIds } } as const;
		if (!isLast) return this.#done({ ...read, report }, false, keep);
		if (surplus.length > 0 && !isCertain) {
			return this.#done(readAgain({ ...read, report }), false, keep);
		}
		// There may be more who have to go: its last page is read again.
		const isMore = changed.removed >= surplusMax;
		const next = isMore ? run : turnGroup(run, group.googleId);
		const isChanged = changed.added + changed.removed + changed.refused.length > 0;
		return this.#done({ ...next, report }, false, isChanged ? { kind: 'group' } : undefined);
	}

	async #nextGroup(run: GoogleRun): Promise<KnownGroup | undefined> {
		const { db, directoryKey } = this.#deps;
		const ahead = this.#groups.find(({ googleId }) => googleId > run.after);
		if (ahead !== undefined) return ahead;
		const place = { after: run.after, limit: GROUPS_AT_ONCE };
		this.#groups = await findGroups(db, directoryKey, place);
		return this.#groups[0];
	}

	#done(run: GoogleRun, isPhaseDone: boolean, learned?: Learned): StepOutcome {
		const next = isPhaseDone ? nextPhase(run, this.#deps.settings) : run;
		const { report } = run;
		return { kind: 'done', run: next, report, ...(learned === undefined ? {} : { learned }) };
	}
}

const REPORTED = { user: 'users', group: 'groups' } as const;

const MAPPED = { user: toUser, group: toGroup } as const;

function idsOf(items: readonly GoogleObject[]): readonly string[] {
	return items.flatMap((item) => textOf(item, 'id') ?? []);
}

/** Those of a list that lack what every one of them has. */
function unreadable(kind: GoogleKind, items: readonly GoogleObject[]): readonly Refusal[] {
	return items
		.filter((item) => MAPPED[kind](item) === undefined)
		.map((item) => ({
			kind,
			google_id: textOf(item, 'id') ?? null,
			name: null,
			reason: 'Google sent no id or no address for it.',
		}));
}

/** A page token is good for three days: a list is begun again if it was too old. */
function failed(run: GoogleRun, failure: GoogleFailure): StepOutcome {
	return failure.kind === 'invalid' && run.page_token !== null
		? { kind: 'failed', failure: { ...failure, kind: 'unavailable' }, run: restartList(run) }
		: { kind: 'failed', failure, run };
}

function withCounts(
	report: GoogleRunReport,
	kind: GoogleKind,
	counts: Parameters<typeof addCounts>[1],
	refused: readonly Refusal[],
): GoogleRunReport {
	const of = REPORTED[kind];
	return addRefused({ ...report, [of]: addCounts(report[of], counts) }, refused);
}

function withMembers(
	{ memberships, ...report }: GoogleRunReport,
	{ added, removed, refused }: MembersChanged,
): GoogleRunReport {
	const sums = { added: memberships.added + added, removed: memberships.removed + removed };
	return addRefused({ ...report, memberships: sums }, refused);
}
