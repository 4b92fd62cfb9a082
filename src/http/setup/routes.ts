/**
 * GET and POST /setup/{secret}: the page behind a setup link. Who has the link may use it, once: opening
 * it changes nothing, so that scanners of mail cannot use it up. One that leads to Google is used by the
 * consent: whoever turns back there may open it again.
 */
import { Hono } from 'hono';
import { html } from 'hono/html';
import { providerOf, type ProviderInFull } from '../../contract/providers.ts';
import type { GoogleConfig } from '../../env.ts';
import { now } from '../../platform/clock.ts';
import { sha256Hex } from '../../platform/crypto.ts';
import { mayTouch } from '../../store/ownership.ts';
import { findDirectory, type DirectoryRow } from '../../store/directories.ts';
import {
	bindSetupLink,
	directoryIdOf,
	openSetupLink,
	redeemSetupLink,
	releaseSetupLink,
	type SetupLinkRow,
} from '../../store/setup-links.ts';
import { insertToken } from '../../store/tokens.ts';
import { createDirectory } from '../../worker/writer-client.ts';
import { audit } from '../api/audit.ts';
import { makeToken } from '../api/new-token.ts';
import { originOf, param, type AppContext, type AppEnv } from '../context.ts';
import { askForConsent } from '../google/consent.ts';
import { methods } from '../methods.ts';
import { ended, failed, instructions, leave, notAllowed, offer, page } from './page.ts';

type Answer = Response | Promise<Response>;

/** A link that is good, and the directory that it is for, if it is for one. */
interface OpenLink {
	readonly hash: string;
	readonly link: SetupLinkRow;
	readonly directory: DirectoryRow | undefined;
}

/** Routes below /. */
export function setupRoutes(): Hono<AppEnv> {
	const app = new Hono<AppEnv>();
	methods(app, '/setup/:secret', { GET: show, POST: submit }, notAllowed);
	app.onError((thrown, c) => failed(c, thrown));
	return app;
}

/** GET /setup/{secret} */
async function show(c: AppContext): Promise<Response> {
	const open = await openLink(c);
	return open instanceof Response ? open : showOffer(c, open, 200);
}

/** POST /setup/{secret}: makes the connection, and shows what to paste. */
async function submit(c: AppContext): Promise<Response> {
	if (isFromElsewhere(c)) {
		const content = html`<p>Open the link itself, and send its form.</p>`;
		return page(c, 403, 'This did not come from the page of the link', content);
	}
	const open = await openLink(c);
	if (open instanceof Response) return open;
	const type = open.directory?.type ?? (await readType(c));
	const provider = typeof type === 'string' ? providerOf(type) : undefined;
	if (provider === undefined) return showOffer(c, open, 400);
	const { hash, link } = open;
	const requestId = c.get('requestId');
	c.set('caller', { id: link.id, scopes: [], tenant: link.tenant, product: link.product });
	const google = consentOf(c, provider.type);
	if (google !== undefined) return leadToConsent(c, open, provider, google);
	try {
		const directoryId = await redeemSetupLink(c.get('db'), hash, requestId, now());
		// Somebody else has used it, or it has ended, since it was looked at.
		if (directoryId === undefined) return await show(c);
		const secret = await connect(c, link, directoryId, provider);
		audit(c, 'setup_link.redeem', link.id, { directoryId });
		const content = instructions(provider, { origin: originOf(c), directoryId, secret });
		const title = provider.type === 'google' ? 'One step is left' : 'The connection is ready';
		return await page(c, 200, title, content);
	} catch (thrown) {
		// Whatever was done: another try goes on with the same directory, and makes another token.
		await releaseSetupLink(c.get('db'), hash, requestId);
		throw thrown;
	}
}

