/** Wiring only: which handler answers which kind of event, and with what it is equipped. */
import { readConfig, type Env } from './env.ts';
import { createApp } from './http/app.ts';
import { now } from './platform/clock.ts';
import { newId, random } from './platform/ids.ts';
import { post } from './platform/post.ts';
import { openDatabase } from './store/database.ts';
import { RETRY_SCHEDULE_SECONDS } from './webhook/backoff.ts';
import { DELIVERY_BUDGET_MS, handleQueue, type DeliveryDeps } from './worker/delivery-consumer.ts';
import { sweep } from './worker/sweep.ts';
import type { WakeUp } from './worker/wake-up.ts';

export { DirectoryWriter } from './worker/directory-writer.ts';

const app = createApp();

export default {
	fetch: app.fetch,
	queue: (batch, env) => handleQueue(batch, deliveryDeps(env)),
	scheduled: (_controller, env) =>
		sweep({ db: openDatabase(env.DB), queue: env.WEBHOOK_QUEUE, now }),
} satisfies ExportedHandler<Env, WakeUp>;

function deliveryDeps(env: Env): DeliveryDeps {
	const { masterKey, allowInsecureTargets } = readConfig(env);
	return {
		db: openDatabase(env.DB),
		now,
		newId,
		random,
		post,
		sendWakeUp: async (wakeUp, delaySeconds) => {
			await env.WEBHOOK_QUEUE.send(wakeUp, { delaySeconds });
		},
		masterKey,
		allowInsecureTargets,
		retryScheduleSeconds: RETRY_SCHEDULE_SECONDS,
		budgetMs: DELIVERY_BUDGET_MS,
	};
}
