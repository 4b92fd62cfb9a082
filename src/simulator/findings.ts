/**
 * What the server answered that the provider would count as a failure, or would not notice though it
 * should have: one entry for each kind of it, with a few examples as evidence.
 */
import type { Result } from '../result.ts';
import { type Check, judge, type Judgement, type Minds } from './reasons.ts';
import type { Answer, Ask, Loss } from './wire.ts';

/** A request with what came of it. */
export interface Exchange {
	readonly ask: Ask;
	readonly result: Result<Answer, Loss>;
}

/** One case of a finding. */
export interface Example {
	readonly phase: string;
	/** What was wrong with it. */
	readonly message: string;
	readonly request: { readonly method: string; readonly target: string; readonly body: string };
	/** Status 0: there was none, and `body` says why. */
	readonly answer: { readonly status: number; readonly body: string };
}

/** All cases of one kind: the same check failed by the same call with the same status. */
export interface Finding extends Judgement {
	readonly check: Check;
	/** Like `PATCH /Groups/{id}`. */
	readonly call: string;
	readonly status: number;
	readonly count: number;
	readonly examples: readonly Example[];
}

const EXAMPLES_MAX = 3;
/** Bodies are cut: an example is to be read, and there may be many. */
const EXCERPT_MAX = 600;

/** What kind of call a request is, whoever it is about: `GET /Users?filter`. */
export function callOf({ method, target }: Ask): string {
	const [path = '', query = ''] = target.split('?');
	const [, endpoint = '', id] = path.split('/');
	const isKnown = endpoint === 'Users' || endpoint === 'Groups';
	const shown = id === undefined || !isKnown ? path : `/${endpoint}/{id}`;
	return `${method} ${shown}${/(?:^|&)filter=/.test(query) ? '?filter' : ''}`;
}

/** Collects findings. */
export class Findings {
	readonly #minds: Minds;
	/** Never shown, should a server echo it. */
	readonly #token: string;
	readonly #found = new Map<string, Finding & { examples: Example[]; count: number }>();

	constructor(minds: Minds, token: string) {
		this.#minds = minds;
		this.#token = token;
	}

	/** Notes what is wrong with an answer, if the provider minds; tells whether it does. */
	note(check: Check, message: string, exchange: Exchange, phase: string): boolean {
		const judgement = judge(this.#minds, check);
		if (judgement === undefined) return false;
		const { ask, result } = exchange;
		const status = result.ok ? result.value.status : 0;
		const call = callOf(ask);
		const key = `${check} ${call} ${status}`;
		let found = this.#found.get(key);
		if (found === undefined) {
			found = { ...judgement, check, call, status, count: 0, examples: [] };
			this.#found.set(key, found);
		}
		found.count += 1;
		if (found.examples.length < EXAMPLES_MAX) {
			const body = ask.body === undefined ? '' : JSON.stringify(ask.body);
			found.examples.push({
				phase,
				message: this.excerpt(message),
				request: { method: ask.method, target: ask.target, body: this.excerpt(body) },
				answer: {
					status,
					body: this.excerpt(result.ok ? result.value.text : result.error.detail),
				},
			});
		}
		return true;
	}

	/** How many cases there are. */
	get count(): number {
		return [...this.#found.values()].reduce((sum, { count }) => sum + count, 0);
	}

	/** What was found: failures first, the most frequent first. */
	all(): readonly Finding[] {
		const rank = ({ kind }: Finding) => (kind === 'failure' ? 0 : 1);
		return [...this.#found.values()].toSorted(
			(one, other) => rank(one) - rank(other) || other.count - one.count,
		);
	}

	/** The beginning of a text, without the token. */
	excerpt(text: string): string {
		const safe = this.#token === '' ? text : text.replaceAll(this.#token, '(redacted)');
		return safe.length > EXCERPT_MAX ? `${safe.slice(0, EXCERPT_MAX)}…` : safe;
	}
}
