/**
 * Commits a change to a directory and knows in the end whether it was committed. D1 does not repeat a write
 * whose outcome it lost, so the log is asked for the change's own event: found means committed. If it is not
 * there, the very same batch is tried again, and the fence keeps it from counting twice. Nothing is decided
 * anew before that is clear.
 */
import type { Change } from '../directory/model.ts';
import { now } from '../platform/clock.ts';
import { newId } from '../platform/ids.ts';
import { describe, info, warn } from '../platform/log.ts';
import type { ResourceTypes } from '../scim/schema/resource-types.ts';
import { commitChange, hasEvent } from '../store/commit.ts';
import { failureOf, type Database } from '../store/database.ts';
import { ATTEMPTS_MAX, pause } from './failure.ts';
import type { WakeUp } from './wake-up.ts';

/** What became of a change: written, refused because the directory has changed, or not known. */
export type ChangeOutcome = 'committed' | 'fenced' | 'unconfirmed';

/** What it needs of the writer that it is part of. */
export interface CommitDeps {
	readonly db: Database;
	readonly directoryId: () => string;
	/** Makes sure that somebody looks for wake-ups that are lost. */
	readonly armAlarm: () => Promise<void>;
	readonly wake: (wakeUps: readonly WakeUp[]) => void;
}

/** Commits what so many commands came to; `types` say how documents are searched. Throws what D1 refuses. */
export async function commitKnowingly(
	deps: CommitDeps,
	change: Change,
	types: ResourceTypes,
	commands: number,
): Promise<ChangeOutcome> {
	const { directory, events } = change;
	const directoryId = directory.id;
	const started = now();
	let isLost = false;
	const isDone = async (): Promise<boolean> => {
		if (!isLost || !(await isOurs(deps.db, change))) return false;
		// The woken endpoints' names were lost with the answer; the alarm that was armed for them may have
		// fired before the commit was done.
		await deps.armAlarm();
		return true;
	};
	for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
		try {
			if (await isDone()) return 'committed';
			const own = { operationId: newId('evt'), at: now() };
			const outcome = await commitChange(deps.db, change, types, own);
			if (outcome.kind === 'fenced') {
				if (await isDone()) return 'committed';
				info('writer.fenced', { directoryId, sequence: directory.lastSequence });
				return 'fenced';
			}
			deps.wake(outcome.woken);
			if (outcome.isHeld) warn('writer.deliveries_held', { directoryId });
			info('writer.commit', {
				directoryId,
				commands,
				events: events.length,
				lastSequence: directory.lastSequence + events.length,
				durationMs: now() - started,
			});
			return 'committed';
		} catch (thrown) {
			const failure = failureOf(thrown);
			if (failure === 'refused') throw thrown;
			isLost = true;
			warn('writer.commit_unknown', { directoryId, attempt, error: describe(thrown) });
			if (failure === 'overloaded') break;
			await pause(attempt);
		}
	}
	return 'unconfirmed';
}

async function isOurs(db: Database, { directory, events }: Change): Promise<boolean> {
	const [first] = events;
	if (first === undefined) return false;
	return hasEvent(db, directory.key, directory.lastSequence + 1, first.id);
}
