/** The npm package as `npm pack` makes it, in an empty project: what is in it, and that it works. */
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

const run = promisify(execFile);
const root = process.cwd();
const project = mkdtempSync(join(tmpdir(), 'rollcall-package-'));

/** What a developer has to download, and has on disk. */
const PACKED_BYTES_MAX = 250_000;
const UNPACKED_BYTES_MAX = 1_100_000;

interface Packed {
	readonly filename: string;
	readonly size: number;
	readonly unpackedSize: number;
	readonly files: readonly { readonly path: string }[];
}

let packed: Packed;
let tarball: string;

beforeAll(async () => {
	// It is built already; `prepare` would do it once more.
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', project];
	const { stdout } = await run('npm', args);
	// npm 11 names the package, those before it list it.
	packed = Object.values(JSON.parse(stdout) as Record<string, Packed>)[0]!;
	tarball = join(project, packed.filename);
	await run('tar', ['-xzf', tarball, '-C', project]);
	const modules = join(project, 'node_modules');
	mkdirSync(join(modules, '@types'), { recursive: true });
	cpSync(join(project, 'package'), join(modules, 'rollcall'), { recursive: true });
	for (const name of ['standardwebhooks', '@types/node']) {
		symlinkSync(join(root, 'node_modules', name), join(modules, name));
	}
});

afterAll(() => rmSync(project, { recursive: true }));

/** Runs a program in the project with this Node. */
async function node(...args: readonly string[]): Promise<string> {
	const { stdout } = await run(process.execPath, args, { cwd: project });
	return stdout;
}

function write(name: string, text: string): string {
	writeFileSync(join(project, name), text);
	return name;
}

