/**
 * A key that is bound to a tenant, a product or both sees and touches nothing else, whatever it calls.
 * Every call of the contract is made with the ids of another's directory that has something of
 * everything: a call that is added later is tested as well, or the test asks how to name what it names.
 */
import * as z from 'zod';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Operation } from '../../src/contract/operation.ts';
import { OPERATIONS } from '../../src/contract/operations/index.ts';
import { newId } from '../../src/platform/ids.ts';
import { api, createDirectory, createEndpoint, testEnv, user } from '../support/client.ts';
import { query } from '../support/delivery.ts';
import { makeKey, type TestKey } from '../support/keys.ts';
import { populate, type Populated } from '../support/populated.ts';
import { snapshot } from '../support/snapshot.ts';

const operations: readonly (readonly [string, Operation])[] = Object.entries(OPERATIONS);

/** What parameters of paths are called by, below each noun. */
function parameterOf(path: string, name: string, world: Populated): string {
	const { directoryId, endpointId, keyId, linkId, tokenId, eventId } = world;
	const noun = path.split('/')[1] ?? '';
	const ids: Readonly<Record<string, string>> = {
		'directories id': directoryId,
		'webhook-endpoints id': endpointId,
		'api-keys id': keyId,
		'setup-links id': linkId,
		'signing-keys id': 'key_0',
		// There is one for everybody; what is not there is refused like all the rest.
		'providers type': 'nobody',
		'tenants tenant': world.tenant,
		'branding product': world.product,
		'directories tokenId': tokenId,
		'directories userId': world.userId,
		'directories groupId': world.groupId,
		'directories eventId': eventId,
		'directories urn': world.urn,
		'directories recordingId': world.recordingId,
		'webhook-endpoints eventId': eventId,
		'webhook-endpoints replayId': world.replayId,
		'webhook-endpoints attemptId': world.attemptId,
	};
	const id = ids[`${noun} ${name}`];
	if (id === undefined) throw new Error(`Say here what {${name}} is in ${path}.`);
	return encodeURIComponent(id);
}

/** What fields of queries and bodies may name; other fields name nothing of anybody's. */
function fieldsOf(world: Populated): readonly (readonly [string, string])[] {
	const { tenant, product, directoryId, userId, groupId, eventId, tokenId } = world;
	return [
		['tenant', tenant],
		['product', product],
		['directory_id', directoryId],
		['event_id', eventId],
		['actor', tokenId],
		['user_id', userId],
		['group_id', groupId],
		['group', groupId],
	];
}

/** A request that names something. */
interface Naming {
	readonly method: string;
	readonly path: string;
	readonly body?: Readonly<Record<string, unknown>> | undefined;
	/** The field that names it; undefined if the path does. */
	readonly field?: string;
}

/** Every way to name what is in a world with a call. */
function namings(operation: Operation, world: Populated): readonly Naming[] {
	const { method, query: parameters, body: schema } = operation;
	const base = operation.path.replaceAll(/\{(\w+)\}/g, (_all, name: string) =>
		parameterOf(operation.path, name, world),
	);
	// A search has to be for somebody.
	const path = hasField(parameters, 'query') ? `${base}?query=${world.userId}` : base;
	const separator = path === base ? '?' : '&';
	const body = exampleOf(schema);
	const made: Naming[] = [{ method, path, body }];
	for (const [field, value] of fieldsOf(world)) {
		if (hasField(parameters, field)) {
			made.push({
				method,
				path: `${path}${separator}${field}=${encodeURIComponent(value)}`,
				body,
				field,
			});
		}
		if (hasField(schema, field)) {
			made.push({ method, path, field, body: { ...body, [field]: value } });
			made.push({ method, path, field, body: { [field]: value } });
		}
	}
	return made;
}

function hasField(schema: z.ZodType | undefined, field: string): boolean {
	return schema instanceof z.ZodObject && Object.hasOwn(schema.shape, field);
}

/** The first example of a body, without a scope: that is what is tried. */
function exampleOf(schema: z.ZodType | undefined): Record<string, unknown> | undefined {
	if (schema === undefined) return undefined;
	const { examples } = (z.globalRegistry.get(schema) ?? {}) as { examples?: readonly object[] };
	const example = (examples?.[0] ?? {}) as Record<string, unknown>;
	const { tenant: _t, product: _p, directory_id: _d, ...rest } = example;
	return rest;
}

