/**
 * RFC 7644 §3.4.2.3 and RFC 9865: the order in which D1 has resources is the one that is defined here
 * in memory, and pages cut it into pieces without loss, whichever way they are asked for.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isArray, isObject, own, type Json } from '../../src/scim/json.ts';
import type { ResourceType } from '../../src/scim/schema/attribute.ts';
import { comparePositions, readSort } from '../../src/scim/sort.ts';
import {
	createSamples,
	document,
	ENTERPRISE,
	isGroup,
	list,
	SAMPLE,
	SAMPLE_PATHS,
	type Listed,
	type Samples,
} from './samples.ts';

const COMMON = ['displayName', 'externalId', 'id', 'meta.created', 'meta.lastModified', 'schemas'];
const PATHS = {
	'/Users': [
		...COMMON,
		'userName',
		'title',
		'active',
		'name.familyName',
		'emails',
		'emails.type',
		'emails.display',
		'emails.primary',
		'groups',
		'groups.display',
		`${ENTERPRISE}:department`,
		...Object.values(SAMPLE_PATHS).flatMap((paths) => paths.map((path) => `${SAMPLE}:${path}`)),
	],
	'/Groups': [...COMMON, 'members', 'members.display', 'members.type'],
	'': [...COMMON, 'userName', 'title', 'members', 'meta.resourceType', `${SAMPLE}:many.rate`],
} as const;

/** One that excludes something, one that an index answers for some, one that concerns one type. */
const FILTERS = ['displayName pr', 'id pr', 'displayName sw "a"', 'not (userName co "a")'];

const queries = fc.constantFrom<keyof typeof PATHS>('/Users', '/Groups', '').chain((endpoint) =>
	fc.record(
		{
			endpoint: fc.constant(endpoint),
			filter: fc.constantFrom(...(endpoint === '/Groups' ? FILTERS.slice(0, 3) : FILTERS)),
			sortBy: fc.constantFrom(...PATHS[endpoint]),
			sortOrder: fc.constantFrom('ascending', 'descending'),
		},
		{ requiredKeys: ['endpoint'] },
	),
);
type Query = typeof queries extends fc.Arbitrary<infer Value> ? Value : never;

let samples: Samples;

beforeAll(async () => {
	samples = await createSamples();
});

/** What a resource is sorted by: of several values the primary one, else the first. */
function sortValue(resource: Listed, sortBy: string): string | number | null {
	const { User, Group } = samples.types;
	const [type, other]: [ResourceType, ResourceType] = isGroup(resource)
		? [Group, User]
		: [User, Group];
	const path = readSort(sortBy, type, [other]);
	if (!path.ok) throw new Error(path.error.detail);
	if (path.value === undefined) return null;
	const { extension, attribute, sub } = path.value;
	let value: Json | undefined = document(samples.types, resource);
	for (const name of [extension, attribute.name, sub?.name]) {
		if (name === undefined) continue;
		value = isObject(value) ? chosen(own(value, name)) : undefined;
	}
	if (typeof value === 'boolean') return Number(value);
	return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function chosen(value: Json | undefined): Json | undefined {
	if (value === undefined || !isArray(value)) return value;
	return value.find((each) => isObject(each) && own(each, 'primary') === true) ?? value[0];
}

/** The ids of what a query finds, in order; the filter is answered by D1, in the order of creation. */
async function expected({
	endpoint,
	filter,
	sortBy,
	sortOrder,
}: Query): Promise<readonly string[]> {
	const found = await list(samples.directory, endpoint, filter === undefined ? {} : { filter });
	if (sortBy === undefined) return found.map(({ id }) => id);
	const sorted = found
		.map((each) => ({
			id: each.id,
			// Resources that were created in the same millisecond were nevertheless created in order.
			sort: sortBy === 'meta.created' ? null : sortValue(each, sortBy),
			key: samples.all.findIndex(({ id }) => id === each.id),
		}))
		.toSorted(comparePositions)
		.map(({ id }) => id);
	return sortOrder === 'descending' ? sorted.toReversed() : sorted;
}

interface Page {
	readonly totalResults: number;
	readonly itemsPerPage: number;
	readonly startIndex?: number;
	readonly previousCursor?: string;
	readonly nextCursor?: string;
	readonly Resources: readonly Listed[];
}

async function page(query: Query, more: Readonly<Record<string, string>>): Promise<Page> {
	const { endpoint, ...parameters } = query;
	const text = new URLSearchParams({ ...parameters, ...more, attributes: 'id' }).toString();
	const reply = await samples.directory.scim<Page>('GET', `${endpoint}?${text}`);
	expect(reply.status, `${text} ${JSON.stringify(reply.body)}`).toBe(200);
	return reply.body;
}

const idsOf = ({ Resources }: Page) => Resources.map(({ id }) => id);

/** Follows cursors of one kind from a page to their end; that page is the first of those returned. */
async function follow(
	query: Query,
	count: string,
	first: Page,
	way: 'nextCursor' | 'previousCursor',
): Promise<readonly Page[]> {
	const pages = [first];
	for (let cursor = first[way]; cursor !== undefined; cursor = pages.at(-1)?.[way]) {
		expect(cursor).toMatch(/^[\w.~-]+$/);
		pages.push(await page(query, { cursor, count }));
	}
	return pages;
}

describe('RFC 7644 §3.4.2.3: the order in SQL is the order in memory', () => {
	test('by any attribute, either way, of users, groups and both', async () => {
		await fc.assert(
			fc.asyncProperty(queries, async (query) => {
				expect(idsOf(await page(query, { count: '500' }))).toEqual(await expected(query));
			}),
			{ numRuns: 150 },
		);
	});
});

describe('pages are pieces of the whole list', () => {
	test('RFC 7644 §3.4.2.4: by index', async () => {
		await fc.assert(
			fc.asyncProperty(queries, fc.integer({ min: 1, max: 50 }), fc.nat(20), async (...given) => {
				const [query, startIndex, count] = given;
				const whole = await expected(query);
				const at = await page(query, { startIndex: `${startIndex}`, count: `${count}` });
				const ids = whole.slice(startIndex - 1, startIndex - 1 + count);
				expect(idsOf(at)).toEqual(ids);
				const { totalResults, itemsPerPage } = at;
				expect([totalResults, at.startIndex, itemsPerPage]).toEqual([
					whole.length,
					startIndex,
					ids.length,
				]);
			}),
			{ numRuns: 60 },
		);
	});

	test('RFC 9865 §2: by cursor, there and back again', async () => {
		await fc.assert(
			fc.asyncProperty(queries, fc.integer({ min: 1, max: 30 }), async (query, size) => {
				const whole = await expected(query);
				const count = String(size);
				const pages = await follow(
					query,
					count,
					await page(query, { cursor: '', count }),
					'nextCursor',
				);
				expect(pages.flatMap(idsOf)).toEqual(whole);
				// None is empty, and none but the last is short.
				expect(pages).toHaveLength(Math.max(1, Math.ceil(whole.length / size)));
				expect(pages.map(({ totalResults }) => totalResults)).toEqual(
					pages.map(() => whole.length),
				);
				const last = pages.at(-1);
				if (last === undefined) throw new Error('There is always a page.');
				const back = await follow(query, count, last, 'previousCursor');
				expect(back.toReversed().map(idsOf)).toEqual(pages.map(idsOf));
				// Having turned round, the client finds its way forward again.
				const [start] = back.toReversed();
				const again = await follow(query, count, start ?? last, 'nextCursor');
				expect(again.flatMap(idsOf)).toEqual(whole);
			}),
			{ numRuns: 40 },
		);
	});
});
