/** /dashboard/webhooks: where events are sent to, how that goes, and new endpoints. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { AppContext } from '../../../http/context.ts';
import { ok } from '../../../result.ts';
import { Empty, Pager, Table } from '../../components/content.tsx';
import { Filters } from '../../components/filters.tsx';
import { Field, Select, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can, change, readForm, refusedBy, tryRead } from '../access.ts';
import { refusedFilters } from '../filtered.ts';
import {
	DirectoryField,
	directoryNames,
	KNOWN_DIRECTORIES,
	type DirectoryNames,
} from '../known-directories.tsx';
import { page } from '../page.tsx';
import { DeadLetterCount, failingSince, formatOf, nameOf, ScopeOf, StateOf } from './frame.tsx';
import { NewEndpoint, newEndpointOf } from './new-endpoint.tsx';
import { MadeSecret } from './secret.tsx';
import { endpointPath } from './tabs.ts';

/** GET /dashboard/webhooks */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/webhooks */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	// What a key may not do, the API says, whatever the form holds.
	const body = can(form.session, 'createWebhookEndpoint') ? newEndpointOf(form) : ok({});
	const made = body.ok
		? await change(c, form, { id: 'createWebhookEndpoint', body: body.value })
		: body;
	return made.ok
		? show(c, { made: made.value })
		: show(c, { refused: refusedBy(form, made.error) });
}

/** What has become of a form. */
interface Outcome {
	readonly made?: WebhookEndpoint;
	readonly refused?: Refused;
}

const FILTERS = [
	'state',
	'failing',
	'dead_letters',
	'tenant',
	'product',
	'directory_id',
	'covers',
] as const;

async function show(c: AppContext, { made, refused }: Outcome = {}): Promise<Response> {
	const query = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()]));
	const { tenant, product } = made ?? {};
	const { endpoints, directories, covered, session } = await tryRead(c, {
		directories: KNOWN_DIRECTORIES,
		covered: {
			id: 'listDirectories',
			query: { tenant: tenant ?? undefined, product: product ?? undefined, limit: '1' },
		},
		endpoints: {
			id: 'listWebhookEndpoints',
			query: { ...query, limit: '50', cursor: c.req.query('cursor') },
		},
	});
	const refusedList = refusedFilters(c, endpoints);
	const found = endpoints.ok ? endpoints.value : { data: [], next_cursor: null };
	const failed = refused ?? refusedList;
	const names = directoryNames(directories);
	const coversNone = made?.directory_id === null && covered.ok && covered.value.data.length === 0;
	return page(
		c,
		session,
		{ title: 'Webhooks', status: failed === undefined ? 200 : 400 },
		<>
			{made === undefined ? null : <MadeSecret of={made} />}
			{made !== undefined && coversNone ? <CoversNone of={made} /> : null}
			{can(session, 'listSigningKeys') ? (
				<p>
					<a href="/dashboard/signing-keys">Signing keys</a> for Security Event Tokens
				</p>
			) : null}
			<Narrow refused={refusedList} names={names} />
			{found.data.length === 0 ? (
				<None isFiltered={FILTERS.some((name) => Boolean(query[name]))} />
			) : (
				<Endpoints of={found.data} names={names} />
			)}
			<Pager next={found.next_cursor} />
			{can(session, 'createWebhookEndpoint') ? (
				<NewEndpoint refused={refused} names={names} given={(name) => c.req.query(name)} />
			) : null}
		</>,
	);
}

function None({ isFiltered }: { readonly isFiltered: boolean }) {
	return isFiltered ? (
		<Empty title="No endpoints match these filters.">
			<p>Change or clear the filters.</p>
		</Empty>
	) : (
		<Empty title="No webhook endpoints yet.">
			<p>Create one to receive events.</p>
		</Empty>
	);
}

/** A tenant that is mistyped has no directory, and is heard of by nobody. */
function CoversNone({ of: { tenant, product } }: { readonly of: WebhookEndpoint }) {
	const owner = [
		...(tenant === null ? [] : [`the tenant “${tenant}”`]),
		...(product === null ? [] : [`the product “${product}”`]),
	].join(' and ');
	return (
		<div role="status" class="notice">
			There is no directory{owner === '' ? '' : ` for ${owner}`} yet. The endpoint receives no
			events until there is one.
		</div>
	);
}

function Endpoints(props: {
	readonly of: readonly WebhookEndpoint[];
	readonly names: DirectoryNames;
}) {
	const { of, names } = props;
	return (
		<Table
			caption="Webhook endpoints"
			heads={['Endpoint', 'Scope', 'Status', 'Failing since', 'Dead letters', 'Format', 'Created']}
			rows={of.map((endpoint) => [
				<>
					<a href={endpointPath(endpoint.id)}>{nameOf(endpoint)}</a>
					<br />
					<small class="url">{endpoint.url}</small>
				</>,
				<ScopeOf of={endpoint} names={names} />,
				<>
					<StateOf of={endpoint} />
					{endpoint.disabled_reason === null ? null : (
						<>
							<br />
							<small>{endpoint.disabled_reason}</small>
						</>
					)}
				</>,
				failingSince(endpoint) === null ? null : <Time at={failingSince(endpoint)} />,
				endpoint.dead_letter_count === 0 ? null : <DeadLetterCount of={endpoint} />,
				formatOf(endpoint),
				<Time at={endpoint.created_at} />,
			])}
		/>
	);
}

const YES_OR_NO = [
	['', 'All'],
	['true', 'Yes'],
	['false', 'No'],
] as const;

function Narrow(props: { readonly refused: Refused | undefined; readonly names: DirectoryNames }) {
	const { refused, names } = props;
	return (
		<Filters label="Filter endpoints" refused={refused}>
			<Select
				name="state"
				id="filter-state"
				label="Status"
				options={[
					['', 'All'],
					['enabled', 'Enabled'],
					['disabled', 'Disabled'],
				]}
			/>
			<Select name="failing" id="filter-failing" label="Disabled or failing" options={YES_OR_NO} />
			<Select
				name="dead_letters"
				id="filter-dead_letters"
				label="Dead letters"
				options={YES_OR_NO}
			/>
			<Field name="tenant" id="filter-tenant" label="Tenant" />
			<Field name="product" id="filter-product" label="Product" />
			<DirectoryField id="filter-directory_id" names={names} />
		</Filters>
	);
}
