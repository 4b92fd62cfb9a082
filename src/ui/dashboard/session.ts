/**
 * Who is signed in. The cookie is sealed with the master key, so that nobody can make or change one; it holds
 * what the key may do, so that a page needs no look-up before its own, and the session's row, read beside the
 * page's data, tells whether it is open still.
 */
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';
import { now } from '../../platform/clock.ts';
import { newSecret, seal, sha256Hex, unseal } from '../../platform/crypto.ts';
import type { AppContext } from '../../http/context.ts';
import type { Caller } from '../../store/api-keys.ts';
import type { Database } from '../../store/database.ts';
import { closeSession, isSessionOpen, openSession } from '../../store/sessions.ts';
import { isSecure } from '../request.ts';

/** A session as the cookie holds it. */
export interface Session {
	readonly id: string;
	readonly caller: Caller;
	/** What its key is called; the beginning of it, for cookies are small. */
	readonly keyName: string;
	/** Goes back with every form of the session. */
	readonly csrf: string;
	/** Epoch milliseconds. */
	readonly expiresAt: number;
}

/** A working day. */
const GOOD_FOR_MS = 12 * 3_600_000;

const NAME_LENGTH_MAX = 60;

const CONTEXT = 'session';

/** Opens a new session, whatever there was before, so that nobody can prepare one for somebody else. */
export async function signIn(
	c: AppContext,
	key: { readonly caller: Caller; readonly keyHash: string; readonly keyName: string },
	client: string,
): Promise<void> {
	const createdAt = now();
	const expiresAt = createdAt + GOOD_FOR_MS;
	const { caller, keyHash, keyName } = key;
	const { id: callerId, scopes, tenant, product } = caller;
	const session: Session = {
		id: newSecret('ses_'),
		caller: { id: callerId, scopes, tenant, product },
		keyName: Array.from(keyName).slice(0, NAME_LENGTH_MAX).join(''),
		csrf: newSecret(''),
		expiresAt,
	};
	const before = (await sessionOf(c))?.id;
	const row = { id: session.id, keyHash, createdAt, expiresAt };
	await openSession(c.get('db'), row, { client, before });
	const sealed = await seal(c.get('config').masterKey, CONTEXT, JSON.stringify(session));
	setCookie(c, cookieOf(c), sealed, { ...attributesOf(c), maxAge: GOOD_FOR_MS / 1000 });
}

/** What the cookie of a request says; whether the session is open still is not looked up. */
export async function sessionOf(c: AppContext): Promise<Session | undefined> {
	const sealed = getCookie(c, cookieOf(c));
	if (sealed === undefined) return undefined;
	const opened = await unseal(c.get('config').masterKey, CONTEXT, sealed);
	if (opened === undefined) return undefined;
	// Nobody else can seal, so it is of this form.
	const session = JSON.parse(opened) as Session;
	return session.expiresAt > now() ? session : undefined;
}

/** Whether a session is open: nobody has signed out of it, and its key is good still. */
export async function isOpen(c: AppContext, db: Database, { id }: Session): Promise<boolean> {
	return isSessionOpen(db, id, await sha256Hex(c.get('config').adminKey), now());
}

/** Ends a session, so that no copy of its cookie is good any more. */
export async function signOut(c: AppContext, session: Session): Promise<void> {
	await closeSession(c.get('db'), session.id);
	deleteCookie(c, cookieOf(c), attributesOf(c));
}

/** Browsers take a name with `__Host-` from this host alone (RFC 6265bis §4.1.3.2), but only over https. */
function cookieOf(c: AppContext): string {
	return isSecure(c) ? '__Host-rollcall_session' : 'rollcall_session';
}

function attributesOf(c: AppContext) {
	return { path: '/', httpOnly: true, secure: isSecure(c), sameSite: 'Lax' } as const;
}
