/** /dashboard/webhooks: where events are sent to, how that goes, and new endpoints. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { AppContext } from '../../../http/context.ts';
import { Empty, Pager, Table } from '../../components/content.tsx';
import { Filters } from '../../components/filters.tsx';
import { Field, Problems, Select, type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can, change, readForm, refusedBy, tryRead } from '../access.ts';
import { askedOf, type Asked } from '../filtered.ts';
import { page } from '../page.tsx';
import { nameOf, ScopeOf, StateOf } from './frame.tsx';
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
	const body = newEndpointOf(form);
	const made = body.ok
		? await change(c, form, { id: 'createWebhookEndpoint', body: body.value })
		: body;
	return made.ok
		? show(c, { made: made.value })
		: show(c, { refused: refusedBy(form, made.error), types: form.all('types') });
}

/** What has become of a form. */
interface Outcome {
	readonly made?: WebhookEndpoint;
	readonly refused?: Refused;
	/** The types that were chosen. */
	readonly types?: readonly string[];
}

const FILTERS = ['state', 'failing', 'tenant', 'product', 'directory_id'] as const;

async function show(c: AppContext, { made, refused, types = [] }: Outcome = {}): Promise<Response> {
	const query = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()]));
	const { endpoints, session } = await tryRead(c, {
		endpoints: {
			id: 'listWebhookEndpoints',
			query: { ...query, limit: '50', cursor: c.req.query('cursor') },
		},
	});
	const asked = askedOf(c, endpoints);
	const found = endpoints.ok ? endpoints.value : { data: [], next_cursor: null };
	const failed = refused ?? asked.refused;
	return page(
		c,
		session,
		{ title: 'Webhooks', status: failed === undefined ? 200 : 400 },
		<>
			{made === undefined ? null : <MadeSecret of={made} />}
			<Narrow field={asked.field} />
			<Problems refused={asked.refused} />
			{found.data.length === 0 ? (
				<Empty title="No endpoint is like this.">
					<p>Your application hears of changes at an endpoint: make one for it.</p>
				</Empty>
			) : (
				<Endpoints of={found.data} />
			)}
			<Pager next={found.next_cursor} />
			{can(session, 'listSigningKeys') ? (
				<p>
					Security Event Tokens are signed with <a href="/dashboard/signing-keys">signing keys</a>.
				</p>
			) : null}
			{can(session, 'createWebhookEndpoint') ? (
				<NewEndpoint refused={refused} types={types} given={(name) => c.req.query(name)} />
			) : null}
		</>,
	);
}

function Endpoints({ of }: { readonly of: readonly WebhookEndpoint[] }) {
	return (
		<Table
			caption="Webhook endpoints"
			heads={['Endpoint', 'Hears of', 'State', 'Failing since', 'Sends', 'Made']}
		>
			{of.map((endpoint) => (
				<tr>
					<th scope="row">
						<a href={endpointPath(endpoint.id)}>{nameOf(endpoint)}</a>
						<br />
						<small class="url">{endpoint.url}</small>
					</th>
					<td>
						<ScopeOf of={endpoint} />
					</td>
					<td>
						<StateOf of={endpoint} />
						{endpoint.disabled_reason === null ? null : (
							<>
								<br />
								<small>{endpoint.disabled_reason}</small>
							</>
						)}
					</td>
					<td>
						<Time at={endpoint.failing_since} />
					</td>
					<td>{endpoint.format === 'set' ? `SETs, ${endpoint.delivery}` : 'webhooks'}</td>
					<td>
						<Time at={endpoint.created_at} />
					</td>
				</tr>
			))}
		</Table>
	);
}

function Narrow({ field }: { readonly field: Asked['field'] }) {
	const of = (name: (typeof FILTERS)[number]) => ({ ...field(name), id: `filter-${name}` });
	return (
		<Filters label="Which endpoints">
			<Select
				{...of('state')}
				label="State"
				options={[
					['', 'any'],
					['enabled', 'enabled'],
					['disabled', 'disabled'],
				]}
			/>
			<Select
				{...of('failing')}
				label="Disabled or failing"
				options={[
					['', 'any'],
					['true', 'yes'],
					['false', 'no'],
				]}
			/>
			<Field {...of('tenant')} label="Tenant" />
			<Field {...of('product')} label="Product" />
			<Field {...of('directory_id')} label="Directory" hint="Its id." />
		</Filters>
	);
}
