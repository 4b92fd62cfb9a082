/** `rollcall setup-links`. */
import type { Command } from 'commander';
import type { SetupLink } from '../../sdk/index.ts';
import { connect, examples, wholeNumber } from '../connection.ts';
import type { Columns, Output } from '../output.ts';

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
		.description("links for customers' IT admins to set up a connection");

	examples(
		links
			.command('create')
			.description('Create a setup link')
			.option('--tenant <tenant>', 'the customer')
			.option('--product <product>', 'the product')
			.option('--directory <directory>', 'an existing directory')
			.option('--name <name>', 'name of the new directory')
			.option(
				'--expires-in <seconds>',
				'how long the link is valid (default: a week)',
				wholeNumber,
			),
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
		showMade(output, created);
	});

	links
		.command('list')
		.description('List setup links')
		.option('--tenant <tenant>', 'only links of a customer')
		.option('--product <product>', 'only links of a product')
		.option('--directory <directory>', 'only links of a directory')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(
			async (
				options: Omit<CreateOptions, 'name' | 'expiresIn'> & { readonly limit?: number },
				command: Command,
			) => {
				const { rollcall, output } = connect(command);
				const { tenant, product, directory } = options;
				await output.list(
					(limit) => rollcall.setupLinks.list({ tenant, product, directory_id: directory, limit }),
					COLUMNS,
					options.limit,
				);
			},
		);

	links
		.command('regenerate <link>')
		.description('Revoke a setup link and create a new one for the same connection')
		.option(
			'--expires-in <seconds>',
			'how long the link is valid (default: as long as the old one)',
			wholeNumber,
		)
		.action(
			async (id: string, { expiresIn }: Pick<CreateOptions, 'expiresIn'>, command: Command) => {
				const { rollcall, output } = connect(command);
				const how = { expires_in_seconds: expiresIn };
				showMade(output, await rollcall.setupLinks.regenerate(id, how));
			},
		);

	links
		.command('revoke <link>')
		.description('Revoke a setup link immediately')
		.option('--revoke-tokens', 'also revoke the SCIM tokens that were created with it')
		.action(async (id: string, options: { readonly revokeTokens?: true }, command: Command) => {
			const { rollcall, output } = connect(command);
			await rollcall.setupLinks.revoke(id, { tokens: options.revokeTokens ? 'revoke' : 'keep' });
			output.line(`Revoked ${id}.`, { id, revoked: true });
		});
}

/** Shows a link that was just made. */
function showMade(output: Output, link: SetupLink): void {
	output.record(link, {
		'Setup link': ({ id }) => id,
		Tenant: ({ tenant }) => tenant,
		Product: ({ product }) => product,
		Expires: (each) => each.expires_at,
		URL: ({ url }) => url,
	});
	output.remark('The URL is shown only once. Anyone who has it can set up the connection, once.');
}
