/**
 * Sends the requests of a model as its provider's client would: its headers, its patience, its retries;
 * counts them, and notes what is wrong with an answer before anybody reads it.
 */
import { err, ok, type Result } from '../result.ts';
import { callOf, type Exchange, type Findings } from './findings.ts';
import { parseJson } from '../transcript/json.ts';
import { elements, own } from './json.ts';
import { ERROR_URN } from './messages.ts';
import type { Model } from './model.ts';
import type { Check } from './reasons.ts';
import type { Recording } from './recording.ts';
import type { Tally } from './tally.ts';
import type { Answer, Ask, Loss, SimulatorRequest, World } from './wire.ts';

/** What the client accepts. */
export interface Want {
	readonly statuses: readonly number[];
	/** What a 404 is called, if it is not accepted. */
	readonly on404?: Check;
	/** Sent at once with others like it: which of them gets which answer is open. */
	readonly isRace?: true;
	/** The client hangs up after this, and does not ask what became of it. */
	readonly abandonMs?: number;
}

/** An answer with a status that was accepted. */
export interface Reply {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	/** Undefined if there is no body. */
	readonly json: unknown;
	readonly exchange: Exchange;
}

/** There is no answer that was accepted; it has been noted, unless an earlier attempt may explain it. */
export interface Failure {
	/** The last attempt; undefined if the run was over before. */
	readonly exchange?: Exchange;
	/** Undefined if there was no answer at all. */
	readonly status?: number | undefined;
	/** An earlier attempt was not answered, so that it may have been done. */
	readonly afterLoss: boolean;
}

/** The statuses that a change is answered with: a PUT shows the resource (RFC 7644 §3.5.1), a PATCH may. */
export function doneBy({ method }: Ask): readonly number[] {
	return method === 'PUT' ? [200] : [200, 204];
}

/** Whom to call, and where to note it. */
export interface CallerOptions {
	readonly model: Model;
	readonly world: World;
	readonly token: string;
	/** Parameters of the base URL, which each request carries first. */
	readonly query: string;
	readonly findings: Findings;
	readonly tally: Tally;
	readonly recording: Recording | undefined;
}

/** No delay is longer, whatever the habit or the answer says: somebody waits at a keyboard. */
const DELAY_SECONDS_MAX = 30;
/** How a request is refused if it was done before, by an attempt that was not answered. */
const DONE_BEFORE: Partial<Record<Ask['method'], number>> = { POST: 409, DELETE: 404 };
/** Connections refused in a row after which nobody is there any more. */
const REFUSED_MAX = 10;

/** Sends the requests of one client. */
export class Caller {
	/** What is being done now. */
	phase = '';
	/** Why it cannot go on. */
	halted: string | undefined;
	readonly #options: CallerOptions;
	readonly #beganAt: number;
	#refused = 0;

	constructor(options: CallerOptions) {
		this.#options = options;
		this.#beganAt = options.world.now();
	}

	/** Whether nothing more is to be sent. */
	get isStopped(): boolean {
		return this.halted !== undefined || this.#options.world.isStopped();
	}

	/** Milliseconds since the beginning. */
	get elapsedMs(): number {
		return this.#options.world.now() - this.#beganAt;
	}

	/** Sends a request until it is answered as wanted, or the client gives up. */
	async call(ask: Ask, want: Want): Promise<Result<Reply, Failure>> {
		const { retry } = this.#options.model;
		let afterLoss = false;
		for (let attempt = 1; !this.isStopped; attempt += 1) {
			const result = await this.#send(ask, want);
			const exchange = { ask, result };
			if (want.abandonMs !== undefined) break;
			if (!result.ok && result.error.kind === 'stopped') break;
			const status = result.ok ? result.value.status : undefined;
			if (result.ok && want.statuses.includes(result.value.status)) {
				return this.#accept(exchange, result.value);
			}
			const failure = { exchange, status, afterLoss };
			const isExplained = afterLoss && status !== undefined && status === DONE_BEFORE[ask.method];
			if (isExplained) return err(failure);
			const isLast = attempt >= retry.attemptsMax;
			const isRetried = status === undefined ? retry.onLoss : retry.statuses.includes(status);
			if (isLast || !isRetried) {
				this.#refuse(exchange, want, attempt);
				return err(failure);
			}
			afterLoss ||= !result.ok;
			this.#options.tally.retries += 1;
			await this.#options.world.sleep(1000 * this.#delaySeconds(attempt, result));
		}
		return err({ afterLoss });
	}

	/** Deletes a resource; an attempt that was not answered may have done it. */
	async delete(target: string): Promise<boolean> {
		const got = await this.call({ method: 'DELETE', target }, { statuses: [204] });
		return got.ok || (got.error.afterLoss && got.error.status === 404);
	}

	/** Notes what is wrong; tells whether the provider minds. */
	note(check: Check, message: string, { exchange }: Pick<Reply, 'exchange'>): boolean {
		return this.#options.findings.note(check, message, exchange, this.phase);
	}

