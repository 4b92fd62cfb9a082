/**
 * Makes a transcript of a recording: a conversation that starts from an empty directory and can be played
 * against any service. Ids of the recorded service become variables that answers fill in.
 */
import type { Exchange } from './exchange.ts';
import { expectedBody } from './expected.ts';
import type { HeaderValues, Step, Transcript } from './format.ts';
import { createdBy, findOlder, type Older } from './older.ts';
import { isObject, type JsonObject } from './json.ts';
import {
	idsIn,
	isDone,
	isSearch,
	objectsIn,
	OWN_IDS,
	plain,
	plainTarget,
	readExchange,
	valueAt,
	type Recorded,
	type ResourceKind,
} from './recorded.ts';
import { usualHeaders } from './usual-headers.ts';

/** What is known of a recording beside its exchanges. */
export interface About {
	/** The name of the provider that the directory is of. */
	readonly idp: string;
	/** Exchanges that were not kept. */
	readonly missed: number;
	/** Schemas that the directory declares beyond those of RFC 7643. */
	readonly declared: number;
}

/** The transcript of redacted exchanges, which are in the order of their requests. */
export function toTranscript(
	exchanges: readonly Exchange[],
	{ idp, missed, declared }: About,
): Transcript {
	const all = exchanges.map(readExchange);
	const played = all.filter(({ status }) => !isTransient(status));
	const older = findOlder(played);
	const usual = usualHeaders(played);
	const writer = new StepWriter(played);
	const before = older.map((each) => writer.create(each));
	const steps = played.flatMap((each, at) => writer.steps(each, at, usual.differing(each)));
	const notes = [
		'Recorded by Rollcall: names, addresses and ids are pseudonyms.',
		...(older.length > 0
			? [
					`${count(older.length, 'resource was', 'resources were')} there before, and created first.`,
				]
			: []),
		...(all.length > played.length
			? [
					`${count(all.length - played.length, 'request')} left out that the service could not serve.`,
				]
			: []),
		...(declared > 0
			? [
					`The directory declares ${count(declared, 'schema')} of its own, which a new one lacks: declare them there before a replay.`,
				]
			: []),
		...(missed > 0 ? [`${count(missed, 'request')} too many or too large to be kept.`] : []),
	];
	return {
		idp,
		name: `Recorded traffic of ${idp}, ${count(played.length, 'request')}`,
		notes: notes.join(' '),
		confidence: 'recorded',
		headers: usual.headers,
		...(usual.isContentTypeAlways ? { contentTypeAlways: true } : {}),
		steps: [...before, ...steps],
	};
}

/** Too large, too many, or a failure of the service: another time it would be another answer. */
function isTransient(status: number): boolean {
	return status === 413 || status === 429 || (status >= 500 && status !== 501);
}

function count(number: number, one: string, many = `${one}s`): string {
	return `${number} ${number === 1 ? one : many}`;
}

/** What stands for a token that was refused, and for credentials that are no token. */
const WRONG_TOKEN = 'Bearer not-the-token';
const OTHER_CREDENTIALS = 'Basic bm90OmtlcHQ=';

class StepWriter {
	/** The names of variables, by what they stand for. */
	readonly #names = new Map<string, string>();
	readonly #counts = new Map<string, number>();
	/** Where each id, entity tag and cursor is used last: looked for at each use, it would take minutes. */
	readonly #lastUses = new Map<string, number>();

	constructor(exchanges: readonly Recorded[]) {
		for (const [at, exchange] of exchanges.entries()) {
			for (const use of usesOf(exchange)) this.#lastUses.set(use, at);
		}
	}