/** Makes the directory if there is none yet, and leads to Google; the link stays good until somebody consents. */
async function leadToConsent(
	c: AppContext,
	{ hash, link, directory }: OpenLink,
	provider: ProviderInFull,
	google: GoogleConfig,
): Promise<Response> {
	const directoryId = directoryIdOf(link);
	if (directory === undefined) {
		const find = () => findDirectory(c.get('db'), directoryId);
		// One that an earlier try has made, or another one at this moment, is as good.
		const made = (await find()) ?? (await make(c, link, directoryId, provider)) ?? (await find());
		if (made === undefined) throw new Error('The id of the directory to be set up is in use.');
		const isBound = await bindSetupLink(c.get('db'), hash, now());
		if (!isBound || made.type !== provider.type) return show(c);
	}
	const consent = await askForConsent(c, google, { directoryId, returnUrl: null, setupLink: hash });
	audit(c, 'google.authorize', directoryId, { directoryId });
	return leave(c, consent.url);
}

/** The client at Google of a directory that is connected by consent, and not by a token. */
function consentOf(c: AppContext, type: string): GoogleConfig | undefined {
	return type === 'google' ? c.get('config').google : undefined;
}

/** The field of the form; what is no form has none. */
async function readType(c: AppContext): Promise<unknown> {
	const form = await c.req.parseBody().catch(() => undefined);
	return form?.['type'];
}

/** Makes the directory with its first token, or another token where there is one; returns its secret. */
async function connect(
	c: AppContext,
	link: SetupLinkRow,
	id: string,
	provider: ProviderInFull,
): Promise<string> {
	const directory = await findDirectory(c.get('db'), id);
	if (directory !== undefined && mayTouch(link, directory)) {
		const { secret, token } = await newToken(link);
		await insertToken(c.get('db'), directory.key, token, now());
		audit(c, 'token.create', token.id, { directoryId: id });
		return secret;
	}
	const made = await make(c, link, id, provider);
	if (made === undefined) throw new Error('The id of the directory to be set up is in use.');
	return made.secret;
}

const newToken = (link: SetupLinkRow) => makeToken(`Setup link ${link.id}`, null);

/** Makes a directory; undefined if its id is in use. */
async function make(
	c: AppContext,
	link: SetupLinkRow,
	id: string,
	{ type, name }: ProviderInFull,
): Promise<{ readonly type: string; readonly secret: string } | undefined> {
	const { secret, token } = await newToken(link);
	const { tenant, product } = link;
	const made = { id, name: link.name ?? name, tenant, product, type, token };
	if (!(await createDirectory(c.env, c.executionCtx, made))) return undefined;
	audit(c, 'directory.create', id);
	return { type, secret };
}

/** The link of the path; a page that says why, if it is not good. */
async function openLink(c: AppContext): Promise<OpenLink | Response> {
	const hash = await sha256Hex(param(c, 'secret'));
	const link = await openSetupLink(c.get('db'), hash, now());
	if (link === undefined) {
		const content = html`<p>Check that you have opened all of the link that you were sent.</p>`;
		return page(c, 404, 'There is no such link', content);
	}
	if (link.state !== 'live') return ended(c, WHY[link.state]);
	if (link.directoryId === null) return { hash, link, directory: undefined };
	const directory = await findDirectory(c.get('db'), link.directoryId);
	return directory === undefined || !mayTouch(link, directory)
		? ended(c, 'The connection of this link does not exist any more')
		: { hash, link, directory };
}

const WHY = {
	used: 'This link has been used',
	revoked: 'This link has been withdrawn',
	expired: 'This link has expired',
} as const;

function showOffer(c: AppContext, { link, directory }: OpenLink, status: 200 | 400): Answer {
	const existing = directory && {
		name: directory.name,
		isConsented: consentOf(c, directory.type) !== undefined,
	};
	return page(c, status, 'Connect your identity provider', offer(link, existing));
}

/**
 * Whether a browser says that another site sends the form. Pages without referrer send `Origin: null`,
 * even to their own origin, so that says nothing; the secret in the URL is what protects.
 */
function isFromElsewhere(c: AppContext): boolean {
	const site = c.req.header('Sec-Fetch-Site');
	if (site !== undefined) return site !== 'same-origin';
	const origin = c.req.header('Origin') ?? 'null';
	return origin !== 'null' && origin !== originOf(c);
}
