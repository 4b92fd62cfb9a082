/** `rollcall recordings` and `rollcall replay` as they ship: from the traffic of one directory to a test of another. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { Rollcall } from '../../src/sdk/index.ts';
import { startCli } from '../support/node/cli.ts';
import { listen } from '../support/node/http.ts';
import { createGroup, createUser } from '../support/node/scim.ts';

const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });

/** Runs the tool to its end, as somebody whose environment says where Rollcall is. */
function run(...args: readonly string[]) {
	const here = { ROLLCALL_URL: inject('url'), ROLLCALL_API_KEY: inject('adminKey') };
	return startCli(args, here).ended;
}

async function aDirectory() {
	const tenant = `replay-${crypto.randomUUID()}`;
	const directory = { name: 'Acme Okta', tenant, product: 'crm', type: 'okta-scim-v2' } as const;
	return rollcall.directories.create(directory);
}

/** A file that is gone after the test. */
function file(content?: unknown): string {
	const folder = mkdtempSync(join(tmpdir(), 'rollcall-replay-'));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const path = join(folder, 'transcript.json');
	if (content !== undefined) {
		writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
	}
	return path;
}

const CREATE = {
	name: 'creates a user',
	method: 'POST',
	path: '/Users',
	body: {
		schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
		userName: 'heron@example.org',
		title: 'Dr',
	},
	expect: { status: 201, body: { userName: 'heron@example.org', title: 'Dr' } },
	capture: { user: 'id' },
};
const READ = {
	name: 'reads it',
	method: 'GET',
	path: '/Users/{{user}}',
	expect: { status: 200, body: { title: 'Dr' } },
};
const TRANSCRIPT = { idp: 'Okta', name: 'A user', steps: [CREATE, READ] };

describe('a recording', () => {
	test('becomes a file, and the file a test of another directory', async () => {
		const directory = await aDirectory();
		const { id } = directory;
		const before = await createUser(directory, 'quentin@acme-corp.com');
		const started = await run('recordings', 'start', id, '--minutes', '5', '--requests', '10');
		expect(started).toMatchObject({ code: 0 });
		const recording = /^Recording {2,}(rec_\S+)$/m.exec(started.stdout)?.[1] ?? '';
		await createUser(directory, 'rosalind@acme-corp.com');
		await createGroup(directory, 'Acme-Corp crew', [before]);
		const kept = async () =>
			(await rollcall.directories.recordings.get(id, recording)).exchange_count;
		await expect.poll(kept).toBe(2);

		expect((await run('recordings', 'list', id)).stdout).toContain(recording);
		expect((await run('recordings', 'stop', id, recording)).stdout).toMatch(/^State {2,}ended$/m);
		expect((await run('recordings', 'get', id, recording)).stdout).toContain('2 of at most 10');
		const path = file();
		const written = await run('recordings', 'download', id, recording, '--out', path);
		expect(written.stdout).toBe(`Wrote 3 steps to ${path}.\n`);
		const nowhere = join(path, 'none', 'x.json');
		expect(await run('recordings', 'download', id, recording, '--out', nowhere)).toMatchObject({
			code: 1,
			stdout: '',
			stderr: expect.stringContaining(`error: ${nowhere} cannot be written: `),
		});
		const text = readFileSync(path, 'utf8');
		expect(text).not.toMatch(/quentin|rosalind|acme|crew/i);
		expect((await run('recordings', 'download', id, recording)).stdout).toBe(text);

		const replayed = await run('replay', path, '--directory-type');
		expect(replayed).toMatchObject({ code: 0, stderr: '' });
		expect(replayed.stdout).toContain('All responses are the same; 3 of 3 steps played.');
		const left = await rollcall.directories.list({ tenant: 'replay', limit: 10 }).page();
		expect(left.data).toEqual([]);

		expect((await run('recordings', 'delete', id, recording)).code).toBe(2);
		expect((await run('recordings', 'delete', id, recording, '--yes')).code).toBe(0);
		expect((await run('recordings', 'get', id, recording)).code).toBe(1);
	});
});

/** Forgets titles, and finds nobody. */
const another = () =>
	listen((request, response) => {
		const isCreation = request.method === 'POST';
		response.writeHead(isCreation ? 201 : 404, { 'Content-Type': 'application/scim+json' });
		response.end(
			JSON.stringify(
				isCreation ? { id: 'x', userName: 'heron@example.org', extra: 1 } : { detail: 'nobody' },
			),
		);
	});

