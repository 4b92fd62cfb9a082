/** `rollcall simulate` as it ships, against the real Worker and against servers that are none. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { MODELS } from '../../src/simulator/models.ts';
import type { Verdict } from '../../src/simulator/verdict.ts';
import type { Transcript } from '../../src/transcript/format.ts';
import { Rollcall } from '../../src/sdk/index.ts';
import { startCli } from '../support/node/cli.ts';
import { freePort, listen } from '../support/node/http.ts';

const rollcall = new Rollcall({ url: inject('url'), apiKey: inject('adminKey') });

/** Starts the tool, as somebody who has no Rollcall. */
function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
	return startCli(['simulate', ...args], env);
}

/** What a directory of its own is reached with. */
async function aDirectory(type: Parameters<typeof rollcall.directories.create>[0]['type']) {
	const tenant = `simulate-${crypto.randomUUID()}`;
	const { id, scim } = await rollcall.directories.create({
		name: 'Simulated',
		tenant,
		product: 'crm',
		type,
	});
	const url = new URL(scim.path, inject('url')).href;
	return { id, url, token: scim.secret, options: ['--url', url, '--token', scim.secret] };
}

describe.each(MODELS)('$client', ({ client, key }) => {
	test('finds nothing wrong with Rollcall', async () => {
		const cycles = [
			['initial', '4'],
			['offboarding', '8'],
		].map(async ([cycle = '', seed = '']) => {
			const { options } = await aDirectory(key);
			// So many that each way of hard names is among them, of people at least once in two runs.
			const size = ['--users', '16', '--groups', '4', '--cycle', cycle, '--seed', seed];
			const ended = await start([client, ...options, ...size, '--json']).ended;
			return { cycle, ended };
		});
		for (const { cycle, ended } of await Promise.all(cycles)) {
			const { code, stdout, stderr } = ended;
			const verdict = JSON.parse(stdout) as Verdict;
			expect(verdict.findings, cycle).toEqual([]);
			expect(verdict).toMatchObject({ client, provider: key, cycle, passed: true, users: 16 });
			expect(code, stderr).toBe(0);
		}
	});
});

test('shows calls, their times and that there is nothing to find', async () => {
	const { options, id } = await aDirectory('okta-scim-v2');
	const { code, stdout, stderr } = await start([
		'okta',
		...options,
		'--users',
		'3',
		'--groups',
		'1',
	]).ended;
	expect(code).toBe(0);
	expect(stdout).toMatch(/^okta: initial cycle, 3 users, 1 groups, seed 1$/m);
	expect(stdout).toMatch(/^POST \/Users +3 +3 × 201 +[\d.]+ +[\d.]+ +[\d.]+$/m);
	expect(stdout).toContain('No findings');
	expect(stderr).toMatch(/^users: \d+ requests, \d+\/s$/m);
	expect(await rollcall.directories.get(id)).toMatchObject({ user_count: 3, group_count: 1 });
});

test('writes what was sent as a transcript, without the token', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'rollcall-simulate-'));
	onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, 'entra.json');
	const { url, token } = await aDirectory('azure-scim-v2');
	const { code } = await start(
		['azure', '--url', `${url}?aadOptscim062020`, '--users', '2', '--groups', '1', '--save', file],
		{ SCIM_TOKEN: token },
	).ended;
	expect(code).toBe(0);
	const text = readFileSync(file, 'utf8');
	expect(text).not.toContain(token);
	const transcript = JSON.parse(text) as Transcript;
	expect(transcript).toMatchObject({ idp: 'Microsoft Entra ID', headers: { 'User-Agent': null } });
	expect(transcript.steps[0]?.path).toMatch(/^\/Users\?aadOptscim062020&filter=/);
	const change = transcript.steps.find(({ method }) => method === 'PATCH');
	expect(change?.path).toMatch(/^\/Groups\/\{\{id\d+\}\}\?aadOptscim062020$/);
});

/** A server that has nobody, and creates nobody. */
const broken = () =>
	listen((request, response) => {
		const isCreation = request.method === 'POST';
		const list = { schemas: [], totalResults: 0, itemsPerPage: 0, Resources: [] };
		response
			.writeHead(isCreation ? 500 : 200, { 'Content-Type': 'application/scim+json' })
			.end(isCreation ? `no ${request.headers.authorization ?? ''}` : JSON.stringify(list));
	});

