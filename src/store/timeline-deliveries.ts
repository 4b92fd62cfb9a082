/** What has become of some events of one log at each endpoint that covers it, as far as it is kept. */
import { sql } from 'drizzle-orm';
import type { Batch } from './database.ts';
import type { webhookEndpoints } from './delivery-tables.ts';
import { covers, scopesCovering } from './endpoint-scope.ts';
import { ENDPOINT_OWNER, isOwnedBy, type Binding } from './ownership.ts';
import type { TimelineDirectory } from './timeline.ts';

/** An endpoint that covers a log, with how far it has come in it; times are epoch milliseconds. */
export type CoveringEndpoint = Pick<
	typeof webhookEndpoints.$inferSelect,
	| 'id'
	| 'description'
	| 'url'
	| 'types'
	| 'state'
	| 'disabledReason'
	| 'delivery'
	| 'failingSince'
	| 'createdAt'
	| 'updatedAt'
> & {
	/** Null if it has not heard of the log yet. */
	readonly sequence: number | null;
	readonly isAwake: boolean;
	/** Failed tries at the next events. */
	readonly attempts: number;
	readonly dueAt: number | null;
	readonly lastError: string | null;
};

/** A POST that carried an event. */
export interface CarryingAttempt {
	readonly endpointId: string;
	/** Else it carried others too, and this one only if the endpoint was to have it. */
	readonly isAlone: 0 | 1;
	readonly attemptedAt: number;
	readonly status: number | null;
	readonly outcome: 'delivered' | 'retry' | 'dead' | 'disabled';
	readonly error: string | null;
}

/** An event that an endpoint did not accept. */
export interface DeadEvent {
	readonly endpointId: string;
	readonly sequence: number;
	readonly attempts: number;
	readonly lastError: string | null;
	readonly diedAt: number;
}

/** What is kept of the deliveries of some events. */
export interface DeliveriesRead {
	readonly endpoints: readonly CoveringEndpoint[];
	/** By the sequence of the event, the latest first. */
	readonly attempts: ReadonlyMap<number, readonly CarryingAttempt[]>;
	readonly dead: readonly DeadEvent[];
	/** What pollers have acknowledged before an earlier event. */
	readonly acknowledged: readonly Pick<DeadEvent, 'endpointId' | 'sequence'>[];
	/** What the brake held and an operator discarded; the first sequence is not among them. */
	readonly discarded: readonly {
		readonly after: number;
		readonly until: number;
		readonly discardedAt: number;
	}[];
}

/** Endpoints that are told of; who has more asks for the attempts of an event. */
export const ENDPOINTS_MAX = 100;

/** Attempts looked at for each event: those at later events of endpoints that take batches lie between. */
const WINDOW = 500;

