/**
 * GET /google/callback: an administrator of Google Workspace comes back from Google, with consent or without
 * it. The page is public; what makes it do anything is a state that was sealed here and a code of Google's.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import type { GoogleConfig } from '../../env.ts';
import { exchangeCode, type Grant } from '../../google/oauth.ts';
import { probeAccess } from '../../google/probe.ts';
import { parseSettings, tokenContext } from '../../google/settings.ts';
import { now } from '../../platform/clock.ts';
import { seal } from '../../platform/crypto.ts';
import { fetchWhole } from '../../platform/fetch.ts';
import { info } from '../../platform/log.ts';
import {
	connectGoogle,
	findGoogleConnection,
	type GoogleConnectionState,
} from '../../store/google-connections.ts';
import { openSetupLink } from '../../store/setup-links.ts';
import { audit } from '../api/audit.ts';
import type { AppContext, AppEnv } from '../context.ts';
import { methods } from '../methods.ts';
import { ended, failed, leave, notAllowed, page } from '../setup/page.ts';
import {
	consentUrlOf,
	openConsent,
	redirectUriOf,
	revokeDropped,
	wakeGoogleSync,
	type Consent,
} from './consent.ts';
import { connected, explain, incomplete } from './page.ts';

type Content = ReturnType<typeof html>;

/** A consent that can still be given. */
interface Pending {
	readonly google: GoogleConfig;
	readonly state: string;
	readonly consent: Consent;
	readonly connection: GoogleConnectionState;
}

/** Routes below /. */
export function googleRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	methods(app, '/google/callback', { GET: callback }, notAllowed);
	app.onError((thrown, c) => failed(c, thrown));
	return app;
}

/** GET /google/callback */
async function callback(c: AppContext): Promise<Response> {
	const query = new URL(c.req.url).searchParams;
	const pending = await openPending(c, query.get('state') ?? '');
	if (pending instanceof Response) return pending;
	const refused = query.get('error');
	const { google, consent } = pending;
	if (refused === 'access_denied' && consent.returnUrl !== null) {
		return leave(c, withError(consent.returnUrl, refused));
	}
	if (refused !== null) return explained(c, pending, refused);
	const redirectUri = redirectUriOf(c);
	const given = { code: query.get('code') ?? '', redirectUri, verifier: consent.verifier };
	const exchanged = await exchangeCode(google, given, fetchWhole);
	return exchanged.ok
		? take(c, pending, exchanged.value)
		: explained(c, pending, exchanged.error.error);
}

/** What a state is about; a page that says why, if it is not good. */
async function openPending(c: AppContext, state: string): Promise<Pending | Response> {
	const consent = await openConsent(c, state);
	if (consent === undefined) {
		const content = html`<p>Open the whole link that you were sent, and begin there.</p>`;
		return page(c, 400, 'This does not come from a link of ours', content);
	}
	const { google } = c.get('config');
	if (google === undefined) {
		const content = html`<p>Its operator has taken the connection to Google away.</p>`;
		return page(c, 503, 'Google Workspace cannot be connected here', content);
	}
	if (consent.expiresAt <= now()) return ended(c, 'This link has expired');
	const connection = await findGoogleConnection(c.get('db'), consent.directoryId);
	if (connection === undefined)
		return ended(c, 'The connection of this link does not exist any more');
	const { setupLink } = consent;
	const link = setupLink === null ? null : await openSetupLink(c.get('db'), setupLink, now());
	if (link?.state === 'revoked') return ended(c, 'This link has been withdrawn');
	if (link?.state === 'used') return ended(c, USED);
	// It is the condition of the write as well: here it spares the code, and says so before it is tried.
	if ((connection.connectedAt ?? 0) > consent.askedAt) return ended(c, USED);
	return { google, state, consent, connection };
}

const USED = 'This link has been used';

/** A page of the application, with an error as OAuth has it (RFC 6749 §4.1.2.1). */
function withError(returnUrl: string, error: string): string {
	const url = new URL(returnUrl);
	url.searchParams.set('error', error);
	return url.toString();
}

/** Takes what was granted, if it is all that is needed. */
async function take(c: AppContext, pending: Pending, grant: Grant): Promise<Response> {
	const { connection, consent } = pending;
	const { refreshToken, account = null, missing } = grant;
	if (missing.length > 0) {
		return again(c, pending, 403, 'Not all permissions were given', incomplete(missing));
	}
	if (refreshToken === undefined) return explained(c, pending, 'no_refresh_token');
	const { groups } = parseSettings(connection.settings);
	const lack = await probeAccess(pending.google, grant.accessToken, groups, fetchWhole);
	if (lack !== undefined) {
		return again(
			c,
			pending,
			403,
			'Google does not let this account read',
			html`<p>${lack.detail}</p>`,
		);
	}
	if (connection.account !== null && domainOf(connection.account) !== domainOf(account)) {
		const content = html`<p>
			It is connected by <strong>${connection.account}</strong>, and you have signed in as
			<strong>${account}</strong>. Try again with an account of the same domain. If it shall be
			connected to another Workspace, whoever sent you here has to disconnect it first.
		</p>`;
		return again(c, pending, 409, 'This is another Google Workspace', content);
	}
	const { directoryId, askedAt, by, returnUrl, setupLink: hash } = consent;
	const { masterKey } = c.get('config');
	const sealed = await seal(masterKey, tokenContext(directoryId), refreshToken);
	const taken = {
		directoryId,
		account,
		refreshToken: sealed,
		askedAt,
		now: now(),
		setupLink: hash === null ? undefined : { hash, requestId: c.get('requestId') },
	};
	const { isConnected, dropped } = await connectGoogle(c.get('db'), taken);
	if (!isConnected) return ended(c, USED);
	c.set('caller', { ...by, scopes: [] });
	audit(c, 'google.connect', directoryId, { directoryId });
	if (hash !== null) audit(c, 'setup_link.redeem', by.id, { directoryId });
	wakeGoogleSync(c, directoryId);
	if (dropped !== undefined) c.executionCtx.waitUntil(revokeDropped(c, directoryId, dropped));
	if (returnUrl !== null) return leave(c, returnUrl);
	return page(c, 200, 'Google Workspace is connected', connected(connection.directory, account));
}

/** The domain of an address; '' for none. */
function domainOf(account: string | null): string {
	return account?.slice(account.lastIndexOf('@') + 1).toLowerCase() ?? '';
}

function explained(c: AppContext, pending: Pending, error: string): Promise<Response> {
	const { clientId } = pending.google;
	const { title, status, remedy } = explain(error, { clientId, redirectUri: redirectUriOf(c) });
	return again(c, pending, status, title, remedy);
}

/** What failed, and the way to try again: the link is not used yet. */
async function again(
	c: AppContext,
	{ google, state, consent }: Pending,
	status: 400 | 403 | 409 | 503,
	title: string,
	content: Content,
): Promise<Response> {
	info('google.not_connected', { directoryId: consent.directoryId, why: title });
	const url = await consentUrlOf(c, google, state, consent);
	return page(
		c,
		status,
		title,
		html`${content}
			<p><a href="${url}">Try again</a></p>`,
	);
}
