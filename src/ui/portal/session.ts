/**
 * Who has used a setup link. The browser that did goes on by a cookie, which is sealed with the master key and
 * good as long as the link's row says that it was this use. It opens the pages of one directory, and nothing
 * else; pages behind it have the id of the link in their path, so that its secret is on no page after the first.
 */
import { getCookie, setCookie } from 'hono/cookie';
import type { CookieOptions } from 'hono/utils/cookie';
import { DONE } from '../../doctor/signals.ts';
import { now } from '../../platform/clock.ts';
import { newSecret, seal, unseal } from '../../platform/crypto.ts';
import { param, type AppContext } from '../../http/context.ts';
import { brandingOfLink } from '../../store/branding.ts';
import type { Database } from '../../store/database.ts';
import { findDirectory, type DirectoryRow } from '../../store/directories.ts';
import { mayTouch } from '../../store/ownership.ts';
import { countTokens, findUseOfToken, type TokenUse } from '../../store/portal.ts';
import {
	findEndOfSetupLink,
	openSetupLink,
	tokenDescriptionOf,
	type OpenedSetupLink,
} from '../../store/setup-links.ts';
import { together } from '../../store/together.ts';
import { ended, type Audience, type ENDS } from './page.tsx';
import { isSecure } from '../request.ts';

/** A token that was made with a link. */
interface MadeToken {
	readonly id: string;
	/** Null once it is not shown any more. */
	readonly secret: string | null;
	/** Until when its secret is shown, unless it is used before. */
	readonly shownUntil: number;
}

/** What the cookie holds. */
export interface SetupSession {
	readonly linkId: string;
	/** SHA-256 of the secret of the link. */
	readonly hash: string;
	/** The request that has used it. */
	readonly usedBy: string;
	readonly directoryId: string;
	/** Null where nothing is to be pasted. */
	readonly token: MadeToken | null;
	/** Goes back with forms. */
	readonly csrf: string;
}

/** Long enough to find the page of the admin console, and the person who may open it. */
const SHOWN_MS = 3_600_000;

/** A token as the cookie holds it. */
export function shownToken(id: string, secret: string): MadeToken {
	return { id, secret, shownUntil: now() + SHOWN_MS };
}

/** Lets this browser go on with a link that it has used. */
export function keepSession(
	c: AppContext,
	session: Omit<SetupSession, 'csrf'>,
	{ expiresAt }: Pick<OpenedSetupLink, 'expiresAt'>,
): Promise<void> {
	return write(c, { ...session, csrf: newSecret('') }, expiresAt);
}

/** Takes the secret of a token out of the cookie once it is not shown any more. */
export async function forgetSecret(
	c: AppContext,
	{ session, link, secret }: Visit<unknown>,
): Promise<void> {
	const { token } = session;
	if (secret !== undefined || token === null || token.secret === null) return;
	await write(c, { ...session, token: { ...token, secret: null } }, link.expiresAt);
}

async function write(c: AppContext, session: SetupSession, expiresAt: number): Promise<void> {
	const sealed = await seal(c.get('config').masterKey, CONTEXT, JSON.stringify(session));
	setCookie(c, cookieOf(c, session.linkId), sealed, {
		...attributesOf(c),
		maxAge: Math.max(0, Math.floor((expiresAt - now()) / 1000)),
	});
}

/** Asks the browser to keep a cookie, so that a link is not used by one that keeps none: it could not go on. */
export function probeCookies(c: AppContext): void {
	setCookie(c, cookieOf(c, PROBE), '1', attributesOf(c));
}

/** Whether the browser has kept it. */
export function keepsCookies(c: AppContext): boolean {
	return getCookie(c, cookieOf(c, PROBE)) !== undefined;
}

const PROBE = 'probe';

function attributesOf(c: AppContext): CookieOptions {
	return { path: '/setup', httpOnly: true, secure: isSecure(c), sameSite: 'Lax' };
}

/** What the cookie for a link says; whether it is good still is not looked up. */
export async function sessionOf(c: AppContext, linkId: string): Promise<SetupSession | undefined> {
	const sealed = getCookie(c, cookieOf(c, linkId));
	const session = sealed === undefined ? undefined : await openSealed(c, sealed);
	return session?.linkId === linkId ? session : undefined;
}

