/** The form for a new endpoint, and what it says as the API wants it. */
import type { NewWebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { err, ok, type Result } from '../../../result.ts';
import type { Problem } from '../../../contract/problem.ts';
import { errorOf, Field, Form, Problems, Select, type Refused } from '../../components/form.tsx';
import type { SentForm } from '../access.ts';
import { numberOf, problemWith } from '../directory/fields.ts';
import { HeadersField, headersOf, TypesField, typesOf } from './fields.tsx';
import { WEBHOOKS_PATH } from './tabs.ts';

/** A new endpoint as it was typed; the API checks the rest. */
type Typed = Readonly<Partial<Record<keyof NewWebhookEndpoint, unknown>>>;

/** Format and delivery together: not each of the one goes with each of the other. */
const KINDS: readonly (readonly [value: string, text: string])[] = [
	['webhook push', 'Webhooks'],
	['set push', 'Security Event Tokens, sent (RFC 8935)'],
	['set poll', 'Security Event Tokens, fetched by the receiver (RFC 8936)'],
];

/** Reads the form. */
export function newEndpointOf(form: SentForm): Result<Typed, Problem> {
	const headers = headersOf(form.get('headers'));
	if (!headers.ok) return err(problemWith('headers', headers.error));
	const [format = '', delivery = ''] = form.get('kind').split(' ');
	const types = typesOf(form.all('types'));
	const optional = (name: string) => form.get(name) || undefined;
	return ok({
		url: optional('url'),
		description: optional('description'),
		directory_id: optional('directory_id'),
		tenant: optional('tenant'),
		product: optional('product'),
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

/** Asks for a new endpoint. */
export function NewEndpoint(props: {
	readonly refused: Refused | undefined;
	/** The types that were chosen, if it comes back. */
	readonly types: readonly string[];
	/** What fields hold at first. */
	readonly given: (name: string) => string | undefined;
}) {
	const { refused, types, given } = props;
	const of = (name: string) => ({
		name,
		value: refused?.sent(name) ?? given(name),
		error: errorOf(refused, name),
	});
	return (
		<section aria-labelledby="new-endpoint">
			<h2 id="new-endpoint">New endpoint</h2>
			<Problems refused={refused} />
			<Form action={WEBHOOKS_PATH}>
				<Field
					{...of('url')}
					label="URL"
					hint="Where your application listens, with https. Leave it empty for tokens that the receiver fetches."
					placeholder="https://app.example.com/webhooks"
				/>
				<Field {...of('description')} label="Description" hint="Its name, for people." />
				<fieldset>
					<legend>Hears of</legend>
					<p data-hint>
						Every directory, those made later included, when all three are left empty. A directory
						says its tenant and its product itself.
					</p>
					<Field {...of('tenant')} label="All directories of a tenant" />
					<Field {...of('product')} label="All directories of a product" />
					<Field
						{...of('directory_id')}
						label="One directory"
						hint="Its id, dir_…; or operations, for the operations log."
					/>
				</fieldset>
				<TypesField
					chosen={types}
					hint="All that there are, and will be, when none is chosen."
					error={errorOf(refused, 'types')}
				/>
				<details open={refused !== undefined}>
					<summary>More options</summary>
					<Select {...of('kind')} label="Sends" options={KINDS} />
					<Field
						{...of('max_batch')}
						label="Events in one request, at most"
						hint="More than 1 is faster, and changes the form of what is sent."
						type="number"
						min={1}
						max={100}
					/>
					<Select
						{...of('signing')}
						label="Webhooks are signed with"
						options={[
							['symmetric', 'a secret that both sides know (HMAC)'],
							['asymmetric', 'a key of which you get the public half (ed25519)'],
						]}
					/>
					<HeadersField
						refused={refused}
						hint="One a line, like Authorization: Bearer …. They are never shown again."
					/>
					<Field
						{...of('audience')}
						label="Audience of Security Event Tokens"
						hint="The URL when left empty."
					/>
					<Field
						{...of('from_sequence')}
						label="First event"
						hint="Its sequence in the one directory; the next one to come when left empty."
						type="number"
						min={1}
					/>
				</details>
				<button>Make the endpoint</button>
			</Form>
		</section>
	);
}
