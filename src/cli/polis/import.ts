/**
 * Moves a directory from Polis to Rollcall: the directory with its id and its token, users, groups and
 * who belongs to them, all with the ids that the identity provider knows. Everything may be done again:
 * what is there already is left as it is, so a run that was interrupted goes on where it stopped.
 */
import {
	BadRequestError,
	NotFoundError,
	type ImportBatch,
	type ImportResult,
	type Rollcall,
} from '../../sdk/index.ts';
import type { PolisApi, PolisDirectory } from './api.ts';
import { leastOf, toScimGroup, toScimUser, type Resource } from './convert.ts';

/** What became of one directory. */
export interface DirectoryReport {
	readonly id: string;
	readonly name: string;
	readonly tenant: string;
	readonly product: string;
	readonly type: string;
	/** What there is of it here: nothing before, or a part from an earlier run. */
	directory: 'created' | 'existing' | 'missing' | 'skipped';
	readonly users: Counts;
	readonly groups: Counts;
	readonly memberships: { read: number; done: number };
	/** Ids of users of whom only the least could be kept: the directory refused the rest. */
	readonly reduced: { readonly id: string; readonly detail: string }[];
	readonly failures: ImportResult['failures'][number][];
	/** The webhook of Polis, made here as an endpoint that waits to be enabled. */
	webhook: {
		readonly url: string;
		readonly endpointId?: string;
		readonly secret?: string;
		/** Why there is no endpoint for it. */
		readonly error?: string;
	} | null;
	/** Why nothing of it was moved. */
	error: string | null;
}

interface Counts {
	read: number;
	created: number;
	existing: number;
}

/** What a run does, and whom it tells. */
export interface ImportOptions {
	/** Reads everything and writes nothing. */
	readonly isDryRun: boolean;
	readonly onProgress: (line: string) => void;
}

/** Resources in one request. */
const BATCH_SIZE = 200;
/** Members in one request. */
const MEMBERS_MAX = 2_000;
/** How often progress is told, in resources. */
const TOLD_EVERY = 1_000;

/** Why an imported endpoint does not start by itself. */
const WEBHOOK_REASON =
	'Imported from Polis. Enable this endpoint once its receiver verifies Standard Webhooks with the new secret.';

/** Moves one directory; what is wrong with single resources is in the report, and is no reason to stop. */
export async function importDirectory(
	polis: PolisApi,
	rollcall: Rollcall,
	directory: PolisDirectory,
	options: ImportOptions,
): Promise<DirectoryReport> {
	const run = new Run(polis, rollcall, directory, options);
	await run.all();
	return run.report;
}

/** One directory on its way. */
class Run {
	readonly report: DirectoryReport;
	readonly #polis: PolisApi;
	readonly #rollcall: Rollcall;
	readonly #directory: PolisDirectory;
	readonly #options: ImportOptions;

	constructor(
		polis: PolisApi,
		rollcall: Rollcall,
		directory: PolisDirectory,
		options: ImportOptions,
	) {
		this.#polis = polis;
		this.#rollcall = rollcall;
		this.#directory = directory;
		this.#options = options;
		const { id, name, tenant, product, type } = directory;
		this.report = {
			id,
			name,
			tenant,
			product,
			type,
			directory: 'missing',
			users: { read: 0, created: 0, existing: 0 },
			groups: { read: 0, created: 0, existing: 0 },
			memberships: { read: 0, done: 0 },
			reduced: [],
			failures: [],
			webhook: null,
			error: null,
		};
	}

	async all(): Promise<void> {
		if (!(await this.#prepare())) return;
		await this.#users();
		const groupIds = await this.#groups();
		for (const groupId of groupIds) await this.#members(groupId);
		await this.#finish();
	}

	/** Makes the directory unless it is there; false if what is there is not the same one. */
	async #prepare(): Promise<boolean> {
		const { id, name, tenant, product, type, scim } = this.#directory;
		const found = await this.#find(id);
		if (found !== undefined) {
			this.report.directory = 'existing';
			if (found.tenant === tenant && found.product === product) return true;
			this.report.directory = 'skipped';
			this.report.error = `Rollcall already has a directory ${id} of tenant "${found.tenant}" and product "${found.product}".`;
			return false;
		}
		if (this.#options.isDryRun) return true;
		const secret = scim?.secret ?? '';
		await this.#rollcall.directories.create({
			id,
			name: name || `${tenant} ${product}`,
			tenant,
			product,
			// Polis has some of the types of Rollcall, under the same names; another one is refused by name.
			type: type as Parameters<Rollcall['directories']['create']>[0]['type'],
			...(secret === '' ? {} : { scim_secret: secret }),
		});
		this.report.directory = 'created';
		this.#say(`directory "${name}" created, with its id${secret === '' ? '' : ' and its token'}`);
		return true;
	}

