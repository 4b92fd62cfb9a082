-- Schema extensions that a directory declares for its users and groups.

CREATE TABLE directory_schemas (
	directory_key INTEGER NOT NULL,
	urn TEXT NOT NULL,
	resource_type TEXT NOT NULL,
	required INTEGER NOT NULL,
	document TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	updated_at INTEGER NOT NULL,
	PRIMARY KEY(directory_key, urn),
	FOREIGN KEY (directory_key) REFERENCES directories(key) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

--> statement-breakpoint
ALTER TABLE directories ADD schemas_version INTEGER DEFAULT 0 NOT NULL;
