/**
 * Recordings: real traffic of a directory goes in, and comes out as a transcript without personal data that
 * plays against another directory, answer by answer.
 */
import { describe, expect, test, vi } from 'vitest';
import type { Recording } from '../../src/contract/recordings.ts';
import { keepNotes } from '../../src/http/traffic.ts';
import { keyOfName } from '../../src/providers/keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { endRecordings, expireRecordings } from '../../src/store/recordings.ts';
import type { Exchange } from '../../src/transcript/exchange.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import { replay, type WireReply, type WireRequest } from '../../src/transcript/replay.ts';
import { retain } from '../../src/worker/retention.ts';
import { anEntry } from '../support/audit.ts';
import {
	api,
	bulk,
	createDirectory,
	group,
	ORIGIN,
	patch,
	testEnv,
	user,
	type TestDirectory,
} from '../support/client.ts';
import { exchangeAt } from '../support/exchange.ts';
import { costOf } from '../support/d1-meter.ts';
import { query } from '../support/delivery.ts';
import { makeKey } from '../support/keys.ts';
import { callWorker } from '../support/worker.ts';

const transcripts = import.meta.glob<Transcript>('../idp/*.json', {
	eager: true,
	import: 'default',
});
const fileOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const keeper = { db: openDatabase(testEnv.DB), masterKey: testEnv.ROLLCALL_MASTER_KEY ?? '' };

async function sendWire({ url, method, headers, body }: WireRequest): Promise<WireReply> {
	const init = {
		method,
		headers,
		redirect: 'manual',
		...(body !== undefined && { body }),
	} as const;
	const answer = await callWorker(url, init);
	return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** What differs when a transcript is played against a directory, and how many requests that were. */
async function play(transcript: Transcript, directory: TestDirectory) {
	const problems: string[] = [];
	let requests = 0;
	const send = (request: WireRequest) => {
		requests += 1;
		return sendWire(request);
	};
	const target = { base: ORIGIN + directory.path, token: directory.token, send };
	for await (const report of replay(transcript, target)) {
		problems.push(...report.problems.map((line) => `${report.step.name}: ${line}`));
	}
	return { problems, requests };
}

const recordingsOf = ({ id }: TestDirectory) => `/directories/${id}/recordings`;

async function start(directory: TestDirectory, body?: object): Promise<Recording> {
	const started = await api<Recording>('POST', recordingsOf(directory), body);
	expect(started.status).toBe(201);
	return started.body;
}

const read = async (directory: TestDirectory, { id }: Recording) =>
	(await api<Recording>('GET', `${recordingsOf(directory)}/${id}`)).body;

/** Waits until so many requests have been looked at. */
async function settled(directory: TestDirectory, recording: Recording, count: number) {
	await vi.waitFor(
		async () => {
			const { exchange_count: kept, missed_count: missed } = await read(directory, recording);
			expect(kept + missed).toBe(count);
		},
		{ timeout: 30_000, interval: 100 },
	);
}

async function transcriptOf(directory: TestDirectory, { id }: Recording): Promise<Transcript> {
	const reply = await api(`GET`, `${recordingsOf(directory)}/${id}/transcript`);
	expect(reply.status).toBe(200);
	expect(reply.headers.get('Content-Disposition')).toBe(`attachment; filename="${id}.json"`);
	return reply.body as unknown as Transcript;
}

/** Texts of a transcript that may tell of a person: what requests say in values and literals. */
function personalIn(transcript: Transcript): ReadonlySet<string> {
	const found = new Set<string>();
	const KEPT =
		/^(?:urn:|bulkId:|\{\{|true$|false$|(?:add|replace|remove|user|group|work|home|mobile|fax|photo|other|direct|employee|contractor|intern|ascending|descending)$|[a-z]{2}[-_][a-z]{2}$|[a-z]{2}$|[a-z]+\/[a-z_]+$|W\/)/i;
	const walk = (value: unknown, key: string): void => {
		if (typeof value === 'string') {
			if (!['path', 'op', 'method', 'schemas'].includes(key) && !KEPT.test(value)) found.add(value);
		} else if (Array.isArray(value)) value.forEach((item) => walk(item, key));
		else if (typeof value === 'object' && value !== null) {
			for (const [name, item] of Object.entries(value)) walk(item, name);
		}
	};
	for (const step of transcript.steps.flatMap((each) => each.parallel ?? [each])) {
		walk(step.body, '');
		for (const [, literal = ''] of decodeURIComponent(step.path.replaceAll('+', ' ')).matchAll(
			/"([^"]*)"/g,
		)) {
			walk(literal, '');
		}
	}
	return new Set([...found].filter((text) => text.length > 3 && /[a-z\d]/i.test(text)));
}

/** Finds a text that is not a part of a longer word, as a short name may be. */
const wholly = (text: string) =>
	new RegExp(`(?<![a-z\\d])${text.replaceAll(/[^a-z\d]/gi, String.raw`\$&`)}(?![a-z\\d])`, 'i');

describe('real traffic', () => {
	// Most of the time they wait for what is written off the path of requests.
	test.concurrent.each(
		Object.entries(transcripts).map(([path, each]) => [fileOf(path), each] as const),
	)('of %s is recorded without personal data, and plays again', async (_file, given) => {
		const type = keyOfName(given.idp);
		const directory = await createDirectory(type);
		const recording = await start(directory);
		const first = await play(given, directory);
		expect(first.problems).toEqual([]);
		await settled(directory, recording, first.requests);
		const recorded = await transcriptOf(directory, recording);
		const said = recorded.steps.map(({ path, body, expect: wanted }) => ({ path, body, wanted }));
		// The names of schemas stay.
		const text = JSON.stringify([recorded.headers, said]).replaceAll(/urn:[\w.:-]+/g, '');
		const survivors = [...personalIn(given)].filter((value) =>
			[value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1)].some((each) =>
				wholly(each).test(text),
			),
		);
		expect(survivors).toEqual([]);
		expect(keyOfName(recorded.idp)).toBe(type);
		const again = await play(recorded, await createDirectory(type));
		expect(again.problems).toEqual([]);
		expect(recorded.steps.length).toBeGreaterThan(given.steps.length / 2);
	});
});

