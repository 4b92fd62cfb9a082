-- Who is signed in to the dashboard; the cookie is sealed, so a row alone lets nobody in.
CREATE TABLE sessions (
	id TEXT PRIMARY KEY NOT NULL,
	key_hash TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- Who has tried keys that are not good, so that nobody tries many.
CREATE TABLE sign_in_failures (
	client TEXT PRIMARY KEY NOT NULL,
	failures INTEGER NOT NULL,
	expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- How the setup portal introduces itself, for each product.
CREATE TABLE branding (
	product TEXT PRIMARY KEY NOT NULL,
	name TEXT,
	logo_url TEXT,
	accent_color TEXT,
	updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
-- What happened to somebody: events of the user, and of groups that the user came to or left.
CREATE INDEX events_concerned ON events (directory_key, data ->> 'id', sequence);
--> statement-breakpoint
-- Users who are gone can be searched for as long as the log knows them.
CREATE INDEX events_departed ON events (directory_key, sequence) WHERE type = 'user.deleted';
--> statement-breakpoint
-- The requests that touched a user or a group.
CREATE INDEX audit_log_target ON audit_log (directory_id, target, id) WHERE kind = 'scim';
--> statement-breakpoint
-- The directories whose deliveries the brake holds: few or none.
CREATE INDEX directories_held ON directories (key) WHERE paused_at IS NOT NULL;
