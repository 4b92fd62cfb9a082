/** Keeps what is noted of requests: audit entries as they are, exchanges as the signals that they show. */
import { countSignals } from '../doctor/count.ts';
import type { Database } from '../store/database.ts';
import { insertTraffic, type SignalCount } from '../store/traffic.ts';
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
	const recordings = await insertTraffic(db, { entries, signals: signalsOf(notes) });
	await record(db, masterKey, recordings, notes);
}

/** The signals of each directory that the notes tell of. */
function signalsOf(notes: readonly Note[]): readonly SignalCount[] {
	return [...Map.groupBy(notes, ({ entry }) => entry.directoryId)].flatMap(([directoryId, of]) => {
		if (directoryId === null) return [];
		const exchanges = of.flatMap(({ exchange }) => exchange ?? []);
		return countSignals(exchanges).map((count) => Object.assign(count, { directoryId }));
	});
}
