/** /dashboard/setup-links: what customers' IT admins are sent; each is shown once, and good once. */
import type { SetupLink } from '../../contract/setup-links.ts';
import { param, type AppContext } from '../../http/context.ts';
import { Badge, Empty, Pager, Secret, Table, type Tone } from '../components/content.tsx';
import { Filters } from '../components/filters.tsx';
import { Field, Select, type Refused } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import {
	answered,
	can,
	change,
	isConfirmed,
	mustChange,
	readForm,
	refusedBy,
	tryRead,
	type SentForm,
} from './access.ts';
import { directoryPath } from './directory/tabs.ts';
import { refusedFilters } from './filtered.ts';
import {
	DirectoryField,
	directoryNames,
	KNOWN_DIRECTORIES,
	type DirectoryNames,
} from './known-directories.tsx';
import { done, page } from './page.tsx';
import {
	Actions,
	FILTERS,
	isOpen,
	nameOf,
	narrowedBy,
	PATH,
	type Unconfirmed,
} from './setup-links-actions.tsx';
import { NewLinks } from './setup-links-new.tsx';
import type { Session } from './session.ts';

const TONES: Readonly<Record<SetupLink['state'], Tone>> = {
	live: 'success',
	used: 'secondary',
	expired: 'warning',
	revoked: 'secondary',
};

const STATES = [
	['', 'All'],
	['live', 'Live'],
	['used', 'Used'],
	['expired', 'Expired'],
	['revoked', 'Revoked'],
] as const;

const DAY_SECONDS = 86_400;

/** GET /dashboard/setup-links */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/setup-links */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const optional = (name: string) => form.get(name) || undefined;
	const made = await change(c, form, {
		id: 'createSetupLink',
		body: {
			// Left empty, it is not that it should be a new one.
			directory_id: form.get('of') === 'directory' ? form.get('directory_id') : undefined,
			tenant: optional('tenant'),
			product: optional('product'),
			name: optional('name'),
			expires_in_seconds: secondsIn(form),
		},
	});
	if (made.ok) return show(c, { made: made.value });
	return show(c, { refused: refusedBy(form, made.error) });
}

/** A number of days, or what was typed in its place, for the API to refuse. */
function secondsIn(form: SentForm): number | string | undefined {
	const days = form.get('expires_in_days');
	if (days === '') return undefined;
	return /^\d{1,4}$/.test(days) ? Number(days) * DAY_SECONDS : days;
}

/** POST /dashboard/setup-links/{id}/regenerate */
export async function regenerate(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const { link, name } = await named(c);
	const unconfirmed = { id: link.id, verb: 'regenerate' } as const;
	if (isOpen(link) && !isConfirmed(form, name)) return show(c, { unconfirmed });
	const tokens = form.get('tokens') === 'revoke' ? 'revoke' : 'keep';
	const call = { id: 'regenerateSetupLink', params: { id: link.id }, body: { tokens } } as const;
	return show(c, { made: await mustChange(c, form, call), tokens });
}

/** POST /dashboard/setup-links/{id}/revoke */
export async function revoke(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const { link, name } = await named(c);
	if (!isConfirmed(form, name)) return show(c, { unconfirmed: { id: link.id, verb: 'revoke' } });
	const params = { id: link.id };
	const query = { tokens: form.get('tokens') };
	await mustChange(c, form, { id: 'revokeSetupLink', params, query });
	return done(c, `${PATH}${narrowedBy(new URL(c.req.url))}`, 'setup_link_revoked');
}

/** The link that the path names, and what it is called on the page. */
async function named(c: AppContext): Promise<{ readonly link: SetupLink; readonly name: string }> {
	const found = await tryRead(c, {
		link: { id: 'getSetupLink', params: { id: param(c, 'id') } },
		directories: KNOWN_DIRECTORIES,
	});
	const link = answered(found.link);
	return { link, name: nameOf(link, directoryNames(found.directories)) };
}

/** What has become of a form. */
interface Outcome {
	readonly made?: SetupLink;
	/** What has become of the tokens of the one that it takes the place of. */
	readonly tokens?: 'keep' | 'revoke';
	readonly refused?: Refused;
	/** The link that was not named, and what was to become of it. */
	readonly unconfirmed?: Unconfirmed;
}