describe('findings', () => {
	test('are told with the request, the answer and why the client minds; exit code 1', async () => {
		const options = ['--url', await broken(), '--token', 'very-secret', '--users', '5'];
		const { code, stdout, stderr } = await start(['entra', ...options, '--groups', '0']).ended;
		expect(code).toBe(1);
		expect(stdout).toContain('1. status: POST /Users answered 500, 10 times');
		expect(stdout).toContain('counts towards quarantine');
		expect(stdout).toMatch(/^ {3}> POST \/Users \(Authorization: Bearer, redacted\)$/m);
		expect(stdout).toMatch(/^ {3}< 500 no Bearer \(redacted\)$/m);
		expect(stdout + stderr).not.toContain('very-secret');
		expect(stderr).toContain('error: 10 response(s) that Microsoft Entra ID would fail on');
	});

	test('are JSON if that is asked for', async () => {
		const options = ['--url', await broken(), '--token', 'x', '--users', '1', '--groups', '0'];
		const { code, stdout } = await start(['okta', ...options, '--json']).ended;
		expect(code).toBe(1);
		expect(JSON.parse(stdout)).toMatchObject({
			passed: false,
			findings: [{ kind: 'failure', check: 'status', call: 'POST /Users', status: 500, count: 1 }],
		});
	});

	test('so far are told after Ctrl-C', async () => {
		const { options } = await aDirectory('okta-scim-v2');
		const run = start(['okta', ...options, '--users', '5000', '--json']);
		await expect.poll(run.stderr).toContain('users:');
		run.interrupt();
		const { code, stdout, stderr } = await run.ended;
		expect(JSON.parse(stdout)).toMatchObject({ complete: false, passed: false });
		expect(stderr).toContain('Stopped before it was complete');
		expect(code).toBe(1);
	});
});

describe('a URL that is none of a SCIM service', () => {
	test('where nobody listens is told in plain words; exit code 1', async () => {
		const url = `http://127.0.0.1:${await freePort()}/scim/v2`;
		const { code, stderr } = await start(['okta', '--url', url, '--token', 'x']).ended;
		expect(code).toBe(1);
		expect(stderr).toContain('nothing is listening there (ECONNREFUSED)');
		expect(stderr).toContain('Check --url');
	});

	test('that redirects is not followed', async () => {
		let asked = 0;
		const url = await listen((_, response) => {
			asked += 1;
			response.writeHead(307, { Location: '/elsewhere' }).end();
		});
		const { code, stderr } = await start(['okta', '--url', url, '--token', 'x']).ended;
		expect(code).toBe(1);
		expect(stderr).toContain('redirects (307) to /elsewhere');
		expect(asked).toBe(1);
	});

	test('with another token is refused by the real Worker', async () => {
		const { url } = await aDirectory('okta-scim-v2');
		const { code, stderr } = await start(['okta', '--url', url, '--token', 'wrong']).ended;
		expect(code).toBe(1);
		expect(stderr).toContain('401: the token is not accepted');
	});
});

test.each([
	['no provider', ['--url', 'http://x'], 'missing required argument'],
	['no URL', ['okta'], "required option '--url <url>'"],
	['no token', ['okta', '--url', 'http://127.0.0.1:9'], 'No token'],
	['no such provider', ['ldap', '--url', 'http://127.0.0.1:9', '--token', 'x'], 'Use one of: okta'],
	[
		'a token of two lines',
		['okta', '--url', 'http://127.0.0.1:9', '--token', 'a\nb'],
		'a line break',
	],
	['a token of other letters', ['okta', '--url', 'http://127.0.0.1:9', '--token', 'tök→'], 'ASCII'],
	[
		'a file that cannot be written',
		['okta', '--url', 'http://127.0.0.1:9', '--token', 'x', '--save', '/nonexistent/dir/f.json'],
		'--save: /nonexistent/dir/f.json cannot be written',
	],
	[
		'no such cycle',
		['okta', '--url', 'http://x', '--token', 'x', '--cycle', 'y'],
		'Allowed choices',
	],
	['no web URL', ['okta', '--url', 'ftp://x', '--token', 'x'], 'http or https'],
	['a password in the URL', ['okta', '--url', 'http://a:b@x', '--token', 'x'], 'password'],
	[
		'nobody',
		['okta', '--url', 'http://x', '--token', 'x', '--users', '0'],
		'--users must be from 1',
	],
	[
		'no lanes',
		['okta', '--url', 'http://x', '--token', 'x', '--concurrency', '0'],
		'--concurrency',
	],
])('%s is misuse: exit code 2', async (_name, args, message) => {
	const { code, stdout, stderr } = await start(args).ended;
	expect(stderr).toContain(message);
	expect(stderr).not.toMatch(/^ +at /m);
	expect([code, stdout]).toEqual([2, '']);
});
