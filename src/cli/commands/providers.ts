/** `rollcall providers`. */
import type { Command } from 'commander';
import { connect } from '../connection.ts';

/** Adds the command about identity providers. */
export function registerProviders(program: Command): void {
	const providers = program
		.command('providers')
		.description('identity providers that a directory can have');

	providers
		.command('list')
		.description('List them, with what their forms call the URL and the token')
		.action(async (_options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			await output.list(() => rollcall.providers.list(), {
				type: ({ type }) => type,
				name: ({ name }) => name,
				'field for the URL': ({ form }) => form?.endpoint,
				'field for the token': ({ form }) => form?.secret,
			});
		});
}
