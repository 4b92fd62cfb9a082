/** Users who were there before their names had rows: the migration finds the same names as the writer. */
import { env } from 'cloudflare:workers';
import type { D1Migration } from '@cloudflare/vitest-pool-workers';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDirectory, testEnv, user } from '../support/client.ts';

const rows = async () => {
	const statement = testEnv.DB.prepare('SELECT * FROM user_names ORDER BY 1, 2, 3');
	return (await statement.all()).results;
};

test('names are the same, whether the writer or the migration has written them', async () => {
	const directory = await createDirectory();
	// Few letters, so that names begin alike.
	const letters = fc.array(fc.constantFrom('a', 'B', 'é', 'ß', ' ', '😀', '"'), { maxLength: 4 });
	const text = fc.option(
		letters.map((each) => each.join('')),
		{ nil: undefined },
	);
	const people = fc.sample(
		fc.record({ familyName: text, givenName: text, formatted: text, displayName: text }),
		200,
	);
	for (const [at, { displayName, ...name }] of people.entries()) {
		const body = user(`${name.givenName ?? 'a'}${at}`, { displayName, name });
		expect((await directory.scim('POST', '/Users', body)).status).toBe(201);
	}
	const written = await rows();
	expect(written.length).toBeGreaterThan(100);
	await testEnv.DB.prepare('DELETE FROM user_names').run();
	const { TEST_MIGRATIONS: migrations } = env as unknown as { TEST_MIGRATIONS: D1Migration[] };
	const queries = migrations.flatMap((migration) => migration.queries);
	const backfill = queries.find((query) => query.includes('INSERT INTO user_names')) ?? '';
	await testEnv.DB.prepare(backfill).run();
	expect(await rows()).toEqual(written);
});
