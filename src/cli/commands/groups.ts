/** `rollcall groups`. */
import type { Command } from 'commander';
import { connect, wholeNumber } from '../connection.ts';

/** Adds the command about groups. */
export function registerGroups(program: Command): void {
	const groups = program.command('groups').description('groups of a directory');

	groups
		.command('list <directory>')
		.description('List the groups of a directory')
		.option('--name <name>', 'only the group with this name')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(
			async (
				directory: string,
				options: { readonly name?: string; readonly limit?: number },
				command: Command,
			) => {
				const { rollcall, output } = connect(command);
				const { name } = options;
				await output.list(
					(limit) => rollcall.directories.groups.list(directory, { name, limit }),
					{
						id: ({ id }) => id,
						name: (group) => group.name,
						'external id': (group) => group.external_id,
						updated: (group) => group.updated_at,
					},
					options.limit,
				);
			},
		);
}
