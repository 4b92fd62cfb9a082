/**
 * Acts as a provider's client against a SCIM service. Pure: time, the network and whoever ends it come
 * as arguments; people and the order of requests follow from the seed.
 */
import type { Transcript } from '../transcript/format.ts';
import { Caller } from './caller.ts';
import { type Plan, planFor } from './changes.ts';
import { Client } from './client.ts';
import { compare } from './comparison.ts';
import { type Refusal, testConnection } from './connection.ts';
import { incrementalCycle, initialCycle, offboardingCycle } from './cycles.ts';
import { Findings } from './findings.ts';
import { Groups } from './groups.ts';
import type { Model } from './model.ts';
import { organisation } from './people.ts';
import { type Random, seeded } from './random.ts';
import { Recording } from './recording.ts';
import { retryStorm } from './storm.ts';
import { Tally } from './tally.ts';
import { Users } from './users.ts';
import type { Verdict } from './verdict.ts';
import type { World } from './wire.ts';

/** What can be simulated; `all` is one after the other. */
export const CYCLES = ['initial', 'incremental', 'offboarding', 'retry-storm', 'all'] as const;
/** A cycle. */
export type Cycle = (typeof CYCLES)[number];

/** What is to be simulated. */
export interface SimulationOptions {
	readonly model: Model;
	readonly cycle: Cycle;
	readonly seed: number;
	readonly users: number;
	readonly groups: number;
	readonly token: string;
	/** The base of the service, without parameters; only a transcript needs it. */
	readonly base: string;
	/** The parameters of the base, which each request carries. */
	readonly query: string;
	/** Requests in parallel; otherwise as many as the model has. */
	readonly concurrency?: number;
	readonly isRecorded?: boolean;
}

/** What came of it. */
export interface SimulationOutcome {
	readonly verdict: Verdict;
	/** Absent unless it was asked for. */
	readonly transcript?: Transcript;
	/**
	 * Requests that the transcript leaves out: it is long enough, or they name a resource whose id no
	 * answer shows for sure when they are repeated.
	 */
	readonly leftOut: number;
}

type Run = (client: Client, plan: Plan, random: Random) => Promise<void>;

const ALONE: Readonly<Record<Exclude<Cycle, 'all'>, Run>> = {
	initial: (client, plan) => initialCycle(client, plan),
	incremental: incrementalCycle,
	'retry-storm': retryStorm,
	offboarding: offboardingCycle,
};

/** What other cycles need to be there. */
const SET_UP: Run = (client, plan) => initialCycle(client, plan, 'setup: ');

/** Runs a simulation to its end, or until the world wants it to stop. */
export async function simulate(
	options: SimulationOptions,
	world: World,
): Promise<SimulationOutcome> {
	const { model, cycle, seed, users: size, groups: groupCount, token } = options;
	const random = seeded(seed);
	const made = organisation(random, { users: size, groups: groupCount }, seed);
	const plan = planFor(random, made);

	const findings = new Findings(model.minds, token);
	const tally = new Tally();
	const recording = options.isRecorded === true ? new Recording() : undefined;
	const query = [model.flag, ...options.query.split('&')]
		.filter((each, index, all) => each !== undefined && each !== '' && all.indexOf(each) === index)
		.join('&');
	const caller = new Caller({ model, world, token, query, findings, tally, recording });
	const users = new Users(model.users, caller);
	const groups = model.groups === undefined ? undefined : new Groups(model.groups, caller, users);
	const lanes = options.concurrency ?? model.concurrency;
	const client = new Client({ model, caller, users, groups, lanes });

	const tested = await testConnection(client, findings, made);
	if (tested.ok) {
		for (const run of runsOf(cycle)) await run(client, plan, random);
		await compare(client, made, random);
	}
	const stopped = tested.ok ? haltOf(caller) : tested.error;
	const title = `Simulated ${cycle} cycle of ${size} users and ${groupCount} groups, seed ${seed}`;
	const transcript = recording?.transcript(model, { title, base: options.base });
	return {
		verdict: verdictOf(options, { client, findings, tally, stopped, isEnded: world.isStopped() }),
		leftOut: recording?.left ?? 0,
		...(transcript === undefined ? {} : { transcript }),
	};
}

/** A cycle that needs users has them made by the initial one first. */
function runsOf(cycle: Cycle): readonly Run[] {
	if (cycle === 'initial') return [ALONE.initial];
	if (cycle !== 'all') return [SET_UP, ALONE[cycle]];
	return [ALONE.initial, ALONE.incremental, ALONE['retry-storm'], ALONE.offboarding];
}

function haltOf({ halted }: Caller): Refusal | null {
	return halted === undefined
		? null
		: {
				message: `The server can no longer be reached: ${halted}.`,
				remedy: 'Check whether it is still running, and check its log.',
			};
}

function verdictOf(
	{ model, cycle, seed, users, groups }: SimulationOptions,
	run: {
		readonly client: Client;
		readonly findings: Findings;
		readonly tally: Tally;
		readonly stopped: Refusal | null;
		readonly isEnded: boolean;
	},
): Verdict {
	const { client, tally, stopped } = run;
	const { total, failed } = client.operations;
	const complete = stopped === null && !run.isEnded;
	const found = run.findings.all();
	return {
		client: model.client,
		provider: model.key,
		cycle,
		seed,
		users,
		groups: model.groups === undefined ? 0 : groups,
		complete,
		stopped,
		passed: complete && found.length === 0 && failed === 0,
		seconds: Math.round(client.caller.elapsedMs / 10) / 100,
		requests: tally.requests,
		retries: tally.retries,
		latency_ms: tally.latencyMs,
		operations: { total, failed },
		calls: tally.calls(),
		findings: found,
		outlook: model.outlook?.(failed, total) ?? null,
	};
}
