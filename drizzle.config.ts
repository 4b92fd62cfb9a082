import { defineConfig } from 'drizzle-kit';

// `npx drizzle-kit generate` drafts a migration from the tables of src/store. STRICT and WITHOUT ROWID
// are added by hand: drizzle cannot say them. test/store/tables.test.ts compares the two.
export default defineConfig({
	dialect: 'sqlite',
	schema: [
		'./src/store/tables.ts',
		'./src/store/delivery-tables.ts',
		'./src/store/management-tables.ts',
		'./src/store/traffic-tables.ts',
		'./src/store/google-tables.ts',
		'./src/store/page-tables.ts',
	],
	out: './migrations',
});
