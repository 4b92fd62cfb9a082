/** `rollcall providers`. */
import type { Command } from 'commander';
import { fill, type Filling } from '../../providers/placeholders.ts';
import { NotFoundError, type ProviderInFull } from '../../sdk/index.ts';
import { connect, examples } from '../connection.ts';
import { CommandError } from '../failure.ts';

/** Adds the commands about identity providers. */
export function registerProviders(program: Command): void {
	const providers = program
		.command('providers')
		.description('identity providers that can be connected');

	providers
		.command('list')
		.description('List identity providers and the names of their fields for URL and token')
		.action(async (_options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			await output.list(() => rollcall.providers.list(), {
				type: ({ type }) => type,
				name: ({ name }) => name,
				'field for the URL': ({ form }) => form?.endpoint,
				'field for the token': ({ form }) => form?.secret,
			});
		});

	examples(
		providers
			.command('show <type>')
			.description('Show how to connect an identity provider, step by step, with troubleshooting')
			.option('--directory <directory>', 'fill in the SCIM base URL of this directory'),
		['rollcall providers show azure-scim-v2 --directory dir_…'],
	).action(async (type: string, options: { readonly directory?: string }, command: Command) => {
		const { rollcall, output } = connect(command);
		const provider = await rollcall.providers.get(type).catch((error: unknown) => {
			if (!(error instanceof NotFoundError)) throw error;
			throw new CommandError(
				`There is no provider "${type}". \`rollcall providers list\` shows their types.`,
			);
		});
		const filling =
			options.directory === undefined
				? {}
				: fillingOf(await rollcall.directories.get(options.directory));
		output.text(guide(provider, filling), provider);
	});
}

function fillingOf({ id, scim }: { id: string; scim: { endpoint: string } }): Filling {
	return { directory: id, endpoint: scim.endpoint, origin: new URL(scim.endpoint).origin };
}

/** All that an admin needs, as plain text. */
function guide(provider: ProviderInFull, filling: Filling): string {
	const { name, setup, operator_setup: operator, mappings, troubleshooting } = provider;
	const blocks = [
		...section('Once, by the operator of Rollcall', numbered(operator)),
		...setup.flatMap(({ product, steps }) => section(product, numbered(steps))),
		...section(
			'Attributes to check',
			mappings.map(({ attribute, check }) => `${attribute}: ${check}`),
		),
		...section(
			'Troubleshooting',
			troubleshooting.map(({ symptom, remedy }) => `${symptom}\n   ${remedy}`),
		),
	];
	return fill(plain([name, ...blocks].join('\n\n')), filling);
}

function section(title: string, items: readonly string[]): readonly string[] {
	return items.length === 0 ? [] : [`${title}\n\n${items.join('\n')}`];
}

function numbered(steps: ProviderInFull['operator_setup']): readonly string[] {
	return steps.map(({ text, paste }, index) => {
		const step = `${index + 1}. ${text}`;
		return paste === null ? step : `${step}\n\n   ${paste.replaceAll('\n', '\n   ')}\n`;
	});
}

/** Without the marks of Markdown: names of the console in quotes, code as it is. */
export function plain(text: string): string {
	return text.replaceAll(/\*\*([^*\n]+)\*\*/g, '"$1"').replaceAll(/`([^`\n]+)`/g, '$1');
}
