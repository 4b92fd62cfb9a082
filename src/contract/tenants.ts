/** Tenants in the /v1 API: the customers of the application, as far as they have directories. */
import * as z from 'zod';
import { directory } from './directories.ts';
import { listOf } from './operation.ts';
import { cursorOf, limit, numericCursor } from './shared.ts';

/** Query of GET /v1/tenants. */
export const tenantQuery = z.strictObject({ limit, cursor: cursorOf(/./s).optional() });

/** Query of GET /v1/tenants/{tenant}: the page of its directories. */
export const tenantDirectoryQuery = z.strictObject({ limit, cursor: numericCursor.optional() });

const ACME = {
	tenant: 'acme',
	products: ['crm'],
	directory_count: 1,
	user_count: 412,
	active_user_count: 398,
	group_count: 27,
};

const shape = z.object({
	tenant: z.string().describe('Its name in its directories.'),
	products: z.array(z.string()).readonly().describe('The products that it has directories for.'),
	directory_count: z.int().describe('How many directories it has.'),
	user_count: z.int().describe('How many users they have together.'),
	active_user_count: z.int().describe('How many of those users are active.'),
	group_count: z.int().describe('How many groups they have together.'),
});

/** A tenant as the API shows it. */
export const tenant = shape.meta({
	id: 'Tenant',
	description: 'A customer of the application. It exists as long as it has a directory.',
	examples: [ACME],
});
export type Tenant = z.infer<typeof tenant>;

const directories = listOf(directory);
const { examples: [page] = [] } = directories.meta() as { readonly examples?: readonly object[] };

/** A tenant with one page of its directories. */
export const tenantInFull = shape
	.extend({ directories: directories.describe('Its directories, ordered by creation.') })
	.meta({
		id: 'TenantInFull',
		description: 'A tenant with one page of its directories.',
		examples: [{ ...ACME, directories: page }],
	});
export type TenantInFull = z.infer<typeof tenantInFull>;
