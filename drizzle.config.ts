import { defineConfig } from 'drizzle-kit';

// `npx drizzle-kit generate` drafts a migration from src/store/tables.ts. STRICT and WITHOUT ROWID
// are added by hand: drizzle cannot say them. test/store/tables.test.ts compares the two.
export default defineConfig({
	dialect: 'sqlite',
	schema: './src/store/tables.ts',
	out: './migrations',
});