/** A value of the same form that names nothing. */
function unlike(value: string): string {
	const prefix = /^([a-z]+)_[0-9a-f]{32}$/.exec(value)?.[1];
	if (prefix !== undefined) return newId(prefix as 'dir');
	return /^[0-9a-f-]{36}$/.test(value) ? crypto.randomUUID() : `${value} nothing`;
}

/** A world of the same shape that does not exist. */
function nothingLike(world: Populated): Populated {
	const entries = Object.entries(world).map(([name, value]) => [
		name,
		typeof value === 'string' ? unlike(value) : value.map(unlike),
	]);
	return Object.fromEntries(entries) as Populated;
}

/** A text in which the values of a world are replaced by their names. */
function anonymous(text: string, world: Partial<Populated>): string {
	return Object.entries(world).reduce(
		(rest, [name, value]) =>
			[value].flat().reduce((before, each) => before.replaceAll(each, `<${name}>`), rest),
		text,
	);
}

/** Whether an answer is an empty list, with no more said of it. */
function holdsNothing(text: string): boolean {
	const { data, ...rest } = JSON.parse(text) as { readonly data: unknown };
	return (
		Array.isArray(data) && data.length === 0 && Object.values(rest).every((each) => each === null)
	);
}

/** What of a world is in a text. */
function namesIn(text: string, world: Populated): readonly string[] {
	const names = anonymous(text, world).match(/<\w+>/g) ?? [];
	return text.includes(NAME) ? [...names, NAME] : names;
}

const NAME = 'aardvark';
let theirs: Populated;
let nothing: Populated;

beforeAll(async () => {
	theirs = await populate(NAME);
	nothing = nothingLike(theirs);
});

/** Callers that are bound to something else, or to something narrower. */
const bindings = [
	['another tenant', () => ({ tenant: 'buffalo tenant' })],
	['another product', () => ({ product: 'buffalo product' })],
	['the same tenant and another product', () => ({ tenant: theirs.tenant, product: 'buffalo' })],
	['another tenant and the same product', () => ({ tenant: 'buffalo', product: theirs.product })],
] as const;

describe.each(bindings)('a key that is bound to %s', (_what, bindingOf) => {
	let key: TestKey;
	let own: { readonly tenant?: string; readonly product?: string };
	let before: readonly string[];

	beforeAll(async () => {
		own = bindingOf();
		key = await makeKey({ scopes: ['admin'], ...own });
		before = await snapshot();
	});

	/** A field that names what is the key's as well: what it may do is its own. */
	function isOpen({ field }: Naming): boolean {
		if (field !== 'tenant' && field !== 'product') return false;
		return (own[field] ?? theirs[field]) === theirs[field];
	}

	/** An answer without the values of a world; what the key itself is bound to may be in it. */
	function toldOf(text: string, world: Populated): string {
		return anonymous(anonymous(text, world), own);
	}

	async function ask({ method, path, body }: Naming) {
		const answer = await key.call(method, path, body);
		return { status: answer.status, text: JSON.stringify(answer.body) ?? '' };
	}

	/** What is wrong with the answers to a request that names theirs, and to one that names nothing. */
	async function complaintsAbout(
		request: Naming,
		fake: Naming | undefined,
		isInPath: boolean,
	): Promise<readonly string[]> {
		if (fake === undefined || (request.body !== undefined && isOpen(request))) return [];
		const { status, text } = await ask(request);
		const { path, body } = request;
		const asked = namesIn(decodeURIComponent(JSON.stringify([path, body, own])), theirs);
		const complaints = namesIn(text, theirs)
			.filter((name) => !asked.includes(name))
			.map((name) => `tells ${name}`);
		if (!isInPath && (request.field === undefined || isOpen(request))) return complaints;
		const refusals = isInPath ? [403, 404] : [400, 403, 404];
		const isEmpty = !isInPath && status === 200 && holdsNothing(text);
		if (!isEmpty && !refusals.includes(status)) complaints.push('is not refused');
		const other = await ask(fake);
		const isAlike = status === other.status && toldOf(text, theirs) === toldOf(other.text, nothing);
		// What is another's looks like what is not there.
		if (!isAlike) complaints.push(`differs from ${other.status} ${other.text}`);
		return complaints.map((each) => `${request.method} ${path}: ${status} ${text} ${each}`);
	}

	test.each(operations)('sees nothing with %s', async (_id, operation) => {
		const fakes = namings(operation, nothing);
		const isInPath = operation.path.includes('{');
		const complaints: string[] = [];
		for (const [at, request] of namings(operation, theirs).entries()) {
			complaints.push(...(await complaintsAbout(request, fakes[at], isInPath)));
		}
		expect(complaints).toEqual([]);
	});

	test('has changed nothing, and made nothing for anybody else', async () => {
		const after = await snapshot();
		const [known, still] = [new Set(before), new Set(after)];
		expect(before.filter((row) => !still.has(row))).toEqual([]);
		const [{ key: directoryKey = 0 } = {}] = await query<{ key?: number }>(
			'SELECT key FROM directories WHERE id = ?',
			theirs.directoryId,
		);
		const { tenant: _t, product: _p, ...ids } = theirs;
		const isForeign = (row: string) => {
			const { tenant, product, directory_key: of } = JSON.parse(row) as Record<string, unknown>;
			const isOwn =
				tenant === undefined ||
				((own.tenant ?? tenant) === tenant && (own.product ?? product) === product);
			return !isOwn || of === directoryKey || anonymous(row, ids) !== row;
		};
		const made = after.filter((row) => !known.has(row));
		expect(made.filter((row) => row.includes('"webhook_endpoints"'))).not.toEqual([]);
		expect(made.filter(isForeign)).toEqual([]);
	});
});

