/**
 * Makes a transcript of a recording: a conversation that starts from an empty directory and can be played
 * against any service. Ids of the recorded service become variables that answers fill in.
 */
import type { Exchange } from './exchange.ts';
import { expectedBody } from './expected.ts';
import type { HeaderValues, Step, Transcript } from './format.ts';
import { createdBy, findOlder, type Older } from './older.ts';
import {
	idsIn,
	isDone,
	isObject,
	objectsIn,
	OWN_IDS,
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
}

/** The transcript of redacted exchanges, which are in the order of their requests. */
export function toTranscript(exchanges: readonly Exchange[], { idp, missed }: About): Transcript {
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
	readonly #exchanges: readonly Recorded[];

	constructor(exchanges: readonly Recorded[]) {
		this.#exchanges = exchanges;
	}

	/** The step that creates what was there before. */
	create({ id, kind, body }: Older): Step {
		const request = { method: 'POST', path: `/${kind}s`, body: this.#filled(body) };
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
			...(body === undefined ? {} : { body: this.#filled(body) }),
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
		const { kind, reply, status, etag } = exchange;
		const capture: Record<string, string> = {};
		const later = this.#exchanges.slice(at + 1);
		const [id] = status === 201 ? createdBy(exchange) : [];
		if (id !== undefined && kind !== undefined) capture[this.#variable(kind, id)] = 'id';
		const tagged = id ?? exchange.id;
		if (tagged !== undefined && etag !== undefined) {
			const isUsed = later.some((each) => each.id === tagged && tagsOf(each).includes(etag));
			if (isUsed) capture[this.#variable('etag', `${tagged} ${etag}`)] = 'header:ETag';
		}
		const cursor = isObject(reply) ? reply['nextCursor'] : undefined;
		if (typeof cursor === 'string' && later.some(({ target }) => target.includes(cursor))) {
			capture[this.#variable('cursor', cursor)] = 'nextCursor';
		}
		return capture;
	}

	/** The answer to a bulk request has locations alone, so what it made is looked for. */
	#lookUps(exchange: Recorded, at: number): readonly Step[] {
		const { status, body } = exchange;
		if (status !== 200 || !isObject(body)) return [];
		const posts = objectsIn(valueAt(body, 'Operations')).filter(({ method }) => method === 'POST');
		const made = createdBy(exchange);
		if (made.length !== posts.length) return [];
		return posts.flatMap(({ path, data }, index) => {
			const id = made[index] ?? '';
			const isUsed = this.#exchanges
				.slice(at + 1)
				.some((each) => idsIn([each.target, each.body]).includes(id));
			const kind: ResourceKind = String(path).startsWith('/Groups') ? 'Group' : 'User';
			const attribute = kind === 'User' ? 'userName' : 'displayName';
			const name = isObject(data) ? valueAt(data, attribute) : undefined;
			if (!isUsed || typeof name !== 'string') return [];
			const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(name)}`);
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

	/** Entity tags are those of the service that answers now. */
	#conditions(exchange: Recorded): HeaderValues {
		const { headers, id = '' } = exchange;
		const conditions: Record<string, string> = {};
		for (const name of ['If-Match', 'If-None-Match']) {
			const given = headers[name.toLowerCase()];
			if (given === undefined) continue;
			const variable = this.#names.get(`${id} ${given}`);
			// One that was known before the recording began: any, if it was the right one.
			const isAny = name === 'If-Match' && isDone(exchange);
			if (variable !== undefined) conditions[name] = `{{${variable}}}`;
			else conditions[name] = isAny ? '*' : given;
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
		const plain = this.#withNames(target.replaceAll('{{', '{%20{'));
		return plain.replace(/([?&]cursor=)([^&]+)/, (whole, before: string, cursor: string) => {
			const name = this.#names.get(cursor);
			return name === undefined ? whole : `${before}{{${name}}}`;
		});
	}

	#filled(value: unknown): unknown {
		if (typeof value === 'string') return this.#withNames(value.replaceAll('{{', '{ {'));
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

function tagsOf({ headers }: Recorded): readonly string[] {
	return [headers['if-match'] ?? '', headers['if-none-match'] ?? ''];
}

/** The token of a replay is good, so what was refused needs one that is not. */
function authorizationOf({ credentials, status }: Recorded): HeaderValues {
	if (credentials === 'none') return { Authorization: null };
	if (credentials === 'other') return { Authorization: OTHER_CREDENTIALS };
	return status === 401 ? { Authorization: WRONG_TOKEN } : {};
}
