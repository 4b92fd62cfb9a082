-- The names that users are looked for by, as far as neither the user name nor the display name begins with them:
-- first and last name, the last name, and the formatted name of who has no display name.
CREATE TABLE user_names (
	directory_key INTEGER NOT NULL,
	value TEXT NOT NULL,
	user_key INTEGER NOT NULL,
	PRIMARY KEY(directory_key, value, user_key)
) STRICT, WITHOUT ROWID;
--> statement-breakpoint
INSERT INTO user_names (directory_key, value, user_key)
	WITH parts AS (
		SELECT directory_key, key, user_name, display_name,
			nullif(comparable ->> '$.name.familyName', '') AS last,
			concat_ws(' ', nullif(comparable ->> '$.name.givenName', ''),
				nullif(comparable ->> '$.name.familyName', '')) AS whole,
			iif(display_name IS NULL, comparable ->> '$.name.formatted', NULL) AS formatted
		FROM users
	)
	SELECT DISTINCT p.directory_key, name.value, p.key
	FROM parts AS p CROSS JOIN json_each(json_array(p.whole, p.last, p.formatted)) AS name
	WHERE name.value <> ''
		AND substr(p.user_name, 1, length(name.value)) <> name.value
		AND ifnull(substr(p.display_name, 1, length(name.value)) <> name.value, true)
		AND NOT EXISTS (
			SELECT 1 FROM json_each(json_array(p.whole, p.last, p.formatted)) AS other
			WHERE other.value <> name.value
				AND substr(other.value, 1, length(name.value)) = name.value);