describe('a key that is bound to what is asked for', () => {
	/** What is the same for everybody, and what concerns all tenants. */
	const unbound = new Set(['listProviders', 'getProvider', 'listSigningKeys']);
	const reads = operations.filter(([id, { method }]) => method === 'GET' && !unbound.has(id));

	test.each(reads)('sees it with %s', async (_id, operation) => {
		const { tenant, product } = theirs;
		const key = await makeKey({ scopes: ['admin'], tenant, product });
		const [request] = namings(operation, theirs);
		const { status, body } = await key.call('GET', request?.path ?? '');
		expect(status, request?.path).toBe(200);
		expect(body['data'], request?.path).not.toEqual([]);
		const text = JSON.stringify([request?.path, body]);
		expect(namesIn(text, theirs), request?.path).not.toEqual([]);
	});
});

/** The descriptions of the endpoints that a key sees. */
async function scopesSeenBy(own: Record<string, string>, filter = ''): Promise<unknown[]> {
	const key = await makeKey(own);
	const { body } = await key.call<{ data: { description: string }[] }>(
		'GET',
		`/webhook-endpoints?limit=1000${filter}`,
	);
	return body.data.map(({ description }) => description);
}

describe('endpoints', () => {
	const poll = { format: 'set', delivery: 'poll' };

	test('are listed for those alone who own their scope', async () => {
		const name = crypto.randomUUID();
		const [tenant, product] = [`tenant ${name}`, `product ${name}`];
		const { id } = await createDirectory('google', { tenant, product });
		const scopes = [{ tenant }, { product }, { tenant, product }, { directory_id: id }, {}];
		const kinds = ['tenant', 'product', 'both', 'directory', 'all'];
		for (const [at, scope] of scopes.entries()) {
			await createEndpoint({ ...poll, ...scope, description: kinds[at] });
		}
		expect(await scopesSeenBy({ tenant })).toEqual(['tenant', 'both', 'directory']);
		expect(await scopesSeenBy({ product })).toEqual(['product', 'both', 'directory']);
		expect(await scopesSeenBy({ tenant, product })).toEqual(['both', 'directory']);
		expect(await scopesSeenBy({ tenant: 'other', product })).toEqual([]);
		const ofProduct = `&product=${encodeURIComponent(product)}`;
		expect(await scopesSeenBy({ tenant }, ofProduct)).toEqual(['both']);
	});

	test.each([
		[{ tenant: 'here' }, {}, { tenant: 'here', product: null }],
		[{ tenant: 'here' }, { product: 'crm' }, { tenant: 'here', product: 'crm' }],
		[{ product: 'crm' }, {}, { tenant: null, product: 'crm' }],
		[{ tenant: 'here', product: 'crm' }, {}, { tenant: 'here', product: 'crm' }],
	])('of a key with %j that asks for %j get %j', async (own, asked, scope) => {
		const key = await makeKey({ scopes: ['write'], ...own });
		const made = await key.call('POST', '/webhook-endpoints', { ...poll, ...asked });
		expect(made).toMatchObject({ status: 201, body: { ...scope, directory_id: null } });
		const { status } = await key.call('GET', `/webhook-endpoints/${String(made.body['id'])}`);
		expect(status).toBe(200);
	});

	test('of a bound key hear nothing of the operations log', async () => {
		const key = await makeKey({ scopes: ['write'], tenant: 'here' });
		const make = (body: object) =>
			key.call('POST', '/webhook-endpoints', { url: 'https://example.com', ...body });
		const types = await make({ types: ['webhook_endpoint.disabled'] });
		expect(types.body).toMatchObject({ status: 400, errors: [{ field: 'types' }] });
		const path = '/directories/operations/events';
		expect((await key.call('GET', path)).status).toBe(404);
		expect((await api('GET', path)).status).toBe(200);
		const log = await make({ directory_id: 'operations' });
		expect(log.body).toMatchObject({ status: 404, errors: [{ field: 'directory_id' }] });
		const foreign = await make({ tenant: 'there', product: 'crm' });
		expect(foreign.body).toMatchObject({ status: 403, errors: [{ field: 'tenant' }] });
	});

	test("that are not the key's are left out where the attempts of an event are listed", async () => {
		const directory = await createDirectory();
		const { tenant, id } = directory;
		await directory.scim('POST', '/Users', user('first'));
		const [event] = await directory.events();
		const [own, whole] = [
			await createEndpoint({ ...poll, tenant }),
			await createEndpoint({ ...poll, product: 'product', description: 'of the operator' }),
		];
		for (const endpoint of [own, whole]) {
			await testEnv.DB.prepare(
				`INSERT INTO delivery_attempts (endpoint_id, id, directory_key, lane, webhook_id,
					first_sequence, last_sequence, attempted_at, duration_ms, outcome)
				SELECT ?1, ?2, key, '', ?3, ?4, ?4, ?5, 1, 'retry' FROM directories WHERE id = ?6`,
			)
				.bind(endpoint.id, newId('att'), event?.id, event?.sequence, Date.now(), id)
				.run();
		}
		const path = `/directories/${id}/events/${event?.id}/attempts`;
		type Attempts = { data: { endpoint_id: string }[] };
		const seenBy = (body: Attempts) => body.data.map((attempt) => attempt.endpoint_id).toSorted();
		const key = await makeKey({ tenant });
		expect(seenBy((await key.call<Attempts>('GET', path)).body)).toEqual([own.id]);
		const all = [own.id, whole.id].toSorted();
		expect(seenBy((await api<Attempts>('GET', path)).body)).toEqual(all);
	});
});

describe('directories', () => {
	test("are listed and made for the key's tenant alone", async () => {
		const [mine, other] = [await createDirectory(), await createDirectory()];
		const key = await makeKey({ scopes: ['write'], tenant: mine.tenant });
		const listed = async (filter: string) => {
			const { body } = await key.call<{ data: { id: string }[] }>('GET', `/directories${filter}`);
			return body.data.map(({ id }) => id);
		};
		expect(await listed('')).toEqual([mine.id]);
		expect(await listed(`?tenant=${other.tenant}`)).toEqual([]);
		expect(await listed('?product=product')).toEqual([mine.id]);
		const body = { name: 'New', product: 'crm', type: 'google' };
		const foreign = await key.call('POST', '/directories', { ...body, tenant: other.tenant });
		expect(foreign.body).toMatchObject({ status: 403, errors: [{ field: 'tenant' }] });
		const made = await key.call('POST', '/directories', { ...body, tenant: mine.tenant });
		expect(made.status).toBe(201);
		expect(await listed('')).toEqual([mine.id, made.body['id']]);
	});
});
