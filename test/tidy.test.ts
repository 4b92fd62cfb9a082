/**
 * Rules about the code itself that no linter knows: file sizes, who may import whom, where time and
 * randomness may come from, and that what the documentation cites exists. Reads sources as text.
 */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, test } from 'vitest';

const LINES_MAX = 300;

/** What a surface (HTTP, pages) may import: it reads through store and changes directories through the writer. */
const SURFACE = [
	'result',
	'scim',
	'directory',
	'store',
	'webhook',
	'transcript',
	'providers',
	'doctor',
	'google',
	'platform',
	'contract',
	'env',
	'worker/writer-client',
	'worker/delivery-client',
	'worker/set-signer',
];

/** What each part of src may import from the other parts. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
	result: [],
	platform: [],
	scim: ['result'],
	webhook: ['result'],
	providers: [],
	transcript: ['result'],
	doctor: ['result', 'transcript', 'providers'],
	simulator: ['result', 'transcript', 'providers'],
	google: ['result'],
	directory: ['result', 'scim'],
	store: ['result', 'scim', 'directory'],
	contract: ['result', 'scim', 'webhook', 'providers', 'doctor', 'transcript'],
	sdk: [],
	cli: ['sdk', 'transcript', 'providers', 'simulator', 'result', 'package.json'],
	env: ['worker'],
	worker: [
		'result',
		'scim',
		'directory',
		'store',
		'webhook',
		'google',
		'platform',
		'contract',
		'env',
	],
	http: SURFACE,
	// The pages call the API from within, and never the other way round.
	ui: [...SURFACE, 'http'],
	index: ['env', 'http', 'ui', 'worker', 'platform', 'store', 'webhook'],
};

/** The parts that run in the application, away from the server and its platform. */
const SHIPS_ALONE = new Set(['sdk', 'cli']);

/** Which parts may name which packages. */
const PACKAGE_HOMES: readonly (readonly [name: RegExp, parts: readonly string[]])[] = [
	[/^drizzle-orm/, ['store']],
	[/^hono/, ['http', 'ui']],
	[/^cloudflare:/, ['worker', 'index', 'env']],
];

const sources = globSync('src/**/*.{ts,tsx}');
const code = [...sources, ...globSync('{scripts,bench}/**/*.ts')];
const documents = [...globSync('*.md'), ...globSync('{docs,test}/**/*.md')];
const read = (path: string): string => readFileSync(path, 'utf8');

/** `src/scim/filter/parse.ts` is part `scim`; `src/env.ts` is part `env`. */
const partOf = (path: string): string => path.split('/')[1]?.replace(/\.ts$/, '') ?? '';

