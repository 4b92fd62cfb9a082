/** /v1/webhook-endpoints/{id}/replay and …/replays: having again what was missed. */
import type * as z from 'zod';
import { absentType, logsOf, typesOf } from '../../contract/endpoint-rules.ts';
import {
	newReplay,
	replayProgressQuery,
	replayQuery,
	type Replay,
	type ReplayInFull,
	type ReplayProgress,
} from '../../contract/replays.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { err, ok, type Result } from '../../result.ts';
import { NEVER } from '../../store/delivery-cursors.ts';
import type { DirectoryRow } from '../../store/directories.ts';
import {
	cancelReplay,
	findReplay,
	listProgress,
	listReplays,
	rangeOf,
	rangesSince,
	REPLAYS_MAX,
	startReplay,
	type NewReplay,
	type ProgressRow,
	type Ranges,
	type ReplayRow,
	type Started,
} from '../../store/replays.ts';
import type { Endpoint } from '../../store/webhook-endpoints.ts';
import { matchesTypes } from '../../webhook/payload.ts';
import { sendWakeUps } from '../../worker/delivery-client.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { coveredLog, endpointOf } from './endpoint-view.ts';
import { pageAnswer, readListQuery, sealPage } from './list.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody } from './validate.ts';

type ReplayBody = z.output<typeof newReplay>;

/** POST /v1/webhook-endpoints/{id}/replay */
export async function create(c: AppContext): Promise<Response> {
	const body = await readBody(c, newReplay);
	if (!body.ok) return body.error;
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const endpoint = found.value;
	const { types = null, directory_id: directoryId = endpoint.directoryId } = body.value;
	const log = await coveredLog(c, endpoint, directoryId);
	if (!log.ok) return log.error;
	const refusal = refusalOf(types ?? [], endpoint, directoryId);
	if (refusal !== undefined) return wrong('types', refusal);
	const ranges = rangesOf(body.value, endpoint, log.value);
	if (!ranges.ok) return ranges.error;
	const replay = { id: newId('rpl'), types, ...ranges.value };
	const field = body.value.from_time === undefined ? 'from_sequence' : 'from_time';
	return begin(c, endpoint, replay, wrong(field, 'no kept event is in this range'));
}

/** GET /v1/webhook-endpoints/{id}/replays */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, replayQuery);
	if (!query.ok) return query.error;
	const id = param(c, 'id');
	const { cursor, limit } = query.value;
	const [found, rows] = await Promise.all([
		endpointOf(c),
		listReplays(c.get('db'), id, { after: cursor, limit: limit + 1 }),
	]);
	if (!found.ok) return found.error;
	const page = pageOf(rows, limit, (row) => row.id);
	const data = page.data.map((row) => toReplay(id, row));
	return pageAnswer<Replay>(c, { ...page, data });
}

/** GET /v1/webhook-endpoints/{id}/replays/{replayId} */
export async function read(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, replayProgressQuery);
	if (!query.ok) return query.error;
	const [id, replayId] = [param(c, 'id'), param(c, 'replayId')];
	const { cursor: after, limit } = query.value;
	const db = c.get('db');
	const [found, replay, rows] = await Promise.all([
		endpointOf(c),
		findReplay(db, id, replayId),
		listProgress(db, id, replayId, { after, limit: limit + 1 }),
	]);
	if (!found.ok) return found.error;
	if (replay === undefined) return unknownReplay(c);
	const page = pageOf(rows, limit, ({ directoryKey }) => directoryKey);
	const progress = await sealPage(c, { ...page, data: page.data.map(toProgress) });
	return c.json({ ...toReplay(id, replay), progress } satisfies ReplayInFull);
}

/** DELETE /v1/webhook-endpoints/{id}/replays/{replayId} */
export async function cancel(c: AppContext): Promise<Response> {
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const replayId = param(c, 'replayId');
	if (!(await cancelReplay(c.get('db'), found.value.id, replayId))) return unknownReplay(c);
	audit(c, 'replay.cancel', replayId, found.value);
	return c.body(null, 204);
}

