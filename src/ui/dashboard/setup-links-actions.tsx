/** What can be done with a setup link that was made before: each in a form of its row. */
import type { SetupLink } from '../../contract/setup-links.ts';
import { Check, Confirm, Form } from '../components/form.tsx';
import { useView } from '../view.ts';
import { can } from './access.ts';
import { UNNAMED } from './fields.ts';
import type { DirectoryNames } from './known-directories.tsx';
import type { Session } from './session.ts';

/** Where the list of setup links is. */
export const PATH = '/dashboard/setup-links';

/** What the list is narrowed down by. */
export const FILTERS = ['tenant', 'product', 'directory_id', 'state'] as const;

/** A link that was not named, and what was to become of it. */
export interface Unconfirmed {
	readonly id: string;
	readonly verb: 'regenerate' | 'revoke';
}

/** What a link is for, as people know it, and what has to be typed to revoke it. */
export function nameOf(link: SetupLink, names: DirectoryNames): string {
	const { name, directory_id: directoryId, tenant, product } = link;
	const ofDirectory = directoryId === null ? undefined : (names.get(directoryId) ?? directoryId);
	return name ?? ofDirectory ?? `${tenant} · ${product}`;
}

/** Whether it still leads somewhere: once used, to the setup that goes on in a browser. */
export function isOpen({ state, revoked_at: revokedAt }: SetupLink): boolean {
	return revokedAt === null && state !== 'expired';
}

/** The query that the list is narrowed down by, for the forms in it. */
export function narrowedBy({ searchParams }: URL): string {
	const given = [...FILTERS, 'cursor'].flatMap((name) => {
		const value = searchParams.get(name) ?? '';
		return value === '' ? [] : [[name, value]];
	});
	return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
}

/** A form for each. */
export function Actions(props: {
	readonly link: SetupLink;
	readonly names: DirectoryNames;
	readonly session: Session;
	readonly unconfirmed: Unconfirmed | undefined;
}) {
	const { link, names, session, unconfirmed } = props;
	const { id, state } = link;
	const name = nameOf(link, names);
	const query = narrowedBy(useView().url);
	const pathTo = (verb: Unconfirmed['verb']) => `${PATH}/${encodeURIComponent(id)}/${verb}${query}`;
	const errorOf = (verb: Unconfirmed['verb']) =>
		unconfirmed?.id === id && unconfirmed.verb === verb ? UNNAMED : undefined;
	return (
		<div class="actions">
			{can(session, 'regenerateSetupLink') ? (
				isOpen(link) ? (
					<Confirm
						id={`regenerate-${id}`}
						action={pathTo('regenerate')}
						label="Regenerate link"
						warning={
							state === 'used'
								? 'The browser that opened this link can no longer continue the setup. You get a new link to send.'
								: 'The old link stops working immediately. You get a new link to send.'
						}
						name={name}
						error={errorOf('regenerate')}
					>
						{state === 'used' ? <TokensToo id={`regenerate-tokens-${id}`} /> : null}
					</Confirm>
				) : (
					<Form action={pathTo('regenerate')} label={`Regenerate link for ${name} (${id})`}>
						<button class="outline small">Regenerate link</button>
					</Form>
				)
			) : null}
			{isOpen(link) && can(session, 'revokeSetupLink') ? (
				<Confirm
					id={`confirm-${id}`}
					action={pathTo('revoke')}
					label="Revoke"
					warning={
						state === 'used'
							? 'The browser that opened this link can no longer continue the setup.'
							: 'The link stops working immediately.'
					}
					name={name}
					error={errorOf('revoke')}
				>
					{link.directory_id === null ? null : <TokensToo id={`tokens-${id}`} />}
				</Confirm>
			) : null}
		</div>
	);
}

/** Whether the tokens that were made with a link end with it. */
function TokensToo({ id }: { readonly id: string }) {
	return (
		<Check
			id={id}
			name="tokens"
			value="revoke"
			label="Also revoke the tokens created with this link"
			hint="Otherwise they stay valid."
		/>
	);
}
