/** Keeps what is noted of requests: audit entries as they are, exchanges as the signals that they show. */
import { countSignals } from '../doctor/count.ts';
import { describe, warn } from '../platform/log.ts';
import { failureOf, type Database } from '../store/database.ts';
import { insertTraffic, type SignalCount, type Traffic } from '../store/traffic.ts';
import type { Note } from './note-buffer.ts';
import { record } from './recorder.ts';

/** Where notes are kept, and what opens the secrets there. */
export interface Keeper {
	readonly db: Database;
	readonly masterKey: string;
}

/** Writes notes down, into recordings too where one runs; rejects when D1 does not take them. */
export async function keepNotes({ db, masterKey }: Keeper, notes: readonly Note[]): Promise<void> {
	const entries = notes.map(({ entry }) => entry);
	const recordings = await insert(db, { entries, signals: signalsOf(notes) });
	await record(db, masterKey, recordings, notes);
}

/** What is wrong with signals must not cost the entries, which go with them in one transaction. */
async function insert(db: Database, traffic: Traffic): ReturnType<typeof insertTraffic> {
	try {
		return await insertTraffic(db, traffic);
	} catch (thrown) {
		const { entries, signals } = traffic;
		if (signals.length === 0 || failureOf(thrown) !== 'refused') throw thrown;
		warn('traffic.refused', { signals: signals.length, error: describe(thrown) });
		return insertTraffic(db, { entries, signals: [] });
	}
}

/** The signals of each directory that the notes tell of. */
function signalsOf(notes: readonly Note[]): readonly SignalCount[] {
	return [...Map.groupBy(notes, ({ entry }) => entry.directoryId)].flatMap(([directoryId, of]) => {
		const [first] = of;
		if (directoryId === null || first === undefined) return [];
		const entryId = first.entry.id;
		try {
			const counts = countSignals(of.flatMap(({ exchange }) => exchange ?? []));
			return counts.map((count) => Object.assign(count, { directoryId, entryId }));
		} catch (thrown) {
			// What one client sends must not cost others their entries.
			warn('traffic.failed', { directoryId, exchanges: of.length, error: describe(thrown) });
			return [];
		}
	});
}
