/**
 * Makes the npm package of src/sdk and src/cli: the SDK file by file as ES modules and as CommonJS,
 * each with its declarations, so that its entry points share their classes; the CLI as one file with
 * what it needs inside. Nothing of the server gets in: what the SDK imports is what it ships.
 */
import { spawn } from 'node:child_process';
import { chmodSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { build, type BuildOptions, type Plugin } from 'esbuild';
import { ScriptError } from './lifecycle.ts';
import { ROOT } from './local-server.ts';

const OUT = join(ROOT, 'dist');

/** The oldest Node that the package runs on (`engines`). */
const TARGET = 'node20';

/** How a module of each kind names its files. */
const KINDS = [
	{ format: 'esm', script: '.js', declaration: '.d.ts' },
	{ format: 'cjs', script: '.cjs', declaration: '.d.cts' },
] as const;

/** Builds everything into dist/ and removes what is there from before. Throws if anything is wrong. */
export async function buildPackage(): Promise<void> {
	const sources = globSync('src/sdk/**/*.ts', { cwd: ROOT });
	const written = await Promise.all([
		...KINDS.map(({ format, script }) => buildSdk(sources, format, script)),
		buildCli(),
		declare(),
	]);
	const kept = new Set(written.flat());
	for (const path of globSync(`${OUT}/**/*.*`)) {
		if (!kept.has(path)) rmSync(path, { recursive: true });
	}
}

/** One module of the SDK stays one file: its imports keep their places. */
async function buildSdk(
	entryPoints: readonly string[],
	format: 'esm' | 'cjs',
	extension: string,
): Promise<readonly string[]> {
	return bundle({
		entryPoints: [...entryPoints],
		outbase: join(ROOT, 'src'),
		outdir: OUT,
		outExtension: { '.js': extension },
		format,
		platform: 'neutral',
		plugins: [siblings(extension)],
	});
}

/** Leaves imports of other modules to the runtime, under the names that those are built to. */
function siblings(extension: string): Plugin {
	return {
		name: 'siblings',
		setup(pluginBuild) {
			pluginBuild.onResolve({ filter: /./ }, ({ kind, path }) =>
				kind === 'entry-point'
					? undefined
					: { path: path.replace(/^(\..*)\.ts$/, `$1${extension}`), external: true },
			);
		},
	};
}

async function buildCli(): Promise<readonly string[]> {
	const written = await bundle({
		entryPoints: ['src/cli/main.ts'],
		outdir: join(OUT, 'cli'),
		format: 'esm',
		platform: 'node',
		banner: { js: '#!/usr/bin/env node' },
	});
	for (const path of written) chmodSync(path, 0o755);
	return written;
}

async function bundle(options: BuildOptions): Promise<readonly string[]> {
	const { metafile } = await build({
		absWorkingDir: ROOT,
		bundle: true,
		charset: 'utf8',
		logLevel: 'warning',
		target: TARGET,
		...options,
		metafile: true,
	});
	return Object.keys(metafile.outputs).map((path) => join(ROOT, path));
}

/** The declarations, once for each kind of module: TypeScript tells the kinds apart by the extension. */
async function declare(): Promise<readonly string[]> {
	const folder = mkdtempSync(join(tmpdir(), 'rollcall-types-'));
	try {
		await runTsc(folder);
		return globSync('**/*.d.ts', { cwd: folder }).flatMap((path) => {
			const text = readFileSync(join(folder, path), 'utf8');
			return KINDS.map(({ script, declaration }) => {
				const name = `${basename(path, '.d.ts')}${declaration}`;
				const target = join(OUT, dirname(path), name);
				mkdirSync(dirname(target), { recursive: true });
				writeFileSync(target, text.replaceAll(/(['"]\.[^'"\n]*)\.ts(['"])/g, `$1${script}$2`));
				return target;
			});
		});
	} finally {
		rmSync(folder, { recursive: true });
	}
}

/** Into a folder of its own, for the extensions are still to be told apart. */
async function runTsc(outDir: string): Promise<void> {
	const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
	const options = '--noEmit false --declaration --emitDeclarationOnly --rootDir src --outDir';
	const args = [tsc, '-p', 'tsconfig.sdk.json', ...options.split(' '), outDir];
	const child = spawn(process.execPath, args, {
		cwd: ROOT,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
	const code = await new Promise<number | null>((resolve, reject) => {
		child.once('error', reject);
		child.once('close', resolve);
	});
	if (code !== 0) throw new ScriptError(`The SDK's types are wrong:\n${output}`);
}