/** Plays a few requests, and makes the transcript of them. */
async function transcribe(
	directory: TestDirectory,
	requests: readonly (() => Promise<{ readonly status: number }>)[],
): Promise<Transcript> {
	const recording = await start(directory);
	for (const request of requests) await request();
	await settled(directory, recording, requests.length);
	return transcriptOf(directory, recording);
}

const idOf = (reply: { readonly body: Record<string, unknown> }) => String(reply.body['id']);

const creation = (bulkId: string, data: object) => ({
	method: 'POST',
	path: '/Users',
	bulkId,
	data,
});

describe('what was there before', () => {
	test('is created first, with what is known of it, and plays again', async () => {
		const directory = await createDirectory('okta-scim-v2');
		const { scim } = directory;
		const names = { name: { givenName: 'Ada', familyName: 'Quillfeather' }, active: false };
		const ada = idOf(await scim('POST', '/Users', user('ada@quillfeather.com', names)));
		const bob = idOf(await scim('POST', '/Users', user('bob@quillfeather.com')));
		await scim('POST', '/Users', user('carl@quillfeather.com'));
		const inner = idOf(await scim('POST', '/Groups', group('Quillfeather inner', [bob])));
		const outer = idOf(await scim('POST', '/Groups', group('Quillfeather outer', [ada, inner])));
		const eve = idOf(await scim('POST', '/Users', user('eve@quillfeather.com')));
		const NONE = '0190b1c2-0000-7000-8000-000000000000';
		const filter = encodeURIComponent('userName eq "ADA@quillfeather.com"');
		const transcript = await transcribe(directory, [
			() => scim('GET', `/Groups/${outer}`),
			() => scim('GET', `/Users?filter=${filter}`),
			() => scim('PATCH', `/Users/${ada}`, patch({ op: 'replace', path: 'active', value: true })),
			() => scim('GET', `/Users/${ada}`),
			() => scim('POST', '/Users', user('Carl@quillfeather.com')),
			() => scim('DELETE', `/Users/${eve}`),
			() => scim('GET', `/Users/${eve}`),
			() => scim('GET', `/Users/${NONE}`),
			() =>
				scim(
					'PATCH',
					`/Groups/${inner}`,
					patch({ op: 'remove', path: `members[value eq "${bob}"]` }),
				),
			() => scim('GET', `/Groups/${inner}`),
			() => scim('GET', '/Users'),
		]);
		expect(JSON.stringify(transcript)).not.toMatch(/quillfeather/i);
		expect(transcript.notes).toContain('6 resources were there before, and created first.');
		const before = transcript.steps.filter(({ name }) => name.startsWith('Before: '));
		expect(before.map(({ path }) => path)).toEqual([
			...Array.from({ length: 4 }, () => '/Users'),
			...Array.from({ length: 2 }, () => '/Groups'),
		]);
		expect(before[0]?.body).toMatchObject({ active: false, name: { givenName: /^\w/ } });
		expect((await play(transcript, await createDirectory('okta-scim-v2'))).problems).toEqual([]);
	});

	test('is told from what a bulk request makes', async () => {
		const directory = await createDirectory();
		const { scim } = directory;
		let made = '';
		const transcript = await transcribe(directory, [
			async () => {
				const reply = await scim<{ Operations: { location: string }[] }>(
					'POST',
					'/Bulk',
					bulk(
						creation('a', user('ada@quillfeather.com')),
						creation('b', user('bob@quillfeather.com')),
					),
				);
				made = reply.body.Operations[1]?.location.split('/').at(-1) ?? '';
				return reply;
			},
			() => scim('PATCH', `/Users/${made}`, patch({ op: 'add', path: 'title', value: 'Dr' })),
			() => scim('GET', `/Users/${made}`),
			() => scim('GET', '/Users'),
			() => scim('HEAD', `/Users/${made}`),
			() =>
				scim('POST', '/Users/.search', {
					schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
					filter: 'userName eq "bob@quillfeather.com"',
					attributes: ['userName'],
				}),
		]);
		expect(transcript.steps.map(({ name }) => name)).toEqual([
			'1. POST /Bulk',
			'Look up user1',
			'Look up user2',
			'2. PATCH /Users/user2',
			'3. GET /Users/user2',
			'4. GET /Users',
			'5. HEAD /Users/user2',
			'6. POST /Users/.search',
		]);
		expect((await play(transcript, await createDirectory())).problems).toEqual([]);
	});
});

