/** /dashboard/directories: all directories with how they are, and new ones. */
import type { Directory } from '../../contract/directories.ts';
import type { DirectoryHealth } from '../../contract/directory-health.ts';
import type { AppContext } from '../../http/context.ts';
import { PROVIDER_NAMES } from '../../providers/keys.ts';
import { Empty, Pager, Secret } from '../components/content.tsx';
import { Filters } from '../components/filters.tsx';
import { Field, Form, Select, type Refused } from '../components/form.tsx';
import { can, change, readForm, refusedBy, tryRead } from './access.ts';
import { ScimUrl } from './directory/connecting.tsx';
import { directoryPath } from './directory/tabs.ts';
import { refusedFilters } from './filtered.ts';
import { HealthTable } from './overview/health-table.tsx';
import { page } from './page.tsx';
import type { Session } from './session.ts';

const PATH = '/dashboard/directories';

/** GET /dashboard/directories */
export function list(c: AppContext): Promise<Response> {
	return show(c);
}

/** POST /dashboard/directories */
export async function create(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const body = Object.fromEntries(FIELDS.map((name) => [name, form.get(name)]));
	const made = await change(c, form, { id: 'createDirectory', body });
	return made.ok
		? show(c, { made: made.value })
		: show(c, { refused: refusedBy(form, made.error) });
}

const FIELDS = ['name', 'tenant', 'product', 'type'] as const;

const FILTERS = ['search', 'tenant', 'product', 'type', 'state', 'deliveries'] as const;

/** What has become of a form. */
interface Outcome {
	readonly made?: Directory;
	readonly refused?: Refused;
}

async function show(c: AppContext, { made, refused }: Outcome = {}): Promise<Response> {
	const filters = Object.fromEntries(FILTERS.map((name) => [name, c.req.query(name)?.trim()]));
	const { directories, session } = await tryRead(c, {
		directories: {
			id: 'listDirectoryHealth',
			query: { ...filters, cursor: c.req.query('cursor') },
		},
	});
	const refusedList = refusedFilters(c, directories);
	const found = directories.ok ? directories.value : { data: [], next_cursor: null };
	const failed = refused ?? refusedList;
	const isNarrowed = FILTERS.some((name) => (c.req.query(name) ?? '') !== '');
	return page(
		c,
		session,
		{ title: 'Directories', status: failed === undefined ? 200 : 400 },
		<>
			{made === undefined ? null : <Made directory={made} session={session} />}
			{can(session, 'createDirectory') ? (
				<p>
					<a class="button outline" href="#new-directory">
						New directory
					</a>
				</p>
			) : null}
			{isNarrowed || found.data.length > 0 ? (
				<Narrow refused={refusedList} of={found.data} />
			) : null}
			{found.data.length > 0 ? <HealthTable of={found.data} /> : <None isNarrowed={isNarrowed} />}
			<Pager next={found.next_cursor} />
			{can(session, 'createDirectory') ? <NewDirectory {...{ session, refused }} /> : null}
		</>,
	);
}

function None({ isNarrowed }: { readonly isNarrowed: boolean }) {
	if (isNarrowed) return <Empty title="No directories match these filters." />;
	return (
		<Empty title="No directories yet.">
			<p>
				A directory connects one identity provider of one customer. Create one here, or send a{' '}
				<a href="/dashboard/setup-links">setup link</a> to the customer's IT admin.
			</p>
		</Empty>
	);
}

const TYPES = Object.entries(PROVIDER_NAMES);

function Narrow(props: {
	readonly refused: Refused | undefined;
	/** What is listed: their tenants and products are suggested. */
	readonly of: readonly DirectoryHealth[];
}) {
	const { refused, of } = props;
	return (
		<Filters label="Filters" refused={refused} path={PATH}>
			<Field
				name="search"
				id="filter-search"
				type="search"
				label="Name"
				hint="The beginning of the name."
			/>
			<Exact name="tenant" label="Tenant" values={of.map(({ tenant }) => tenant)} />
			<Exact name="product" label="Product" values={of.map(({ product }) => product)} />
			<Select
				name="type"
				id="filter-type"
				label="Identity provider"
				options={[['', 'All'], ...TYPES]}
			/>
			<Select
				name="state"
				id="filter-state"
				label="Status"
				options={[
					['', 'All'],
					['active', 'Active'],
					['inactive', 'Inactive'],
				]}
			/>
			<Select
				name="deliveries"
				id="filter-deliveries"
				label="Deliveries"
				options={[
					['', 'All'],
					['flowing', 'Flowing'],
					['held', 'Held by the brake'],
				]}
			/>
		</Filters>
	);
}

/** A filter for one value, letter for letter. */
function Exact(props: {
	readonly name: string;
	readonly label: string;
	readonly values: readonly string[];
}) {
	const { name, label, values } = props;
	const suggested = `${name}-values`;
	return (
		<>
			<Field
				name={name}
				id={`filter-${name}`}
				label={label}
				hint="Exact, case-sensitive."
				list={suggested}
			/>
			<datalist id={suggested}>
				{[...new Set(values)].map((value) => (
					<option value={value} />
				))}
			</datalist>
		</>
	);
}

/** What the identity provider is to be given, this once, and where to go on. */
function Made({
	directory,
	session,
}: {
	readonly directory: Directory;
	readonly session: Session;
}) {
	const { id, name, type, scim } = directory;
	const next = (
		<>
			<ScimUrl directory={directory} />
			<p>
				<a href={`${directoryPath(id)}#connecting`}>Setup steps for {PROVIDER_NAMES[type]}</a>
				{can(session, 'createSetupLink') ? (
					<>
						{' · '}
						<a href={`/dashboard/setup-links?directory_id=${encodeURIComponent(id)}`}>
							Create a setup link for the IT admin
						</a>
					</>
				) : null}
			</p>
		</>
	);
	// Google is asked, and sends nothing: it needs no token of ours.
	if (type === 'google' || scim.secret === undefined) {
		return (
			<section class="card" aria-label={`Directory “${name}” created`}>
				<p>
					<strong>Directory “{name}” created.</strong>
				</p>
				{next}
			</section>
		);
	}
	return (
		<Secret label={`Bearer token for “${name}”`} value={scim.secret}>
			{next}
		</Secret>
	);
}

function NewDirectory(props: { readonly session: Session; readonly refused: Refused | undefined }) {
	const { refused, session } = props;
	const { tenant, product } = session.caller;
	return (
		<section aria-labelledby="new-directory">
			<h2 id="new-directory">New directory</h2>
			<Form action={PATH} refused={refused}>
				<Field name="name" label="Name" hint="A label for your team, such as Acme Okta." required />
				<Field
					name="tenant"
					value={tenant ?? undefined}
					label="Tenant"
					hint="The customer this directory belongs to."
					required
				/>
				<Field
					name="product"
					value={product ?? undefined}
					label="Product"
					hint="Your product that uses this directory."
					required
				/>
				<Select name="type" label="Identity provider" options={TYPES} />
				<button>Create directory</button>
			</Form>
		</section>
	);
}
