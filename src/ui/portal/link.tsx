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
import { ONCE_FIELD } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import { answerOnce, newOnce } from './once.ts';
import { Deactivated, ended, leave, OTHER_CHOICE, page } from './page.tsx';
import { ProviderChoice } from './provider-choice.tsx';
import { leadToConsent, redeem, type OpenLink } from './redeem.ts';
import {
	baseOf,
	endOf,
	keepsCookies,
	probeCookies,
	sessionBySecret,
	sessionOf,
} from './session.ts';

/** GET /setup/{secret}; of a link's id, which is the path of the pages behind it, the way on to these. */
export async function show(c: AppContext): Promise<Response> {
	const secret = param(c, 'secret');
	if (/^sl_[0-9a-f]+$/.test(secret)) return leave(c, `${baseOf(secret)}/connect`);
	const open = await openLink(c);
	return open instanceof Response ? open : offer(c, open, undefined);
}

/** POST /setup/{secret}: makes the connection, or leads to Google for consent. */
export async function submit(c: AppContext): Promise<Response> {
	const sent = await readChoice(c);
	const isForeign = isFromElsewhere(c);
	// Another site may not have an answer, with the cookie in it, given to a browser of somebody else.
	const open = await openLink(c, isForeign ? undefined : sent);
	if (open instanceof Response) return open;
	if (isForeign) {
		const parts = { title: 'This form was not sent from the setup page', status: 403 } as const;
		return page(
			c,
			open.audience,
			parts,
			<p>Open the link from your message again, and continue there.</p>,
		);
	}
	const type = open.directory?.type ?? sent.type;
	const provider = typeof type === 'string' ? providerOf(type) : undefined;
	if (provider === undefined) return offer(c, open, 'Choose your identity provider.');
	if (isOutOfReach(c, provider.type))
		return offer(c, open, 'Google Workspace is not available here.');
	if (!keepsCookies(c)) {
		probeCookies(c);
		return withoutCookies(c, open);
	}
	const { link } = open;
	c.set('caller', { id: link.id, scopes: [], tenant: link.tenant, product: link.product });
	const google = consentOf(c, provider.type);
	// Somebody else has used it, or it has ended, since it was looked at.
	const goOn = (next: string | undefined) => (next === undefined ? show(c) : leave(c, next));
	if (google !== undefined) return goOn(await leadToConsent(c, open, provider, google));
	return answerOnce(c, link.id, sent.once, async () => goOn(await redeem(c, open, provider)));
}

/** What is told before a link is used up in a browser that could not go on with it. */
function withoutCookies(c: AppContext, { audience }: OpenLink): Promise<Response> {
	const parts = { title: 'Your browser blocks cookies', status: 400, step: 'provider' } as const;
	return page(
		c,
		audience,
		parts,
		<>
			<p>
				Setup continues in this browser by a cookie. Allow cookies for this site, then open the link
				again. The link is not used up.
			</p>
			<p>
				<a class="button" href={c.req.path}>
					Open the link again
				</a>
			</p>
		</>,
	);
}

/** The client at Google of a directory that is connected by consent, and not by a token. */
function consentOf(c: AppContext, type: string): GoogleConfig | undefined {
	return type === 'google' ? c.get('config').google : undefined;
}

/** Google is connected by consent, which takes a client of the operator's there. */
function isOutOfReach(c: AppContext, type: string): boolean {
	return type === 'google' && consentOf(c, type) === undefined;
}

/** What the form of a link holds. */
interface Choice {
	readonly type: unknown;
	/** Which form it is; '' for none of ours. */
	readonly once: string;
}

/** The fields of the form; what is no form has none. */
async function readChoice(c: AppContext): Promise<Choice> {
	const form = await c.req.parseBody().catch(() => undefined);
	const once = form?.[ONCE_FIELD];
	return { type: form?.['type'], once: typeof once === 'string' ? once : '' };
}

/** For so long after its use the form is answered again as the first time, if its answer was lost. */
const AGAIN_MS = 300_000;

