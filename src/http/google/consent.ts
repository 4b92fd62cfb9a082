/**
 * Asking an administrator of Google Workspace for consent: the URL, and the `state` in it, which brings back
 * for whom it was asked; and taking consent back. Nothing is stored before there is an answer: the state is
 * sealed instead.
 */
import type { GoogleConfig } from '../../env.ts';
import { consentUrl, revokeToken } from '../../google/oauth.ts';
import { tokenContext } from '../../google/settings.ts';
import { now } from '../../platform/clock.ts';
import { seal, unseal } from '../../platform/crypto.ts';
import { fetchWhole } from '../../platform/fetch.ts';
import { describe, warn } from '../../platform/log.ts';
import { challengeOf, newVerifier } from '../../platform/pkce.ts';
import type { Caller } from '../../store/api-keys.ts';
import { isGoogleAccountInUse, type DroppedToken } from '../../store/google-connections.ts';
import { syncGoogle } from '../../worker/writer-client.ts';
import { originOf, type AppContext } from '../context.ts';

/**
 * A day: whoever asks may have to mail the URL to the administrator, and whoever gets hold of it can connect
 * the directory to a Workspace of theirs.
 */
const GOOD_FOR_MS = 86_400_000;

/** What the state holds. */
export interface Consent {
	readonly directoryId: string;
	/** Who asked. */
	readonly by: Pick<Caller, 'id' | 'tenant' | 'product'>;
	readonly askedAt: number;
	readonly expiresAt: number;
	/** Where the administrator goes once connected, or having refused; null for pages of ours. */
	readonly returnUrl: string | null;
	/** SHA-256 of the secret of the setup link that led here; null for none. It is used by the consent. */
	readonly setupLink: string | null;
	/** Of PKCE: a code that was given for another request is of no use with this one. */
	readonly verifier: string;
}

/** A consent to be asked for: the URL at Google. */
interface AskedConsent {
	readonly url: string;
	readonly expiresAt: number;
}

/** Asks in the name of the caller of this request. */
export async function askForConsent(
	c: AppContext,
	google: GoogleConfig,
	asked: Pick<Consent, 'directoryId' | 'returnUrl' | 'setupLink'>,
): Promise<AskedConsent> {
	const { id, tenant, product } = c.get('caller');
	const [by, askedAt, verifier] = [{ id, tenant, product }, now(), newVerifier()];
	const expiresAt = askedAt + GOOD_FOR_MS;
	const consent: Consent = { ...asked, by, askedAt, expiresAt, verifier };
	const state = await seal(c.get('config').masterKey, CONTEXT, JSON.stringify(consent));
	return { url: await consentUrlOf(c, google, state, consent), expiresAt };
}

/** The URL at Google for a state that there is. */
export async function consentUrlOf(
	c: AppContext,
	google: GoogleConfig,
	state: string,
	{ verifier }: Consent,
): Promise<string> {
	const challenge = await challengeOf(verifier);
	return consentUrl(google, { redirectUri: redirectUriOf(c), state, challenge });
}

/** What a state holds; undefined unless it was sealed here. */
export async function openConsent(c: AppContext, state: string): Promise<Consent | undefined> {
	const opened = await unseal(c.get('config').masterKey, CONTEXT, state);
	// Nobody else can seal, so it is of this form.
	return opened === undefined ? undefined : (JSON.parse(opened) as Consent);
}

/** Where Google sends the administrator back to: a redirect URI that the OAuth client must have. */
export function redirectUriOf(c: AppContext): string {
	return `${originOf(c)}/google/callback`;
}

const CONTEXT = 'google-consent';

/** Wakes the writer for a run that is due; what is lost on the way, the cron trigger finds. */
export function wakeGoogleSync(c: AppContext, directoryId: string): void {
	const woken = syncGoogle(c.env, directoryId).catch((thrown: unknown) =>
		warn('google.not_woken', { directoryId, error: describe(thrown) }),
	);
	c.executionCtx.waitUntil(woken);
}

/**
 * Takes back at Google what a token was good for, unless a directory lives by the same consent: Google knows
 * one of an account to a client. Never throws.
 */
export async function revokeDropped(
	c: AppContext,
	directoryId: string,
	{ refreshToken, account }: DroppedToken,
): Promise<void> {
	try {
		if (account !== null && (await isGoogleAccountInUse(c.get('db'), account))) return;
		const { masterKey, google } = c.get('config');
		const token = await unseal(masterKey, tokenContext(directoryId), refreshToken);
		const at = { apiUrl: google?.apiUrl };
		if (token !== undefined && (await revokeToken(at, token, fetchWhole))) return;
		warn('google.not_revoked', { directoryId });
	} catch (thrown) {
		warn('google.not_revoked', { directoryId, error: describe(thrown) });
	}
}
