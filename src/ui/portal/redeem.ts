/** Using a setup link: what is made for it, and how it is given back where nothing came of it. */
import type { ProviderInFull } from '../../contract/providers.ts';
import type { GoogleConfig } from '../../env.ts';
import { now } from '../../platform/clock.ts';
import { audit } from '../../http/api/audit.ts';
import { makeToken } from '../../http/api/new-token.ts';
import type { AppContext } from '../../http/context.ts';
import { askForConsent } from '../../http/google/consent.ts';
import { findDirectory, type DirectoryRow } from '../../store/directories.ts';
import { mayTouch } from '../../store/ownership.ts';
import {
	bindSetupLink,
	directoryIdOf,
	redeemSetupLink,
	releaseSetupLink,
} from '../../store/setup-link-use.ts';
import {
	tokenDescriptionOf,
	type OpenedSetupLink,
	type SetupLinkRow,
} from '../../store/setup-links.ts';
import { insertToken } from '../../store/tokens.ts';
import { createDirectory } from '../../worker/writer-client.ts';
import type { Audience } from './page.tsx';
import { baseOf, keepSession, shownToken } from './session.ts';

/** A link that is good, and the directory that it is for, if it is for one. */
export interface OpenLink {
	/** SHA-256 of its secret. */
	readonly hash: string;
	readonly link: OpenedSetupLink;
	readonly directory: DirectoryRow | undefined;
	readonly audience: Audience;
}

/** A token, with its secret this once. */
interface Made {
	readonly tokenId: string;
	readonly secret: string;
}

/** Uses a link and makes the connection; the path to go on at, undefined if the link is not live any more. */
export async function redeem(
	c: AppContext,
	{ hash, link }: OpenLink,
	provider: ProviderInFull,
): Promise<string | undefined> {
	const requestId = c.get('requestId');
	try {
		const directoryId = await redeemSetupLink(c.get('db'), hash, requestId, now());
		if (directoryId === undefined) return undefined;
		const { tokenId, secret } = await connect(c, link, directoryId, provider);
		const used = { linkId: link.id, hash, usedBy: requestId, directoryId };
		await keepSession(c, { ...used, token: shownToken(tokenId, secret) }, link);
		audit(c, 'setup_link.redeem', link.id, { directoryId });
		return `${baseOf(link.id)}/connect`;
	} catch (thrown) {
		// Whatever was done: another try goes on with the same directory, and makes another token.
		await releaseSetupLink(c.get('db'), hash, requestId);
		throw thrown;
	}
}

/**
 * Makes the directory if there is none yet, and asks for consent at Google; the link stays good until somebody
 * consents. The URL at Google, undefined if the link is not live any more.
 */
export async function leadToConsent(
	c: AppContext,
	{ hash, link, directory }: OpenLink,
	provider: ProviderInFull,
	google: GoogleConfig,
): Promise<string | undefined> {
	const directoryId = directoryIdOf(link);
	if (directory === undefined) {
		const find = () => findDirectory(c.get('db'), directoryId);
		// One that an earlier try has made, or another one at this moment, is as good.
		const known = await find();
		if (known === undefined) await make(c, link, directoryId, provider);
		const made = known ?? (await find());
		if (made === undefined) throw new Error('The id of the directory to be set up is in use.');
		const isBound = await bindSetupLink(c.get('db'), hash, now());
		if (!isBound || made.type !== provider.type) return undefined;
	}
	const consent = await askForConsent(c, google, { directoryId, returnUrl: null, setupLink: hash });
	audit(c, 'google.authorize', directoryId, { directoryId });
	return consent.url;
}

/** Makes the directory with its first token, or another token where there is one. */
async function connect(
	c: AppContext,
	link: SetupLinkRow,
	id: string,
	provider: ProviderInFull,
): Promise<Made> {
	const directory = await findDirectory(c.get('db'), id);
	if (directory !== undefined && mayTouch(link, directory)) {
		const { secret, token } = await newToken(link);
		await insertToken(c.get('db'), directory.key, token, now());
		audit(c, 'token.create', token.id, { directoryId: id });
		return { tokenId: token.id, secret };
	}
	const made = await make(c, link, id, provider);
	if (made === undefined) throw new Error('The id of the directory to be set up is in use.');
	return made;
}

/** Makes a token in the name of a link. */
export function newToken(link: Pick<SetupLinkRow, 'id'>) {
	return makeToken(tokenDescriptionOf(link.id), null);
}

/** Makes a directory; undefined if its id is in use. */
async function make(
	c: AppContext,
	link: SetupLinkRow,
	id: string,
	{ type, name }: ProviderInFull,
): Promise<Made | undefined> {
	const { secret, token } = await newToken(link);
	const { tenant, product } = link;
	const made = { id, name: link.name ?? name, tenant, product, type, token };
	if (!(await createDirectory(c.env, c.executionCtx, made))) return undefined;
	audit(c, 'directory.create', id);
	return { tokenId: token.id, secret };
}