	async #find(id: string) {
		try {
			return await this.#rollcall.directories.get(id);
		} catch (thrown) {
			if (thrown instanceof NotFoundError) return undefined;
			throw thrown;
		}
	}

	async #users(): Promise<void> {
		const { users, reduced } = this.report;
		for await (const batch of inBatches(this.#polis.users(this.#directory.id), BATCH_SIZE)) {
			const before = users.read;
			users.read += batch.length;
			const failed = await this.#send('users', batch.map(toScimUser));
			const refused = new Map(failed.map((failure) => [failure.id, failure]));
			const again = batch.filter(({ id }) => refused.has(id)).map((user) => leastOf(user));
			for (const failure of await this.#send('users', again)) {
				refused.delete(failure.id);
				this.report.failures.push(failure);
			}
			for (const { id, detail } of refused.values()) reduced.push({ id, detail });
			this.#tell('users', before, users.read);
		}
	}

	/** Returns the ids of all, for their members come when every group is there. */
	async #groups(): Promise<readonly string[]> {
		const ids: string[] = [];
		const { groups, failures } = this.report;
		for await (const batch of inBatches(this.#polis.groups(this.#directory.id), BATCH_SIZE)) {
			const before = groups.read;
			groups.read += batch.length;
			failures.push(...(await this.#send('groups', batch.map(toScimGroup))));
			ids.push(...batch.map(({ id }) => id));
			this.#tell('groups', before, groups.read);
		}
		return ids;
	}

	async #members(groupId: string): Promise<void> {
		const { memberships, failures } = this.report;
		const members = this.#polis.members(this.#directory.id, groupId);
		for await (const userIds of inBatches(members, MEMBERS_MAX)) {
			const before = memberships.read;
			memberships.read += userIds.length;
			if (!this.#options.isDryRun) {
				const result = await this.#import({
					memberships: [{ group_id: groupId, user_ids: userIds }],
				});
				memberships.done += result.memberships.done;
				failures.push(...result.failures);
			}
			this.#tell('memberships', before, memberships.read);
		}
	}

	/** Sends users or groups, and counts what became of them; returns those that were refused. */
	async #send(
		kind: 'users' | 'groups',
		resources: readonly Resource[],
	): Promise<ImportResult['failures']> {
		if (this.#options.isDryRun || resources.length === 0) return [];
		const result = await this.#import({ [kind]: resources });
		this.report[kind].created += result[kind].created;
		this.report[kind].existing += result[kind].existing;
		return result.failures;
	}

	#import(batch: ImportBatch): Promise<ImportResult> {
		return this.#rollcall.directories.import(this.#directory.id, batch);
	}

	/** What comes last, so that nobody hears of the move as if it were news. */
	async #finish(): Promise<void> {
		const { id, deactivated, webhook } = this.#directory;
		const url = webhook?.endpoint ?? '';
		if (this.#options.isDryRun) {
			if (url !== '') this.report.webhook = { url };
			return;
		}
		if (deactivated === true) await this.#rollcall.directories.update(id, { state: 'inactive' });
		if (url !== '') this.report.webhook = await this.#webhook(url);
	}

	/** Makes an endpoint for the webhook of Polis, unless an earlier run has. */
	async #webhook(url: string): Promise<DirectoryReport['webhook']> {
		const { id } = this.#directory;
		const endpoints = this.#rollcall.webhookEndpoints;
		for await (const endpoint of endpoints.list({ directory_id: id })) {
			if (URL.canParse(url) && endpoint.url === new URL(url).href) {
				return { url, endpointId: endpoint.id };
			}
		}
		try {
			const description = 'Imported from Polis';
			const made = await endpoints.create({ url, directory_id: id, description });
			await endpoints.update(made.id, { state: 'disabled', disabled_reason: WEBHOOK_REASON });
			const { secret } = made;
			return { url, endpointId: made.id, ...(secret === undefined ? {} : { secret }) };
		} catch (thrown) {
			if (thrown instanceof BadRequestError) return { url, error: thrown.message };
			throw thrown;
		}
	}

	#tell(what: string, before: number, after: number): void {
		if (Math.floor(before / TOLD_EVERY) === Math.floor(after / TOLD_EVERY) && before > 0) return;
		this.#say(`${after} ${what} ${this.#options.isDryRun ? 'read' : 'imported'}`);
	}

	#say(line: string): void {
		this.#options.onProgress(`${this.#directory.id}: ${line}`);
	}
}

/** Collects items into lists of so many. */
async function* inBatches<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<Item[]> {
	let batch: Item[] = [];
	for await (const item of items) {
		batch.push(item);
		if (batch.length < size) continue;
		yield batch;
		batch = [];
	}
	if (batch.length > 0) yield batch;
}
