/** The management API, its queue and the consumer on one stage: who is woken is told, and served on cue. */
import type { DeadLetter, Replay, ReplayInFull } from '../../src/contract/replays.ts';
import type { Page } from '../../src/contract/shared.ts';
import type { WakeUp } from '../../src/worker/wake-up.ts';
import { api, type Reply } from './client.ts';
import { answer, deliver, Scene } from './delivery.ts';
import { notingQueue } from './faults.ts';

/** The Worker with a queue that only notes its messages, and a consumer that is called by hand. */
export class Stage extends Scene {
	readonly wakeUps: WakeUp[] = [];

	constructor() {
		super();
		this.clock = Date.now() + 60_000;
	}

	async call<Body = Replay>(method: string, path: string, body?: unknown): Promise<Reply<Body>> {
		const WEBHOOK_QUEUE = notingQueue(this.wakeUps);
		return api<Body>(method, `/webhook-endpoints/${path}`, body, { WEBHOOK_QUEUE });
	}

	/** Begins a replay that is expected to be possible. */
	async replay(endpointId: string, body: Record<string, unknown>): Promise<Replay> {
		const started = await this.call('POST', `${endpointId}/replay`, body);
		if (started.status !== 202) throw new Error(JSON.stringify(started.body));
		return started.body;
	}

	read(endpointId: string, replayId: string): Promise<Reply<ReplayInFull>> {
		return this.call<ReplayInFull>('GET', `${endpointId}/replays/${replayId}`);
	}

	async deadLetters(endpointId: string, parameters = ''): Promise<readonly DeadLetter[]> {
		const path = `${endpointId}/dead-letters${parameters}`;
		return (await this.call<Page<DeadLetter>>('GET', path)).body.data;
	}

	/** Serves the wake-ups that were sent so far. */
	async serve(overrides: Parameters<Scene['deps']>[0] = {}): Promise<void> {
		for (const wakeUp of this.wakeUps.splice(0)) await deliver(wakeUp, this.deps(overrides));
	}

	/** Makes dead letters of some events of an endpoint that covers one directory. */
	async kill(endpointId: string, first: number, last: number): Promise<void> {
		const { respond } = this;
		this.respond = () => answer(500);
		const range = { from_sequence: first, to_sequence: last };
		const { id } = await this.replay(endpointId, range);
		await this.serve({ retryScheduleSeconds: [0] });
		await this.call('DELETE', `${endpointId}/replays/${id}`);
		this.respond = respond;
		this.received.length = 0;
	}
}
