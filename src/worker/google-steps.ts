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
import type { GoogleRun, GoogleRunReport, GoogleSettings } from '../google/settings.ts';
import {
	compareMembers,
	countKnown,
	findGroups,
	findKnown,
	findUnseen,
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
			case 'remove_users':
				return this.#unseen(run, 'user');
			case 'groups':
				return this.#list(run, 'group');
			case 'remove_groups':
				return this.#unseen(run, 'group');
			case 'members':
				return this.#members(run);
		}
	}

	/** Users of whom Google says that they were deleted. */
	async #deleted(run: GoogleRun): Promise<StepOutcome> {
		const { client, db, directoryKey } = this.#deps;
		const page = await client.deletedUsers(run.page_token);
		if (!page.ok) return failed(run, page.error);
		const { items, nextPageToken } = page.value;
		const departed = await findKnown(db, directoryKey, 'user', idsOf(items));
		const next = turnPage(run, nextPageToken);
		const going = { kind: 'user', going: departed.length } as const;
		return this.#remove(next, departed, going, nextPageToken === null);
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
		const resources = items.flatMap((item) => (kind === 'user' ? toUser : toGroup)(item) ?? []);
		const isLastOccasion = isLastPass(run);
		const todo = { directoryKey, kind, resources, isLastOccasion };
		const outcome = await writePage(this.#deps, todo);
		if (outcome === undefined) return { kind: 'busy' };
		const { created, updated, unchanged, deferred, refused, taken } = outcome;
		const invalid = refused + items.length - resources.length;
		// Who is gone over again is not counted again.
		const isFirst = run.pass === 1;
		const counts = isFirst ? { seen: items.length, unchanged } : {};
		const errors = taken + (isFirst ? invalid : 0);
		const report = withCounts(run.report, kind, { created, updated, ...counts }, errors);
		const next = { ...turnPage(run, nextPageToken), deferred: run.deferred + deferred, report };
		return this.#done(next, nextPageToken === null, {
			kind,
			written: outcome.written,
			page: { number: run.pages, googleIds: idsOf(items) },
		});
	}

	/** Users or groups that were not in the list. */
	async #unseen(run: GoogleRun, kind: GoogleKind): Promise<StepOutcome> {
		const { db, directoryKey } = this.#deps;
		const { pages, after, report } = run;
		const place = { pages, after, limit: REMOVED_AT_ONCE };
		const { departed, total } = await findUnseen(db, directoryKey, kind, place);
		if (total === 0) return this.#done({ ...run, after: '' }, true);
		if (!isProven(run)) return this.#done(readAgain(run), false);
		const last = total > departed.length ? departed.at(-1)?.googleId : undefined;
		const { seen: listed } = report[REPORTED[kind]];
		const going = { kind, going: total, listed };
		return this.#remove({ ...run, after: last ?? '' }, departed, going, last === undefined);
	}

	/**
	 * Removes resources, if the guard lets it; `going` tells how many there are of them, on later pages, too.
	 * A run that removed some before has them counted.
	 */
	async #remove(
		next: GoogleRun,
		departed: readonly Departed[],
		{ kind, going, ...rest }: Omit<Removals, 'known'>,
		isLast: boolean,
	): Promise<StepOutcome> {
		const { db, directoryKey, settings } = this.#deps;
		const { report } = next;
		if (going > 0) {
			const before = report[REPORTED[kind]].removed;
			const known = before + (await countKnown(db, directoryKey, kind));
			const reason = guardRemovals({ ...rest, kind, known, going: going + before }, settings);
			if (reason !== undefined) return { kind: 'stopped', reason };
		}
		const outcome = await remove(this.#deps, kind, departed, settings.removed_users);
		if (outcome === undefined) return { kind: 'busy' };
		const { gone, removed, errors } = outcome;
		const run = { ...next, report: withCounts(report, kind, { removed }, errors) };
		return this.#done(run, isLast, gone.length === 0 ? undefined : { kind, gone });
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
		const isChanged = changed.added + changed.removed + changed.errors > 0;
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

function idsOf(items: readonly GoogleObject[]): readonly string[] {
	return items.flatMap((item) => textOf(item, 'id') ?? []);
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
	errors: number,
): GoogleRunReport {
	const of = REPORTED[kind];
	return { ...report, [of]: addCounts(report[of], counts), errors: report.errors + errors };
}

function withMembers(
	{ memberships, ...report }: GoogleRunReport,
	{ added, removed, errors }: MembersChanged,
): GoogleRunReport {
	return {
		...report,
		memberships: { added: memberships.added + added, removed: memberships.removed + removed },
		errors: report.errors + errors,
	};
}
