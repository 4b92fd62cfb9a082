/** `rollcall keys`. */
import { type Command, InvalidArgumentError } from 'commander';
import type { NewApiKey } from '../../sdk/index.ts';
import { commaList, connect, examples, wholeNumber } from '../connection.ts';

type Scopes = NewApiKey['scopes'];

const SCOPES: Scopes = ['read', 'write', 'admin'];

interface CreateOptions {
	readonly name: string;
	readonly scopes: Scopes;
	readonly tenant?: string;
	readonly product?: string;
	readonly expiresAt?: string;
}

/** Adds the commands about API keys. */
export function registerKeys(program: Command): void {
	const keys = program.command('keys').description('API keys');

	examples(
		keys
			.command('create')
			.description('Create an API key')
			.requiredOption('--name <name>', 'what the key is for')
			.requiredOption(
				'--scopes <scopes>',
				'read, write or admin; each includes the ones before',
				scopes,
			)
			.option('--tenant <tenant>', 'limit the key to this customer')
			.option('--product <product>', 'limit the key to this product')
			.option('--expires-at <time>', 'expiry, like 2027-01-01T00:00:00Z'),
		['rollcall keys create --name "Support desk" --scopes read --tenant acme'],
	).action(async (options: CreateOptions, command: Command) => {
		const { rollcall, output } = connect(command);
		const { name, tenant, product, expiresAt } = options;
		const created = await rollcall.apiKeys.create({
			name,
			scopes: options.scopes,
			tenant,
			product,
			expires_at: expiresAt,
		});
		output.record(created, {
			Key: ({ id }) => id,
			Name: (each) => each.name,
			Scopes: (each) => each.scopes,
			Tenant: (each) => each.tenant ?? 'all',
			Product: (each) => each.product ?? 'all',
			Expires: (each) => each.expires_at ?? 'never',
			Secret: ({ secret }) => secret,
		});
		output.remark('The secret is shown only once.');
	});

	keys
		.command('list')
		.description('List API keys')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(async (options: { readonly limit?: number }, command: Command) => {
			const { rollcall, output } = connect(command);
			await output.list(
				(limit) => rollcall.apiKeys.list({ limit }),
				{
					id: ({ id }) => id,
					name: ({ name }) => name,
					scopes: (key) => key.scopes,
					tenant: ({ tenant }) => tenant,
					product: ({ product }) => product,
					state: ({ state }) => state,
					expires: (key) => key.expires_at,
					'last used': (key) => key.last_used_at,
				},
				options.limit,
			);
		});

	keys
		.command('revoke <key>')
		.description('Revoke an API key immediately')
		.action(async (id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			await rollcall.apiKeys.revoke(id);
			output.line(`Revoked ${id}.`, { id, revoked: true });
		});
}

function scopes(text: string): Scopes {
	return commaList(text).map((given) => {
		const known = SCOPES.find((each) => each === given);
		if (known === undefined) throw new InvalidArgumentError(`Must be one of ${SCOPES.join(', ')}.`);
		return known;
	});
}
