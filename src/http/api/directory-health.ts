/** GET /v1/directory-health: directories with how each of them is. */
import {
	directoryHealthQuery,
	LOOKED_THROUGH_MAX,
	type DirectoryHealth,
	type HealthCounts,
} from '../../contract/directory-health.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { DIAGNOSED_DAYS } from '../../doctor/diagnose.ts';
import { suspiciousAt } from '../../doctor/suspicious.ts';
import { dayOf } from '../../doctor/timeline.ts';
import { now } from '../../platform/clock.ts';
import {
	listStandings,
	type DirectoryStanding,
	type Standings,
} from '../../store/directory-health.ts';
import type { AppContext } from '../context.ts';
import { diagnoseTraffic } from './diagnosis.ts';
import { readListQuery, sealPage } from './list.ts';

/** GET /v1/directory-health */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, directoryHealthQuery);
	if (!query.ok) return query.error;
	const { cursor: after = 0, limit, order, ...filter } = query.value;
	const at = now();
	const isWorstFirst = order === 'worst';
	const standings = await listStandings(c.get('db'), {
		...filter,
		caller: c.get('caller'),
		after,
		limit: limit + 1,
		fromDay: dayOf(at) - DIAGNOSED_DAYS,
		suspects: isWorstFirst
			? { ...suspiciousAt(at), lookedThrough: LOOKED_THROUGH_MAX, limit: SUSPECTS_MAX }
			: undefined,
	});
	const { rows } = standings;
	if (isWorstFirst) {
		const all = rows.map((row) => toHealth(row, at));
		const counts = countsOf(standings, all);
		const data = all.toSorted((left, right) => rankOf(left) - rankOf(right)).slice(0, limit);
		return c.json({ data, next_cursor: null, counts });
	}
	const page = pageOf(rows, limit, ({ key }) => key);
	const data = page.data.map((row) => toHealth(row, at));
	return c.json({ ...(await sealPage<DirectoryHealth>(c, { ...page, data })), counts: null });
}

/** As many are diagnosed: twice the largest page. */
const SUSPECTS_MAX = 200;

/** Suspects come first, so that those that were not read are suspects beyond the limit, and sound ones. */
function countsOf({ looked, sound }: Standings, read: readonly DirectoryHealth[]): HealthCounts {
	const count = (health: DirectoryHealth['health']) =>
		read.filter((each) => each.health === health).length;
	const unread = looked - read.length;
	const unchecked = Math.max(0, looked - sound - read.length);
	return {
		failing: count('failing'),
		attention: count('attention'),
		silent: count('silent'),
		healthy: count('healthy') + unread - unchecked,
		unchecked,
		complete: looked < LOOKED_THROUGH_MAX,
	};
}

/** What is worst comes first; of what is alike, what was made first. */
function rankOf({ health, brake }: DirectoryHealth): number {
	return brake === null ? RANKS.indexOf(health) : -1;
}

const RANKS: readonly DirectoryHealth['health'][] = ['failing', 'attention', 'silent', 'healthy'];

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
		user_count: traffic.directory.userCount,
		active_user_count: row.activeUserCount,
		group_count: traffic.directory.groupCount,
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
