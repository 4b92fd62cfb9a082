/** Setup links for tests, and IT admins who use them. */
import { expect } from 'vitest';
import type { Directory } from '../../src/contract/directories.ts';
import type { SetupLink } from '../../src/contract/setup-links.ts';
import type { Env } from '../../src/env.ts';
import { api } from './client.ts';
import { Visitor, type Opened } from './visitor.ts';

/** A link with its URL, as it is told once. */
export type MadeLink = SetupLink & { readonly url: string };

/** Makes a link, for a tenant of its own unless told otherwise. */
export async function makeLink(body: Record<string, unknown> = {}): Promise<MadeLink> {
	const isOfDirectory = 'directory_id' in body;
	const owner = isOfDirectory ? {} : { tenant: `tenant-${crypto.randomUUID()}`, product: 'crm' };
	const made = await api<MadeLink>('POST', '/setup-links', { ...owner, ...body });
	expect(made.status).toBe(201);
	return made.body;
}

/** Reads a link. */
export async function readLink({ id }: Pick<SetupLink, 'id'>): Promise<SetupLink> {
	return (await api<SetupLink>('GET', `/setup-links/${id}`)).body;
}

/** The directories of the tenant of a link. */
export async function directoriesOf({
	tenant,
}: Pick<SetupLink, 'tenant'>): Promise<readonly Directory[]> {
	const path = `/directories?tenant=${encodeURIComponent(tenant)}`;
	return (await api<{ data: Directory[] }>('GET', path)).body.data;
}

/** The path of a link. */
export function pathOf({ url }: Pick<MadeLink, 'url'>): string {
	return new URL(url).pathname;
}

/** The secret of a token on a page. */
export function tokenOn({ html }: Opened): string | undefined {
	return /rcscim_[\w-]{43}/.exec(html)?.[0];
}

/** The title of a page. */
export function titleOf({ html }: Opened): string | undefined {
	return /<title>(.*)<\/title>/.exec(html)?.[1];
}

/** The text of a page, without its tags. */
export function textOf({ html }: Opened): string {
	return html
		.replaceAll(/<[^>]*>/g, ' ')
		.replaceAll(/\s+/g, ' ')
		.replaceAll('&#39;', "'")
		.replaceAll('&quot;', '"');
}

/** What came of sending the form of a link. */
export interface Used {
	readonly visitor: Visitor;
	/** The answer to the form. */
	readonly sent: Opened;
	/** The page that it led to, or the answer itself. */
	readonly page: Opened;
}

/** Opens a link in a browser of its own, sends its form, and goes where that leads. */
export async function use(
	link: Pick<MadeLink, 'url'>,
	fields: Readonly<Record<string, string>> = { type: 'okta-scim-v2' },
	bindings: Partial<Env> = {},
): Promise<Used> {
	// Who sends the form has opened it, and keeps the cookie that came with it.
	const opened = new Visitor();
	await opened.open(pathOf(link));
	const visitor = new Visitor(bindings);
	visitor.cookie = opened.cookie;
	const sent = await visitor.submit(pathOf(link), fields, { Origin: 'null' });
	const next = sent.headers.get('Location');
	const page = next?.startsWith('/') === true ? await visitor.open(next) : sent;
	return { visitor, sent, page };
}
