-- The first schema. docs/data-model.md says what each table and column is for.
-- Tables are STRICT; those without a rowid are clustered by their primary key, so that one directory's
-- rows lie together and a row costs one write instead of two.

CREATE TABLE audit_log (
	id TEXT PRIMARY KEY NOT NULL,
	occurred_at INTEGER NOT NULL,
	actor TEXT NOT NULL,
	action TEXT NOT NULL,
	directory_id TEXT,
	target TEXT NOT NULL,
	request_id TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_log_directory ON audit_log (directory_id, id);

CREATE TABLE dead_letters (
	endpoint_id TEXT NOT NULL,
	directory_key INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	event_id TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	last_error TEXT,
	died_at INTEGER NOT NULL,
	PRIMARY KEY(endpoint_id, directory_key, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery_attempts (
	endpoint_id TEXT NOT NULL,
	id TEXT NOT NULL,
	directory_key INTEGER NOT NULL,
	webhook_id TEXT NOT NULL,
	first_sequence INTEGER NOT NULL,
	last_sequence INTEGER NOT NULL,
	attempted_at INTEGER NOT NULL,
	duration_ms INTEGER NOT NULL,
	status INTEGER,
	outcome TEXT NOT NULL,
	error TEXT,
	answer TEXT,
	PRIMARY KEY(endpoint_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE delivery_cursors (
	endpoint_id TEXT NOT NULL,
	directory_key INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	batch_until INTEGER,
	state TEXT NOT NULL,
	attempts INTEGER NOT NULL,
	due_at INTEGER NOT NULL,
	lease_id TEXT,
	lease_until INTEGER NOT NULL,
	last_error TEXT,
	PRIMARY KEY(endpoint_id, directory_key),
	FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoints(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_cursors_awake ON delivery_cursors (directory_key, due_at) WHERE state = 'awake';

CREATE TABLE directories (
	key INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	tenant TEXT NOT NULL,
	product TEXT NOT NULL,
	type TEXT NOT NULL,
	state TEXT NOT NULL,
	shard TEXT NOT NULL,
	last_sequence INTEGER NOT NULL,
	last_key INTEGER NOT NULL,
	user_count INTEGER NOT NULL,
	group_count INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX directories_id ON directories (id);
CREATE INDEX directories_tenant ON directories (tenant, product, key);
CREATE INDEX directories_product ON directories (product, key);
CREATE INDEX directories_type ON directories (type, key);
CREATE INDEX directories_state ON directories (state, key);

CREATE TABLE events (
	directory_key INTEGER NOT NULL,
	sequence INTEGER NOT NULL,
	id TEXT NOT NULL,
	type TEXT NOT NULL,
	occurred_at INTEGER NOT NULL,
	resource_type TEXT NOT NULL,
	resource_id TEXT NOT NULL,
	data TEXT NOT NULL,
	PRIMARY KEY(directory_key, sequence)
) STRICT, WITHOUT ROWID;

CREATE TABLE groups (
	directory_key INTEGER NOT NULL,
	key INTEGER NOT NULL,
	id TEXT NOT NULL,
	display_name TEXT NOT NULL,
	external_id TEXT,
	document TEXT NOT NULL,
	comparable TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	modified_at INTEGER NOT NULL,
	PRIMARY KEY(directory_key, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX groups_id ON groups (directory_key, id);
CREATE UNIQUE INDEX groups_display_name ON groups (directory_key, display_name);
CREATE INDEX groups_external_id ON groups (directory_key, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX groups_modified_at ON groups (directory_key, modified_at);

CREATE TABLE memberships (
	directory_key INTEGER NOT NULL,
	group_key INTEGER NOT NULL,
	member_key INTEGER NOT NULL,
	member_is_group INTEGER NOT NULL,
	PRIMARY KEY(directory_key, group_key, member_key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX memberships_member ON memberships (directory_key, member_key, group_key);

CREATE TABLE tokens (
	hash TEXT PRIMARY KEY NOT NULL,
	id TEXT NOT NULL,
	directory_key INTEGER NOT NULL,
	description TEXT,
	created_at INTEGER NOT NULL,
	expires_at INTEGER,
	last_used_at INTEGER,
	revoked_at INTEGER,
	FOREIGN KEY (directory_key) REFERENCES directories(key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tokens_directory ON tokens (directory_key, id);

CREATE TABLE user_emails (
	directory_key INTEGER NOT NULL,
	value TEXT NOT NULL,
	user_key INTEGER NOT NULL,
	PRIMARY KEY(directory_key, value, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
	directory_key INTEGER NOT NULL,
	key INTEGER NOT NULL,
	id TEXT NOT NULL,
	user_name TEXT NOT NULL,
	display_name TEXT,
	external_id TEXT,
	active INTEGER NOT NULL,
	document TEXT NOT NULL,
	comparable TEXT NOT NULL,
	version INTEGER NOT NULL,
	created_at INTEGER NOT NULL,
	modified_at INTEGER NOT NULL,
	PRIMARY KEY(directory_key, key)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX users_id ON users (directory_key, id);
CREATE UNIQUE INDEX users_user_name ON users (directory_key, user_name);
CREATE INDEX users_display_name ON users (directory_key, display_name);
CREATE INDEX users_external_id ON users (directory_key, external_id) WHERE external_id IS NOT NULL;
CREATE INDEX users_modified_at ON users (directory_key, modified_at);

CREATE TABLE webhook_endpoints (
	id TEXT PRIMARY KEY NOT NULL,
	scope TEXT NOT NULL,
	directory_id TEXT,
	tenant TEXT,
	product TEXT,
	url TEXT NOT NULL,
	description TEXT,
	types TEXT,
	max_batch INTEGER NOT NULL,
	secret TEXT NOT NULL,
	state TEXT NOT NULL,
	disabled_reason TEXT,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX webhook_endpoints_scope ON webhook_endpoints (scope);
