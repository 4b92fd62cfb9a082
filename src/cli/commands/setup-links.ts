/** `rollcall setup-links`. */
import type { Command } from 'commander';
import type { SetupLink } from '../../sdk/index.ts';
import { connect, examples, wholeNumber } from '../connection.ts';
import type { Columns } from '../output.ts';

const COLUMNS: Columns<SetupLink> = {
	id: ({ id }) => id,
	state: ({ state }) => state,
	tenant: ({ tenant }) => tenant,
	product: ({ product }) => product,
	directory: (link) => link.directory_id,
	expires: (link) => link.expires_at,
};

interface CreateOptions {
	readonly tenant?: string;
	readonly product?: string;
	readonly directory?: string;
	readonly name?: string;
	readonly expiresIn?: number;
}

/** Adds the commands about setup links. */
export function registerSetupLinks(program: Command): void {
	const links = program
		.command('setup-links')
		.description("links with which customers' IT admins set up the connection");

	examples(
		links
			.command('create')
			.description('Make a setup link')
			.option('--tenant <tenant>', 'the customer')
			.option('--product <product>', 'the product')
			.option('--directory <directory>', 'a directory that there is already')
			.option('--name <name>', 'what a new directory is to be called')
			.option('--expires-in <seconds>', 'for how long it is good; a week otherwise', wholeNumber),
		['rollcall setup-links create --tenant acme --product crm'],
	).action(async (options: CreateOptions, command: Command) => {
		const { rollcall, output } = connect(command);
		const { tenant, product, name, directory, expiresIn } = options;
		const created = await rollcall.setupLinks.create({
			tenant,
			product,
			name,
			directory_id: directory,
			expires_in_seconds: expiresIn,
		});
		output.record(created, {
			'Setup link': ({ id }) => id,
			Tenant: (each) => each.tenant,
			Product: (each) => each.product,
			Expires: (each) => each.expires_at,
			URL: ({ url }) => url,
		});
		output.remark('The URL is shown this once; whoever has it can set up the connection, once.');
	});

	links
		.command('list')
		.description('List setup links')
		.option('--tenant <tenant>', 'only those of a customer')
		.option('--product <product>', 'only those of a product')
		.option('--limit <number>', 'how many', wholeNumber)
		.action(
			async (
				options: Pick<CreateOptions, 'tenant' | 'product'> & { readonly limit?: number },
				command: Command,
			) => {
				const { rollcall, output } = connect(command);
				const { tenant, product } = options;
				await output.list(
					(limit) => rollcall.setupLinks.list({ tenant, product, limit }),
					COLUMNS,
					options.limit,
				);
			},
		);

	links
		.command('revoke <link>')
		.description('Revoke a setup link at once')
		.action(async (id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			await rollcall.setupLinks.revoke(id);
			output.line(`Revoked ${id}.`, { id, revoked: true });
		});
}