describe('what was there before, shown in part', () => {
	test('plays again with what a change has taken away', async () => {
		const directory = await createDirectory('azure-scim-v2');
		const { scim } = directory;
		const ada = idOf(await scim('POST', '/Users', user('ada@quillfeather.com')));
		const bob = idOf(await scim('POST', '/Users', user('bob@quillfeather.com')));
		const crew = idOf(await scim('POST', '/Groups', group('Quillfeather crew', [ada, bob])));
		const titled = user('ada@quillfeather.com', { title: 'Dr' });
		const filter = encodeURIComponent('title pr');
		let etag = '';
		const transcript = await transcribe(directory, [
			() => scim('GET', `/Groups/${crew}?excludedAttributes=members`),
			() =>
				scim(
					'PATCH',
					`/Groups/${crew}`,
					patch({ op: 'Remove', path: 'members', value: [{ value: ada }] }),
				),
			() => scim('GET', `/Groups/${crew}`),
			async () => {
				const reply = await scim('GET', `/Users/${ada}`);
				etag = reply.headers.get('ETag') ?? '';
				return reply;
			},
			() => scim('GET', `/Users?filter=${filter}`),
			() => scim('PUT', `/Users/${ada}`, titled),
			() => scim('PUT', `/Users/${ada}`, titled, { 'If-Match': etag }),
		]);
		const before = transcript.steps.filter(({ name }) => name.startsWith('Before: '));
		expect(before).toHaveLength(3);
		expect(before[2]?.body).toHaveProperty('members.length', 2);
		expect(transcript.steps.at(-1)?.expect?.status).toBe(412);
		expect((await play(transcript, await createDirectory('azure-scim-v2'))).problems).toEqual([]);
	});
});

const retitle = (value: string) => patch({ op: 'replace', path: 'title', value });

