/** /v1/directories/{id}/deprovisioning-brake: its limits, and what becomes of what it holds. */
import {
	newBrakeLimits,
	type BrakeDecision,
	type DeprovisioningBrake,
} from '../../contract/brake.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { suggestLimits } from '../../directory/deprovisioning.ts';
import { now } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import {
	limitsOf,
	readBrake,
	releaseBrake,
	setBrake,
	type Brake,
	type Decision,
} from '../../store/brake.ts';
import { sendWakeUps } from '../../worker/delivery-client.ts';
import { param, type AppContext } from '../context.ts';
import { audit } from './audit.ts';
import { unknownDirectory } from './directories.ts';
import { problem } from './problem.ts';
import { readBody } from './validate.ts';

/** GET /v1/directories/{id}/deprovisioning-brake */
export async function read(c: AppContext): Promise<Response> {
	const brake = await readBrake(c.get('db'), param(c, 'id'), now());
	return brake === undefined ? unknownDirectory(c) : c.json(toBrake(brake));
}

/** PUT /v1/directories/{id}/deprovisioning-brake: switches it on; what it counted still counts. */
export async function replace(c: AppContext): Promise<Response> {
	const body = await readBody(c, newBrakeLimits);
	if (!body.ok) return body.error;
	const brake = await setBrake(c.get('db'), param(c, 'id'), body.value, now());
	if (brake === undefined) return unknownDirectory(c);
	audit(c, 'deprovisioning_brake.set', param(c, 'id'));
	return c.json(toBrake(brake));
}

/** DELETE /v1/directories/{id}/deprovisioning-brake: switches it off; what it holds stays held. */
export async function remove(c: AppContext): Promise<Response> {
	const brake = await setBrake(c.get('db'), param(c, 'id'), null, now());
	if (brake === undefined) return unknownDirectory(c);
	audit(c, 'deprovisioning_brake.delete', param(c, 'id'));
	return c.body(null, 204);
}

/** POST /v1/directories/{id}/deprovisioning-brake/resume: what was held is delivered. */
export function resume(c: AppContext): Promise<Response> {
	return release(c, 'resumed');
}

/** POST /v1/directories/{id}/deprovisioning-brake/discard: only a replay delivers what was held. */
export function discard(c: AppContext): Promise<Response> {
	return release(c, 'discarded');
}

async function release(c: AppContext, decision: Decision): Promise<Response> {
	const change = { decision, eventId: newId('evt'), now: now() };
	const { brake, events, due } = await releaseBrake(c.get('db'), param(c, 'id'), change);
	if (brake === undefined) return unknownDirectory(c);
	if (events === undefined) {
		return problem(
			409,
			'The deliveries of this directory are not held: there is nothing to decide.',
		);
	}
	sendWakeUps(c.env, c.executionCtx, due);
	audit(c, `deprovisioning_brake.${decision === 'resumed' ? 'resume' : 'discard'}`, param(c, 'id'));
	return c.json({ ...toBrake(brake), decision, events } satisfies BrakeDecision);
}

function toBrake(brake: Brake): DeprovisioningBrake {
	const { pausedAt, pauseSequence } = brake;
	const limits = limitsOf(brake);
	const unengaged = limits === null ? 'off' : 'armed';
	return {
		state: pausedAt === null ? unengaged : 'engaged',
		limits,
		suggestion: suggestLimits(brake.activeUserCount),
		counted: brake.counted,
		engaged_at: toTimestamp(pausedAt),
		after_sequence: pauseSequence,
		held_events: brake.held,
	};
}