	/** Tells how far it is. */
	tellProgress(): void {
		const { world, tally, findings } = this.#options;
		world.onProgress?.({
			phase: this.phase,
			requests: tally.requests,
			elapsedMs: this.elapsedMs,
			findings: findings.count,
		});
	}

	async #send(ask: Ask, want: Want): Promise<Result<Answer, Loss>> {
		const { model, world, tally, recording } = this.#options;
		const began = world.now();
		const result = await world.send(this.#request(ask), {
			timeoutMs: model.timeoutSeconds * 1000,
			...(want.abandonMs === undefined ? {} : { abandonMs: want.abandonMs }),
		});
		if (!result.ok && result.error.kind === 'stopped') return result;
		tally.add(callOf(ask), result.ok ? result.value.status : 0, world.now() - began);
		recording?.add(
			{ ...ask, target: this.#target(ask) },
			{ phase: this.phase, statuses: want.statuses, isRace: want.isRace === true },
			result.ok ? result.value.text : undefined,
		);
		this.tellProgress();
		this.#refused = !result.ok && result.error.kind === 'refused' ? this.#refused + 1 : 0;
		if (this.#refused >= REFUSED_MAX && !result.ok) this.halted = result.error.detail;
		return result;
	}

	#request(ask: Ask): SimulatorRequest {
		const { model, token } = this.#options;
		const headers = new Map<string, string | null>([
			['Authorization', `Bearer ${token}`],
			['Accept', 'application/scim+json'],
			['Content-Type', 'application/scim+json'],
			...Object.entries(model.headers),
		]);
		if (ask.body === undefined && model.contentTypeAlways !== true) headers.delete('Content-Type');
		return {
			method: ask.method,
			target: this.#target(ask),
			headers: Object.fromEntries(
				[...headers].filter((entry): entry is [string, string] => entry[1] !== null),
			),
			body: ask.body === undefined ? undefined : JSON.stringify(ask.body),
		};
	}

	/** With the parameters of the base URL before its own. */
	#target({ target }: Ask): string {
		const { query } = this.#options;
		if (query === '') return target;
		const [path = '', rest] = target.split('?');
		return `${path}?${query}${rest === undefined ? '' : `&${rest}`}`;
	}

	#delaySeconds(attempt: number, result: Result<Answer, Loss>): number {
		const { delaysSeconds, honoursRetryAfter } = this.#options.model.retry;
		const usual = delaysSeconds[Math.min(attempt, delaysSeconds.length) - 1] ?? 1;
		const asked = result.ok ? result.value.headers['retry-after'] : undefined;
		const isSeconds = honoursRetryAfter && asked !== undefined && /^\d{1,9}$/.test(asked);
		return Math.min(isSeconds ? Number(asked) : usual, DELAY_SECONDS_MAX);
	}

	#accept(exchange: Exchange, answer: Answer): Result<Reply, Failure> {
		const { status, headers, text } = answer;
		const json = text === '' ? undefined : parseJson(text);
		const reply = { status, headers, json, exchange };
		if (text !== '' && json === undefined) {
			this.note('not-json', 'The response body is not JSON.', reply);
			return err({ exchange, status, afterLoss: false });
		}
		const type = (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
		if (json !== undefined && !['application/scim+json', 'application/json'].includes(type)) {
			this.note('content-type', `The Content-Type of the response is "${type}".`, reply);
		}
		if (status >= 400) this.#checkError(reply);
		return ok(reply);
	}

	#refuse(exchange: Exchange, want: Want, attempts: number): void {
		const { result } = exchange;
		const often = attempts === 1 ? '' : `, ${attempts} times`;
		if (!result.ok) {
			this.note('no-answer', `There was no response${often}: ${result.error.detail}.`, {
				exchange,
			});
			return;
		}
		const { status, headers, text } = result.value;
		if (status >= 300 && status < 400) {
			const to = headers['location'] ?? 'nowhere';
			this.note('redirect', `The response redirects (${status}) to ${to}.`, { exchange });
			return;
		}
		const wanted = want.statuses.join(' or ');
		const message = `Answered ${status}${often}, but ${wanted} is required.`;
		const check = status === 404 ? (want.on404 ?? 'status') : 'status';
		this.note(check, message, { exchange });
		if (status >= 400) this.#checkError({ status, json: parseJson(text), exchange });
	}

	/** RFC 7644 §3.12: an error says what it is in its body. */
	#checkError({ status, json, exchange }: Pick<Reply, 'status' | 'json' | 'exchange'>): void {
		const isError =
			elements(own(json, 'schemas')).includes(ERROR_URN) && Number(own(json, 'status')) === status;
		if (isError) return;
		const check = status === 409 ? 'conflict-body' : 'error-body';
		this.note(check, `The ${status} has no body with the Error schema and this status.`, {
			exchange,
		});
	}
}