describe('the package', () => {
	test('holds the SDK and the CLI, and nothing of the server', () => {
		const paths = packed.files.map(({ path }) => path);
		const strange = paths.filter(
			(path) => !/^(package\.json|README\.md|LICENSE|dist\/(sdk\/|cli\/main\.js$))/.test(path),
		);
		expect(strange).toEqual([]);
		expect(paths).toContain('dist/cli/main.js');
		expect(packed.size).toBeLessThan(PACKED_BYTES_MAX);
		expect(packed.unpackedSize).toBeLessThan(UNPACKED_BYTES_MAX);
		for (const path of paths.filter((each) => each.startsWith('dist/'))) {
			const text = readFileSync(join(project, 'package', path), 'utf8');
			const foreign = /drizzle|from ["'](?:zod|hono|jose)|cloudflare:/.exec(text)?.[0];
			expect(foreign, path).toBeUndefined();
		}
	});

	test('depends on standardwebhooks alone', () => {
		const text = readFileSync(join(project, 'package/package.json'), 'utf8');
		const manifest = JSON.parse(text) as Record<string, object | undefined>;
		expect(Object.keys(manifest['dependencies'] ?? {})).toEqual(['standardwebhooks']);
		expect(manifest['peerDependencies']).toBeUndefined();
		expect(manifest['optionalDependencies']).toBeUndefined();
	});

	test('is clean to publint', async () => {
		const { messages } = await publint({ pack: { tarball: bytesOf(tarball) }, strict: true });
		expect(messages).toEqual([]);
	});

	test('is clean to attw', async () => {
		const attw = join(root, 'node_modules/@arethetypeswrong/cli/dist/index.js');
		const { stdout } = await run(process.execPath, [attw, tarball, '--format', 'json']);
		const { problems, analysis } = JSON.parse(stdout) as {
			readonly problems: unknown;
			readonly analysis: { readonly entrypoints: object };
		};
		expect(problems).toEqual({});
		expect(Object.keys(analysis.entrypoints).join(' ')).toBe(
			'. ./express ./next ./hono ./package.json',
		);
	});
});

describe('in an empty project', () => {
	const PRINT = `
		const rollcall = new Rollcall({ url: ${JSON.stringify(inject('url'))}, apiKey: ${JSON.stringify(inject('adminKey'))} });
		const providers = await rollcall.providers.list().toArray();
		const error = await rollcall.directories.get('dir_none').catch((thrown) => thrown);
		const kinds = [express, next, hono].map((each) => typeof each.receiveWebhooks);
		console.log(JSON.stringify([providers.length > 5, error instanceof NotFoundError, kinds]));`;
	const PRINTED = [true, true, ['function', 'function', 'function']];

	test('it is imported', async () => {
		const script = write(
			'esm.mjs',
			`import { NotFoundError, Rollcall } from 'rollcall';
			import * as express from 'rollcall/express';
			import * as next from 'rollcall/next';
			import * as hono from 'rollcall/hono';
			${PRINT}`,
		);
		expect(JSON.parse(await node(script))).toEqual(PRINTED);
	});

	test('it is required', async () => {
		const script = write(
			'cjs.cjs',
			`const { NotFoundError, Rollcall } = require('rollcall');
			const express = require('rollcall/express');
			const next = require('rollcall/next');
			const hono = require('rollcall/hono');
			(async () => {${PRINT}})();`,
		);
		// As in versions of Node that cannot require ES modules.
		const printed = await node('--no-experimental-require-module', script);
		expect(JSON.parse(printed)).toEqual(PRINTED);
	});

	const APP = `
		import { Rollcall, verifyWebhook, type Directory, type RollcallEvent } from 'rollcall';
		import * as express from 'rollcall/express';
		import * as next from 'rollcall/next';
		import * as hono from 'rollcall/hono';

		const rollcall = new Rollcall({ url: 'https://rollcall.example.com', apiKey: 'rck_1' });

		export async function main(): Promise<string[]> {
			const directory: Directory = await rollcall.directories.create({
				name: 'Acme', tenant: 'acme', product: 'crm', type: 'okta-scim-v2',
			});
			const names: string[] = [];
			for await (const user of rollcall.directories.users.list(directory.id, { active: true })) {
				names.push(user.display_name ?? user.user_name);
			}
			// @ts-expect-error There is no such filter.
			rollcall.directories.users.list(directory.id, { colour: 'red' });
			// @ts-expect-error There is no such state.
			await rollcall.directories.update(directory.id, { state: 'asleep' });
			return names;
		}

		export function subjectOf(event: RollcallEvent): string {
			switch (event.type) {
				case 'user.created':
					return event.data.user_name;
				case 'group.user_added':
					return event.data.group.name;
				default:
					return event.type;
			}
		}

		export const handlers = [express, next, hono].map((each) => typeof each.receiveWebhooks);
		export const verified: Promise<{ type: string }> = verifyWebhook('{}', {}, 'whsec_1');`;

	const STRICT = { strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false };
	/** Where the types of `fetch` come from. */
	const NODE = { types: ['node'], lib: ['es2022'] };
	const BROWSER = { types: [], lib: ['es2022', 'dom', 'dom.iterable'] };

	test.each([
		['node16', 'app.mts', { module: 'node16', ...NODE }],
		['node16 from CommonJS', 'app.cts', { module: 'node16', ...NODE }],
		['nodenext in a browser', 'app.mts', { module: 'nodenext', ...BROWSER }],
		['bundler', 'app.ts', { module: 'esnext', moduleResolution: 'bundler', ...BROWSER }],
	])('it compiles: %s', async (_, file, options) => {
		write(file, APP);
		const compilerOptions = { ...STRICT, ...options, target: 'es2022', noEmit: true };
		write('tsconfig.json', JSON.stringify({ compilerOptions, files: [file] }));
		const tsc = join(root, 'node_modules/typescript/bin/tsc');
		const { stdout } = await run(process.execPath, [tsc, '-p', project]).catch(
			(error: { readonly stdout: string }) => error,
		);
		expect(stdout).toBe('');
	});

	test('its bin runs', async () => {
		const { bin } = JSON.parse(readFileSync(join(project, 'package/package.json'), 'utf8')) as {
			readonly bin: { readonly rollcall: string };
		};
		const path = join(project, 'node_modules/rollcall', bin.rollcall);
		const { stdout } = await run(path, ['--help']);
		expect(stdout).toContain('Usage: rollcall');
	});
});

function bytesOf(path: string): ArrayBuffer {
	return new Uint8Array(readFileSync(path)).buffer;
}