/** Begins a replay to an endpoint; `ifEmpty` is the answer if it has no events. */
export async function begin(
	c: AppContext,
	endpoint: Endpoint,
	replay: NewReplay,
	ifEmpty: Response,
): Promise<Response> {
	const { id: endpointId } = endpoint;
	const started = await startReplay(c.get('db'), endpointId, replay, now());
	switch (started.kind) {
		case 'started':
			sendWakeUps(c.env, c.executionCtx, started.wakeUps);
			audit(c, 'replay.create', replay.id, endpoint);
			return c.json(toNewReplay(endpointId, started), 202);
		case 'empty':
			return ifEmpty;
		case 'disabled':
			return problem(409, 'This webhook endpoint is disabled. Enable it first.');
		case 'busy': {
			const detail = `This webhook endpoint has ${REPLAYS_MAX} running replays, which is the maximum. Wait until one is done, or cancel one.`;
			return problem(409, detail);
		}
	}
}

/** What a body asks for, as ranges of logs. */
function rangesOf(
	body: ReplayBody,
	endpoint: Endpoint,
	log: DirectoryRow | undefined,
): Result<Ranges, Response> {
	const { from_sequence: first, from_time: from, to_time: to } = body;
	if (first === undefined) {
		// The contract wants one of the two.
		if (from === undefined || from > now()) return err(wrong('from_time', 'must be in the past'));
		return ok(rangesSince(endpoint, log?.key, from, to));
	}
	if (log === undefined) {
		const detail =
			'required, because sequences belong to one directory and this endpoint covers several';
		return err(wrong('directory_id', detail));
	}
	const { key, firstSequence, lastSequence } = log;
	const last = body.to_sequence ?? lastSequence;
	const detail =
		firstSequence > lastSequence
			? 'the events of this log are no longer kept'
			: `the log holds ${firstSequence} to ${lastSequence}`;
	if (first < firstSequence || first > lastSequence) return err(wrong('from_sequence', detail));
	if (last > lastSequence) return err(wrong('to_sequence', detail));
	return ok(rangeOf(key, first, last));
}

/** What is wrong with types of which the endpoint would be sent nothing from these logs. */
function refusalOf(
	types: readonly string[],
	endpoint: Endpoint,
	directoryId: string | null,
): string | undefined {
	const { tenant, product } = endpoint;
	const logs = logsOf({ directory_id: directoryId, tenant, product });
	const heard = typesOf(logs).filter((type) => matchesTypes(endpoint.types, type));
	const unheard = types.find((pattern) => !heard.some((type) => matchesTypes([pattern], type)));
	if (unheard === undefined) return undefined;
	return absentType(logs, [unheard]) ?? `this endpoint does not subscribe to "${unheard}"`;
}

function wrong(field: string, detail: string): Response {
	return fieldProblem([{ field, detail }]);
}

function unknownReplay(c: AppContext): Response {
	return problem(404, `This webhook endpoint has no replay "${param(c, 'replayId')}".`);
}

function toNewReplay(
	endpointId: string,
	{ replay, lostUntil }: Extract<Started, { kind: 'started' }>,
): Replay {
	const shown = toReplay(endpointId, replay);
	return lostUntil === null ? shown : { ...shown, incomplete_until: toTimestamp(lostUntil) };
}

function toReplay(endpointId: string, row: ReplayRow): Replay {
	return {
		id: row.id,
		endpoint_id: endpointId,
		source: row.id.startsWith('rdl_') ? 'dead_letters' : 'log',
		state: row.awake > 0 ? 'running' : row.done < row.directories ? 'held' : 'done',
		types: row.types,
		directories: row.directories,
		directories_done: row.done,
		sequences_left: row.sequencesLeft,
		created_at: toTimestamp(row.createdAt),
	};
}

const STATES = { awake: 'running', idle: 'held', done: 'done' } as const;

function toProgress(row: ProgressRow): ReplayProgress {
	const isPlanned = row.state === 'awake' && row.dueAt !== NEVER;
	return {
		directory_id: row.directoryId,
		next_sequence: row.sequence + 1,
		until_sequence: row.until,
		state: STATES[row.state],
		attempts: row.attempts,
		last_error: row.lastError,
		due_at: isPlanned ? toTimestamp(row.dueAt) : null,
	};
}
