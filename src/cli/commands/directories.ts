/** `rollcall directories`. */
import type { Command } from 'commander';
import type { Directory, NewDirectory } from '../../sdk/index.ts';
import { confirm } from '../confirm.ts';
import { connect, examples, wholeNumber } from '../connection.ts';
import type { Columns } from '../output.ts';

const COLUMNS: Columns<Directory> = {
	id: ({ id }) => id,
	name: ({ name }) => name,
	tenant: ({ tenant }) => tenant,
	product: ({ product }) => product,
	type: ({ type }) => type,
	state: ({ state }) => state,
	users: (directory) => directory.user_count,
	groups: (directory) => directory.group_count,
};

const FIELDS: Columns<Directory> = {
	Directory: ({ id }) => id,
	Name: ({ name }) => name,
	Tenant: ({ tenant }) => tenant,
	Product: ({ product }) => product,
	Type: ({ type }) => type,
	State: ({ state }) => state,
	Deliveries: ({ deliveries }) => deliveries,
	Users: (directory) => `${directory.user_count}, ${directory.active_user_count} of them active`,
	Groups: (directory) => directory.group_count,
	Events: (directory) => directory.last_sequence,
	Created: (directory) => directory.created_at,
	'SCIM base URL': ({ scim }) => scim.endpoint,
};

const NEW_FIELDS: Columns<Directory> = {
	...FIELDS,
	'Bearer token': ({ scim }) => scim.secret,
};

const ONCE = 'The bearer token is shown only once. Give the last two lines to the IT admin.';

/** Adds the commands about directories. */
export function registerDirectories(program: Command): void {
	const directories = program
		.command('directories')
		.description('directories of customers, each for one identity provider');

	examples(
		directories
			.command('create')
			.description('Create a directory and show what the IT admin needs')
			.requiredOption('--name <name>', 'display name')
			.requiredOption('--tenant <tenant>', 'the customer')
			.requiredOption('--product <product>', 'the product')
			.requiredOption('--type <type>', 'its identity provider; see `rollcall providers list`'),
		[
			'rollcall directories create --name "Acme Okta" --tenant acme --product crm --type okta-scim-v2',
		],
	).action(async (options: NewDirectory, command: Command) => {
		const { rollcall, output } = connect(command);
		const { name, tenant, product, type } = options;
		const created = await rollcall.directories.create({ name, tenant, product, type });
		output.record(created, NEW_FIELDS);
		output.remark(ONCE);
	});

	directories
		.command('list')
		.description('List directories')
		.option('--tenant <tenant>', 'only directories of a customer')
		.option('--product <product>', 'only directories of a product')
		.option('--type <type>', 'only directories of an identity provider')
		.option('--state <state>', 'only `active`, or only `inactive` directories')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(
			async (
				options: Partial<Pick<Directory, 'tenant' | 'product' | 'type' | 'state'>> & {
					readonly limit?: number;
				},
				command: Command,
			) => {
				const { rollcall, output } = connect(command);
				const { tenant, product, type, state } = options;
				await output.list(
					(limit) => rollcall.directories.list({ tenant, product, type, state, limit }),
					COLUMNS,
					options.limit,
				);
			},
		);

	directories
		.command('get <directory>')
		.description('Show a directory')
		.action(async (id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.record(await rollcall.directories.get(id), FIELDS);
		});

	directories
		.command('delete <directory>')
		.description('Delete a directory with everything in it')
		.option('--yes', 'do not ask for confirmation')
		.action(async (id: string, options: { readonly yes?: true }, command: Command) => {
			const { rollcall, output } = connect(command);
			const { name, ...directory } = await rollcall.directories.get(id);
			const content = `${directory.user_count} users and ${directory.group_count} groups`;
			await confirm(
				`This deletes the directory "${name}" with ${content}.`,
				name,
				options.yes === true,
			);
			await rollcall.directories.delete(id);
			output.line(`Deleted ${id}.`, { id, deleted: true });
		});

	examples(
		directories
			.command('rotate-token <directory>')
			.description('Give a directory a new bearer token')
			.option(
				'--overlap <seconds>',
				'how much longer the old tokens stay valid; 0 to revoke them',
				wholeNumber,
			)
			.option('--description <text>', 'what the token is for'),
		['rollcall directories rotate-token dir_… --overlap 86400'],
	).action(
		async (
			id: string,
			options: { readonly overlap?: number; readonly description?: string },
			command: Command,
		) => {
			const { rollcall, output } = connect(command);
			const token = await rollcall.directories.rotateToken(id, {
				overlap_seconds: options.overlap,
				description: options.description,
			});
			output.record(token, {
				Token: (each) => each.id,
				Created: (each) => each.created_at,
				Expires: (each) => each.expires_at ?? 'never',
				'Bearer token': (each) => each.secret,
			});
			output.remark('The bearer token is shown only once.');
		},
	);
}
