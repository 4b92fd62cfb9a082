/** `rollcall google`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import type {
	GoogleConnection,
	GoogleRunReport,
	GoogleSettingsPatch,
	Rollcall,
} from '../../sdk/index.ts';
import { confirm } from '../confirm.ts';
import { connect, examples, truth, wholeNumber } from '../connection.ts';
import { CommandError, UsageError } from '../failure.ts';
import type { Columns } from '../output.ts';

/** How often it is looked whether somebody has consented. */
const LOOK_MS = 2_000;

const FIELDS: Columns<GoogleConnection> = {
	State: ({ state }) => state,
	Account: ({ account }) => account,
	Connected: (connection) => connection.connected_at,
	'Running sync': ({ run }) => run && `${run.phase}, ${sumOf(run)}`,
	'Last sync': (connection) => reportOf(connection.last_run),
	'Next sync': (connection) => connection.next_run_at,
	Failures: ({ failures }) => failures,
	'Last error': (connection) => connection.last_error,
	'Every (minutes)': ({ settings }) => settings.interval_minutes,
	'Users query': ({ settings }) => settings.users_query,
	Groups: ({ settings }) => settings.groups,
	'Groups query': ({ settings }) => settings.groups_query,
	'Removed users': ({ settings }) => settings.removed_users,
	'Mass removal allowed once': ({ settings }) => settings.allow_mass_removal_once,
};

interface SettingsOptions {
	readonly interval?: number;
	readonly usersQuery?: string;
	readonly groups?: boolean;
	readonly groupsQuery?: string;
	readonly removedUsers?: string;
	readonly allowMassRemovalOnce?: true;
}

/** Adds the commands about connections to Google Workspace. */
export function registerGoogle(program: Command): void {
	const google = program
		.command('google')
		.description('Google Workspace connections of directories of type `google`');

	google
		.command('status <directory>')
		.description('Show the connection and its last sync')
		.action(async (id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.record(await rollcall.directories.google.get(id), FIELDS);
		});

	examples(
		google
			.command('connect <directory>')
			.description('Print the URL for the administrator to give consent, and wait for it')
			.option(
				'--return-url <url>',
				'where the administrator returns to (default: a page of Rollcall)',
			)
			.option('--no-wait', 'print the URL and do not wait'),
		['rollcall google connect dir_…', 'rollcall google connect dir_… --no-wait --json'],
	).action(
		async (
			id: string,
			options: { readonly returnUrl?: string; readonly wait: boolean },
			command: Command,
		) => {
			const { rollcall, output } = connect(command);
			const before = await rollcall.directories.google.get(id);
			const { returnUrl } = options;
			const asked = await rollcall.directories.google.authorize(
				id,
				returnUrl === undefined ? {} : { return_url: returnUrl },
			);
			if (!options.wait) {
				output.record(asked, { URL: ({ url }) => url, Expires: (each) => each.expires_at });
				return;
			}
			// Of the JSON, only the connection belongs on the standard output.
			if (output.isJson) output.remark(asked.url);
			else output.line(asked.url, asked);
			output.remark('Waiting for an administrator of the customer to give consent …');
			const until = Date.parse(asked.expires_at);
			output.record(await consented(rollcall, id, before, until), FIELDS);
		},
	);

	google
		.command('sync <directory>')
		.description('Sync now')
		.action(async (id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.line(`Syncing ${id}.`, await rollcall.directories.google.sync(id));
		});

	examples(
		google
			.command('settings <directory>')
			.description('Change what is synced, and how often')
			.option('--interval <minutes>', 'minutes from the start of one sync to the next', wholeNumber)
			.option('--users-query <query>', "only users that match Google's search; '' for all")
			.option('--groups <true|false>', 'whether to sync groups', truth)
			.option('--groups-query <query>', "only groups that match Google's search; '' for all")
			.option('--removed-users <delete|deactivate>', 'what to do with users removed at Google')
			.option(
				'--allow-mass-removal-once',
				'let the next sync remove more than half of the users or groups',
			),
		[
			'rollcall google settings dir_… --interval 30 --removed-users deactivate',
			'rollcall google settings dir_… --users-query "orgUnitPath=/Staff"',
		],
	).action(async (id: string, options: SettingsOptions, command: Command) => {
		const patch = patchOf(options);
		if (Object.keys(patch).length === 0)
			throw new UsageError('Nothing to change. Use at least one option.');
		const { rollcall, output } = connect(command);
		output.record(await rollcall.directories.google.update(id, patch), FIELDS);
	});

	google
		.command('disconnect <directory>')
		.description('Disconnect Google Workspace; users and groups stay as they are')
		.option('--yes', 'do not ask for confirmation')
		.action(async (id: string, options: { readonly yes?: true }, command: Command) => {
			const { rollcall, output } = connect(command);
			const { name } = await rollcall.directories.get(id);
			const { account } = await rollcall.directories.google.get(id);
			await confirm(
				`This disconnects "${name}" from Google Workspace (consent given by ${account ?? 'nobody'}).`,
				name,
				options.yes === true,
			);
			await rollcall.directories.google.disconnect(id);
			output.line(`Disconnected ${id}.`, { id, disconnected: true });
		});
}

/** Waits until somebody has consented who had not before. */
async function consented(
	rollcall: Rollcall,
	id: string,
	before: GoogleConnection,
	until: number,
): Promise<GoogleConnection> {
	while (Date.now() < until) {
		const connection = await rollcall.directories.google.get(id);
		const isNew = connection.connected_at !== before.connected_at;
		if (connection.state === 'connected' && isNew) return connection;
		await sleep(LOOK_MS);
	}
	throw new CommandError('No consent was given before the URL expired.');
}

function patchOf(options: SettingsOptions): GoogleSettingsPatch {
	const { interval, usersQuery, groups, groupsQuery, removedUsers } = options;
	return {
		...(interval === undefined ? {} : { interval_minutes: interval }),
		...(usersQuery === undefined ? {} : { users_query: usersQuery || null }),
		...(groups === undefined ? {} : { groups }),
		...(groupsQuery === undefined ? {} : { groups_query: groupsQuery || null }),
		// What is neither, the API refuses by name.
		...(removedUsers === undefined ? {} : { removed_users: removedUsers as 'delete' }),
		...(options.allowMassRemovalOnce === true ? { allow_mass_removal_once: true } : {}),
	};
}

function reportOf(report: GoogleRunReport | null): string | null {
	if (report === null) return null;
	const end = report.complete ? report.ended_at : `${report.ended_at}, incomplete`;
	return `${end}: ${sumOf(report)}`;
}

function sumOf({
	users,
	groups,
	errors,
}: Pick<GoogleRunReport, 'users' | 'groups' | 'errors'>): string {
	const [of, failed] = [changesOf, errors === 0 ? '' : `, ${errors} errors`];
	return `${users.seen} users (${of(users)}), ${groups.seen} groups (${of(groups)})${failed}`;
}

function changesOf({ created, updated, removed }: GoogleRunReport['users']): string {
	return `+${created} ~${updated} -${removed}`;
}
