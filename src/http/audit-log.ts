/**
 * What is noted of a request: an entry of the audit log for each change that it made through the management
 * API, and one if it was a SCIM request, with what was exchanged. When it is written is left to the buffer.
 */
import { now, sleep } from '../platform/clock.ts';
import { isResourceId, newId } from '../platform/ids.ts';
import type { AuditEntry } from '../store/audit.ts';
import type { AppContext } from './context.ts';
import { exchangeOf } from './exchange.ts';
import { isScim, pathForLog } from './log-path.ts';
import { NoteBuffer, type Note } from './note-buffer.ts';
import { actionOf } from './scim/action.ts';
import { keepNotes } from './traffic.ts';

/** Of this isolate, which serves many requests at once. */
const buffer = new NoteBuffer({ insert: keepNotes, now, sleep });

/** Notes a request that has been answered; `started` is when it came. */
export async function noteRequest(c: AppContext, started: number): Promise<void> {
	const common = {
		occurredAt: started,
		method: c.req.method,
		path: pathForLog(c.req.path),
		status: c.res.status,
		durationMs: now() - started,
		requestId: c.get('requestId'),
		ip: c.req.header('CF-Connecting-IP')?.slice(0, IP_CHARACTERS_MAX) ?? null,
	};
	const entryOf = (specific: Specific): AuditEntry => ({
		id: newId('aud'),
		...common,
		...specific,
	});
	const notes: Note[] = changesOf(c).map((change) => ({ entry: entryOf(change) }));
	for (const request of scimRequestOf(c)) {
		notes.push({ entry: entryOf(request), exchange: await exchangeOf(c, started) });
	}
	const keeper = { db: c.get('db'), masterKey: c.get('config').masterKey };
	buffer.add(notes, keeper, c.executionCtx);
}

/** The longest form of an IPv6 address; behind Cloudflare nobody but Cloudflare sets the header. */
const IP_CHARACTERS_MAX = 45;

/** Of ids that were given out elsewhere too. */
const DIRECTORY_ID_CHARACTERS_MAX = 64;

type Specific = Omit<
	AuditEntry,
	'id' | 'occurredAt' | 'method' | 'path' | 'status' | 'durationMs' | 'requestId' | 'ip'
>;

function changesOf(c: AppContext): readonly Specific[] {
	return c.get('changes').map(({ actor, action, target, about }) => ({
		kind: 'management',
		actor: actor.id,
		tokenHash: null,
		action,
		directoryId: about.directoryId ?? null,
		tenant: about.tenant ?? actor.tenant,
		product: about.product ?? actor.product,
		target,
	}));
}

function scimRequestOf(c: AppContext): readonly Specific[] {
	if (!isScim(c.req.path)) return [];
	const [, , version, directoryId, ...below] = c.req.path.split('/');
	if (version !== 'v2' || directoryId === undefined) return [];
	// No directory has such an id, and anybody may send one.
	if (directoryId.length > DIRECTORY_ID_CHARACTERS_MAX) return [];
	const segments = below.filter((segment) => segment !== '');
	// What was created is told by the answer alone.
	const target = c.res.headers.get('Location')?.split('/').at(-1) ?? segments[1] ?? '';
	return [
		{
			kind: 'scim',
			actor: null,
			// A token that was refused is nobody's.
			tokenHash: c.res.status === 401 ? null : (c.get('tokenHash') ?? null),
			action: actionOf(c.req.method, segments),
			directoryId,
			tenant: null,
			product: null,
			target: isResourceId(target) ? target : null,
		},
	];
}
