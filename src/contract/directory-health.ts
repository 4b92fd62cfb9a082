/** How directories are at a glance, in the /v1 API. */
import * as z from 'zod';
import { listOf } from './operation.ts';
import { directoryDiagnosis } from './diagnosis.ts';
import { directory, directoryQuery } from './directories.ts';
import { ACME_OKTA, LATER } from './event-examples.ts';
import { timestamp, wholeNumberWithin } from './shared.ts';

/** Each directory of a page is diagnosed. */
const PAGE_SIZE_MAX = 100;

/** Each is asked for what its health may suffer from: some 150 rows of one whose provider talks every day. */
export const LOOKED_THROUGH_MAX = 1_000;

/** Query of GET /v1/directory-health. */
export const directoryHealthQuery = directoryQuery.extend({
	deliveries: z
		.enum(['flowing', 'held'])
		.optional()
		.describe('`held`: those whose deprovisioning brake is engaged.'),
	order: z
		.enum(['oldest', 'worst'])
		.default('oldest')
		.describe(
			`The order. \`oldest\`: by creation. \`worst\`: directories with held deliveries, then \`failing\`, \`attention\`, \`silent\` and \`healthy\`, among the first ${LOOKED_THROUGH_MAX.toLocaleString('en')} that match. \`worst\` answers one page; its \`next_cursor\` is null.`,
		),
	limit: wholeNumberWithin(1, PAGE_SIZE_MAX)
		.default(50)
		.describe('Maximum number of items per page.'),
});

const { name, tenant, product, type, state, user_count, active_user_count, group_count } =
	directory.shape;
const { findings, last_request_at, last_accepted_at } = directoryDiagnosis.shape;
const found = findings.unwrap().element.shape;

/** A directory at a glance. */
export const directoryHealth = z
	.object({
		id: z.string().describe('Id of the directory.'),
		name,
		tenant,
		product,
		type,
		state,
		user_count,
		active_user_count,
		group_count,
		health: directoryDiagnosis.shape.state,
		findings: z
			.object({
				error: z.int().describe('Little or nothing works.'),
				warning: z.int().describe('Something is lost, or soon will be.'),
				hint: z.int().describe('Worth knowing.'),
			})
			.describe('How many findings its diagnosis has, by severity.'),
		worst_finding: z
			.object({
				name: found.name,
				severity: found.severity,
				title: found.title,
			})
			.nullable()
			.describe('The first finding of its diagnosis; null if there is none.'),
		last_request_at,
		last_accepted_at,
		brake: z
			.object({
				engaged_at: timestamp.describe('Since when deliveries are held.'),
				held_events: z.int().describe('How many events are held.'),
			})
			.nullable()
			.describe('The deprovisioning brake while it is engaged; null while deliveries flow.'),
	})
	.meta({
		id: 'DirectoryHealth',
		description:
			'The health of a directory at a glance. Its diagnosis and its brake have more details.',
		examples: [
			{
				id: ACME_OKTA.id,
				name: ACME_OKTA.name,
				tenant: ACME_OKTA.tenant,
				product: ACME_OKTA.product,
				type: ACME_OKTA.type,
				state: ACME_OKTA.state,
				user_count: 412,
				active_user_count: 398,
				group_count: 27,
				health: 'failing',
				findings: { error: 1, warning: 0, hint: 1 },
				worst_finding: { name: 'wrong_token', severity: 'error', title: 'The token is wrong' },
				last_request_at: LATER,
				last_accepted_at: LATER,
				brake: { engaged_at: LATER, held_events: 64 },
			},
		],
	});
export type DirectoryHealth = z.infer<typeof directoryHealth>;

/** Answer to GET /v1/directory-health. */
export const directoryHealthPage = listOf(directoryHealth)
	.extend({
		counts: z
			.object({
				failing: z.int().describe('With an error.'),
				attention: z.int().describe('With a warning.'),
				silent: z.int().describe('Without any requests.'),
				healthy: z.int().describe('With none of these.'),
				unchecked: z
					.int()
					.describe(
						'Directories that may have a problem and were not diagnosed: there are too many.',
					),
				complete: z
					.boolean()
					.describe(
						`False if ${LOOKED_THROUGH_MAX.toLocaleString('en')} directories were counted: there may be more.`,
					),
			})
			.nullable()
			.describe(
				'How many of the directories that match have each health; null with `order=oldest`.',
			),
	})
	.meta({
		id: 'DirectoryHealthPage',
		description: 'One page of a list, with the number of directories of each health.',
		examples: [
			{
				data: [],
				next_cursor: null,
				counts: { failing: 1, attention: 5, silent: 42, healthy: 20, unchecked: 0, complete: true },
			},
		],
	});

/** How many directories have each health. */
export type HealthCounts = NonNullable<z.infer<typeof directoryHealthPage>['counts']>;
