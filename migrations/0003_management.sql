-- API keys, setup links, attribute mappings, deletion of directories, Idempotency-Key, and an audit log
-- that holds every SCIM request too. The audit entries so far are kept, as changes of management.

ALTER TABLE directories ADD active_user_count INTEGER DEFAULT 0 NOT NULL;
--> statement-breakpoint
ALTER TABLE directories ADD attribute_mapping TEXT;
--> statement-breakpoint
ALTER TABLE directories ADD mapping_job TEXT;
--> statement-breakpoint
ALTER TABLE directories ADD deleted_at INTEGER;
--> statement-breakpoint
UPDATE directories SET active_user_count =
	(SELECT count(*) FROM users WHERE users.directory_key = directories.key AND users.active = 1);
--> statement-breakpoint
-- Those that are to be emptied are found without going over all of them.
CREATE INDEX directories_deleted ON directories (deleted_at) WHERE deleted_at IS NOT NULL;
--> statement-breakpoint
-- The few who are inactive are found without going over all users.
CREATE INDEX users_inactive ON users (directory_key, key) WHERE active = 0;
--> statement-breakpoint

CREATE TABLE api_keys (
	hash TEXT PRIMARY KEY NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	scopes TEXT NOT NULL,
	tenant TEXT,
	product TEXT,
	created_at INTEGER NOT NULL,
	expires_at INTEGER,
	last_used_at INTEGER,
	revoked_at INTEGER
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX api_keys_id ON api_keys (id);
--> statement-breakpoint

CREATE TABLE setup_links (
	hash TEXT PRIMARY KEY NOT NULL,
	id TEXT NOT NULL,
	tenant TEXT NOT NULL,
	product TEXT NOT NULL,
	directory_id TEXT,
	name TEXT,
	created_by TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	expires_at INTEGER NOT NULL,
	used_at INTEGER,
	used_by TEXT,
	revoked_at INTEGER
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE UNIQUE INDEX setup_links_id ON setup_links (id);
--> statement-breakpoint
CREATE INDEX setup_links_tenant ON setup_links (tenant, id);
--> statement-breakpoint

CREATE TABLE idempotency_keys (
	caller TEXT NOT NULL,
	key TEXT NOT NULL,
	request_hash TEXT NOT NULL,
	claim_id TEXT NOT NULL,
	claimed_at INTEGER NOT NULL,
	answer TEXT,
	PRIMARY KEY(caller, key)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
CREATE INDEX idempotency_keys_claimed_at ON idempotency_keys (claimed_at);
--> statement-breakpoint

CREATE TABLE audit_log_with_requests (
	id TEXT PRIMARY KEY NOT NULL,
	occurred_at INTEGER NOT NULL,
	kind TEXT NOT NULL,
	actor TEXT,
	action TEXT NOT NULL,
	directory_id TEXT,
	tenant TEXT,
	product TEXT,
	target TEXT,
	method TEXT NOT NULL,
	path TEXT NOT NULL,
	status INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL,
	request_id TEXT NOT NULL,
	ip TEXT
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO audit_log_with_requests SELECT a.id, a.occurred_at, 'management', a.actor, a.action,
	a.directory_id, d.tenant, d.product, a.target, '', '', 0, 0, a.request_id, NULL
	FROM audit_log AS a LEFT JOIN directories AS d ON d.id = a.directory_id;
--> statement-breakpoint
DROP TABLE audit_log;
--> statement-breakpoint
ALTER TABLE audit_log_with_requests RENAME TO audit_log;
--> statement-breakpoint
CREATE INDEX audit_log_directory ON audit_log (directory_id, id);
--> statement-breakpoint
CREATE INDEX audit_log_tenant ON audit_log (tenant, id);
--> statement-breakpoint
-- Changes are found among millions of requests, and a directory's last error among its requests.
CREATE INDEX audit_log_management ON audit_log (id) WHERE kind = 'management';
--> statement-breakpoint
CREATE INDEX audit_log_errors ON audit_log (directory_id, id) WHERE kind = 'scim' AND status >= 400;