async function show(c: AppContext, outcome: Outcome = {}): Promise<Response> {
	const { made, tokens, refused, unconfirmed } = outcome;
	const given = (name: string) => c.req.query(name)?.trim();
	const { links, directories, session } = await tryRead(c, {
		links: {
			id: 'listSetupLinks',
			query: {
				...Object.fromEntries(FILTERS.map((name) => [name, given(name)])),
				order: 'newest',
				cursor: given('cursor'),
			},
		},
		directories: KNOWN_DIRECTORIES,
	});
	const refusedList = refusedFilters(c, links);
	const names = directoryNames(directories);
	const found = links.ok ? links.value : { data: [], next_cursor: null };
	const failed = refusedList ?? refused ?? unconfirmed;
	const isNarrowed = FILTERS.some((name) => (given(name) ?? '') !== '');
	return page(
		c,
		session,
		{ title: 'Setup links', status: failed === undefined ? 200 : 400 },
		<>
			{made?.url === undefined ? null : (
				<Secret label={`Setup link for ${nameOf(made, names)}`} value={made.url}>
					<p>
						Send the link to the customer's IT admin. Anyone with the link can set up the
						connection, once, until <Time at={made.expires_at} />.
					</p>
					{tokens === 'revoke' ? (
						<p>The tokens created with the old link are revoked.</p>
					) : (
						<TokensStay link={made} />
					)}
				</Secret>
			)}
			<p>
				A setup link lets a customer's IT admin connect an identity provider without an account in
				Rollcall.
			</p>
			{can(session, 'createSetupLink') ? (
				<NewLinks
					refused={refused}
					owner={session.caller}
					names={names}
					directoryId={given('directory_id') ?? ''}
				/>
			) : null}
			<Filters label="Filters" path={PATH} refused={refusedList}>
				<Field id="of-tenant" label="Tenant" name="tenant" />
				<Field id="of-product" label="Product" name="product" />
				<DirectoryField id="of-directory" names={names} />
				<Select id="of-state" label="Status" options={STATES} name="state" />
			</Filters>
			{found.data.length === 0 ? (
				<None isNarrowed={isNarrowed} session={session} />
			) : (
				<Table
					caption="Setup links"
					heads={['Link', 'Status', 'Created', 'Expires', 'Used', '']}
					rows={found.data.map((link) => [
						<Purpose link={link} names={names} />,
						<State link={link} />,
						<Time at={link.created_at} />,
						<Time at={link.expires_at} />,
						<Time at={link.used_at} />,
						<Actions {...{ link, names, session, unconfirmed }} />,
					])}
				/>
			)}
			<Pager next={found.next_cursor} path={PATH} />
		</>,
	);
}

/** That a link which ends does not take its tokens along. */
function TokensStay({ link }: { readonly link: SetupLink }) {
	if (link.directory_id === null) return null;
	return (
		<p>
			All existing tokens stay valid.{' '}
			<a href={`${directoryPath(link.directory_id)}/tokens`}>Manage tokens</a>
		</p>
	);
}

/** What it is for, by name. */
function Purpose({ link, names }: { readonly link: SetupLink; readonly names: DirectoryNames }) {
	const { name, tenant, product, directory_id: directoryId } = link;
	return (
		<>
			{name ?? `${tenant} · ${product}`}
			<br />
			<small>
				{name === null ? null : `${tenant} · ${product}, `}
				{directoryId === null ? (
					'new directory'
				) : (
					<a href={directoryPath(directoryId)}>
						{names.get(directoryId) ?? <code>{directoryId}</code>}
					</a>
				)}
			</small>
		</>
	);
}

function State({ link: { state, revoked_at: revokedAt } }: { readonly link: SetupLink }) {
	return (
		<>
			<Badge tone={TONES[state]}>{state}</Badge>
			{state === 'used' && revokedAt !== null ? (
				<>
					{' '}
					<Badge tone={TONES.revoked}>revoked</Badge> <Time at={revokedAt} />
				</>
			) : null}
		</>
	);
}

function None(props: { readonly isNarrowed: boolean; readonly session: Session }) {
	if (props.isNarrowed) return <Empty title="No setup links match these filters." />;
	return (
		<Empty title="No setup links yet.">
			<p>
				{can(props.session, 'createSetupLink')
					? "Create one above and send it to a customer's IT admin."
					: 'To create one, sign in with an API key that has the write scope.'}
			</p>
		</Empty>
	);
}
