/**
 * The command line tool `rollcall`. Exit codes: 0 done, 1 the call failed, 2 it was asked in a way that
 * it does not understand.
 */
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { registerDiagnose } from './commands/diagnose.ts';
import { registerDirectories } from './commands/directories.ts';
import { registerEndpoints } from './commands/endpoints.ts';
import { registerEvents } from './commands/events.ts';
import { registerGoogle } from './commands/google.ts';
import { registerGroups } from './commands/groups.ts';
import { registerImport } from './commands/import.ts';
import { registerKeys } from './commands/keys.ts';
import { registerProviders } from './commands/providers.ts';
import { registerRecordings } from './commands/recordings.ts';
import { registerReplay } from './commands/replay.ts';
import { registerSetupLinks } from './commands/setup-links.ts';
import { registerSimulate } from './commands/simulate.ts';
import { registerTenants } from './commands/tenants.ts';
import { registerUsers } from './commands/users.ts';
import { examples, withConnection } from './connection.ts';
import { describeFailure, UsageError } from './failure.ts';

/** One a noun, in the order of the help. */
const COMMANDS: readonly ((program: Command) => void)[] = [
	registerDirectories,
	registerDiagnose,
	registerUsers,
	registerGroups,
	registerEvents,
	registerEndpoints,
	registerTenants,
	registerProviders,
	registerSetupLinks,
	registerGoogle,
	registerKeys,
	registerImport,
	registerRecordings,
	registerReplay,
	registerSimulate,
];

const FAILED = 1;
const MISUSED = 2;

async function main(): Promise<number> {
	const program = new Command('rollcall')
		.description('Directory sync at the edge, from the command line.')
		.version(version)
		// So that `import polis --url` can be another URL than `rollcall --url`.
		.enablePositionalOptions()
		.showHelpAfterError('(add --help for usage)')
		.exitOverride();
	examples(program, [
		'export ROLLCALL_URL=https://rollcall.example.com ROLLCALL_API_KEY=rck_…',
		'rollcall directories create --name "Acme Okta" --tenant acme --product crm --type okta-scim-v2',
		'rollcall endpoints create https://app.example.com/webhooks --tenant acme',
		'rollcall events tail',
	]);
	for (const register of COMMANDS) register(program);
	withConnection(program);
	try {
		await program.parseAsync();
		return 0;
	} catch (error) {
		// Commander has said what is wrong.
		if (error instanceof CommanderError) return isHelp(error) ? 0 : MISUSED;
		process.stderr.write(describeFailure(error));
		return error instanceof UsageError ? MISUSED : FAILED;
	}
}

/** Help and version that were asked for; help that is shown because a command is missing is misuse. */
function isHelp({ exitCode }: CommanderError): boolean {
	return exitCode === 0;
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
	// Whoever read the output has gone (`rollcall users list … | head`): there is nobody left to tell.
	if (error.code === 'EPIPE') process.exit(0);
	// What was printed may be a secret that is shown once: its loss must not look like success.
	process.stderr.write(`error: Cannot write the output: ${error.message}\n`);
	process.exit(FAILED);
});
process.exitCode = await main();
