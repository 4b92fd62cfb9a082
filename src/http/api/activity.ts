/** GET /v1/activity: events and deliveries by the hour. */
import { activityQuery, type Activity } from '../../contract/activity.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { countActivity, HOUR_MS, startOf } from '../../store/activity.ts';
import type { AppContext } from '../context.ts';
import { ownerOf } from './access.ts';
import { readQuery } from './validate.ts';

/** GET /v1/activity */
export async function read(c: AppContext): Promise<Response> {
	const query = readQuery(c, activityQuery);
	if (!query.ok) return query.error;
	const caller = c.get('caller');
	const given = ownerOf(caller, query.value);
	if (!given.ok) return given.error;
	const owner = { tenant: given.value.tenant ?? null, product: given.value.product ?? null };
	const end = startOf(now()) + HOUR_MS;
	const since = end - query.value.hours * HOUR_MS;
	const { hours, completeFrom } = await countActivity(c.get('db'), { caller, owner, since });
	const counted = new Map(hours.map((hour) => [hour.start, hour]));
	return c.json({
		...owner,
		complete_from: toTimestamp(Math.min(completeFrom, end)),
		hours: Array.from({ length: query.value.hours }, (_, at) => {
			const start = since + at * HOUR_MS;
			const { events = 0, delivered = 0, failed = 0 } = counted.get(start) ?? {};
			return { start: toTimestamp(start), events, delivered, failed };
		}),
	} satisfies Activity);
}
