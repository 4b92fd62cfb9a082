/**
 * GET /google/callback: an administrator of Google Workspace comes back from Google, with consent or without
 * it. The page is public; what makes it do anything is a state that was sealed here and a code of Google's.
 */
import type { Child } from 'hono/jsx';
import type { GoogleConfig } from '../../../env.ts';
import { exchangeCode, type Grant } from '../../../google/oauth.ts';
import { probeAccess } from '../../../google/probe.ts';
import { parseSettings, tokenContext } from '../../../google/settings.ts';
import { now } from '../../../platform/clock.ts';
import { seal } from '../../../platform/crypto.ts';
import { fetchWhole } from '../../../platform/fetch.ts';
import { info } from '../../../platform/log.ts';
import { audit } from '../../../http/api/audit.ts';
import type { AppContext } from '../../../http/context.ts';
import {
	consentUrlOf,
	openConsent,
	redirectUriOf,
	revokeDropped,
	wakeGoogleSync,
	type Consent,
} from '../../../http/google/consent.ts';
import { brandingOfDirectory } from '../../../store/branding.ts';
import {
	connectGoogle,
	findGoogleConnection,
	type GoogleConnectionState,
} from '../../../store/google-connections.ts';
import { openSetupLink, type OpenedSetupLink } from '../../../store/setup-links.ts';
import { together } from '../../../store/together.ts';
import { ended, leave, page, type Audience } from '../page.tsx';
import { baseOf, keepSession } from '../session.ts';
import { Connected, explain, Incomplete } from './page.tsx';

/** A consent that can still be given. */
interface Pending {
	readonly google: GoogleConfig;
	readonly state: string;
	readonly consent: Consent;
	readonly connection: GoogleConnectionState;
	/** The setup link that led here, if one did. */
	readonly link: OpenedSetupLink | undefined;
	readonly audience: Audience;
}

/** GET /google/callback */
export async function callback(c: AppContext): Promise<Response> {
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
		const parts = { title: 'This page was not opened from a setup link', status: 400 } as const;
		return page(
			c,
			NOBODY,
			parts,
			<p>Open the complete link that you were sent, and start there.</p>,
		);
	}
	const { directoryId, setupLink, askedAt } = consent;
	const { connection, link, look } = await together(c.get('db'), {
		connection: (db) => findGoogleConnection(db, directoryId),
		link: (db) =>
			setupLink === null ? Promise.resolve(undefined) : openSetupLink(db, setupLink, now()),
		look: (db) => brandingOfDirectory(db, directoryId),
	});
	const audience = { look, product: connection?.directory.product };
	const { google } = c.get('config');
	if (google === undefined) {
		const parts = { title: 'Google Workspace is not available here', status: 503 } as const;
		return page(
			c,
			audience,
			parts,
			<p>Google Workspace was turned off for this service. Tell the person who sent you here.</p>,
		);
	}
	if (consent.expiresAt <= now()) return ended(c, audience, 'expired');
	if (connection === undefined) return ended(c, audience, 'gone');
	if (link?.state === 'revoked' || link?.state === 'used') return ended(c, audience, link.state);
	// It is the condition of the write as well: here it spares the code, and says so before it is tried.
	if ((connection.connectedAt ?? 0) > askedAt) return ended(c, audience, 'used');
	return { google, state, consent, connection, link, audience };
}

const NOBODY: Audience = { look: undefined };

/** A page of the application, with an error as OAuth has it (RFC 6749 §4.1.2.1). */
function withError(returnUrl: string, error: string): string {
	const url = new URL(returnUrl);
	url.searchParams.set('error', error);
	return url.toString();
}

/** Takes what was granted, if it is all that is needed. */
async function take(c: AppContext, pending: Pending, grant: Grant): Promise<Response> {
	const { connection, consent, link, audience } = pending;
	const { refreshToken, account = null, missing } = grant;
	if (missing.length > 0) {
		return again(c, pending, 403, 'Some permissions are missing', <Incomplete missing={missing} />);
	}
	if (refreshToken === undefined) return explained(c, pending, 'no_refresh_token');
	const { groups } = parseSettings(connection.settings);
	const lack = await probeAccess(pending.google, grant.accessToken, groups, fetchWhole);
	if (lack !== undefined) {
		return again(
			c,
			pending,
			403,
			'This account is not allowed to read users and groups',
			<p>{lack.detail}</p>,
		);
	}
	if (connection.account !== null && domainOf(connection.account) !== domainOf(account)) {
		const content = (
			<p>
				The connection uses <strong>{connection.account}</strong>, but you signed in as{' '}
				<strong>{account}</strong>. Try again with an account of the same domain. To connect another
				Google Workspace, ask the person who sent you here to disconnect this one first.
			</p>
		);
		return again(c, pending, 409, 'This is a different Google Workspace', content);
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
	if (!isConnected) return ended(c, pending.audience, 'used');
	c.set('caller', { ...by, scopes: [] });
	audit(c, 'google.connect', directoryId, { directoryId });
	if (hash !== null) audit(c, 'setup_link.redeem', by.id, { directoryId });
	wakeGoogleSync(c, directoryId);
	if (dropped !== undefined) c.executionCtx.waitUntil(revokeDropped(c, directoryId, dropped));
	if (returnUrl !== null) return leave(c, returnUrl);
	if (link !== undefined && hash !== null) {
		const used = { linkId: link.id, hash, usedBy: c.get('requestId'), directoryId };
		await keepSession(c, { ...used, token: null }, link);
	}
	const { tenant, product } = connection.directory;
	return page(
		c,
		audience,
		{
			title: 'Google Workspace is connected',
			...(link === undefined
				? {}
				: {
						step: 'connect',
						reached: ['provider', 'connect'],
						base: baseOf(link.id),
					}),
		},
		<>
			<Connected tenant={tenant} product={audience.look?.name ?? product} account={account} />
			<p>
				{link === undefined ? (
					'You can close this page.'
				) : (
					<a class="button" href={`${baseOf(link.id)}/check`}>
						Next: check the connection
					</a>
				)}
			</p>
		</>,
	);
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
	{ google, state, consent, link, audience }: Pending,
	status: 400 | 403 | 409 | 503,
	title: string,
	content: Child,
): Promise<Response> {
	info('google.not_connected', { directoryId: consent.directoryId, why: title });
	const url = await consentUrlOf(c, google, state, consent);
	return page(
		c,
		audience,
		{ title, status, ...(link === undefined ? {} : { step: 'connect' }) },
		<>
			{content}
			<p>
				<a href={url}>Try again</a>
			</p>
		</>,
	);
}
