/**
 * What is kept of the last request that showed a signal: redacted, short, and without anything that is
 * secret. Letters become x, digits 0: the form of a value is what shows what is wrong with it.
 */
import type { Exchange } from '../transcript/exchange.ts';
import { redact } from '../transcript/redact.ts';
import { parseBody } from './body.ts';
import { isBulk } from './outcome.ts';
import { SIGNALS, type Signal } from './signals.ts';

/** A redacted request with its answer, as it is kept and shown. */
export interface Evidence {
	/** Epoch milliseconds. */
	readonly at: number;
	readonly method: string;
	/** Below the SCIM base. */
	readonly target: string;
	readonly headers: Readonly<Record<string, string>>;
	/** As text; null if it had none, or none that is kept. */
	readonly body: string | null;
	readonly status: number;
	readonly answer: string | null;
}

/** Longer bodies are not looked at: they are dear to redact, and nobody reads them. */
const BODY_CHARACTERS_MAX = 16 * 1024;

/** A row of the table holds it, and a page shows it. */
const BYTES_MAX = 4_096;

/** Characters of each body that are kept, as many as fit. */
const SHOWN_MAX = [1_200, 400, 0] as const;
const TARGET_MAX = 600;
const HEADER_MAX = 160;

/** Blanks and the punctuation of ASCII stay; many scripts write with signs that are no letters. */
const mask = (value: string): string =>
	value.replaceAll(/\p{N}/gu, '0').replaceAll(/[^0\s!-/:-@[-`{-~]/gu, 'x');

/** Makes the evidence of signals as JSON; the same exchange is redacted once for all that show it. */
export class EvidenceMaker {
	readonly #made = new Map<Exchange, Map<'whole' | 'head', string>>();

	/** The evidence for a signal, or null if nothing is kept for it. */
	of(signal: Signal, exchange: Exchange): string | null {
		const { evidence: extent } = SIGNALS[signal];
		if (extent === undefined) return null;
		const ofExchange = this.#made.get(exchange) ?? new Map<'whole' | 'head', string>();
		const made = ofExchange.get(extent) ?? fitted(evidenceOf(exchange, extent));
		this.#made.set(exchange, ofExchange.set(extent, made));
		return made;
	}
}

/** The evidence that an exchange is; `head` leaves out the body of the request. */
export function evidenceOf(exchange: Exchange, extent: 'whole' | 'head'): Evidence {
	const { at, method, target, headers, body, reply } = redact(shortened(exchange, extent), mask);
	return {
		at,
		method,
		target: cut(target, TARGET_MAX),
		headers: Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, cut(value, HEADER_MAX)]),
		),
		body: body ?? null,
		status: reply.status,
		answer: reply.body === '' ? null : reply.body,
	};
}

const encoder = new TextEncoder();

function fitted(evidence: Evidence): string {
	const { body, answer } = evidence;
	let json = '';
	for (const max of SHOWN_MAX) {
		json = JSON.stringify({
			...evidence,
			body: body && cut(body, max),
			answer: answer && cut(answer, max),
		});
		if (encoder.encode(json).length <= BYTES_MAX) break;
	}
	return json;
}

/** Reads evidence as it was kept; undefined for what another version of this code may have kept. */
export function readEvidence(kept: string): Evidence | undefined {
	const value = parseBody(kept);
	return value !== undefined && isEvidence(value) ? value : undefined;
}

function isEvidence(value: object): value is Evidence {
	const { at, method, target, headers, body, status, answer } = value as Partial<Evidence>;
	return (
		typeof at === 'number' &&
		typeof method === 'string' &&
		typeof target === 'string' &&
		typeof headers === 'object' &&
		typeof status === 'number' &&
		body !== undefined &&
		answer !== undefined
	);
}

/** The answer to a request that went well says nothing of what is wrong with it. */
function shortened(exchange: Exchange, extent: 'whole' | 'head'): Exchange {
	const { target, body = '', reply } = exchange;
	const hasBody = extent === 'whole' && body !== '' && body.length <= BODY_CHARACTERS_MAX;
	const isTelling = reply.status >= 400 || isBulk(target);
	const hasAnswer = isTelling && reply.body.length <= BODY_CHARACTERS_MAX;
	return {
		...exchange,
		// A cut target is redacted as what it then is; what is cut off is gone.
		target: target.slice(0, BODY_CHARACTERS_MAX),
		body: hasBody ? body : undefined,
		reply: { ...reply, headers: {}, body: hasAnswer ? reply.body : '' },
	};
}

function cut(text: string, max: number): string {
	return text.length > max ? `${text.slice(0, max)}…` : text;
}