describe('a transcript', () => {
	test('has conditions, cursors, refusals and bodies that are no JSON', async () => {
		const directory = await createDirectory();
		const { scim } = directory;
		const old = idOf(await scim('POST', '/Users', user('old@quillfeather.com')));
		let id = '';
		let etag = '';
		let cursor = '';
		const transcript = await transcribe(directory, [
			async () => {
				const reply = await scim('POST', '/Users', user('ada@quillfeather.com'));
				id = idOf(reply);
				etag = reply.headers.get('ETag') ?? '';
				return reply;
			},
			() => scim('PATCH', `/Users/${id}`, retitle('Dr'), { 'If-Match': etag }),
			() => scim('PATCH', `/Users/${id}`, retitle('Prof'), { 'If-Match': etag }),
			() => scim('PATCH', `/Users/${old}`, retitle('Prof'), { 'If-Match': 'W/"1"' }),
			() => scim('POST', '/Users', '{"userName": "quillfeather'),
			() => scim('GET', '/Users', undefined, { Authorization: '' }),
			() => scim('GET', '/Users', undefined, { Authorization: 'Bearer quillfeather' }),
			() => scim('POST', '/Users', 'x', { 'Content-Type': 'text/plain' }),
			async () => {
				const reply = await scim('GET', '/Users?count=1&cursor=');
				cursor = String(reply.body['nextCursor']);
				return reply;
			},
			() => scim('GET', `/Users?count=1&cursor=${encodeURIComponent(cursor)}`),
			() => scim('GET', '/Users?filter=userName%20sw%20%22quill%22'),
			() => scim('GET', '/Users?filter=userName%20equals%20%22quillfeather%22'),
			() => scim('GET', '/ServiceProviderConfig'),
			() => scim('GET', '/Users/quill@feather.com'),
			() =>
				scim('POST', '/Users/.search', {
					schemas: ['urn:ietf:params:scim:api:messages:2.0:SearchRequest'],
					filter: 'userName eq "ada@quillfeather.com" and title eq "Dr"',
					attributes: ['userName', 'title'],
					sortBy: 'userName',
					count: 10,
				}),
		]);
		expect(JSON.stringify(transcript)).not.toMatch(/quill/i);
		const statuses = transcript.steps.map((step) => step.expect?.status);
		expect(statuses).toEqual([
			201, 201, 200, 412, 200, 400, 401, 401, 415, 200, 200, 200, 400, 200, 404, 200,
		]);
		expect(transcript.steps.at(-1)?.expect?.body).toMatchObject({ totalResults: 1 });
		expect((await play(transcript, await createDirectory())).problems).toEqual([]);
	});

	test('shows where another service answers otherwise', async () => {
		const directory = await createDirectory();
		const { scim } = directory;
		const transcript = await transcribe(directory, [
			() => scim('POST', '/Users', user('ada@quillfeather.com', { title: 'Dr', active: false })),
			() => scim('GET', '/Users?filter=active%20eq%20false'),
		]);
		const other = await createDirectory();
		await other.scim('POST', '/Users', user('bob@quillfeather.com', { active: false }));
		expect((await play(transcript, other)).problems).toEqual([
			'2. GET /Users?…: $.totalResults: wanted 1, got 2',
			expect.stringContaining('2. GET /Users?…: $.Resources: wanted 1 element(s)'),
		]);
	});
});

const rows = (directory: TestDirectory) =>
	query<{ id: string; key: string | null; endsAt: number }>(
		`SELECT r.id, r.pseudonym_key AS key, r.ends_at AS endsAt FROM recordings AS r
		JOIN directories AS d ON d.key = r.directory_key WHERE d.id = ?`,
		directory.id,
	);
const kept = async (directory: TestDirectory) =>
	(
		await query<{ exchange: string }>(
			`SELECT e.exchange FROM recorded_exchanges AS e
			JOIN directories AS d ON d.key = e.directory_key WHERE d.id = ?`,
			directory.id,
		)
	).map(({ exchange }) => exchange);

