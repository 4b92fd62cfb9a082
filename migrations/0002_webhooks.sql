-- Replays, poll endpoints, asymmetric and rotated secrets, throttling, the deprovisioning brake, the
-- operations log. Made before the first release: the code before it cannot run beside it, because the
-- primary key of delivery_cursors grows.

ALTER TABLE directories ADD first_sequence INTEGER DEFAULT 1 NOT NULL;
--> statement-breakpoint
ALTER TABLE directories ADD brake TEXT;
--> statement-breakpoint
ALTER TABLE directories ADD paused_at INTEGER;
--> statement-breakpoint
ALTER TABLE directories ADD pause_sequence INTEGER;
--> statement-breakpoint
ALTER TABLE events ADD method TEXT;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD format TEXT DEFAULT 'webhook' NOT NULL;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD delivery TEXT DEFAULT 'push' NOT NULL;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD origin TEXT DEFAULT '' NOT NULL;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD audience TEXT;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD headers TEXT;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD public_key TEXT;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD previous_secret TEXT;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD previous_secret_until INTEGER;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD failing_since INTEGER;
--> statement-breakpoint
ALTER TABLE webhook_endpoints ADD throttled_until INTEGER DEFAULT 0 NOT NULL;
--> statement-breakpoint

CREATE TABLE delivery_cursors_with_lanes (
	endpoint_id TEXT NOT NULL,
	directory_key INTEGER NOT NULL,
	lane TEXT NOT NULL,
	sequence INTEGER NOT NULL,
	until INTEGER,
	types TEXT,
	batch_until INTEGER,
	state TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	lease_id TEXT,
	lease_until INTEGER NOT NULL,
	last_error TEXT,
	created_at INTEGER NOT NULL,
	PRIMARY KEY(endpoint_id, directory_key, lane),
	FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO delivery_cursors_with_lanes SELECT endpoint_id, directory_key, '', sequence, NULL, NULL,
	batch_until, state, attempts, due_at, lease_id, lease_until, last_error, due_at
	FROM delivery_cursors;
--> statement-breakpoint
DROP TABLE delivery_cursors;
--> statement-breakpoint
ALTER TABLE delivery_cursors_with_lanes RENAME TO delivery_cursors;
--> statement-breakpoint
CREATE INDEX delivery_cursors_awake ON delivery_cursors (directory_key, due_at) WHERE state = 'awake';
--> statement-breakpoint
-- A poller finds its work without going over the cursors that have none.
CREATE INDEX delivery_cursors_polled ON delivery_cursors (endpoint_id)
	WHERE due_at = 8640000000000000 AND (state = 'awake' OR batch_until IS NOT NULL);
--> statement-breakpoint

ALTER TABLE delivery_attempts ADD lane TEXT DEFAULT '' NOT NULL;
--> statement-breakpoint
CREATE INDEX delivery_attempts_event ON delivery_attempts (directory_key, last_sequence);
--> statement-breakpoint

CREATE TABLE discarded_events (
	directory_key INTEGER NOT NULL,
	after_sequence INTEGER NOT NULL,
	until_sequence INTEGER NOT NULL,
	discarded_at INTEGER NOT NULL,
	PRIMARY KEY(directory_key, after_sequence),
	FOREIGN KEY (directory_key) REFERENCES directories(key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
--> statement-breakpoint

CREATE TABLE deprovisionings (
	directory_key INTEGER NOT NULL,
	counted_at INTEGER NOT NULL,
	users INTEGER NOT NULL,
	deleted INTEGER NOT NULL,
	PRIMARY KEY(directory_key, counted_at),
	FOREIGN KEY (directory_key) REFERENCES directories(key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
--> statement-breakpoint

CREATE TABLE set_acknowledgements (
	endpoint_id TEXT NOT NULL,
	directory_key INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	lane TEXT NOT NULL,
	PRIMARY KEY(endpoint_id, directory_key, sequence, lane),
	FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
--> statement-breakpoint

CREATE TABLE signing_keys (
	id TEXT PRIMARY KEY NOT NULL,
	public_key TEXT NOT NULL,
	private_key TEXT NOT NULL,
	created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
--> statement-breakpoint

-- The operations log: a log like a directory's, which no identity provider can reach.
INSERT INTO directories (key, id, name, tenant, product, type, state, shard, last_sequence, last_key,
	user_count, group_count, created_at, updated_at)
	VALUES (0, 'operations', 'Operations', '', '', 'operations', 'active', 'DB', 0, 0, 0, 0, 0, 0);
