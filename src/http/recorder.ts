/**
 * Records the exchanges of directories whose recording runs: with pseudonyms before they are written, and
 * off the path of the requests. What cannot be kept is counted.
 */
import { macWith, unseal } from '../platform/crypto.ts';
import { describe, warn } from '../platform/log.ts';
import type { Database } from '../store/database.ts';
import {
	insertExchanges,
	type RecordedExchange,
	type RunningRecording,
} from '../store/recorded-exchanges.ts';
import { pseudonymise, type Mac } from '../transcript/pseudonyms.ts';
import type { Note } from './note-buffer.ts';

/** D1 takes rows of up to 2 MB, of which a character may need several bytes. */
const EXCHANGE_CHARACTERS_MAX = 500_000;

/** Keeps what belongs into one of the recordings. Never throws: the log tells what was lost. */
export async function record(
	db: Database,
	masterKey: string,
	recordings: readonly RunningRecording[],
	notes: readonly Note[],
): Promise<void> {
	for (const recording of recordings) {
		const own = notes.filter(({ entry }) => belongsTo(recording, entry));
		if (own.length === 0) continue;
		try {
			await keep(db, masterKey, recording, own);
		} catch (thrown) {
			const { id } = recording;
			warn('recording.failed', { id, exchanges: own.length, error: describe(thrown) });
		}
	}
}

/** A request belongs to a recording if it came while that one ran, whenever it was answered. */
function belongsTo(
	{ directoryId, createdAt, endsAt }: RunningRecording,
	entry: Note['entry'],
): boolean {
	const { kind, occurredAt } = entry;
	const isInTime = occurredAt >= createdAt && occurredAt <= endsAt;
	return isInTime && kind === 'scim' && entry.directoryId === directoryId;
}

async function keep(
	db: Database,
	masterKey: string,
	recording: RunningRecording,
	notes: readonly Note[],
): Promise<void> {
	const key = await unseal(masterKey, recording.id, recording.pseudonymKey);
	if (key === undefined) throw new Error('The pseudonym key does not open.');
	const mac = await macWith(key);
	const kept: RecordedExchange[] = [];
	// One after the other: what several of them make at once would be held in memory at once.
	for (const note of notes.slice(0, Math.max(0, recording.room))) {
		try {
			const exchange = await recorded(note, mac);
			if (exchange !== undefined) kept.push(exchange);
		} catch (thrown) {
			const { id } = recording;
			warn('recording.skipped', { id, error: describe(thrown) });
		}
	}
	const missed = notes.length - kept.length;
	const insert = () => insertExchanges(db, recording, kept, missed);
	// A gap in a recording makes all that follows it worth less, so it is tried again at once.
	await insert().catch(insert);
}

async function recorded(
	{ entry, exchange }: Note,
	mac: Mac,
): Promise<RecordedExchange | undefined> {
	if (exchange === undefined || exchange.isCut) return undefined;
	const text = JSON.stringify(await pseudonymise(exchange, mac));
	if (text === undefined || text.length > EXCHANGE_CHARACTERS_MAX) return undefined;
	// In the order of the requests, and the same if it is written twice.
	return { id: `${String(exchange.at).padStart(15, '0')}_${entry.id}`, exchange: text };
}