/** Adds the reads to a batch; what `read` holds is there once it has run. */
export function addDeliveries(
	batch: Batch,
	directory: TimelineDirectory,
	events: readonly { readonly sequence: number; readonly type: string }[],
	caller: Binding,
	receive: (read: DeliveriesRead) => void,
): void {
	const { key } = directory;
	const scopes = JSON.stringify(scopesCovering(directory));
	const sought = JSON.stringify(events.map(({ sequence, type }) => ({ sequence, type })));
	const covering = sql`(SELECT * FROM webhook_endpoints INDEXED BY webhook_endpoints_scope
		WHERE scope IN (SELECT value FROM json_each(${scopes})) AND ${isOwnedBy(caller, ENDPOINT_OWNER)}
		ORDER BY id LIMIT ${ENDPOINTS_MAX + 1})`;
	let endpoints: readonly CoveringEndpoint[] = [];
	let dead: readonly DeadEvent[] = [];
	let acknowledged: DeliveriesRead['acknowledged'] = [];
	let discarded: DeliveriesRead['discarded'] = [];
	batch
		.read<
			Omit<CoveringEndpoint, 'types' | 'isAwake'> & {
				types: string | null;
				isAwake: number | null;
			}
		>(
			sql`SELECT e.id, e.description, e.url, e.types, e.state, e.disabled_reason AS disabledReason,
					e.delivery, e.failing_since AS failingSince, e.created_at AS createdAt,
					e.updated_at AS updatedAt, c.sequence, c.state = 'awake' AS isAwake,
					coalesce(c.attempts, 0) AS attempts, c.due_at AS dueAt, c.last_error AS lastError
				FROM ${covering} AS e LEFT JOIN delivery_cursors AS c
					ON c.endpoint_id = e.id AND c.directory_key = ${key} AND c.lane = ''`,
			(rows) => {
				endpoints = rows.map(({ types, isAwake, ...row }) => ({
					...row,
					types: types === null ? null : (JSON.parse(types) as readonly string[]),
					isAwake: isAwake === 1,
				}));
			},
		)
		.read<DeadEvent>(
			sql`SELECT l.endpoint_id AS endpointId, l.sequence, l.attempts, l.last_error AS lastError,
					l.died_at AS diedAt
				FROM ${covering} AS e CROSS JOIN json_each(${sought}) AS s CROSS JOIN dead_letters AS l
				WHERE l.endpoint_id = e.id AND l.directory_key = ${key}
					AND l.sequence = s.value ->> 'sequence'`,
			(rows) => (dead = rows),
		)
		.read<DeliveriesRead['acknowledged'][number]>(
			sql`SELECT a.endpoint_id AS endpointId, a.sequence
				FROM ${covering} AS e CROSS JOIN json_each(${sought}) AS s
					CROSS JOIN set_acknowledgements AS a
				WHERE e.delivery = 'poll' AND a.endpoint_id = e.id AND a.directory_key = ${key}
					AND a.sequence = s.value ->> 'sequence'`,
			(rows) => (acknowledged = rows),
		)
		.read<DeliveriesRead['discarded'][number]>(
			sql`SELECT DISTINCT d.after_sequence AS after, d.until_sequence AS until,
					d.discarded_at AS discardedAt
				FROM json_each(${sought}) AS s CROSS JOIN discarded_events AS d
				WHERE d.directory_key = ${key} AND d.after_sequence < s.value ->> 'sequence'
					AND d.until_sequence >= s.value ->> 'sequence'`,
			(rows) => (discarded = rows),
		)
		.read<{ sequence: number; attempts: string }>(attemptsStatement(key, sought), (rows) => {
			const attempts = new Map(
				rows.map(({ sequence, attempts: found }) => [
					sequence,
					JSON.parse(found) as CarryingAttempt[],
				]),
			);
			receive({ endpoints, attempts, dead, acknowledged, discarded });
		});
}

/** The attempts that carried each of some events, as JSON. */
function attemptsStatement(key: number, sought: string) {
	// Inside a batch of a replay lie events that it was not about.
	const isCarried = sql`a.first_sequence <= s.value ->> 'sequence' AND a.lane <> 'test'
		AND (a.first_sequence = a.last_sequence OR a.lane = '' OR NOT EXISTS (
			SELECT 1 FROM delivery_cursors AS c WHERE c.endpoint_id = a.endpoint_id
				AND c.directory_key = ${key} AND c.lane = a.lane
				AND NOT ${covers(sql`c.types`, sql`(s.value ->> 'type')`)}))`;
	return sql`SELECT s.value ->> 'sequence' AS sequence, (
		SELECT json_group_array(json_object('endpointId', endpoint_id,
			'isAlone', first_sequence = last_sequence, 'attemptedAt', attempted_at,
			'status', status, 'outcome', outcome, 'error', error))
		FROM (SELECT * FROM (SELECT * FROM delivery_attempts INDEXED BY delivery_attempts_event
				WHERE directory_key = ${key} AND last_sequence >= s.value ->> 'sequence'
				ORDER BY last_sequence LIMIT ${WINDOW}) AS a
			WHERE ${isCarried} ORDER BY a.id DESC)) AS attempts
	FROM json_each(${sought}) AS s`;
}