describe('a replay', () => {
	test('is the same against a service that answers so', async () => {
		const { scim } = await aDirectory();
		const target = ['--url', scim.endpoint, '--token', scim.secret];
		const { code, stdout } = await run('replay', file(TRANSCRIPT), ...target);
		expect(code).toBe(0);
		expect(stdout.split('\n')).toEqual([
			'Okta: A user',
			'same     creates a user',
			'same     reads it',
			'All responses are the same; 2 of 2 steps played.',
			'',
		]);
	});

	test('reads a file with a byte order mark', async () => {
		const { scim } = await aDirectory();
		const target = ['--url', scim.endpoint, '--token', scim.secret];
		const path = file(`\uFEFF${JSON.stringify(TRANSCRIPT)}`);
		expect(await run('replay', path, ...target)).toMatchObject({ code: 0, stderr: '' });
	});

	test('ends at the first answer that differs, with both beside each other', async () => {
		const url = await another();
		const target = ['--url', url, '--token', 'hush'];
		const { code, stdout, stderr } = await run('replay', file(TRANSCRIPT), ...target);
		expect(code).toBe(1);
		expect(stderr).toBe('error: 1 differed; 1 of 2 steps played.\n');
		expect(stdout).not.toContain('hush');
		const lines = stdout.split('\n').map((line) => line.replace(/^ {9}/, ''));
		expect(lines).toEqual([
			'Okta: A user',
			'DIFFERS  creates a user',
			`POST ${url}/Users`,
			'Accept: application/scim+json',
			'Content-Type: application/scim+json',
			JSON.stringify(CREATE.body),
			'',
			'- expected',
			'+ answered',
			'  status 201',
			'  {',
			'-   "userName": "heron@example.org",',
			'-   "title": "Dr"',
			'+   "userName": "heron@example.org"',
			'  }',
			'',
			'$.title: wanted "Dr", got nothing',
			'',
		]);
	});

	test('goes on if it is told to, and tells it as JSON', async () => {
		const target = ['--url', await another(), '--token', 'hush', '--all', '--json'];
		const { code, stdout } = await run('replay', file(TRANSCRIPT), ...target);
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({
			transcript: 'A user',
			steps: 2,
			played: 2,
			is_same: false,
			differing: [
				{ step: 'creates a user', problems: ['$.title: wanted "Dr", got nothing'] },
				{ step: 'reads it', calls: [{ answered: { status: 404, body: '{"detail":"nobody"}' } }] },
			],
		});
		expect(stdout).not.toContain('hush');
	});

	test('keeps the token to the service that it is for', async () => {
		const seen: unknown[] = [];
		const elsewhere = await listen((request, response) => {
			seen.push(request.headers);
			response.end('{}');
		});
		const { scim } = await aDirectory();
		const steps = [{ name: 'away', method: 'GET', path: `${elsewhere}/Users` }];
		const target = ['--url', scim.endpoint, '--token', scim.secret];
		const { code, stdout } = await run('replay', file({ ...TRANSCRIPT, steps }), ...target);
		expect([code, seen]).toEqual([1, []]);
		expect(stdout).toContain('leads away from');
	});

	test('says that nobody answers', async () => {
		const target = ['--url', 'http://127.0.0.1:1/scim', '--token', 't'];
		const { code, stdout } = await run('replay', file(TRANSCRIPT), ...target);
		expect(code).toBe(1);
		expect(stdout).toContain('no response: nothing is listening there');
	});

	test.each<[string, unknown, readonly string[]]>([
		['no file', undefined, ['cannot be read']],
		['no JSON', '{', ['is not JSON']],
		['no object', [], ['it must be an object']],
		['nothing in it', {}, ['idp is missing', 'name is missing', 'steps is missing']],
		['no steps', { ...TRANSCRIPT, steps: [] }, ['steps is empty']],
		[
			'wrong fields',
			{
				...TRANSCRIPT,
				headers: { Accept: 1 },
				steps: [CREATE, { name: 'x', method: 1, expect: { status: '200' }, capture: { a: 1 } }],
			},
			[
				'steps[1].method must be text',
				'steps[1].path is missing',
				'steps[1].expect.status must be an HTTP status',
				'steps[1].capture.a must be text',
				'headers.Accept must be text or null',
			],
		],
		[
			'wrong requests at once',
			{ ...TRANSCRIPT, steps: [{ name: 'x', parallel: [{ method: 'GET' }] }] },
			['steps[0].parallel[0].path is missing'],
		],
	])('is refused for %s', async (_name, content, flaws) => {
		const { code, stderr } = await run('replay', file(content), '--directory-type');
		expect(code).toBe(2);
		for (const flaw of flaws) expect(stderr).toContain(flaw);
	});

	test.each([
		['nothing', []],
		['both', ['--url', 'http://127.0.0.1:1', '--directory-type']],
		['no token', ['--url', 'http://127.0.0.1:1']],
		['no URL', ['--url', 'x', '--token', 't']],
		['no such type', ['--directory-type', 'nobody']],
	])('wants to know against what: %s', async (_name, options) => {
		expect((await run('replay', file(TRANSCRIPT), ...options)).code).toBe(2);
	});
});