	/** The step that creates what was there before. */
	create({ id, kind, body }: Older): Step {
		// Whatever the requests of the recording name as their type.
		const headers = { 'Content-Type': 'application/scim+json' };
		const request = { method: 'POST', path: `/${kind}s`, headers, body: this.#filled(body) };
		const capture = id === undefined ? {} : { capture: { [this.#variable(kind, id)]: 'id' } };
		const named = id === undefined ? `a ${kind.toLowerCase()}` : this.#names.get(id);
		return { name: `Before: ${named}`, ...request, expect: { status: 201 }, ...capture };
	}

	/** The steps of one exchange: itself, and after a bulk request the search for what it has made. */
	steps(exchange: Recorded, at: number, headers: HeaderValues): readonly Step[] {
		const { method, target, body, rawBody, status } = exchange;
		const path = this.#path(target);
		const sent = { ...headers, ...this.#conditions(exchange), ...authorizationOf(exchange) };
		const request = {
			method,
			path,
			...(Object.keys(sent).length > 0 ? { headers: sent } : {}),
			...(body === undefined ? {} : { body: this.#bodyOf(exchange) }),
			...(rawBody === undefined ? {} : { rawBody }),
		};
		const expectation = expectedBody(exchange);
		const expect = {
			status,
			...(expectation === undefined ? {} : { body: this.#filled(expectation) }),
		};
		// After what is expected: what an answer gives is not known before it.
		const capture = this.#captures(exchange, at);
		const step: Step = {
			name: `${at + 1}. ${method} ${path.replace(/\?.*$/s, '?…').replaceAll(/\{\{|\}\}/g, '')}`,
			...request,
			expect,
			...(Object.keys(capture).length > 0 ? { capture } : {}),
		};
		return [step, ...this.#lookUps(exchange, at)];
	}

	/** What later requests need of an answer. */
	#captures(exchange: Recorded, at: number): Readonly<Record<string, string>> {
		const { kind, status, etag } = exchange;
		// The answer to a HEAD was recorded as if it had been one to a GET.
		const reply = exchange.method === 'HEAD' ? undefined : exchange.reply;
		const capture: Record<string, string> = {};
		const [id] = status === 201 ? createdBy(exchange) : [];
		if (id !== undefined && kind !== undefined) capture[this.#variable(kind, id)] = 'id';
		const tagged = id ?? exchange.id;
		if (tagged !== undefined && etag !== undefined) {
			const name = taggedName(tagged, etag);
			if (this.#isUsedAfter(at, name)) capture[this.#variable('etag', name)] = 'header:ETag';
		}
		const cursor = isObject(reply) ? reply['nextCursor'] : undefined;
		if (typeof cursor === 'string' && this.#isUsedAfter(at, cursor)) {
			capture[this.#variable('cursor', cursor)] = 'nextCursor';
		}
		return capture;
	}

	/** The answer to a bulk request has locations alone, so what it made is looked for. */
	#lookUps(exchange: Recorded, at: number): readonly Step[] {
		const { reply, body } = exchange;
		if (!isObject(body) || !isObject(reply)) return [];
		const answers = objectsIn(reply['Operations']);
		return objectsIn(valueAt(body, 'Operations')).flatMap(({ path, data, bulkId }, index) => {
			// Names what it is about in request and answer alike (RFC 7644 §3.7).
			const isOwn = (each: JsonObject) => each['bulkId'] === bulkId;
			const answer = bulkId === undefined ? answers[index] : answers.find(isOwn);
			const isMade = answer?.['method'] === 'POST' && String(answer['status']) === '201';
			const [id] = isMade ? idsIn(answer['location']) : [];
			if (id === undefined || !this.#isUsedAfter(at, id)) return [];
			const kind: ResourceKind = String(path).startsWith('/Groups') ? 'Group' : 'User';
			const attribute = kind === 'User' ? 'userName' : 'displayName';
			const name = isObject(data) ? valueAt(data, attribute) : undefined;
			if (typeof name !== 'string') return [];
			const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(plain(name))}`);
			const variable = this.#variable(kind, id);
			return [
				{
					name: `Look up ${variable}`,
					method: 'GET',
					path: `/${kind}s?filter=${filter}`,
					expect: { status: 200, body: { totalResults: 1 } },
					capture: { [variable]: 'Resources[0].id' },
				},
			];
		});
	}

	#isUsedAfter(at: number, name: string): boolean {
		return (this.#lastUses.get(name) ?? 0) > at;
	}

	/** Entity tags are those of the service that answers now. */
	#conditions(exchange: Recorded): HeaderValues {
		const { headers, id = '' } = exchange;
		const conditions: Record<string, string> = {};
		for (const name of ['If-Match', 'If-None-Match']) {
			const given = headers[name.toLowerCase()];
			if (given === undefined) continue;
			const variable = this.#names.get(taggedName(id, given));
			// One that was known before the recording began: any, if it was the right one.
			const isAny = name === 'If-Match' && isDone(exchange);
			if (variable !== undefined) conditions[name] = `{{${variable}}}`;
			else conditions[name] = isAny ? '*' : plain(given);
		}
		return conditions;
	}

	#variable(prefix: string, of: string): string {
		const kind = prefix.toLowerCase();
		const number = (this.#counts.get(kind) ?? 0) + 1;
		const name = this.#names.get(of) ?? `${kind}${number}`;
		if (!this.#names.has(of)) this.#counts.set(kind, number);
		this.#names.set(of, name);
		return name;
	}

	#path(target: string): string {
		const named = this.#withNames(plainTarget(target));
		return named.replace(CURSOR, (whole, before: string, cursor: string) => {
			const name = this.#names.get(cursor);
			return name === undefined ? whole : `${before}{{${name}}}`;
		});
	}

	/** A search by POST has its cursor in the body. */
	#bodyOf(exchange: Recorded): unknown {
		const filled = this.#filled(exchange.body);
		const name = this.#names.get(cursorOf(exchange));
		return isObject(filled) && 'cursor' in filled && name !== undefined
			? { ...filled, cursor: `{{${name}}}` }
			: filled;
	}

	#filled(value: unknown): unknown {
		if (typeof value === 'string') return this.#withNames(plain(value));
		if (Array.isArray(value)) return value.map((item) => this.#filled(item));
		if (!isObject(value)) return value;
		const entries = Object.entries(value);
		return Object.fromEntries(
			entries.map(([key, item]) => [String(this.#filled(key)), this.#filled(item)]),
		);
	}

	#withNames(text: string): string {
		return text.replaceAll(OWN_IDS, (id) => {
			const name = this.#names.get(id);
			return name === undefined ? id : `{{${name}}}`;
		});
	}
}

const CURSOR = /([?&]cursor=)([^&]+)/;

/** What a request, and what is expected of its answer, name of what answers before have given. */
function usesOf(exchange: Recorded): readonly string[] {
	const { target, body, id = '', headers } = exchange;
	const tags = [headers['if-match'] ?? '', headers['if-none-match'] ?? ''];
	const ids = idsIn([target, body, expectedBody(exchange)]);
	return [...ids, ...tags.map((tag) => taggedName(id, tag)), cursorOf(exchange)];
}

function cursorOf({ target, body }: Recorded): string {
	const searched = isSearch(target) && isObject(body) ? body['cursor'] : undefined;
	return typeof searched === 'string' ? searched : (CURSOR.exec(target)?.[2] ?? '');
}

/** What an entity tag is remembered by: it belongs to the resource that it is of. */
function taggedName(id: string, tag: string): string {
	return `${id} ${tag}`;
}

/** The token of a replay is good, so what was refused needs one that is not. */
function authorizationOf({ credentials, status }: Recorded): HeaderValues {
	if (credentials === 'none') return { Authorization: null };
	if (credentials === 'other') return { Authorization: OTHER_CREDENTIALS };
	return status === 401 ? { Authorization: WRONG_TOKEN } : {};
}
