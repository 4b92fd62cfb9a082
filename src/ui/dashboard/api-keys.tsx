/** /dashboard/api-keys: who may call the API, and sign in here. */
import type { ApiKey } from '../../contract/api-keys.ts';
import { param, type AppContext } from '../../http/context.ts';
import { Empty, Pager, Secret, Table } from '../components/content.tsx';
import { Check, Checks, Confirm, Field, Form, type Refused } from '../components/form.tsx';
import { instantOf } from '../components/filters.tsx';
import { Time } from '../components/time.tsx';
import { useView, viewOf } from '../view.ts';
import {
	boundTo,
	can,
	change,
	isConfirmed,
	mustChange,
	read,
	readForm,
	refusedBy,
} from './access.ts';
import { CredentialState } from './credential.tsx';
import { UNNAMED } from './fields.ts';
import { done, page } from './page.tsx';

const PATH = '/dashboard/api-keys';

/** GET /dashboard/api-keys */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/api-keys */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const expires = form.get('expires_at');
	const optional = (name: string) => form.get(name) || undefined;
	const made = await change(c, form, {
		id: 'createApiKey',
		body: {
			name: form.get('name'),
			scopes: form.all('scopes'),
			tenant: optional('tenant'),
			product: optional('product'),
			expires_at: expires === '' ? undefined : instantOf(expires, viewOf(c).timeZone),
		},
	});
	return made.ok
		? show(c, { made: made.value })
		: show(c, { refused: refusedBy(form, made.error) });
}

/** POST /dashboard/api-keys/{id}/revoke */
export async function revoke(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const id = param(c, 'id');
	const key = await mustChange(c, form, { id: 'getApiKey', params: { id } });
	if (!isConfirmed(form, key.name)) return show(c, { unconfirmed: id });
	await mustChange(c, form, { id: 'revokeApiKey', params: { id } });
	return done(c, PATH, 'api_key_revoked');
}

/** What has become of a form. */
interface Outcome {
	readonly made?: ApiKey;
	readonly refused?: Refused;
	/** The key that was not named. */
	readonly unconfirmed?: string;
}

async function show(
	c: AppContext,
	{ made, refused, unconfirmed }: Outcome = {},
): Promise<Response> {
	const { keys, session } = await read(c, {
		keys: { id: 'listApiKeys', query: { cursor: c.req.query('cursor') } },
	});
	const failed = refused ?? unconfirmed;
	return page(
		c,
		session,
		{ title: 'API keys', status: failed === undefined ? 200 : 400 },
		<>
			{made?.secret === undefined ? null : (
				<Secret label={`Secret of API key “${made.name}”`} value={made.secret} />
			)}
			{keys.data.length === 0 ? (
				<Empty title="No API keys yet, only the admin key of the deployment.">
					<p>Create one for each application and person, with only the scopes it needs.</p>
				</Empty>
			) : (
				<Table
					caption="API keys"
					heads={['Name', 'Scopes', 'Access', 'Status', 'Created', 'Expires', 'Last used', '']}
					rows={keys.data.map((key) => [
						<>
							{key.name}
							<br />
							<small>
								<code>{key.id}</code>
							</small>
						</>,
						key.scopes.join(', '),
						boundTo(key) ?? 'All tenants and products',
						<CredentialState of={key} />,
						<Time at={key.created_at} />,
						<Time at={key.expires_at} />,
						<Time at={key.last_used_at} />,
						key.state === 'live' && can(session, 'revokeApiKey') ? (
							<Confirm
								id={`confirm-${key.id}`}
								action={`${PATH}/${key.id}/revoke`}
								label="Revoke"
								warning="Requests with this key are refused immediately, and its dashboard sessions end."
								name={key.name}
								error={unconfirmed === key.id ? UNNAMED : undefined}
							/>
						) : null,
					])}
				/>
			)}
			<Pager next={keys.next_cursor} />
			{can(session, 'createApiKey') ? <NewKey refused={refused} /> : null}
		</>,
	);
}

const SCOPES = [
	['read', 'Read', 'Users, groups, events and settings.'],
	['write', 'Write', 'Create, change and delete. Includes Read.'],
	['admin', 'Admin', 'Manage API keys and read the audit log. Includes Read and Write.'],
] as const;

function NewKey({ refused }: { readonly refused: Refused | undefined }) {
	const { timeZone } = useView();
	return (
		<section aria-labelledby="new-key">
			<h2 id="new-key">New API key</h2>
			<Form action={PATH} refused={refused}>
				<Field name="name" label="Name" hint="Who or what uses this key." required />
				<Checks name="scopes" legend="Scopes">
					{SCOPES.map(([scope, label, hint]) => (
						<Check id={`scope-${scope}`} name="scopes" value={scope} label={label} hint={hint} />
					))}
				</Checks>
				<Field
					name="tenant"
					label="Tenant"
					hint="Limits the key to one tenant. Leave empty for all."
				/>
				<Field
					name="product"
					label="Product"
					hint="Limits the key to one product. Leave empty for all."
				/>
				<Field
					name="expires_at"
					label="Expires"
					type="datetime-local"
					hint={`Leave empty for no expiry. Time zone: ${timeZone}.`}
				/>
				<button>Create API key</button>
			</Form>
		</section>
	);
}
