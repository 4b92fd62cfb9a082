/**
 * The tables about what identity providers send, as drizzle sees them: signals for the diagnosis of a
 * directory, and recordings of its traffic. What holds for `tables` holds here too.
 */
import { sql } from 'drizzle-orm';
import {
	index,
	integer,
	primaryKey,
	sqliteTable,
	text,
	uniqueIndex,
} from 'drizzle-orm/sqlite-core';

/** What was noticed in the requests of a directory, counted by day. */
export const trafficSignals = sqliteTable(
	'traffic_signals',
	{
		directoryKey: integer('directory_key').notNull(),
		/** Days since 1970 in UTC. */
		day: integer('day').notNull(),
		signal: text('signal').notNull(),
		count: integer('count').notNull(),
		/** How many of them came since the last of its good counterparts on that day; 0 if it has none. */
		streak: integer('streak').notNull(),
		/** How many such streaks there were. */
		streaks: integer('streaks').notNull(),
		firstAt: integer('first_at').notNull(),
		lastAt: integer('last_at').notNull(),
		/** The last request that showed it, redacted, as JSON. */
		evidence: text('evidence'),
	},
	(t) => [
		primaryKey({ columns: [t.directoryKey, t.day, t.signal] }),
		index('traffic_signals_day').on(t.day),
	],
);

/** Recordings of what a directory is sent and answers, each for a limited time. */
export const recordings = sqliteTable(
	'recordings',
	{
		directoryKey: integer('directory_key').notNull(),
		id: text('id').notNull(),
		/** The key that made it. */
		createdBy: text('created_by').notNull(),
		createdAt: integer('created_at').notNull(),
		/** When it ends by itself, or has been ended. */
		endsAt: integer('ends_at').notNull(),
		exchangesMax: integer('exchanges_max').notNull(),
		exchangeCount: integer('exchange_count').notNull(),
		/** Exchanges that were too many, or too large, to be kept. */
		missedCount: integer('missed_count').notNull(),
		/** Of all exchanges that are kept. */
		characters: integer('characters').notNull(),
		/** What pseudonyms are made with, sealed; NULL once it has ended, so that nobody can make them again. */
		pseudonymKey: text('pseudonym_key'),
	},
	(t) => [
		primaryKey({ columns: [t.directoryKey, t.id] }),
		// One at a time, which each batch of requests asks for.
		uniqueIndex('recordings_running')
			.on(t.directoryKey)
			.where(sql`${t.pseudonymKey} IS NOT NULL`),
		index('recordings_ends_at').on(t.endsAt),
	],
);

/** Requests and answers of a recording, redacted before they were written. */
export const recordedExchanges = sqliteTable(
	'recorded_exchanges',
	{
		directoryKey: integer('directory_key').notNull(),
		recordingId: text('recording_id').notNull(),
		/** Begins with its time, so that exchanges are in the order of their requests. */
		id: text('id').notNull(),
		exchange: text('exchange').notNull(),
	},
	(t) => [primaryKey({ columns: [t.directoryKey, t.recordingId, t.id] })],
);
