/** The form for a new endpoint, and what it says as the API wants it. */
import type { NewWebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { err, ok, type Result } from '../../../result.ts';
import type { Problem } from '../../../contract/problem.ts';
import { Field, Form, Select, type Refused } from '../../components/form.tsx';
import type { SentForm } from '../access.ts';
import { numberOf, problemWith } from '../fields.ts';
import { DirectoryField, type DirectoryNames } from '../known-directories.tsx';
import { HeadersField, headersOf, TypesField, typesOf } from './fields.tsx';
import { WEBHOOKS_PATH } from './tabs.ts';

/** A new endpoint as it was typed; the API checks the rest. */
type Typed = Readonly<Partial<Record<keyof NewWebhookEndpoint, unknown>>>;

/** Format and delivery together: not each of the one goes with each of the other. */
const KINDS: readonly (readonly [value: string, text: string])[] = [
	['webhook push', 'Webhooks'],
	['set push', 'Security Event Tokens, pushed (RFC 8935)'],
	['set poll', 'Security Event Tokens, polled by the receiver (RFC 8936)'],
];

/** Reads the form. */
export function newEndpointOf(form: SentForm): Result<Typed, Problem> {
	const headers = headersOf(form.get('headers'));
	if (!headers.ok) return err(problemWith('headers', headers.error));
	const [format = '', delivery = ''] = form.get('kind').split(' ');
	const types = typesOf(form.all('types'));
	const optional = (name: string) => form.get(name) || undefined;
	const scope = scopeIn(form);
	if (!scope.ok) return scope;
	return ok({
		url: delivery === 'push' ? form.get('url') : optional('url'),
		description: optional('description'),
		...scope.value,
		types: types.length === 0 ? undefined : types,
		max_batch: numberOf(form.get('max_batch')),
		headers: Object.keys(headers.value).length === 0 ? undefined : headers.value,
		signing: format === 'webhook' ? optional('signing') : undefined,
		format,
		delivery,
		audience: optional('audience'),
		from_sequence: numberOf(form.get('from_sequence')),
	});
}

type ScopeField = 'directory_id' | 'tenant' | 'product';

/** What an endpoint may hear of, and the fields that say of whom: to hear of everybody is a choice, too. */
const SCOPES: readonly {
	readonly value: string;
	readonly text: string;
	readonly fields: readonly ScopeField[];
}[] = [
	{ value: 'directory', text: 'One directory', fields: ['directory_id'] },
	{ value: 'tenant', text: 'All directories of a tenant', fields: ['tenant'] },
	{ value: 'product', text: 'All directories of a product', fields: ['product'] },
	{ value: 'both', text: 'All directories of a tenant and product', fields: ['tenant', 'product'] },
	{ value: 'everything', text: 'All directories of all tenants', fields: [] },
];

const SCOPE_FIELDS = ['tenant', 'product', 'directory_id'] as const;

/** The scope that was chosen: no field of another one is filled in. Of its own the API says if one is empty. */
function scopeIn(form: SentForm): Result<Typed, Problem> {
	const scope = SCOPES.find(({ value }) => value === form.get('scope'));
	if (scope === undefined) return err(problemWith('scope', 'choose a scope'));
	for (const field of SCOPE_FIELDS) {
		if (!scope.fields.includes(field) && form.get(field) !== '') {
			return err(problemWith(field, `does not apply to “${scope.text}”: leave it empty`));
		}
	}
	return ok(Object.fromEntries(scope.fields.map((field) => [field, form.get(field)])));
}

/** What is chosen at first: nothing, unless fields that are given say it. */
function scopeGiven(given: (name: string) => string | undefined): string | undefined {
	const fields = SCOPE_FIELDS.filter((field) => (given(field) ?? '') !== '').join(' ');
	return fields === '' ? undefined : SCOPES.find((each) => each.fields.join(' ') === fields)?.value;
}

/** Asks for a new endpoint. */
export function NewEndpoint(props: {
	readonly refused: Refused | undefined;
	/** What fields hold at first. */
	readonly given: (name: string) => string | undefined;
	readonly names: DirectoryNames;
}) {
	const { refused, given, names } = props;
	const of = (name: string) => ({ name, value: given(name) });
	return (
		<section aria-labelledby="new-endpoint">
			<h2 id="new-endpoint">New endpoint</h2>
			<Form action={WEBHOOKS_PATH} refused={refused}>
				<Field
					{...of('url')}
					label="URL"
					hint="The https URL that receives events. Leave empty if the receiver polls."
					placeholder="https://app.example.com/webhooks"
				/>
				<Field
					{...of('description')}
					label="Description"
					hint="Shown as the name of the endpoint."
				/>
				<fieldset>
					<legend>Directories</legend>
					<Select
						name="scope"
						label="Scope"
						hint="Includes directories created later."
						value={scopeGiven(given)}
						options={[['', 'Choose…'], ...SCOPES.map(({ value, text }) => [value, text] as const)]}
						required
					/>
					<Field {...of('tenant')} label="Tenant" />
					<Field {...of('product')} label="Product" />
					<DirectoryField
						names={names}
						value={given('directory_id')}
						hint="Choose by name, or enter an ID. Use operations for the operations log."
					/>
				</fieldset>
				<TypesField hint="Select none to subscribe to all types, including future ones." />
				<details open={refused !== undefined}>
					<summary>More options</summary>
					<Select {...of('kind')} label="Format" options={KINDS} />
					<Field
						{...of('max_batch')}
						label="Maximum events per request"
						hint="More than 1 is faster, but changes the payload to a batch."
						type="number"
						min={1}
						max={100}
					/>
					<Select
						{...of('signing')}
						label="Webhook signature"
						options={[
							['symmetric', 'Shared secret (HMAC)'],
							['asymmetric', 'Public key (ed25519)'],
						]}
					/>
					<HeadersField hint="One per line, for example Authorization: Bearer …. Values are not shown again." />
					<Field
						{...of('audience')}
						label="Audience of Security Event Tokens"
						hint="Leave empty to use the URL."
					/>
					<Field
						{...of('from_sequence')}
						label="First event"
						hint="Its sequence, for a scope of one directory. Leave empty to start with the next event."
						type="number"
						min={1}
					/>
				</details>
				<button>Create endpoint</button>
			</Form>
		</section>
	);
}
