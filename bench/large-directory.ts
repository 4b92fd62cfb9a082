/**
 * A directory of 50,000 users: how fast it is filled through /Bulk, and what single requests take in
 * it, beside the same in a directory of 1,000. Bounded in count; a median is of 20 requests.
 */
import type { LocalServer } from '../scripts/local-server.ts';
import { Rollcall } from '../src/sdk/index.ts';
import type { Figure } from './run.ts';
import { openScim, quantile, type Send } from './scim.ts';

const SIZES = [1_000, 50_000];
const BULK_SIZE = 1_000;
const ROUNDS = 20;
const CORE = 'urn:ietf:params:scim:schemas:core:2.0';
const MESSAGES = 'urn:ietf:params:scim:api:messages:2.0';

/** Name and request; `{group}`, `{user}` and `{other}` stand for ids. */
const REQUESTS: readonly (readonly [name: string, method: string, path: string, body?: object])[] =
	[
		['GET by id', 'GET', '/Users/{user}'],
		['userName eq', 'GET', '/Users?filter=userName eq "user-7@bench.example"'],
		['externalId eq', 'GET', '/Users?filter=externalId eq "ext-7"'],
		['emails.value eq', 'GET', '/Users?filter=emails.value eq "user-7@bench.example"'],
		[
			'displayName eq on groups',
			'GET',
			'/Groups?excludedAttributes=members&filter=displayName eq "everybody"',
		],
		[
			'members.value eq',
			'GET',
			'/Groups?excludedAttributes=members&filter=members.value eq "{user}"',
		],
		['first page of 100', 'GET', '/Users?count=100'],
		['first page by cursor', 'GET', '/Users?count=100&cursor'],
		['sorted by userName, first 100', 'GET', '/Users?count=100&sortBy=userName'],
		['sorted by title, first 100', 'GET', '/Users?count=100&sortBy=title'],
		['group without members', 'GET', '/Groups/{group}?excludedAttributes=members'],
		['PATCH one attribute', 'PATCH', '/Users/{user}', patch('replace', 'title', 'round {round}')],
		['add one member', 'PATCH', '/Groups/{group}', patch('add', 'members', [{ value: '{other}' }])],
		[
			'remove that member',
			'PATCH',
			'/Groups/{group}',
			patch('remove', 'members[value eq "{other}"]'),
		],
	];

/** Measures a fresh server; resolves to the figures. */
export async function benchLargeDirectory(server: LocalServer): Promise<readonly Figure[]> {
	const rollcall = new Rollcall({ url: server.url, apiKey: server.adminKey });
	const figures: Figure[] = [];
	for (const size of SIZES) {
		const label = size.toLocaleString('en');
		const directory = await rollcall.directories.create({
			name: label,
			tenant: label,
			product: 'bench',
			type: 'generic-scim-v2',
		});
		const { send, close } = openScim(server, directory);
		try {
			const { ids, seconds } = await fill(send, size);
			figures.push({ name: `users created by bulk, ${label}`, value: size / seconds, unit: '/s' });
			figures.push(...(await measure(send, ids, label)));
		} finally {
			close();
		}
	}
	return figures;
}

/** Creates so many users through /Bulk; resolves to their ids. */
export async function fill(
	send: Send,
	size: number,
): Promise<{ readonly ids: readonly string[]; readonly seconds: number }> {
	const startedAtMs = performance.now();
	const ids: string[] = [];
	for (let first = 1; first <= size; first += BULK_SIZE) {
		const answer = await send<{ Operations: { location: string; status: string }[] }>(
			'POST',
			'/Bulk',
			{
				schemas: [`${MESSAGES}:BulkRequest`],
				Operations: Array.from({ length: BULK_SIZE }, (_, at) => ({
					method: 'POST',
					path: '/Users',
					bulkId: String(first + at),
					data: toUser(first + at),
				})),
			},
		);
		const failed = answer.Operations.find(({ status }) => status !== '201');
		if (failed !== undefined) throw new Error(`a create in a bulk answered ${failed.status}`);
		ids.push(...answer.Operations.map(({ location }) => location.split('/').at(-1) ?? ''));
		if (ids.length % 10_000 === 0) console.log(`· ${ids.length} users`);
	}
	return { ids, seconds: (performance.now() - startedAtMs) / 1000 };
}

async function measure(send: Send, ids: readonly string[], label: string) {
	const group = await send<{ id: string }>('POST', '/Groups', {
		schemas: [`${CORE}:Group`],
		displayName: 'Everybody',
	});
	const [user = '', other = '', ...members] = ids;
	for (let first = 0; first < members.length; first += BULK_SIZE) {
		const value = [user, ...members.slice(first, first + BULK_SIZE)].map((id) => ({ value: id }));
		await send('PATCH', `/Groups/${group.id}`, patch('add', 'members', value));
	}
	const times = new Map(REQUESTS.map(([name]) => [name, [] as number[]]));
	for (let round = 0; round < ROUNDS; round += 1) {
		const named = (text: string) =>
			text
				.replaceAll('{group}', group.id)
				.replaceAll('{user}', user)
				.replaceAll('{other}', other)
				.replaceAll('{round}', String(round));
		for (const [name, method, path, body] of REQUESTS) {
			const sent = body && (JSON.parse(named(JSON.stringify(body))) as object);
			const startedAtMs = performance.now();
			await send(method, named(path), sent);
			times.get(name)?.push(performance.now() - startedAtMs);
		}
	}
	return Array.from(times, ([name, each]) => ({
		name: `${name}, ${label}`,
		value: quantile(
			each.toSorted((left, right) => left - right),
			0.5,
		),
		unit: 'ms',
	}));
}

function toUser(number: number): object {
	return {
		schemas: [`${CORE}:User`],
		userName: `user-${number}@bench.example`,
		externalId: `ext-${number}`,
		displayName: `User ${number}`,
		title: `Title ${number % 100}`,
		emails: [{ value: `user-${number}@bench.example`, type: 'work', primary: true }],
	};
}

/** The body of a PATCH with one operation. */
export function patch(op: string, path: string, value?: unknown): object {
	return { schemas: [`${MESSAGES}:PatchOp`], Operations: [{ op, path, value }] };
}
