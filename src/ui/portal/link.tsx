/**
 * GET and POST /setup/{secret}: what is behind a setup link. Who has the link may use it, once: opening it
 * changes nothing, so that scanners of mail cannot use it up. One that leads to Google is used by the consent:
 * whoever turns back there may open it again.
 */
import { providerOf } from '../../contract/providers.ts';
import { toTimestamp } from '../../contract/shared.ts';
import type { GoogleConfig } from '../../env.ts';
import { now } from '../../platform/clock.ts';
import { sha256Hex } from '../../platform/crypto.ts';
import { param, type AppContext } from '../../http/context.ts';
import { brandingOfLink } from '../../store/branding.ts';
import type { DirectoryRow } from '../../store/directories.ts';
import { mayTouch } from '../../store/ownership.ts';
import { findDirectoryOfLink } from '../../store/portal.ts';
import { openSetupLink, type OpenedSetupLink } from '../../store/setup-links.ts';
import { together } from '../../store/together.ts';
import { isFromElsewhere } from '../request.ts';
import { Time } from '../components/time.tsx';
import { Deactivated, ended, leave, OTHER_CHOICE, page } from './page.tsx';
import { ProviderChoice } from './provider-choice.tsx';
import { leadToConsent, redeem, type OpenLink } from './redeem.ts';
import { baseOf, endOf, sessionOf } from './session.ts';

/** GET /setup/{secret} */
export async function show(c: AppContext): Promise<Response> {
	const open = await openLink(c);
	return open instanceof Response ? open : offer(c, open, undefined);
}

/** POST /setup/{secret}: makes the connection, or leads to Google for consent. */
export async function submit(c: AppContext): Promise<Response> {
	const chosen = await readType(c);
	const open = await openLink(c, chosen);
	if (open instanceof Response) return open;
	if (isFromElsewhere(c)) {
		const parts = { title: 'This did not come from the page of the link', status: 403 } as const;
		return page(c, open.audience, parts, <p>Open the link itself, and send its form.</p>);
	}
	const type = open.directory?.type ?? chosen;
	const provider = typeof type === 'string' ? providerOf(type) : undefined;
	if (provider === undefined) return offer(c, open, 'Choose one of these.');
	if (isOutOfReach(c, provider.type)) return offer(c, open, 'Google cannot be connected here.');
	const { link } = open;
	c.set('caller', { id: link.id, scopes: [], tenant: link.tenant, product: link.product });
	const google = consentOf(c, provider.type);
	const next =
		google === undefined
			? await redeem(c, open, provider)
			: await leadToConsent(c, open, provider, google);
	// Somebody else has used it, or it has ended, since it was looked at.
	return next === undefined ? show(c) : leave(c, next);
}

/** The client at Google of a directory that is connected by consent, and not by a token. */
function consentOf(c: AppContext, type: string): GoogleConfig | undefined {
	return type === 'google' ? c.get('config').google : undefined;
}

/** Google is connected by consent, which takes a client of the operator's there. */
function isOutOfReach(c: AppContext, type: string): boolean {
	return type === 'google' && consentOf(c, type) === undefined;
}

/** The field of the form; what is no form has none. */
async function readType(c: AppContext): Promise<unknown> {
	const form = await c.req.parseBody().catch(() => undefined);
	return form?.['type'];
}

/**
 * The link of the path; if it is not good, a page that says why, or for whom has used it the way on: they are
 * told if they have `chosen` something else now.
 */
async function openLink(c: AppContext, chosen?: unknown): Promise<OpenLink | Response> {
	const hash = await sha256Hex(param(c, 'secret'));
	const { link, directory, look } = await together(c.get('db'), {
		link: (db) => openSetupLink(db, hash, now()),
		directory: (db) => findDirectoryOfLink(db, hash),
		look: (db) => brandingOfLink(db, hash),
	});
	const audience = { look, product: link?.product };
	if (link === undefined) {
		const parts = { title: 'There is no such link', status: 404 } as const;
		return page(
			c,
			audience,
			parts,
			<p>
				Check that you have opened all of the link that you were sent: mail programs sometimes break
				long ones. Links that are over are forgotten after a while, and those whose connection was
				deleted go with it; if yours is all there, ask whoever sent it to you for another one.
			</p>,
		);
	}
	if (link.state === 'used') {
		const session = await sessionOf(c, link.id);
		const isTheirs = session !== undefined && endOf(session, link) === undefined;
		if (!isTheirs) return ended(c, audience, endOfUsed(link));
		const isOther = chosen !== undefined && chosen !== directory?.type;
		return leave(c, `${baseOf(link.id)}/connect${isOther ? `?${OTHER_CHOICE}` : ''}`);
	}
	if (link.state !== 'live') return ended(c, audience, link.state);
	if (link.directoryId === null) return { hash, link, directory: undefined, audience };
	return directory === undefined || !mayTouch(link, directory)
		? ended(c, audience, 'gone')
		: { hash, link, directory, audience };
}

/** Why a used link leads nowhere: if it has ended as well, no browser goes on with it. */
function endOfUsed({ expiresAt, revokedAt }: OpenedSetupLink): 'expired' | 'revoked' | 'used' {
	if (expiresAt <= now()) return 'expired';
	return revokedAt === null ? 'used' : 'revoked';
}

/** What a live link offers. */
function offer(
	c: AppContext,
	{ link, directory, audience }: OpenLink,
	error: string | undefined,
): Promise<Response> {
	return page(
		c,
		audience,
		{
			title: 'Connect your identity provider',
			status: error === undefined ? 200 : 400,
			step: 'provider',
		},
		<>
			<p>
				This connects the identity provider of <strong>{link.tenant}</strong> to{' '}
				<strong>{audience.look?.name ?? link.product}</strong>, so that people get and lose their
				access by themselves. It takes some ten minutes, and somebody who may administer your
				identity provider.
			</p>
			{directory !== undefined && isOutOfReach(c, directory.type) ? (
				<p>
					The connection <strong>{directory.name}</strong> is for Google Workspace, which cannot be
					connected here yet. Tell whoever sent you the link: their service has no access to Google.
					You can use this link when that is there.
				</p>
			) : (
				<form method="post" class="choice">
					{directory === undefined ? (
						<ProviderChoice error={error} isOffered={({ type }) => !isOutOfReach(c, type)} />
					) : (
						<Existing
							directory={directory}
							isConsented={consentOf(c, directory.type) !== undefined}
						/>
					)}
				</form>
			)}
			<p>
				<small>
					This link can be used once, until <Time at={toTimestamp(link.expiresAt)} />, and only the
					browser that uses it goes on. Nothing is used up by looking at this page.
				</small>
			</p>
		</>,
	);
}

/** What a link for a directory that is there leads to. */
function Existing(props: { readonly directory: DirectoryRow; readonly isConsented: boolean }) {
	const { directory, isConsented } = props;
	const { name, type } = directory;
	const provider = providerOf(type)?.name ?? type;
	const notice = directory.state === 'inactive' ? <Deactivated /> : null;
	if (isConsented) {
		return (
			<>
				{notice}
				<p>
					Google will ask you to let the connection <strong>{name}</strong> read the users and
					groups of your Google Workspace. Sign in there as an administrator. Until you have agreed
					there, you can open this link again.
				</p>
				<button>Continue to Google</button>
			</>
		);
	}
	return (
		<>
			{notice}
			<p>
				The connection <strong>{name}</strong> is for {provider}. A new token is made for it. Tokens
				that are in use stay good.
			</p>
			<button>Make a new token</button>
		</>
	);
}