/**
 * The link of the path; if it is not good, a page that says why, or for whom has used it the way on: they are
 * told if they have `sent` another choice now.
 */
async function openLink(c: AppContext, sent?: Choice): Promise<OpenLink | Response> {
	const hash = await sha256Hex(param(c, 'secret'));
	const { link, directory, look } = await together(c.get('db'), {
		link: (db) => openSetupLink(db, hash, now()),
		directory: (db) => findDirectoryOfLink(db, hash),
		look: (db) => brandingOfLink(db, hash),
	});
	const audience = { look, product: link?.product };
	if (link === undefined) {
		// Links are deleted with their directory: whoever has used it is told by its pages.
		const session = await sessionBySecret(c, hash);
		if (session !== undefined) return leave(c, `${baseOf(session.linkId)}/connect`);
		const parts = { title: 'Link not found', status: 404 } as const;
		return page(
			c,
			audience,
			parts,
			<p>
				Check that you opened the complete link: e-mail programs sometimes break long links. Links
				are removed some time after they expire, and when their connection is deleted. If your link
				is complete, ask the person who sent it to you for a new one.
			</p>,
		);
	}
	if (link.state === 'used') {
		const session = await sessionOf(c, link.id);
		const isTheirs = session !== undefined && endOf(session, link) === undefined;
		if (!isTheirs) {
			const why = endOfUsed(link);
			const isAgain = why === 'used' && now() - (link.usedAt ?? 0) < AGAIN_MS;
			if (sent === undefined || !isAgain) return ended(c, audience, why);
			return answerOnce(c, link.id, sent.once, () => show(c));
		}
		const isOther = sent?.type !== undefined && sent.type !== directory?.type;
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
	probeCookies(c);
	const name = link.name ?? directory?.name;
	const product = audience.look?.name ?? link.product;
	const isConsented = directory !== undefined && consentOf(c, directory.type) !== undefined;
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
				{name === undefined ? (
					<>
						Connect the identity provider of <strong>{link.tenant}</strong> to
					</>
				) : (
					<>
						Set up the connection <strong>{name}</strong> to
					</>
				)}{' '}
				<strong>{product}</strong>, so that users get and lose access automatically. Setup takes
				about ten minutes. You need administrator access to your identity provider.
			</p>
			{directory !== undefined && isOutOfReach(c, directory.type) ? (
				<p>
					This link is for the Google Workspace connection <strong>{directory.name}</strong>, but
					Google Workspace is not available here yet. Tell the person who sent you the link. You can
					use the same link once it is available.
				</p>
			) : (
				<form method="post" class="choice">
					<input type="hidden" name={ONCE_FIELD} value={newOnce()} />
					{directory === undefined ? (
						<ProviderChoice error={error} isOffered={({ type }) => !isOutOfReach(c, type)} />
					) : (
						<Existing directory={directory} isConsented={isConsented} />
					)}
				</form>
			)}
			<p>
				<small>
					This link works once, until <Time at={toTimestamp(link.expiresAt)} />. It is used up{' '}
					{isConsented
						? 'when you have given consent at Google.'
						: `when you click ${directory === undefined ? 'Create connection' : 'Create token'}.`}{' '}
					Then continue in this browser.
				</small>
			</p>
		</>,
	);
}

/** What a link for a directory that is there leads to. */
function Existing(props: { readonly directory: DirectoryRow; readonly isConsented: boolean }) {
	const { directory, isConsented } = props;
	const { name } = directory;
	const notice = directory.state === 'inactive' ? <Deactivated /> : null;
	if (isConsented) {
		return (
			<>
				{notice}
				<p>
					Google asks you to allow the connection <strong>{name}</strong> to read the users and
					groups of your Google Workspace. Sign in there as an administrator. You can open this link
					again until you have given consent.
				</p>
				<button>Continue to Google</button>
			</>
		);
	}
	return (
		<>
			{notice}
			<p>
				This link adds a new token to <strong>{name}</strong>. The existing setup keeps working.
			</p>
			<button>Create token</button>
		</>
	);
}
