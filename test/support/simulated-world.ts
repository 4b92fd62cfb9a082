/** A world for the simulator in which every request is answered at once, and time stands still. */
import { err, ok } from '../../src/result.ts';
import { simulate, type SimulationOptions } from '../../src/simulator/simulate.ts';
import { modelNamed } from '../../src/simulator/models.ts';
import type { Answer, Loss, SimulatorRequest, World } from '../../src/simulator/wire.ts';

/** Answers a request, or loses it. */
export type Respond = (request: SimulatorRequest) => Answer | Loss;

/** What a test may say; the rest is small and the same for all. */
export type PartialOptions = Omit<Partial<SimulationOptions>, 'model'> & {
	/** Requests after which somebody presses Ctrl-C. */
	readonly stopAfter?: number;
	/** How many turns the next answer takes, while others overtake it; none otherwise. */
	readonly turns?: () => number;
};

/** A run with what was sent in it. */
export async function run(
	client: string,
	respond: Respond,
	{ stopAfter = Number.POSITIVE_INFINITY, turns = () => 0, ...options }: PartialOptions = {},
) {
	const model = modelNamed(client);
	if (model === undefined) throw new Error(`There is no model "${client}".`);
	const sent: SimulatorRequest[] = [];
	const slept: number[] = [];
	let now = 0;
	const world: World = {
		send: async (request, { abandonMs }) => {
			sent.push(request);
			for (let left = turns(); left > 0; left -= 1) await Promise.resolve();
			const answer = respond(request);
			if ('kind' in answer) return err(answer);
			return abandonMs === undefined
				? ok(answer)
				: err({ kind: 'abandoned', detail: 'hung up' } as const);
		},
		now: () => (now += 1),
		sleep: async (ms) => void slept.push(ms),
		isStopped: () => sent.length >= stopAfter,
	};
	const outcome = await simulate(
		{
			model,
			cycle: 'initial',
			seed: 1,
			users: 12,
			groups: 3,
			token: 'secret-token',
			base: 'http://memory.example',
			query: '',
			...options,
		},
		world,
	);
	return { ...outcome, sent, slept };
}
