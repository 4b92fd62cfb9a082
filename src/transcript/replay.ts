/**
 * Replays transcripts against a SCIM service: fills variables in, sends each step,
 * compares the reply, captures values for later steps. test/idp/README.md describes the format.
 * Runs in Node and inside workerd alike: the caller brings the way to send a request.
 */
import type { Call, Expectation, HeaderValues, Transcript, Step } from './format.ts';
import { contentOf } from './json.ts';
import { dig, match } from './match.ts';

/** One request of a transcript, as it goes over the wire. */
export interface WireRequest {
	readonly method: string;
	readonly url: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
}

/** What came back. */
export interface WireReply {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
}

/** Sends one request of the named step; must not follow redirects. */
export type Send = (request: WireRequest, stepName: string) => Promise<WireReply>;

/** A request of a step, with what was expected and what came. */
export interface PlayedCall {
	readonly request: WireRequest;
	readonly expected: Expectation;
	readonly reply: WireReply;
}

/** How one step went. */
export interface StepReport {
	readonly step: Step;
	/** What went over the wire; none if it could not be sent. */
	readonly calls: readonly PlayedCall[];
	/** What the transcript demands and the reply did not meet. */
	readonly problems: readonly string[];
	/** What the transcript would like better. */
	readonly wishes: readonly string[];
}

type Variables = Map<string, string>;

function fill(text: string, vars: Variables, encode = (value: string) => value): string {
	return text.replace(/\{\{\s*([\w.-]+)\s*\}\}/g, (_, name: string) => {
		const value = vars.get(name);
		if (value === undefined) {
			throw new Error(`no value for {{${name}}}: an earlier step did not capture it`);
		}
		return encode(value);
	});
}

function fillDeep(value: unknown, vars: Variables): unknown {
	if (typeof value === 'string') return fill(value, vars);
	if (Array.isArray(value)) return value.map((item) => fillDeep(item, vars));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, item]) => [fill(key, vars), fillDeep(item, vars)]),
	);
}

/** Segments that lead up, however they are written. */
const LEADS_UP = /(?:^|[/\\]|%2f|%5c)(?:\.|%2e){1,2}(?:$|[/\\]|%2f|%5c)/i;

/** What belongs to the connection, or says whom a request is for. */
const OF_CONNECTION =
	/^(?:host|connection|keep-alive|content-length|transfer-encoding|te|trailer|upgrade|expect|proxy-.*)$/i;

/**
 * The URL of a path below the base. A transcript may come from elsewhere, and the answers that it captures
 * do: the token is for this service alone.
 */
function urlOf(path: string, base: string): string {
	const isBelow = /^(?:$|[/?])/.test(path) && !LEADS_UP.test(path.replace(/\?.*$/s, ''));
	if (!isBelow) throw new Error(`the transcript leads away from ${base}: ${path}`);
	return base + path;
}

function toRequest(transcript: Transcript, exchange: Call, vars: Variables): WireRequest {
	const url = urlOf(fill(exchange.path, vars, encodeURIComponent), vars.get('base') ?? '');
	let body: string | undefined;
	if (exchange.rawBody !== undefined) body = fill(exchange.rawBody, vars);
	else if (exchange.body !== undefined) body = JSON.stringify(fillDeep(exchange.body, vars));

	// Later settings win whatever their letter case; null leaves the header out altogether.
	const headers = new Map<string, [name: string, value: string | null]>();
	const put = (values: HeaderValues | undefined) => {
		for (const [name, value] of Object.entries(values ?? {})) {
			headers.set(name.toLowerCase(), [name, value]);
		}
	};
	put({ Authorization: 'Bearer {{token}}', Accept: 'application/scim+json' });
	if (body !== undefined) put({ 'Content-Type': 'application/scim+json' });
	put(transcript.headers);
	if (body === undefined && transcript.contentTypeAlways !== true) headers.delete('content-type');
	put(exchange.headers);
	const filled: Record<string, string> = {};
	for (const [name, value] of headers.values()) {
		if (OF_CONNECTION.test(name)) throw new Error(`a transcript must not set ${name}`);
		if (value !== null) filled[name] = fill(value, vars);
	}
	return { method: exchange.method, url, headers: filled, body };
}

