/** GET /v1/directory-health: directories with how each of them is. */
import { directoryHealthQuery, type DirectoryHealth } from '../../contract/directory-health.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { DIAGNOSED_DAYS } from '../../doctor/diagnose.ts';
import { dayOf } from '../../doctor/timeline.ts';
import { now } from '../../platform/clock.ts';
import { listStandings, type DirectoryStanding } from '../../store/directory-health.ts';
import type { AppContext } from '../context.ts';
import { diagnoseTraffic } from './diagnosis.ts';
import { pageAnswer, readListQuery } from './list.ts';

/** GET /v1/directory-health */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, directoryHealthQuery);
	if (!query.ok) return query.error;
	const { cursor: after = 0, limit, ...filter } = query.value;
	const at = now();
	const rows = await listStandings(c.get('db'), {
		...filter,
		caller: c.get('caller'),
		after,
		limit: limit + 1,
		fromDay: dayOf(at) - DIAGNOSED_DAYS,
	});
	const page = pageOf(rows, limit, ({ key }) => key);
	const data = page.data.map((row) => toHealth(row, at));
	return pageAnswer<DirectoryHealth>(c, { ...page, data });
}

function toHealth(row: DirectoryStanding, at: number): DirectoryHealth {
	const { traffic, pausedAt } = row;
	const { state, provider, findings, ...heard } = diagnoseTraffic(traffic, at);
	const count = (severity: string) => findings.filter((each) => each.severity === severity).length;
	const [worst] = findings;
	return {
		id: row.id,
		name: row.name,
		tenant: row.tenant,
		product: row.product,
		type: provider.configured,
		state: traffic.directory.state,
		user_count: row.userCount,
		active_user_count: row.activeUserCount,
		group_count: row.groupCount,
		health: state,
		findings: { error: count('error'), warning: count('warning'), hint: count('hint') },
		worst_finding:
			worst === undefined
				? null
				: { name: worst.name, severity: worst.severity, title: worst.title },
		last_request_at: toTimestamp(heard.lastRequestAt),
		last_accepted_at: toTimestamp(heard.lastAcceptedAt),
		brake:
			pausedAt === null
				? null
				: { engaged_at: toTimestamp(pausedAt), held_events: row.heldEvents ?? 0 },
	};
}
