/** /v1/directories/{id}/recordings: what a directory is sent and answers, where somebody asked for it. */
import { newRecording, recordingQuery, type Recording } from '../../contract/recordings.ts';
import { pageOf, toTimestamp } from '../../contract/shared.ts';
import { now } from '../../platform/clock.ts';
import { randomBase64, seal } from '../../platform/crypto.ts';
import { newId } from '../../platform/ids.ts';
import { PROVIDERS } from '../../providers/index.ts';
import { readExchanges } from '../../store/recorded-exchanges.ts';
import {
	deleteRecording,
	findRecording,
	listRecordings,
	RECORDINGS_MAX,
	startRecording,
	stopRecording,
	type RecordingRow,
} from '../../store/recordings.ts';
import { findSchemas } from '../../store/schemas.ts';
import type { Exchange } from '../../transcript/exchange.ts';
import { toTranscript } from '../../transcript/from-recording.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { find, unknownDirectory } from './directories.ts';
import { pageAnswer, readListQuery } from './list.ts';
import { problem } from './problem.ts';
import { readOptionalBody } from './validate.ts';

const KEY_BYTES = 32;

/** POST /v1/directories/{id}/recordings */
export async function create(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, newRecording);
	if (!body.ok) return body.error;
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	const id = newId('rec');
	const createdAt = now();
	const recording = {
		id,
		createdBy: c.get('caller').id,
		createdAt,
		endsAt: createdAt + body.value.minutes * 60_000,
		exchangesMax: body.value.exchanges_max,
	};
	const pseudonymKey = await seal(c.get('config').masterKey, id, randomBase64(KEY_BYTES));
	const started = await startRecording(c.get('db'), directory.key, { ...recording, pseudonymKey });
	if (started === 'busy') {
		return problem(
			409,
			'This directory is already being recorded. Wait until that recording ends, or stop it.',
		);
	}
	if (started === 'full') {
		const detail = `This directory has ${RECORDINGS_MAX} recordings, which is the maximum. Delete one first.`;
		return problem(409, detail);
	}
	audit(c, 'recording.create', id);
	const counts = { exchangeCount: 0, missedCount: 0, isEnded: 0 } as const;
	return c.json(toRecording(directory.id, { ...recording, ...counts }), 201);
}

/** GET /v1/directories/{id}/recordings */
export async function list(c: AppContext): Promise<Response> {
	const query = await readListQuery(c, recordingQuery);
	if (!query.ok) return query.error;
	const { cursor: after, limit } = query.value;
	const directoryId = param(c, 'id');
	const page = { after, limit: limit + 1, now: now() };
	const rows = await listRecordings(c.get('db'), directoryId, page);
	if (rows === undefined) return unknownDirectory(c);
	const { data, ...rest } = pageOf(rows, limit, ({ id }) => id);
	return pageAnswer<Recording>(c, {
		...rest,
		data: data.map((row) => toRecording(directoryId, row)),
	});
}

/** GET /v1/directories/{id}/recordings/{recordingId} */
export function read(c: AppContext): Promise<Response> {
	return withRecording(c, findRecording, ({ id }, row) => c.json(toRecording(id, row)));
}

/** POST /v1/directories/{id}/recordings/{recordingId}/stop */
export function stop(c: AppContext): Promise<Response> {
	return withRecording(c, stopRecording, ({ id }, row) => {
		audit(c, 'recording.stop', row.id);
		return c.json(toRecording(id, row));
	});
}

/** DELETE /v1/directories/{id}/recordings/{recordingId} */
export async function remove(c: AppContext): Promise<Response> {
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	const id = param(c, 'recordingId');
	if (!(await deleteRecording(c.get('db'), directory.key, id))) return unknownRecording(c);
	audit(c, 'recording.delete', id);
	return c.body(null, 204);
}

/** GET /v1/directories/{id}/recordings/{recordingId}/transcript */
export function transcript(c: AppContext): Promise<Response> {
	return withRecording(c, findRecording, async (directory, row) => {
		const db = c.get('db');
		const [texts, found] = await Promise.all([
			readExchanges(db, directory.key, row.id),
			findSchemas(db, directory.id),
		]);
		const exchanges = texts.map((text) => JSON.parse(text) as Exchange);
		const made = toTranscript(exchanges, {
			idp: PROVIDERS[directory.type as keyof typeof PROVIDERS].name,
			missed: row.missedCount,
			declared: found?.schemas.length ?? 0,
		});
		return c.json(made, 200, { 'Content-Disposition': `attachment; filename="${row.id}.json"` });
	});
}

type Directory = NonNullable<Awaited<ReturnType<typeof find>>>;

/** Answers with the recording that the path names, as it was found; 404 if it was not. */
async function withRecording(
	c: AppContext,
	reach: typeof findRecording,
	answer: (directory: Directory, row: RecordingRow) => Response | Promise<Response>,
): Promise<Response> {
	const directory = await find(c);
	if (directory === undefined) return unknownDirectory(c);
	const row = await reach(c.get('db'), directory.key, param(c, 'recordingId'), now());
	return row === undefined ? unknownRecording(c) : answer(directory, row);
}

function unknownRecording(c: AppContext): Response {
	return problem(404, `There is no recording "${param(c, 'recordingId')}".`);
}

function toRecording(directoryId: string, row: RecordingRow): Recording {
	return {
		id: row.id,
		directory_id: directoryId,
		state: row.isEnded === 1 ? 'ended' : 'recording',
		created_by: row.createdBy,
		created_at: toTimestamp(row.createdAt),
		ends_at: toTimestamp(row.endsAt),
		exchanges_max: row.exchangesMax,
		exchange_count: row.exchangeCount,
		missed_count: row.missedCount,
	};
}