function differences(wanted: Expectation | undefined, reply: WireReply): string[] {
	if (wanted === undefined) return [];
	const out: string[] = [];
	const statuses = [wanted.status ?? []].flat();
	if (statuses.length > 0 && !statuses.includes(reply.status)) {
		out.push(
			`status: wanted ${statuses.join(' or ')}, got ${reply.status} ${reply.text.slice(0, 300)}`,
		);
	}
	for (const [name, want] of Object.entries(wanted.headers ?? {})) {
		out.push(...match(want, reply.headers.get(name) ?? undefined, `header ${name}`));
	}
	// A PATCH may answer 204; the transcript's next GET then shows the effect.
	if (wanted.body !== undefined && reply.status !== 204) {
		out.push(...match(wanted.body, contentOf(reply.text), '$'));
	}
	return out;
}

function capture(exchange: Call, reply: WireReply, vars: Variables): string[] {
	const out: string[] = [];
	for (const [name, from] of Object.entries(exchange.capture ?? {})) {
		const value = from.startsWith('header:')
			? reply.headers.get(from.slice('header:'.length))
			: dig(contentOf(reply.text), from);
		if (value === undefined || value === null) out.push(`nothing at ${from} for {{${name}}}`);
		else vars.set(name, typeof value === 'string' ? value : JSON.stringify(value));
	}
	return out;
}

async function runStep(
	transcript: Transcript,
	step: Step,
	vars: Variables,
	send: Send,
): Promise<StepReport> {
	const problems: string[] = [];
	const wishes: string[] = [];
	const calls: PlayedCall[] = [];
	try {
		const exchanges = step.parallel ?? [step];
		const requests = exchanges.map((exchange) => toRequest(transcript, exchange, vars));
		const replies = await Promise.all(
			requests.map((request, index) => send(request, exchanges[index]?.name ?? step.name)),
		);
		for (const [index, exchange] of exchanges.entries()) {
			const [request, reply] = [requests[index], replies[index]];
			if (request === undefined || reply === undefined) continue;
			const expect = fillDeep(exchange.expect ?? {}, vars) as NonNullable<Call['expect']>;
			calls.push({ request, expected: expect, reply });
			problems.push(...differences(expect, reply));
			if (reply.status === 204 && reply.text !== '') problems.push('a 204 reply has a body');
			wishes.push(...differences(expect.should, reply));
			problems.push(...capture(exchange, reply, vars));
		}
		for (const [status, count] of Object.entries(step.statuses ?? {})) {
			const got = replies.filter((reply) => String(reply.status) === status).length;
			if (got !== count) problems.push(`status ${status}: wanted ${count} times, got ${got}`);
		}
	} catch (error) {
		problems.push(error instanceof Error ? error.message : String(error));
	}
	return { step, calls, problems, wishes };
}

/** Plays the steps in order, yielding how each went; a failed step does not end the replay. */
export async function* replay(
	transcript: Transcript,
	target: { readonly base: string; readonly token: string; readonly send: Send },
): AsyncGenerator<StepReport> {
	const vars: Variables = new Map(Object.entries(transcript.vars ?? {}));
	vars.set('base', target.base.replace(/\/+$/, ''));
	vars.set('token', target.token);
	for (const step of transcript.steps) yield await runStep(transcript, step, vars, target.send);
}

/** Compares the events a step caused with those it must and may cause; one line per difference. */
export function compareEvents(step: Step, got: readonly string[]): string[] {
	if (step.events === undefined) return [];
	const left = [...got];
	const out: string[] = [];
	for (const name of step.events) {
		const index = left.indexOf(name);
		if (index < 0) out.push(`events: ${name} did not happen`);
		else left.splice(index, 1);
	}
	const excess = left.filter((name) => step.eventsMay?.includes(name) !== true);
	return [...out, ...excess.map((name) => `events: ${name} was not expected`)];
}
