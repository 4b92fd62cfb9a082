/** /v1/directories/{id}/google: the connection to Google Workspace. The page after consent is in ui/portal. */
import {
	googleSettingsPatch,
	newGoogleAuthorization,
	type GoogleAuthorization,
	type GoogleConnection,
	type GoogleRun,
	type GoogleRunReport,
} from '../../contract/google.ts';
import { toTimestamp } from '../../contract/shared.ts';
import { parseSettings } from '../../google/settings.ts';
import type * as google from '../../google/settings.ts';
import { now } from '../../platform/clock.ts';
import { err, ok, type Result } from '../../result.ts';
import {
	disconnectGoogle,
	findGoogleConnection,
	hastenGoogleRun,
	patchGoogleSettings,
	type GoogleConnectionState,
} from '../../store/google-connections.ts';
import { param, type AppContext } from '../context.ts';
import { askForConsent, revokeDropped, wakeGoogleSync } from '../google/consent.ts';
import { audit } from './audit.ts';
import { unknownDirectory } from './directories.ts';
import { fieldProblem, problem } from './problem.ts';
import { readBody, readOptionalBody } from './validate.ts';

/** GET /v1/directories/{id}/google */
export async function read(c: AppContext): Promise<Response> {
	const found = await find(c);
	return found.ok ? c.json(toGoogleConnection(found.value)) : found.error;
}

/** POST /v1/directories/{id}/google/authorize */
export async function authorize(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, newGoogleAuthorization);
	if (!body.ok) return body.error;
	const { google: client, allowInsecureTargets } = c.get('config');
	const { return_url: returnUrl = null } = body.value;
	if (returnUrl?.startsWith('http:') === true && !allowInsecureTargets) {
		return fieldProblem([{ field: 'return_url', detail: 'must be an https:// URL' }]);
	}
	const found = await find(c);
	if (!found.ok) return found.error;
	if (client === undefined) return unconfigured();
	const asked = { directoryId: param(c, 'id'), returnUrl, setupLink: null };
	const { url, expiresAt } = await askForConsent(c, client, asked);
	audit(c, 'google.authorize', param(c, 'id'));
	return c.json({ url, expires_at: toTimestamp(expiresAt) } satisfies GoogleAuthorization);
}

/** PATCH /v1/directories/{id}/google */
export async function update(c: AppContext): Promise<Response> {
	const body = await readBody(c, googleSettingsPatch);
	if (!body.ok) return body.error;
	const found = await find(c);
	if (!found.ok) return found.error;
	const { interval_minutes: minutes, ...others } = body.value;
	const at = now();
	await patchGoogleSettings(c.get('db'), param(c, 'id'), {
		patch: JSON.stringify(body.value),
		nextRunAtMax: minutes === undefined ? null : at + minutes * 60_000,
		isAnother: Object.keys(others).length > 0,
		now: at,
	});
	audit(c, 'google.update', param(c, 'id'));
	return read(c);
}

/** POST /v1/directories/{id}/google/sync */
export async function sync(c: AppContext): Promise<Response> {
	const found = await find(c);
	if (!found.ok) return found.error;
	if (c.get('config').google === undefined) return unconfigured();
	const { state, run, failures, directory } = found.value;
	if (!directory.isActive) {
		return problem(409, 'The directory is inactive. Activate it before you start a sync.');
	}
	if (state !== 'connected') return problem(409, NOT_CONNECTED[state]);
	if (run !== null && failures === 0) {
		const { started_at: startedAt } = toRun(run);
		return problem(409, `A sync has been running since ${startedAt}. Wait until it ends.`);
	}
	await hastenGoogleRun(c.get('db'), param(c, 'id'), now());
	audit(c, 'google.sync', param(c, 'id'));
	wakeGoogleSync(c, param(c, 'id'));
	const after = await find(c);
	return after.ok ? c.json(toGoogleConnection(after.value), 202) : after.error;
}

/** DELETE /v1/directories/{id}/google */
export async function disconnect(c: AppContext): Promise<Response> {
	const found = await find(c);
	if (!found.ok) return found.error;
	const dropped = await disconnectGoogle(c.get('db'), param(c, 'id'), now());
	if (dropped !== undefined) await revokeDropped(c, param(c, 'id'), dropped);
	audit(c, 'google.disconnect', param(c, 'id'));
	return c.body(null, 204);
}

const NOT_CONNECTED = {
	disconnected:
		'No administrator of Google Workspace has given consent yet. Create a consent URL with POST …/google/authorize.',
	revoked:
		'Google no longer accepts the consent of the administrator. Create a new consent URL with POST …/google/authorize.',
} as const;

/** The connection of the directory that the path names; 404 for none, 409 for one of another type. */
async function find(c: AppContext): Promise<Result<GoogleConnectionState, Response>> {
	const found = await findGoogleConnection(c.get('db'), param(c, 'id'));
	if (found === undefined) return err(unknownDirectory(c));
	const { type } = found.directory;
	if (type === 'google') return ok(found);
	const detail = `Directories of type "google" are synced from Google Workspace; this one is of type "${type}".`;
	return err(problem(409, detail));
}

function unconfigured(): Response {
	return problem(
		409,
		'This deployment has no Google client yet. Its operator must create one and set ROLLCALL_GOOGLE_CLIENT_ID and ROLLCALL_GOOGLE_CLIENT_SECRET, as docs/google.md describes.',
	);
}

function toGoogleConnection(connection: GoogleConnectionState): GoogleConnection {
	const { state, account, settings, run, lastRun, failures, lastError } = connection;
	return {
		state,
		account,
		// Of one that is disconnected it is when that was done.
		connected_at: state === 'disconnected' ? null : toTimestamp(connection.connectedAt),
		settings: parseSettings(settings),
		run: run === null ? null : toRun(run),
		last_run: lastRun === null ? null : toReport(JSON.parse(lastRun) as google.GoogleRunReport),
		next_run_at: toTimestamp(connection.nextRunAt),
		failures,
		last_error: lastError,
	};
}

/** What is kept of a run also says where it goes on, which is nobody's business. */
function toRun(text: string): GoogleRun {
	const { phase, report } = JSON.parse(text) as google.GoogleRun;
	const { ended_at: _ended, complete: _complete, ...progress } = toReport(report);
	return { ...progress, phase };
}

/** What the guard goes by is nobody's business either. */
function toReport(kept: google.GoogleRunReport): GoogleRunReport {
	const { guarded: _guarded, isHeld: _isHeld, ...report } = kept;
	return {
		...report,
		started_at: toTimestamp(report.started_at),
		ended_at: toTimestamp(report.ended_at),
	};
}
