/** GET /v1/directories/{id}/diagnosis: how the connection of a directory is, from its traffic. */
import type { DirectoryDiagnosis } from '../../contract/diagnosis.ts';
import type { Directory } from '../../contract/directories.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { DIAGNOSED_DAYS, diagnose, type Diagnosis } from '../../doctor/diagnose.ts';
import type { Evidence } from '../../doctor/evidence.ts';
import { DAY_MS, dayOf } from '../../doctor/timeline.ts';
import { now } from '../../platform/clock.ts';
import type { Database } from '../../store/database.ts';
import { findTraffic, type DiagnosedTraffic } from '../../store/traffic.ts';
import { param, type AppContext } from '../context.ts';
import { unknownDirectory } from './directories.ts';

/** GET /v1/directories/{id}/diagnosis */
export async function read(c: AppContext): Promise<Response> {
	const diagnosis = await diagnosisOf(c.get('db'), param(c, 'id'), now());
	return diagnosis === undefined ? unknownDirectory(c) : c.json(toDiagnosis(diagnosis));
}

/** Diagnoses a directory at a time; undefined if there is no such directory. One round trip. */
export async function diagnosisOf(
	db: Database,
	directoryId: string,
	at: number,
): Promise<Diagnosis | undefined> {
	const traffic = await findTraffic(db, directoryId, dayOf(at) - DIAGNOSED_DAYS);
	return traffic && diagnoseTraffic(traffic, at);
}

/** Diagnoses a directory from what was read of it. */
export function diagnoseTraffic(traffic: DiagnosedTraffic, at: number): Diagnosis {
	const { directory, tokens, google, signals } = traffic;
	// Only what the contract allows is ever stored.
	const type = directory.type as Directory['type'];
	return diagnose(signals, { ...directory, type, tokens, google }, at);
}

function toDiagnosis({ provider, findings, days, ...diagnosis }: Diagnosis): DirectoryDiagnosis {
	return {
		state: diagnosis.state,
		provider,
		last_request_at: toTimestamp(diagnosis.lastRequestAt),
		last_accepted_at: toTimestamp(diagnosis.lastAcceptedAt),
		days: days.map(({ day, requests, failures }) => ({
			date: toTimestamp(day * DAY_MS).slice(0, 10),
			requests,
			failures,
		})),
		findings: findings.map(({ firstSeen, lastSeen, evidence, ...finding }) => ({
			...finding,
			first_seen: toTimestamp(firstSeen),
			last_seen: toTimestamp(lastSeen),
			evidence: evidence && toEvidence(evidence),
		})),
	};
}

function toEvidence({ at, method, target, headers, body, status, answer }: Evidence) {
	return {
		at: toTimestamp(at),
		request: { method, target, headers, body },
		answer: { status, body: answer },
	};
}
