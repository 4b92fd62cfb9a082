/**
 * Deletes a directory with everything in it. The writer ends its log, after all commands that came
 * before; its alarm does the rest page by page, each a transaction of its own, and may stop between any
 * two. What D1 holds tells how far it has come, so nothing else is remembered.
 */
import { directoryEvent } from '../directory/events.ts';
import { newId } from '../platform/ids.ts';
import { describe, info, warn } from '../platform/log.ts';
import { err, ok, type Result } from '../result.ts';
import { UNCONFIRMED, type ScimError } from '../scim/errors.ts';
import { failureOf, type Database } from '../store/database.ts';
import type { DueCursor } from '../store/delivery-cursors.ts';
import { findDirectory } from '../store/directories.ts';
import {
	beginRemoval,
	endRemoval,
	findRemoval,
	removePage,
	someRemovals,
	type Removal,
	type RemovalStage,
} from '../store/removal.ts';
import { ATTEMPTS_MAX, FAILED, pause } from './failure.ts';
import { sweepDirectory, type SweepDeps } from './sweep.ts';

/** In one transaction, of each table: their data may be large, and D1 serves nobody else meanwhile. */
const ROWS_MAX = 1_000;

/** Of one alarm: a few seconds, and a tenth of the 1,000 calls of D1 that the free plan has for it. */
const PAGES_MAX = 100;

/** How often it is looked whether a poller, or an endpoint that was disabled, has its events by now. */
const LOOK_MS = 3_600_000;

/** Directories that one run of the cron sees to: each sees to itself, and few ever need it. */
const RESUMED_MAX = 100;

const DAY_MS = 86_400_000;

/**
 * Deletes a directory for all but its deliveries; answers with the cursors that are due. Nothing is
 * guessed: whether an attempt whose answer was lost has done it, the next one sees.
 */
export async function removeDirectory(
	db: Database,
	directoryId: string,
	now: () => number,
): Promise<Result<readonly DueCursor[], ScimError>> {
	let isTried = false;
	for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
		try {
			const directory = await findDirectory(db, directoryId);
			if (directory === undefined) {
				// The answer was lost, and the wake-ups with it: the alarm sends them.
				if (isTried) return ok([]);
				return err({ status: 404, detail: `There is no directory "${directoryId}".` });
			}
			const deleted = { ...directory, state: 'inactive' } as const;
			const event = directoryEvent(newId('evt'), 'directory.deleted', deleted);
			isTried = true;
			const due = await beginRemoval(db, directory, { event, releaseId: newId('evt'), now: now() });
			info('writer.removed', { directoryId, isDone: due !== undefined });
			if (due !== undefined) return ok(due);
		} catch (thrown) {
			const failure = failureOf(thrown);
			warn('writer.removal_failed', { directoryId, attempt, error: describe(thrown) });
			if (failure === 'refused') return err(FAILED);
			if (failure === 'overloaded') break;
		}
		await pause(attempt);
	}
	return err(UNCONFIRMED);
}

/** What seeing to a directory needs of the platform and of the configuration. */
export interface TendDeps extends SweepDeps {
	readonly eventRetentionDays: number;
}

/**
 * Sees to a directory: wake-ups that were lost are sent again, and its deletion goes on. Returns when to
 * do it again, if ever; `gone` if there is nothing left of the directory. Throws when D1 fails.
 */
export async function tend(
	deps: TendDeps,
	directoryId: string,
): Promise<number | undefined | 'gone'> {
	const found = await findRemoval(deps.db, directoryId);
	if (found === undefined) return 'gone';
	const next = await sweepDirectory(deps, directoryId);
	if (found.deletedAt === null) return next;
	const left = { pages: PAGES_MAX };
	if (!(await removeAll(deps.db, found, 'content', left))) return deps.now();
	const overdueAt = found.deletedAt + deps.eventRetentionDays * DAY_MS;
	if (found.isAwaited) {
		const at = deps.now();
		if (at < overdueAt) return Math.min(next ?? overdueAt, at + LOOK_MS, overdueAt);
		warn('removal.undelivered', { directoryId });
	}
	if (!(await removeAll(deps.db, found, 'log', left))) return deps.now();
	await endRemoval(deps.db, found);
	info('removal.done', { directoryId });
	return 'gone';
}

/** Deletes what a stage is about; false if pages ran out before it was done. */
async function removeAll(
	db: Database,
	removal: Removal,
	stage: RemovalStage,
	left: { pages: number },
): Promise<boolean> {
	while (left.pages > 0) {
		left.pages -= 1;
		const removed = await removePage(db, removal, stage, ROWS_MAX);
		const counts = Object.values(removed);
		if (counts.length > 0) info('removal.page', { directoryId: removal.id, ...removed });
		if (counts.every((rows) => rows < ROWS_MAX)) return true;
	}
	return false;
}

/** The safety net under the alarms: has writers see to directories that are being deleted; never throws. */
export async function resumeRemovals(
	db: Database,
	wake: (directoryId: string) => Promise<void>,
): Promise<void> {
	try {
		const ids = await someRemovals(db, RESUMED_MAX);
		await Promise.all(ids.map(wake));
		info('removal.resumed', { directories: ids.length });
	} catch (thrown) {
		warn('removal.not_resumed', { error: describe(thrown) });
	}
}