describe('a recording', () => {
	test('is started, read, ended and deleted, each of it on record', async () => {
		const directory = await createDirectory();
		const path = recordingsOf(directory);
		const begun = Date.now();
		const started = await start(directory);
		expect(started).toMatchObject({
			id: expect.stringMatching(/^rec_[0-9a-f]{32}$/),
			directory_id: directory.id,
			state: 'recording',
			created_by: 'admin-key',
			exchanges_max: 500,
			exchange_count: 0,
			missed_count: 0,
		});
		const lasts = Date.parse(started.ends_at) - Date.parse(started.created_at);
		expect(lasts).toBe(3_600_000);
		expect(Date.parse(started.created_at)).toBeGreaterThanOrEqual(begun);
		expect((await api('POST', path)).status).toBe(409);
		expect(await read(directory, started)).toEqual(started);

		const stopped = await api<Recording>('POST', `${path}/${started.id}/stop`);
		expect(stopped.body).toMatchObject({ id: started.id, state: 'ended' });
		const second = await start(directory, { minutes: 1440, exchanges_max: 2000 });
		expect((await rows(directory)).find(({ id }) => id === started.id)?.key).toBeNull();
		const listed = await api<{ data: Recording[] }>('GET', `${path}?limit=1`);
		expect(listed.body.data).toEqual([second]);
		const cursor = String((listed.body as unknown as Record<string, unknown>)['next_cursor']);
		const rest = await api<{ data: Recording[] }>('GET', `${path}?limit=1&cursor=${cursor}`);
		expect(rest.body.data).toEqual([stopped.body]);

		expect((await api('DELETE', `${path}/${started.id}`)).status).toBe(204);
		for (const [method, rest_] of [
			['GET', ''],
			['DELETE', ''],
			['POST', '/stop'],
			['GET', '/transcript'],
		] as const) {
			expect((await api(method, `${path}/${started.id}${rest_}`)).status).toBe(404);
		}
		await vi.waitFor(
			async () => {
				const audited = await query<{ action: string }>(
					`SELECT action FROM audit_log WHERE directory_id = ? AND target = ? ORDER BY id`,
					directory.id,
					started.id,
				);
				expect(audited.map(({ action }) => action)).toEqual([
					'recording.create',
					'recording.stop',
					'recording.delete',
				]);
			},
			{ timeout: 30_000 },
		);
	});

	test.each([{ minutes: 0 }, { minutes: 1441 }, { exchanges_max: 2001 }, { hours: 1 }])(
		'is refused with %o',
		async (body) => {
			const directory = await createDirectory();
			expect((await api('POST', recordingsOf(directory), body)).status).toBe(400);
		},
	);

	test('is started and ended by who may write, and read by who may read, its own alone', async () => {
		const directory = await createDirectory();
		const { id } = await start(directory);
		const path = recordingsOf(directory);
		const reader = await makeKey({ name: 'r', scopes: ['read'], tenant: directory.tenant });
		const other = await makeKey({ name: 'o', scopes: ['admin'], tenant: 'somebody-else' });
		expect((await reader.call('GET', `${path}/${id}`)).status).toBe(200);
		expect((await reader.call('GET', `${path}/${id}/transcript`)).status).toBe(200);
		expect((await reader.call('POST', `${path}/${id}/stop`)).status).toBe(403);
		expect((await reader.call('POST', path)).status).toBe(403);
		expect((await other.call('GET', `${path}/${id}`)).status).toBe(404);
		expect((await other.call('POST', path, {})).status).toBe(404);
	});

	test('takes no more than it may, and nothing before it began, nor from others', async () => {
		const [directory, other] = [await createDirectory(), await createDirectory()];
		await directory.scim('GET', '/Users');
		const recording = await start(directory, { exchanges_max: 3 });
		for (let at = 0; at < 5; at += 1) {
			await directory.scim('GET', `/Users?startIndex=${at + 1}`);
			await other.scim('GET', '/Users');
		}
		await settled(directory, recording, 5);
		const counts = { exchange_count: 3, missed_count: 2 };
		expect(await read(directory, recording)).toMatchObject({ ...counts, state: 'ended' });
		await start(directory);
		expect(await read(directory, recording)).toMatchObject(counts);
		const { notes, steps } = await transcriptOf(directory, recording);
		expect(notes).toContain('2 requests too many or too large to be kept.');
		expect(steps.map(({ path }) => path)).toEqual([1, 2, 3].map((at) => `/Users?startIndex=${at}`));
		expect(await kept(other)).toEqual([]);
	});

	test('is written with pseudonyms, never with a secret', async () => {
		const directory = await createDirectory();
		const recording = await start(directory);
		const secret = { password: 'hunter2-quill', title: 'Quillfeather' };
		await directory.scim('POST', '/Users', user('ada@quillfeather.com', secret));
		await settled(directory, recording, 1);
		const [text = ''] = await kept(directory);
		expect(text).toContain('userName');
		expect(text).not.toMatch(/quill|hunter|ada@/i);
		expect(text).not.toContain(directory.token);
	});

	test('has what came before it was stopped, whoever writes it when', async () => {
		const directory = await createDirectory();
		const recording = await start(directory);
		for (const at of [1, 2, 3]) await directory.scim('GET', `/Users?startIndex=${at}`);
		const path = `${recordingsOf(directory)}/${recording.id}/stop`;
		const stopped = (await api<Recording>('POST', path)).body;
		const end = Date.parse(stopped.ends_at);
		// From another isolate, which has not heard of the end.
		for (const at of [end - 1, end + 1]) {
			const entry = anEntry({ kind: 'scim', directoryId: directory.id, occurredAt: at });
			await keepNotes(keeper, [{ entry, exchange: exchangeAt(at) }]);
		}
		await settled(directory, recording, 4);
		expect((await transcriptOf(directory, recording)).steps).toHaveLength(4);
		expect((await api<Recording>('POST', path)).body.ends_at).toBe(stopped.ends_at);
	});

	test('tells of schemas that a new directory lacks', async () => {
		const directory = await createDirectory();
		const schema = { id: 'urn:acme:badge:2.0:User', name: 'Badge', resource_type: 'User' };
		const attributes = [{ name: 'level', type: 'integer' }];
		const path = `/directories/${directory.id}/schemas`;
		expect((await api('POST', path, { ...schema, attributes })).status).toBe(201);
		const transcript = await transcribe(directory, [() => directory.scim('GET', '/Users')]);
		expect(transcript.notes).toContain('The directory declares 1 schema of its own');
	});

	test('ends with its time, for whoever comes next, and leaves nobody the key', async () => {
		const directory = await createDirectory();
		const recording = await start(directory);
		const end = () =>
			query(
				`UPDATE recordings SET created_at = created_at - 60000, ends_at = created_at - 59999
				WHERE directory_key = (SELECT key FROM directories WHERE id = ?)`,
				directory.id,
			);
		await end();
		const entry = anEntry({ kind: 'scim', directoryId: directory.id, occurredAt: Date.now() + 5 });
		await keepNotes(keeper, [{ entry, exchange: exchangeAt(entry.occurredAt) }]);
		expect(await read(directory, recording)).toMatchObject({ state: 'ended', exchange_count: 0 });
		expect(await rows(directory)).toMatchObject([{ key: null }]);
		await start(directory);
		await end();
		expect((await api('POST', recordingsOf(directory))).status).toBe(201);
	});

	test('keeps a request once, however often it is written', async () => {
		const directory = await createDirectory();
		const recording = await start(directory);
		const at = Date.parse(recording.created_at) + 1;
		const entry = anEntry({ kind: 'scim', directoryId: directory.id, occurredAt: at });
		for (let turn = 0; turn < 2; turn += 1) {
			await keepNotes(keeper, [{ entry, exchange: exchangeAt(at) }]);
		}
		expect(await kept(directory)).toHaveLength(1);
		expect(await read(directory, recording)).toMatchObject({ exchange_count: 1 });
	});

	test('counts what is too large', async () => {
		const directory = await createDirectory();
		const recording = await start(directory);
		const at = Date.parse(recording.created_at) + 1;
		const noted = [
			{ ...exchangeAt(at), isCut: true },
			{
				...exchangeAt(at),
				body: JSON.stringify(Array.from({ length: 30_000 }, (_, n) => `w${n}x`)),
			},
			undefined,
		];
		for (const exchange of noted) {
			const entry = anEntry({ kind: 'scim', directoryId: directory.id, occurredAt: at });
			await keepNotes(keeper, [exchange === undefined ? { entry } : { entry, exchange }]);
		}
		expect(await read(directory, recording)).toMatchObject({ exchange_count: 0, missed_count: 3 });
	});

	test('counts what cannot be looked at, and keeps the others', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		const directory = await createDirectory();
		const recording = await start(directory);
		const at = Date.parse(recording.created_at) + 1;
		const poison = { ...exchangeAt(at), headers: undefined } as unknown as Exchange;
		const notes = [exchangeAt(at), poison, exchangeAt(at)].map((exchange) => ({
			entry: anEntry({ directoryId: directory.id, occurredAt: at }),
			exchange,
		}));
		await keepNotes(keeper, notes);
		expect(await read(directory, recording)).toMatchObject({ exchange_count: 2, missed_count: 1 });
		expect(JSON.stringify(warn.mock.calls)).toContain('recording.skipped');
		warn.mockRestore();
	});

	test('costs nothing but a row of an index where there is none, and a round trip where there is', async () => {
		const directory = await createDirectory();
		const at = Date.now() + 60_000;
		const write = () => {
			const entry = anEntry({ kind: 'scim', directoryId: directory.id, occurredAt: at });
			return keepNotes(keeper, [{ entry, exchange: exchangeAt(at) }]);
		};
		const tripsOf = async () => [
			(await costOf(write, 'audit log')).trips,
			(await costOf(write)).trips,
		];
		const rowsOf = async () => (await costOf(write, 'audit log')).rowsRead;
		await write();
		const rowsWithout = await rowsOf();
		await fillEnded(directory, 19);
		expect(await rowsOf()).toBe(rowsWithout);
		expect(await tripsOf()).toEqual([1, 0]);
		await start(directory);
		// The key of the directory leads to the one recording that runs.
		expect((await rowsOf()) - rowsWithout).toBeLessThanOrEqual(3);
		expect(await tripsOf()).toEqual([1, 1]);
	});

	test('has at most twenty others beside it', async () => {
		const directory = await createDirectory();
		await fillEnded(directory, 20);
		const full = await api<{ detail: string }>('POST', recordingsOf(directory));
		expect([full.status, full.body.detail]).toEqual([409, expect.stringContaining('Delete one')]);
	});

	test('is deleted when it has been kept for thirty days, and ended by then', async () => {
		const directory = await createDirectory();
		const recording = await start(directory);
		await directory.scim('GET', '/Users');
		await settled(directory, recording, 1);
		const endsAt = Date.parse(recording.ends_at);
		const DAYS = 30 * 86_400_000;
		const db = keeper.db;
		// What came at the end is written a moment later.
		await endRecordings(db, endsAt + 5_000);
		expect(await rows(directory)).not.toMatchObject([{ key: null }]);
		expect(await endRecordings(db, endsAt + 60_000)).toBeGreaterThan(0);
		expect(await rows(directory)).toMatchObject([{ key: null }]);
		await expireRecordings(db, endsAt, 1000);
		expect(await kept(directory)).toHaveLength(1);
		// Of what is to go, so much at a time.
		expect(await expireRecordings(db, endsAt + 1, 0)).toBe(0);
		const days = { eventRetentionDays: 90, attemptRetentionDays: 30, auditRetentionDays: 90 };
		await retain({ db, now: () => endsAt + DAYS + 1, ...days });
		expect([await rows(directory), await kept(directory)]).toEqual([[], []]);
	});
});

/** Recordings that ended long ago, and that nobody has deleted. */
async function fillEnded({ id }: TestDirectory, count: number): Promise<void> {
	await query(
		`INSERT INTO recordings (directory_key, id, created_by, created_at, ends_at, exchanges_max,
			exchange_count, missed_count, characters)
		SELECT d.key, 'rec_' || s.value, 'k', 0, 9e12, 1, 0, 0, 0
		FROM directories AS d, json_each(?) AS s WHERE d.id = ?`,
		JSON.stringify(Array.from({ length: count }, (_, at) => `${at}`)),
		id,
	);
}
