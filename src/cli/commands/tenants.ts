/** `rollcall tenants`. */
import type { Command } from 'commander';
import { connect, wholeNumber } from '../connection.ts';

/** Adds the command about tenants. */
export function registerTenants(program: Command): void {
	const tenants = program.command('tenants').description('customers with directories');

	tenants
		.command('list')
		.description('List tenants')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(async (options: { readonly limit?: number }, command: Command) => {
			const { rollcall, output } = connect(command);
			await output.list(
				(limit) => rollcall.tenants.list({ limit }),
				{
					tenant: ({ tenant }) => tenant,
					products: ({ products }) => products,
					directories: (each) => each.directory_count,
					users: (each) => each.user_count,
					active: (each) => each.active_user_count,
					groups: (each) => each.group_count,
				},
				options.limit,
			);
		});
}
