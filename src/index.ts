/** Wiring only: which handler answers which kind of event, and with what it is equipped. */
import { readConfig, type Env } from './env.ts';
import { createApp } from './http/app.ts';
import { now } from './platform/clock.ts';
import { newId, random } from './platform/ids.ts';
import { post } from './platform/post.ts';
import { openDatabase } from './store/database.ts';
import { pageRoutes } from './ui/routes.ts';
import { RETRY_SCHEDULE_SECONDS } from './webhook/backoff.ts';
import { handleQueue } from './worker/delivery-consumer.ts';
import { resumeGoogleSyncs } from './worker/google-sync.ts';
import { resumeRemovals } from './worker/removal.ts';
import { retain } from './worker/retention.ts';
import { createSetSigner } from './worker/set-signer.ts';
import { Slots, SLOT_LIMITS } from './worker/slots.ts';
import { sweep } from './worker/sweep.ts';
import { DELIVERY_BUDGET_MS, DISABLE_AFTER_MS, type DeliveryDeps } from './worker/turn.ts';
import type { WakeUp } from './worker/wake-up.ts';
import { syncGoogle, tendDirectory } from './worker/writer-client.ts';

export { DirectoryWriter } from './worker/directory-writer.ts';

/** As in wrangler.toml; every other trigger is for the sweep. */
const RETENTION_CRON = '17 * * * *';

const app = createApp(pageRoutes());

/** Of this isolate, which serves many batches at once. */
const slots = new Slots(SLOT_LIMITS, now);

export default {
	fetch: app.fetch,
	queue: (batch, env, context) => handleQueue(batch, context, deliveryDeps(env)),
	scheduled: async ({ cron }, env) => {
		const deps = { db: openDatabase(env.DB), queue: env.WEBHOOK_QUEUE, now };
		if (cron !== RETENTION_CRON) {
			await resumeGoogleSyncs(deps.db, now(), (directoryId) => syncGoogle(env, directoryId));
			return sweep(deps);
		}
		await resumeRemovals(deps.db, (directoryId) => tendDirectory(env, directoryId));
		return retain({ ...deps, ...readConfig(env) });
	},
} satisfies ExportedHandler<Env, WakeUp>;

function deliveryDeps(env: Env): DeliveryDeps {
	const { masterKey, allowInsecureTargets, retryScheduleSeconds } = readConfig(env);
	const db = openDatabase(env.DB);
	return {
		db,
		now,
		newId,
		random,
		post,
		sendWakeUp: async (wakeUp, delaySeconds) => {
			await env.WEBHOOK_QUEUE.send(wakeUp, { delaySeconds });
		},
		masterKey,
		signSet: createSetSigner({ db, masterKey, now, newId }),
		allowInsecureTargets,
		retryScheduleSeconds: retryScheduleSeconds ?? RETRY_SCHEDULE_SECONDS,
		budgetMs: DELIVERY_BUDGET_MS,
		disableAfterMs: DISABLE_AFTER_MS,
		slots,
	};
}