/** What the cookie says for a link of which this is the SHA-256 of the secret: it may be gone by now. */
export async function sessionBySecret(
	c: AppContext,
	hash: string,
): Promise<SetupSession | undefined> {
	const ours = Object.entries(getCookie(c)).filter(([name]) => name.startsWith(cookieOf(c, 'sl_')));
	const sessions = await Promise.all(ours.map(([, sealed]) => openSealed(c, sealed)));
	return sessions.find((session) => session?.hash === hash);
}

async function openSealed(c: AppContext, sealed: string): Promise<SetupSession | undefined> {
	const opened = await unseal(c.get('config').masterKey, CONTEXT, sealed);
	// Nobody else can seal, so it is of this form.
	return opened === undefined ? undefined : (JSON.parse(opened) as SetupSession);
}

/** Where the pages of a link are that was used. */
export function baseOf(linkId: string): string {
	return `/setup/${linkId}`;
}

/** Somebody who has used a link, and what a page shows to them. */
export interface Visit<Found> {
	readonly session: SetupSession;
	readonly link: OpenedSetupLink;
	readonly directory: DirectoryRow;
	readonly audience: Audience;
	/** What has become of the token that was made with the link; undefined once there is none. */
	readonly use: TokenUse | undefined;
	/** The token has done something: then its secret is not shown any more. At a wrong URL it does nothing. */
	readonly isTokenUsed: boolean;
	/** What to paste; undefined where that is not shown, or not any more. */
	readonly secret: string | undefined;
	/** How many tokens were made with the link. */
	readonly tokensMade: number;
	readonly found: Found;
}

/**
 * Lets in whoever has used the link of the path, and reads for the page in the same round trip as far as
 * `read` makes one; else a page that says why not.
 */
export async function enter<Found>(
	c: AppContext,
	read: (db: Database, session: SetupSession) => Promise<Found>,
): Promise<Visit<Found> | Response> {
	const id = param(c, 'link');
	const session = await sessionOf(c, id);
	if (session === undefined) {
		const { look, end } = await together(c.get('db'), {
			look: (db) => brandingOfLink(db, ''),
			// No browser goes on with it then, and browsers drop the cookie when it expires.
			end: (db) => findEndOfSetupLink(db, id, now()),
		});
		return ended(c, { look }, end ?? 'elsewhere');
	}
	const { hash, directoryId, token } = session;
	const { link, look, directory, use, tokensMade, found } = await together(c.get('db'), {
		link: (db) => openSetupLink(db, hash, now()),
		look: (db) => brandingOfLink(db, hash),
		directory: (db) => findDirectory(db, directoryId),
		use: (db) => findUseOfToken(db, directoryId, token?.id ?? '', DONE),
		tokensMade: (db) => countTokens(db, directoryId, tokenDescriptionOf(id)),
		found: (db) => read(db, session),
	});
	const audience = { look, product: link?.product };
	// Who deletes a directory deletes its links.
	const isGone = directory === undefined || (link !== undefined && !mayTouch(link, directory));
	if (isGone) return ended(c, audience, 'gone');
	const end = endOf(session, link);
	if (link === undefined || end !== undefined) return ended(c, audience, end ?? 'expired');
	const isTokenUsed = use !== undefined && use.lastUsedAt !== null && use.isFollowed;
	const isShown = use !== undefined && !isTokenUsed && token !== null && now() < token.shownUntil;
	const secret = isShown ? (token.secret ?? undefined) : undefined;
	return { session, link, directory, audience, use, isTokenUsed, secret, tokensMade, found };
}

/** Why a session is over; undefined if it is not. */
export function endOf(
	{ usedBy }: SetupSession,
	link: OpenedSetupLink | undefined,
): keyof typeof ENDS | undefined {
	// Links are deleted some time after they have expired.
	if (link === undefined || link.expiresAt <= now()) return 'expired';
	if (link.usedBy !== usedBy) return 'used';
	return link.revokedAt === null ? undefined : 'revoked';
}

const CONTEXT = 'setup';

/** A name of its own for each link: somebody may set up several at once. */
function cookieOf(c: AppContext, linkId: string): string {
	return `${isSecure(c) ? '__Secure-' : ''}rollcall_setup_${linkId}`;
}
