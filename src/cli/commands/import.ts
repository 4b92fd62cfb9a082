/** `rollcall import`. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { connect, examples } from '../connection.ts';
import { CommandError, UsageError } from '../failure.ts';
import { Output, type Columns } from '../output.ts';
import { PolisApi } from '../polis/api.ts';
import { importDirectory, type DirectoryReport } from '../polis/import.ts';

interface PolisOptions {
	readonly url: string;
	readonly apiKey?: string;
	readonly product?: string;
	readonly tenant?: string;
	readonly directory?: string;
	readonly dryRun?: true;
	readonly report?: string;
	readonly json?: true;
}

const COLUMNS: Columns<DirectoryReport> = {
	directory: ({ id }) => id,
	tenant: ({ tenant }) => tenant,
	product: ({ product }) => product,
	result: ({ directory }) => directory,
	users: ({ users }) => `${users.created} new, ${users.existing} existing, of ${users.read}`,
	groups: ({ groups }) => `${groups.created} new, ${groups.existing} existing, of ${groups.read}`,
	memberships: ({ memberships }) => `${memberships.done} of ${memberships.read}`,
	reduced: ({ reduced }) => reduced.length,
	failed: ({ failures, error }) => (error === null ? failures.length : 'all'),
};

/** Failures that are told one by one; the report has all of them. */
const TOLD_MAX = 20;

/** Adds the commands that move data here from other systems. */
export function registerImport(program: Command): void {
	const imports = program.command('import').description('import directories from other systems');

	examples(
		imports
			.command('polis')
			.description(
				'Import directories from Ory Polis or BoxyHQ SAML Jackson, with all ids and tokens',
			)
			.requiredOption('--url <url>', 'URL of Polis (ROLLCALL_URL is the URL of Rollcall)')
			.option('--api-key <key>', 'API key of Polis (preferably in POLIS_API_KEY)')
			.option('--product <product>', 'all directories of a product')
			.option('--tenant <tenant>', 'with --product: only directories of one tenant')
			.option('--directory <id>', 'one directory')
			.option('--dry-run', 'read everything, but write nothing')
			.option('--report <file>', 'write a JSON report; contains new webhook secrets')
			.option('--json', 'print JSON'),
		[
			'rollcall import polis --url https://polis.example.com --api-key … --product crm --dry-run',
			'rollcall import polis --url https://polis.example.com --api-key … --product crm --report report.json',
		],
	).action(importPolis);
}

async function importPolis(options: PolisOptions, command: Command): Promise<void> {
	const { url, product, tenant, directory, report: file } = options;
	const apiKey = options.apiKey ?? process.env['POLIS_API_KEY'] ?? '';
	if (apiKey === '')
		throw new UsageError('No API key for Polis. Set POLIS_API_KEY, or use --api-key.');
	if (!URL.canParse(url)) throw new UsageError(`--url must be the URL of Polis, not "${url}".`);
	if (directory === undefined && product === undefined) {
		throw new UsageError(
			'No directories selected. Use --product (optionally with --tenant), or --directory.',
		);
	}
	// The options of this command are about Polis; Rollcall's are above it, or in the environment.
	const { rollcall, output: above } = connect(command.parent ?? command);
	const output = new Output(options.json === true || above.isJson);
	const polis = new PolisApi(url, apiKey);
	const isDryRun = options.dryRun === true;
	const onProgress = (line: string) => output.remark(line);
	const reports: DirectoryReport[] = [];
	for await (const found of polis.directories({ product, tenant, directory })) {
		reports.push(await importDirectory(polis, rollcall, found, { isDryRun, onProgress }));
		// After each, so that a run that is cut short has told what it made.
		if (file !== undefined)
			writeFileSync(file, JSON.stringify(reports, undefined, 2), { mode: 0o600 });
	}
	if (reports.length === 0) throw new CommandError('Polis has no such directory.');
	output.rows(reports, COLUMNS);
	for (const report of reports) tell(output, report);
	if (isDryRun) output.remark('Dry run: nothing was written.');
	const partial = reports.filter(({ error, failures }) => error !== null || failures.length > 0);
	if (partial.length > 0) {
		throw new CommandError(
			`${partial.length} of ${reports.length} directories were not imported completely.`,
		);
	}
}

/** What the table does not say. */
function tell(output: Output, { id, error, failures, reduced, webhook }: DirectoryReport): void {
	if (error !== null) output.remark(`${id}: not imported. ${error}`);
	for (const { kind, id: of, detail } of failures.slice(0, TOLD_MAX)) {
		output.remark(`${id}: ${kind} ${of} failed: ${detail}`);
	}
	if (failures.length > TOLD_MAX) {
		output.remark(`${id}: ${failures.length - TOLD_MAX} more failed. Use --report to see them.`);
	}
	for (const { id: of, detail } of reduced.slice(0, TOLD_MAX)) {
		output.remark(`${id}: user ${of} was imported with minimal attributes only: ${detail}`);
	}
	if (webhook === null) return;
	const { url, endpointId, secret, error: refusal } = webhook;
	if (refusal !== undefined) output.remark(`${id}: no endpoint for ${url}: ${refusal}`);
	if (secret === undefined || output.isJson) return;
	output.remark(
		`${id}: endpoint ${endpointId ?? ''} for ${url} is disabled, its secret is ${secret}`,
	);
}
