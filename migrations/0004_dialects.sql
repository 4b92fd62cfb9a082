-- What is heard of identity providers (signals for the diagnosis, recordings), and the connections to
-- Google Workspace, which is asked for users and groups instead of being waited for.

CREATE TABLE traffic_signals (
	directory_key INTEGER NOT NULL,
	day INTEGER NOT NULL,
	signal TEXT NOT NULL,
	count INTEGER NOT NULL,
	streak INTEGER NOT NULL,
	streaks INTEGER NOT NULL,
	first_at INTEGER NOT NULL,
	last_at INTEGER NOT NULL,
	evidence TEXT,
	PRIMARY KEY(directory_key, day, signal)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- What is too old is found without going over all of them.
CREATE INDEX traffic_signals_day ON traffic_signals (day);
--> statement-breakpoint

CREATE TABLE recordings (
	directory_key INTEGER NOT NULL,
	id TEXT NOT NULL,
	created_by TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	ends_at INTEGER NOT NULL,
	exchanges_max INTEGER NOT NULL,
	exchange_count INTEGER NOT NULL,
	missed_count INTEGER NOT NULL,
	characters INTEGER NOT NULL,
	pseudonym_key TEXT,
	PRIMARY KEY(directory_key, id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- One at a time, which each batch of requests asks for.
CREATE UNIQUE INDEX recordings_running ON recordings (directory_key) WHERE pseudonym_key IS NOT NULL;
--> statement-breakpoint
CREATE INDEX recordings_ends_at ON recordings (ends_at);
--> statement-breakpoint

CREATE TABLE recorded_exchanges (
	directory_key INTEGER NOT NULL,
	recording_id TEXT NOT NULL,
	id TEXT NOT NULL,
	exchange TEXT NOT NULL,
	PRIMARY KEY(directory_key, recording_id, id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint

CREATE TABLE google_connections (
	directory_key INTEGER PRIMARY KEY NOT NULL,
	state TEXT NOT NULL,
	account TEXT,
	refresh_token TEXT,
	settings TEXT NOT NULL,
	run TEXT,
	failures INTEGER NOT NULL,
	last_error TEXT,
	last_run TEXT,
	next_run_at INTEGER,
	connected_at INTEGER,
	updated_at INTEGER NOT NULL
) STRICT;
--> statement-breakpoint
-- Those whose time has come are found without going over all of them.
CREATE INDEX google_connections_next_run_at ON google_connections (next_run_at) WHERE next_run_at IS NOT NULL;
--> statement-breakpoint

CREATE TABLE google_resources (
	directory_key INTEGER NOT NULL,
	kind TEXT NOT NULL,
	google_id TEXT NOT NULL,
	resource_id TEXT NOT NULL,
	fingerprint TEXT NOT NULL,
	PRIMARY KEY(directory_key, kind, google_id)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint

CREATE TABLE google_pages (
	directory_key INTEGER NOT NULL,
	page INTEGER NOT NULL,
	google_ids TEXT NOT NULL,
	PRIMARY KEY(directory_key, page)
) STRICT, WITHOUT ROWID;
