/** `rollcall endpoints`. */
import type { Command } from 'commander';
import type { WebhookEndpoint } from '../../sdk/index.ts';
import { confirm } from '../confirm.ts';
import { commaList, connect, examples, wholeNumber } from '../connection.ts';
import { CommandError } from '../failure.ts';
import type { Columns } from '../output.ts';
import { registerDeadLetters } from './dead-letters.ts';

const COLUMNS: Columns<WebhookEndpoint> = {
	id: ({ id }) => id,
	url: ({ url }) => url,
	scope: scopeOf,
	types: ({ types }) => types ?? 'all',
	state: ({ state }) => state,
};

const FIELDS: Columns<WebhookEndpoint> = {
	Endpoint: ({ id }) => id,
	URL: ({ url }) => url,
	Description: ({ description }) => description,
	Scope: scopeOf,
	Types: ({ types }) => types ?? 'all',
	'Max batch': (endpoint) => endpoint.max_batch,
	State: ({ state }) => state,
	'Why disabled': (endpoint) => endpoint.disabled_reason,
	'Failing since': (endpoint) => endpoint.failing_since,
	Created: (endpoint) => endpoint.created_at,
};

const WITH_SECRET: Columns<WebhookEndpoint> = { ...FIELDS, Secret: ({ secret }) => secret };

const ONCE = 'The secret is shown only once. The receiver verifies webhooks with it.';

interface CreateOptions {
	readonly directory?: string;
	readonly tenant?: string;
	readonly product?: string;
	readonly types?: string[];
	readonly maxBatch?: number;
	readonly description?: string;
	readonly fromSequence?: number;
}

interface ReplayOptions {
	readonly directory?: string;
	readonly fromSequence?: number;
	readonly toSequence?: number;
	readonly fromTime?: string;
	readonly toTime?: string;
	readonly types?: string[];
}

/** Adds the commands about webhook endpoints. */
export function registerEndpoints(program: Command): void {
	const endpoints = program
		.command('endpoints')
		.description('webhook endpoints that receive events');

	examples(
		endpoints
			.command('create <url>')
			.description('Create an endpoint and show its secret')
			.option('--directory <directory>', 'only events of this directory')
			.option('--tenant <tenant>', 'only events of this customer')
			.option('--product <product>', 'only events of this product')
			.option('--types <types>', 'only events of these types, like user.*,group.created', commaList)
			.option('--max-batch <number>', 'maximum number of events in one request', wholeNumber)
			.option('--from-sequence <number>', 'start at this sequence of the directory', wholeNumber)
			.option('--description <text>', 'description'),
		['rollcall endpoints create https://app.example.com/webhooks --tenant acme --types "user.*"'],
	).action(async (url: string, options: CreateOptions, command: Command) => {
		const { rollcall, output } = connect(command);
		const { directory, tenant, product, types, maxBatch, description, fromSequence } = options;
		const created = await rollcall.webhookEndpoints.create({
			url,
			description,
			directory_id: directory,
			tenant,
			product,
			types,
			max_batch: maxBatch,
			from_sequence: fromSequence,
		});
		output.record(created, WITH_SECRET);
		output.remark(ONCE);
	});

	endpoints
		.command('list')
		.description('List endpoints')
		.option('--limit <number>', 'maximum number of results', wholeNumber)
		.action(async (options: { readonly limit?: number }, command: Command) => {
			const { rollcall, output } = connect(command);
			await output.list(
				(limit) => rollcall.webhookEndpoints.list({ limit }),
				COLUMNS,
				options.limit,
			);
		});

	endpoints
		.command('get <endpoint>')
		.description('Show an endpoint')
		.action(async (id: string, _options: object, command: Command) => {
			const { rollcall, output } = connect(command);
			output.record(await rollcall.webhookEndpoints.get(id), FIELDS);
		});

	endpoints
		.command('delete <endpoint>')
		.description('Delete an endpoint')
		.option('--yes', 'do not ask for confirmation')
		.action(async (id: string, options: { readonly yes?: true }, command: Command) => {
			const { rollcall, output } = connect(command);
			const { url } = await rollcall.webhookEndpoints.get(id);
			await confirm(`This deletes the endpoint ${id} (${url}).`, id, options.yes === true);
			await rollcall.webhookEndpoints.delete(id);
			output.line(`Deleted ${id}.`, { id, deleted: true });
		});

	endpoints
		.command('rotate-secret <endpoint>')
		.description('Give an endpoint a new secret')
		.option('--overlap <seconds>', 'how much longer the old secret also signs', wholeNumber)
		.action(async (id: string, options: { readonly overlap?: number }, command: Command) => {
			const { rollcall, output } = connect(command);
			const rotation = { overlap_seconds: options.overlap };
			const rotated = await rollcall.webhookEndpoints.rotateSecret(id, rotation);
			output.record(rotated, WITH_SECRET);
			output.remark(ONCE);
		});

	endpoints
		.command('test <endpoint>')
		.description('Send a test event and show the response')
		.option('--type <type>', 'the type of event to send')
		.action(async (id: string, options: { readonly type?: string }, command: Command) => {
			const { rollcall, output } = connect(command);
			const result = await rollcall.webhookEndpoints.test(id, { type: options.type });
			output.record(result, {
				Webhook: (each) => each.webhook_id,
				Type: (each) => each.type,
				Outcome: ({ outcome }) => outcome,
				Status: ({ status }) => status,
				Error: ({ error }) => error,
				Response: ({ answer }) => answer,
				Duration: (each) => `${each.duration_ms} ms`,
			});
			if (result.outcome === 'failed')
				throw new CommandError('The endpoint did not accept the test.');
		});

	examples(
		endpoints
			.command('replay <endpoint>')
			.description('Send a part of the event log again')
			.option('--directory <directory>', 'the directory that the sequences belong to')
			.option('--from-sequence <number>', 'the first event', wholeNumber)
			.option('--to-sequence <number>', 'the last event', wholeNumber)
			.option('--from-time <time>', 'start time, like 2026-11-22T09:00:00Z')
			.option('--to-time <time>', 'end time')
			.option('--types <types>', 'only these types, like user.*', commaList),
		['rollcall endpoints replay ep_… --from-time 2026-11-22T09:00:00Z'],
	).action(async (id: string, options: ReplayOptions, command: Command) => {
		const { rollcall, output } = connect(command);
		const { directory, fromSequence, toSequence, fromTime, toTime, types } = options;
		const replay = await rollcall.webhookEndpoints.replays.create(id, {
			directory_id: directory,
			from_sequence: fromSequence,
			to_sequence: toSequence,
			from_time: fromTime,
			to_time: toTime,
			types,
		});
		output.record(replay, {
			Replay: (each) => each.id,
			State: ({ state }) => state,
			Directories: ({ directories }) => directories,
			'Sequences left': (each) => each.sequences_left,
			'Incomplete until': (each) => each.incomplete_until,
		});
	});

	registerDeadLetters(endpoints);
}

/** Of what the endpoint hears. */
function scopeOf(endpoint: WebhookEndpoint): string {
	const parts = [
		['directory', endpoint.directory_id],
		['tenant', endpoint.tenant],
		['product', endpoint.product],
	].flatMap(([name, value]) => (typeof value === 'string' ? [`${name} ${value}`] : []));
	return parts.length === 0 ? 'everything' : parts.join(', ');
}