const importsOf = (path: string): string[] =>
	[...read(path).matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map((found) => found[1] ?? '');

function isAllowedImport(from: string, specifier: string): boolean {
	const part = partOf(from);
	if (!specifier.startsWith('.')) {
		return PACKAGE_HOMES.every(([name, homes]) => !name.test(specifier) || homes.includes(part));
	}
	const target = normalize(join(dirname(from), specifier));
	const inner = target.replace(/^src\//, '').replace(/\.tsx?$/, '');
	return (
		partOf(target) === part ||
		(MAY_IMPORT[part] ?? []).some((allowed) => inner === allowed || inner.startsWith(`${allowed}/`))
	);
}

/** Lines that match, without comments, as `path:line`. */
function linesWith(paths: readonly string[], pattern: RegExp): string[] {
	return paths.flatMap((path) =>
		read(path)
			.split('\n')
			.flatMap((line, index) => {
				const bare = line.replace(/^\s*(\/\/|\/?\*).*$/, '').replace(/\s\/\/ .*$/, '');
				return pattern.test(bare) ? [`${path}:${index + 1}`] : [];
			}),
	);
}

describe('the code', () => {
	test(`keeps files within ${LINES_MAX} lines`, () => {
		const written = code.filter((path) => path !== 'src/sdk/api-types.ts');
		const long = written.filter((path) => read(path).split('\n').length > LINES_MAX + 1);
		expect(long).toEqual([]);
	});

	test('imports only downwards', () => {
		const wrong = sources.flatMap((path) =>
			importsOf(path)
				.filter((specifier) => !isAllowedImport(path, specifier))
				.map((specifier) => `${path} imports ${specifier}`),
		);
		expect(wrong).toEqual([]);
	});

	test('takes time, randomness and crypto from platform only', () => {
		const pure = sources.filter(
			(path) =>
				!SHIPS_ALONE.has(partOf(path)) &&
				partOf(path) !== 'platform' &&
				path !== 'src/webhook/signature.ts',
		);
		expect(linesWith(pure, /\bDate\.now\b|\bnew Date\(\)|Math\.random|\bcrypto\.(?!ts)/)).toEqual(
			[],
		);
	});

	test('holds no `any` and no notes to self', () => {
		expect(linesWith(code, /[:<,|&]\s*any\b|\bas any\b/)).toEqual([]);
		const notes = new RegExp(['TO', 'DO|FIX', 'ME|XX', 'X'].join(''));
		expect(code.filter((path) => notes.test(read(path)))).toEqual([]);
	});
});

describe('the documentation', () => {
	test('cites only paths that exist', () => {
		const missing = documents.flatMap((document) => {
			const text = read(document);
			const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
				.map((found) => found[1] ?? '')
				.filter((link) => !/^[a-z]+:/.test(link))
				.map((link) => join(dirname(document), link));
			const mentions = [
				...text.matchAll(/`((?:src|test|docs|scripts|bench|migrations)\/[\w./-]*\w)\/?`/g),
			].map((found) => found[1] ?? '');
			return [...links, ...mentions]
				.filter((path) => !existsSync(path))
				.map((path) => `${document} cites ${path}`);
		});
		expect(missing).toEqual([]);
	});

	test('cites only sections that RFC 7643 and RFC 7644 have', () => {
		// The last section of each chapter that has sections.
		const chapters: Readonly<Record<string, Readonly<Record<string, number>>>> = {
			'7643': { 1: 2, 2: 5, 3: 3, 4: 3, 5: 0, 6: 0, 7: 0, 8: 7, 9: 3, 10: 4, 11: 2 },
			'7644': { 1: 3, 2: 2, 3: 14, 4: 0, 5: 0, 6: 2, 7: 8, 8: 4, 9: 2 },
		};
		const wrong = [...code, ...documents].flatMap((path) =>
			[...read(path).matchAll(/RFC (7643|7644),? §(\d+)(?:\.(\d+))?/g)]
				.filter((found) => {
					const last = chapters[found[1] ?? '']?.[found[2] ?? ''];
					return last === undefined || Number(found[3] ?? 0) > last;
				})
				.map((found) => `${path}: ${found[0]}`),
		);
		expect(wrong).toEqual([]);
	});

	test('describes every table and column of the migrations', () => {
		const page = read('docs/data-model.md');
		const missing: string[] = [];
		for (const path of globSync('migrations/*.sql')) {
			const text = read(path);
			for (const [, created = '', body = ''] of text.matchAll(
				/CREATE TABLE `?(\w+)`? \(\n([\s\S]*?)\n\)/g,
			)) {
				// A table is made anew under another name when its primary key changes.
				const table = new RegExp(`TABLE ${created} RENAME TO (\\w+)`).exec(text)?.[1] ?? created;
				const section = page.split(new RegExp(`^#+ ${table}$`, 'm'))[1]?.split(/^#+ /m)[0] ?? '';
				if (section === '') missing.push(table);
				for (const [, column = ''] of body.matchAll(/^\s*`?([a-z]\w*)`? (?:TEXT|INTEGER)/gm)) {
					if (!section.includes(`\`${column}\``)) missing.push(`${table}.${column}`);
				}
			}
		}
		expect(missing).toEqual([]);
	});
});
