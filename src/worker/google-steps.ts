/**
 * One step of a run: a page of a list that Google gives, or some of what it does not show any more. What it
 * has done to the directory is durable when it returns; where the run goes on is kept by the caller, in one
 * transaction with what was learned. A step that is not kept is taken again and changes nothing.
 */
import type { GoogleClient, GooglePage } from '../google/client.ts';
import type { GoogleFailure } from '../google/failures.ts';
import { textOf } from '../google/json.ts';
import { memberIds, toGroup, toUser } from '../google/resources.ts';
import {
	addCounts,
	guardRemovals,
	isLastPass,
	nextPhase,
	numberOfRun,
	restartList,
} from '../google/run.ts';
import type { GoogleRun, GoogleRunReport, GoogleSettings } from '../google/settings.ts';
import {
	compareMembers,
	countKnown,
	findKnown,
	findSeenGroups,
	findUnseen,
	type Departed,
	type KnownGroup,
} from '../store/google-resources.ts';
import type { GoogleKind, GoogleStep } from '../store/google-sync.ts';
import { changeMembers, remove, type CommandDeps } from './google-commands.ts';
import { writePage } from './google-writes.ts';

/** What a step came to. */
export type StepOutcome =
	| {
			readonly kind: 'done';
			/** Where the run goes on; undefined after its last step. */
			readonly run: GoogleRun | undefined;
			readonly report: GoogleRunReport;
			/** What was learned of resources; absent where nothing was, and the step is cheap to take again. */
			readonly learned?: Pick<GoogleStep, 'kind' | 'seen' | 'gone' | 'number'>;
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
		const ids = page.value.items.flatMap((user) => textOf(user, 'id') ?? []);
		const departed = await findKnown(db, directoryKey, 'user', ids);
		return this.#remove(turnPage(run, page.value), 'user', departed, departed.length);
	}

	/** Users or groups as Google lists them. */
	async #list(run: GoogleRun, kind: GoogleKind): Promise<StepOutcome> {
		const { client, directoryKey, settings } = this.#deps;
		const page =
			kind === 'user'
				? await client.users(settings.users_query, run.page_token)
				: await client.groups(settings.groups_query, run.page_token);
		if (!page.ok) return failed(run, page.error);
		const { items } = page.value;
		const resources = items.flatMap((item) => (kind === 'user' ? toUser : toGroup)(item) ?? []);
		const isLastOccasion = isLastPass(run);
		const todo = { directoryKey, kind, resources, isLastOccasion };
		const written = await writePage(this.#deps, todo);
		if (written === undefined) return { kind: 'busy' };
		const { seen, counts, deferred } = written;
		const errors = written.errors + items.length - resources.length;
		// Who is gone over again is not counted again.
		const isAgain = run.pass > 1 ? { seen: 0, unchanged: 0 } : {};
		const report = withCounts(run.report, kind, { ...counts, ...isAgain }, errors);
		const next = { ...turnPage(run, page.value), deferred: run.deferred + deferred, report };
		return this.#done(next, next.page_token === null, { kind, seen, number: numberOfRun(run) });
	}

	/** Users or groups that were not in the list. */
	async #unseen(run: GoogleRun, kind: GoogleKind): Promise<StepOutcome> {
		const { db, directoryKey } = this.#deps;
		const number = numberOfRun(run);
		const limit = REMOVED_AT_ONCE;
		const departed = await findUnseen(db, directoryKey, kind, { number, after: run.after, limit });
		const last = departed.length < limit ? undefined : departed.at(-1)?.googleId;
		const next = { ...run, after: last ?? '' };
		const isFirst = run.after === '' && departed.length > 0;
		const unseen = isFirst ? (await countKnown(db, directoryKey, kind, number)).unseen : 0;
		return this.#remove(next, kind, departed, unseen, last === undefined);
	}

	/**
	 * Removes resources, if the guard lets it; `going` is how many there are of them, on later pages, too.
	 * A run that removed some before has them counted.
	 */
	async #remove(
		next: GoogleRun,
		kind: GoogleKind,
		departed: readonly Departed[],
		going: number,
		isLast = next.page_token === null,
	): Promise<StepOutcome> {
		const { db, directoryKey, settings } = this.#deps;
		const { report } = next;
		if (kind === 'user' && going > 0) {
			const { known } = await countKnown(db, directoryKey, kind, numberOfRun(next));
			const { removed } = report.users;
			const all = { known: known + removed, going: going + removed };
			const reason = guardRemovals(all, settings);
			if (reason !== undefined) return { kind: 'stopped', reason };
		}
		const outcome = await remove(this.#deps, kind, departed, settings.removed_users);
		if (outcome === undefined) return { kind: 'busy' };
		const { gone, removed, errors } = outcome;
		const run = { ...next, report: withCounts(report, kind, { removed }, errors) };
		return this.#done(run, isLast, { kind, gone });
	}

	/** The members of the next group: a page of them, and after the last page what differs. */
	async #members(run: GoogleRun): Promise<StepOutcome> {
		const { client, db, directoryKey } = this.#deps;
		const group = await this.#nextGroup(run);
		if (group === undefined) return this.#done(run, true);
		const page = await client.members(group.googleId, run.page_token);
		const done = { ...run, after: group.googleId, page_token: null, members: [] };
		// It was deleted a moment ago: the next run does not see it.
		if (!page.ok && page.error.kind === 'not_found') return this.#done(done, false);
		if (!page.ok) return failed(run, page.error);
		const members = [...run.members, ...memberIds(page.value.items)];
		if (page.value.nextPageToken !== null) {
			return this.#done({ ...turnPage(run, page.value), members }, false);
		}
		const difference = await compareMembers(db, directoryKey, group.resourceId, members);
		const changed = await changeMembers(this.#deps, group, difference);
		if (changed === undefined) return { kind: 'busy' };
		const { added, removed, errors } = changed;
		const { memberships } = run.report;
		const report = {
			...run.report,
			memberships: { added: memberships.added + added, removed: memberships.removed + removed },
			errors: run.report.errors + errors,
		};
		const isChanged = added + removed + errors > 0;
		return this.#done({ ...done, report }, false, isChanged ? {} : undefined);
	}

	async #nextGroup(run: GoogleRun): Promise<KnownGroup | undefined> {
		const { db, directoryKey } = this.#deps;
		const ahead = this.#groups.find(({ googleId }) => googleId > run.after);
		if (ahead !== undefined) return ahead;
		const place = { number: numberOfRun(run), after: run.after, limit: GROUPS_AT_ONCE };
		this.#groups = await findSeenGroups(db, directoryKey, place);
		return this.#groups[0];
	}

	#done(
		run: GoogleRun,
		isPhaseDone: boolean,
		learned?: Pick<GoogleStep, 'kind' | 'seen' | 'gone' | 'number'>,
	): StepOutcome {
		const next = isPhaseDone ? nextPhase(run, this.#deps.settings) : run;
		const { report } = run;
		return { kind: 'done', run: next, report, ...(learned === undefined ? {} : { learned }) };
	}
}

function turnPage(run: GoogleRun, { nextPageToken }: GooglePage): GoogleRun {
	return { ...run, page_token: nextPageToken };
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
	const of = kind === 'user' ? 'users' : 'groups';
	return { ...report, [of]: addCounts(report[of], counts), errors: report.errors + errors };
}
