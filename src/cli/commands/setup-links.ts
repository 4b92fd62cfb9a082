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

interface RevokeOptions {
	readonly revokeTokens?: true;
}

const REVOKE_TOKENS = [
	'--revoke-tokens',
	'also revoke the SCIM tokens that were created with it',
] as const;

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
		.option(...REVOKE_TOKENS)
		.action(
			async (
				id: string,
				options: Pick<CreateOptions, 'expiresIn'> & RevokeOptions,
				command: Command,
			) => {
				const { rollcall, output } = connect(command);
				const how = { expires_in_seconds: options.expiresIn, tokens: fateOf(options) };
				showMade(output, await rollcall.setupLinks.regenerate(id, how));
			},
		);

	links
		.command('revoke <link>')
		.description('Revoke a setup link immediately')
		.option(...REVOKE_TOKENS)
		.action(async (id: string, options: RevokeOptions, command: Command) => {
			const { rollcall, output } = connect(command);
			await rollcall.setupLinks.revoke(id, { tokens: fateOf(options) });
			output.line(`Revoked ${id}.`, { id, revoked: true });
		});
}

/** What becomes of the tokens of a link that ends. */
function fateOf({ revokeTokens }: RevokeOptions): 'keep' | 'revoke' {
	return revokeTokens ? 'revoke' : 'keep';
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
