/** `rollcall users`. */
import type { Command } from 'commander';
import type { User } from '../../sdk/index.ts';
import { connect, examples, truth, wholeNumber } from '../connection.ts';
import type { Columns } from '../output.ts';

const COLUMNS: Columns<User> = {
	id: ({ id }) => id,
	'user name': (user) => user.user_name,
	email: ({ email }) => email,
	name: nameOf,
	active: ({ active }) => (active ? 'yes' : 'no'),
	updated: (user) => user.updated_at,
};

const FIELDS: Columns<User> = {
	User: ({ id }) => id,
	'User name': (user) => user.user_name,
	'External id': (user) => user.external_id,
	Email: ({ email }) => email,
	Name: nameOf,
	Active: ({ active }) => (active ? 'yes' : 'no'),
	Created: (user) => user.created_at,
	Updated: (user) => user.updated_at,
};

interface Filters {
	readonly email?: string;
	readonly userName?: string;
	readonly externalId?: string;
	readonly active?: boolean;
	readonly group?: string;
	readonly updatedAfter?: string;
	readonly limit?: number;
}

/** Adds the commands about users. */
export function registerUsers(program: Command): void {
	const users = program.command('users').description('users of a directory');

	examples(
		users
			.command('list <directory>')
			.description('List the users of a directory')
			.option('--email <email>', 'only users with this e-mail address')
			.option('--user-name <name>', 'only users with this user name')
			.option('--external-id <id>', 'only users with this id at the identity provider')
			.option('--active <true|false>', 'only active, or only inactive users', truth)
			.option('--group <group>', 'only direct members of a group')
			.option('--updated-after <time>', 'only users changed since, like 2026-11-22T09:00:00Z')
			.option('--limit <number>', 'maximum number of results', wholeNumber),
		['rollcall users list dir_… --active false', 'rollcall users list dir_… --json | jq .'],
	).action(async (directory: string, options: Filters, command: Command) => {
		const { rollcall, output } = connect(command);
		const { email, userName, externalId, active, group, updatedAfter } = options;
		const filters = {
			email,
			user_name: userName,
			external_id: externalId,
			active,
			group,
			updated_after: updatedAfter,
		};
		await output.list(
			(limit) => rollcall.directories.users.list(directory, { ...filters, limit }),
			COLUMNS,
			options.limit,
		);
	});

	users
		.command('get <directory> <user>')
		.description('Show a user')
		.action(async (directory: string, id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.record(await rollcall.directories.users.get(directory, id), FIELDS);
		});
}

function nameOf(user: User): string | null {
	const whole = [user.first_name, user.last_name].filter((part) => part !== null).join(' ');
	return user.display_name ?? (whole === '' ? null : whole);
}
