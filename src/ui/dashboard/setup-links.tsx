/** /dashboard/setup-links: what customers' IT admins are sent; each is shown once, and good once. */
import type { SetupLink } from '../../contract/setup-links.ts';
import { param, type AppContext } from '../../http/context.ts';
import { Badge, Empty, Pager, Secret, Table, type Tone } from '../components/content.tsx';
import { Filters } from '../components/filters.tsx';
import { Confirm, Field, Form, Select, type Refused } from '../components/form.tsx';
import { Time } from '../components/time.tsx';
import {
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
import { done, page } from './page.tsx';
import { NewLinks } from './setup-links-new.tsx';
import type { Session } from './session.ts';

const PATH = '/dashboard/setup-links';

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
	const params = { id: param(c, 'id') };
	return show(c, { made: await mustChange(c, form, { id: 'regenerateSetupLink', params }) });
}

/** POST /dashboard/setup-links/{id}/revoke */
export async function revoke(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const link = await mustChange(c, form, { id: 'getSetupLink', params });
	if (!isConfirmed(form, nameOf(link))) return show(c, { unconfirmed: link.id });
	await mustChange(c, form, { id: 'revokeSetupLink', params });
	return done(c, PATH, 'revoked');
}

/** What has become of a form. */
interface Outcome {
	readonly made?: SetupLink;
	readonly refused?: Refused;
	/** The link that was not named. */
	readonly unconfirmed?: string;
}

async function show(c: AppContext, outcome: Outcome = {}): Promise<Response> {
	const { made, refused, unconfirmed } = outcome;
	const given = (name: string) => c.req.query(name)?.trim();
	const { links, directories, session } = await tryRead(c, {
		links: {
			id: 'listSetupLinks',
			query: {
				tenant: given('tenant'),
				product: given('product'),
				directory_id: given('directory_id'),
				state: given('state'),
				order: 'newest',
				cursor: given('cursor'),
			},
		},
		directories: { id: 'listDirectories', query: { limit: '100' } },
	});
	const refusedList = refusedFilters(c, links);
	const found = links.ok ? links.value : { data: [], next_cursor: null };
	const failed = refusedList ?? refused ?? unconfirmed;
	return page(
		c,
		session,
		{ title: 'Setup links', status: failed === undefined ? 200 : 400 },
		<>
			{made?.url === undefined ? null : (
				<Secret label={`The setup link for ${nameOf(made)}`} value={made.url}>
					<p>
						Send it to the customer's IT admin. Whoever has it can set up the connection, once,
						until <Time at={made.expires_at} />.
					</p>
					<TokensStay link={made} />
				</Secret>
			)}
			<p>
				With such a link an IT admin of a customer connects an identity provider, without an account
				of yours.
			</p>
			{can(session, 'createSetupLink') ? (
				<NewLinks
					refused={refused}
					owner={session.caller}
					directories={directories.ok ? directories.value.data : []}
					directoryId={given('directory_id') ?? ''}
				/>
			) : null}
			<Filters label="Which links" path={PATH} refused={refusedList}>
				<Field id="of-tenant" label="Tenant" name="tenant" />
				<Field id="of-product" label="Product" name="product" />
				<Field id="of-directory" label="Directory" hint="Its id." name="directory_id" />
				<Select id="of-state" label="State" options={STATES} name="state" />
			</Filters>
			{found.data.length === 0 ? (
				<Empty title="There is no such setup link.">
					<p>
						{can(session, 'createSetupLink')
							? 'Make one above, and send it to the IT admin.'
							: 'One is made by a key that may write.'}
					</p>
				</Empty>
			) : (
				<Table caption="Setup links" heads={['For', 'State', 'Made', 'Ends', 'Used', '']}>
					{found.data.map((link) => (
						<Row link={link} session={session} isUnconfirmed={unconfirmed === link.id} />
					))}
				</Table>
			)}
			<Pager next={found.next_cursor} path={PATH} />
		</>,
	);
}

/** What a link is for, as people know it, and what has to be typed to revoke it. */
function nameOf({ name, directory_id: directoryId, tenant, product }: SetupLink): string {
	return name ?? directoryId ?? `${tenant} · ${product}`;
}

/** That a link which ends does not take its tokens along. */
function TokensStay({ link }: { readonly link: SetupLink }) {
	if (link.directory_id === null) return null;
	return (
		<p>
			Tokens that the directory has by now stay good, those made with a link too:{' '}
			<a href={`${directoryPath(link.directory_id)}/tokens`}>revoke them there</a>.
		</p>
	);
}

function Row(props: {
	readonly link: SetupLink;
	readonly session: Session;
	readonly isUnconfirmed: boolean;
}) {
	const { link, session, isUnconfirmed } = props;
	const { id, state, directory_id: directoryId } = link;
	const path = `${PATH}/${encodeURIComponent(id)}`;
	return (
		<tr>
			<th scope="row">
				{link.name ?? `${link.tenant} · ${link.product}`}
				<br />
				<small>
					{link.name === null ? null : `${link.tenant} · ${link.product}, `}
					{directoryId === null ? (
						'a new directory'
					) : (
						<a href={directoryPath(directoryId)}>
							<code>{directoryId}</code>
						</a>
					)}
				</small>
			</th>
			<td>
				<Badge tone={TONES[state]}>{state}</Badge>
				{state === 'used' && link.revoked_at !== null ? (
					<>
						, <Badge tone={TONES.revoked}>revoked</Badge> <Time at={link.revoked_at} />
					</>
				) : null}
			</td>
			<td>
				<Time at={link.created_at} />
			</td>
			<td>
				<Time at={link.expires_at} />
			</td>
			<td>
				<Time at={link.used_at} />
			</td>
			<td>
				{can(session, 'regenerateSetupLink') ? (
					<Form
						action={`${path}/regenerate`}
						label={`Replace the link for ${nameOf(link)} (${id})`}
					>
						<button class="outline small">
							{state === 'live' ? 'Replace by a new one' : 'Make it again'}
						</button>
					</Form>
				) : null}
				{link.revoked_at === null && state !== 'expired' && can(session, 'revokeSetupLink') ? (
					<Confirm
						id={`confirm-${id}`}
						action={`${path}/revoke`}
						label="Revoke"
						warning={
							state === 'used'
								? 'Whoever has used the link cannot go on with it.'
								: 'Whoever has the link cannot use it any more.'
						}
						name={nameOf(link)}
						error={isUnconfirmed ? 'This is not its name.' : undefined}
					>
						<TokensStay link={link} />
					</Confirm>
				) : null}
			</td>
		</tr>
	);
}
