/** /dashboard/webhooks/{id}/settings: what is sent where, and the end of an endpoint. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Empty } from '../../components/content.tsx';
import { Check, Confirm, Field, Form, type Refused } from '../../components/form.tsx';
import {
	can,
	change,
	isConfirmed,
	mustChange,
	read,
	readForm,
	refusedBy,
	type SentForm,
} from '../access.ts';
import { numberOf, problemWith } from '../fields.ts';
import { done } from '../page.tsx';
import { HeadersField, headersOf, TypesField, typesOf } from './fields.tsx';
import { endpointPage, nameOf } from './frame.tsx';
import { endpointPath, WEBHOOKS_PATH } from './tabs.ts';

/** GET /dashboard/webhooks/{id}/settings */
export function show(c: AppContext): Promise<Response> {
	return render(c);
}

/** POST /dashboard/webhooks/{id}/settings */
export async function save(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const headers = headersOf(form.get('headers'));
	if (!headers.ok) {
		const refused = refusedBy(form, problemWith('headers', headers.error));
		return render(c, { refused });
	}
	const endpoint = await mustChange(c, form, { id: 'getWebhookEndpoint', params });
	const body = patchOf(form, endpoint, headers.value);
	const saved = await change(c, form, { id: 'updateWebhookEndpoint', params, body });
	return saved.ok
		? done(c, `${endpointPath(params.id)}/settings`, 'saved')
		: render(c, { refused: refusedBy(form, saved.error) });
}

/** POST /dashboard/webhooks/{id}/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const endpoint = await mustChange(c, form, { id: 'getWebhookEndpoint', params });
	if (!isConfirmed(form, nameOf(endpoint))) return render(c, { isUnconfirmed: true });
	await mustChange(c, form, { id: 'deleteWebhookEndpoint', params });
	return done(c, WEBHOOKS_PATH, 'deleted');
}

/** What has become of a form. */
interface Outcome {
	readonly refused?: Refused;
	readonly isUnconfirmed?: boolean;
}

/** What was typed, as the API wants it; what the endpoint cannot have is not asked for. */
function patchOf(
	form: SentForm,
	{ format, delivery }: WebhookEndpoint,
	headers: Readonly<Record<string, string>>,
) {
	const types = typesOf(form.all('types'));
	const isSet = format === 'set';
	const isPolled = delivery === 'poll';
	const isForgetting = form.get('no_headers') !== '';
	return {
		description: form.get('description') || null,
		types: types.length === 0 ? null : types,
		...(isPolled ? {} : { url: form.get('url') }),
		...(isSet
			? { audience: form.get('audience') || null }
			: { max_batch: numberOf(form.get('max_batch')) ?? 1 }),
		...(isPolled || (Object.keys(headers).length === 0 && !isForgetting)
			? {}
			: { headers: Object.keys(headers).length === 0 ? null : headers }),
	};
}

async function render(
	c: AppContext,
	{ refused, isUnconfirmed = false }: Outcome = {},
): Promise<Response> {
	const { endpoint, session } = await read(c, {
		endpoint: { id: 'getWebhookEndpoint', params: { id: param(c, 'id') } },
	});
	const isRefused = refused !== undefined || isUnconfirmed;
	return endpointPage(
		c,
		session,
		endpoint,
		{ part: 'Settings', status: isRefused ? 400 : 200 },
		<>
			{can(session, 'updateWebhookEndpoint') ? (
				<Settings of={endpoint} refused={refused} />
			) : (
				<Empty title="Your API key may not change endpoints.">
					<p>Sign in with one that has the scope “write”.</p>
				</Empty>
			)}
			{can(session, 'deleteWebhookEndpoint') ? (
				<Confirm
					id="confirm-delete"
					action={`${endpointPath(endpoint.id)}/delete`}
					label="Delete the endpoint"
					warning="Its dead letters, attempts and replays go with it. What it has not been sent, it is never sent."
					name={nameOf(endpoint)}
					error={isUnconfirmed ? 'This is not its name.' : undefined}
				/>
			) : null}
		</>,
	);
}

function Settings(props: { readonly of: WebhookEndpoint; readonly refused: Refused | undefined }) {
	const { of, refused } = props;
	const isPolled = of.delivery === 'poll';
	return (
		<>
			<Form action={`${endpointPath(of.id)}/settings`} refused={refused}>
				{isPolled ? null : (
					<Field
						name="url"
						value={of.url ?? ''}
						label="URL"
						hint="A new one is tried at once with what waits."
						required
					/>
				)}
				<Field name="description" value={of.description ?? ''} label="Description" />
				<TypesField
					chosen={of.types ?? []}
					hint="All that there are, and will be, when none is chosen."
				/>
				{of.format === 'set' ? (
					<Field
						name="audience"
						value={of.audience ?? ''}
						label="Audience"
						hint="The URL when left empty."
					/>
				) : (
					<Field
						name="max_batch"
						value={String(of.max_batch)}
						label="Events in one request, at most"
						type="number"
						min={1}
						max={100}
					/>
				)}
				{isPolled ? null : <Headers of={of} />}
				<button>Save</button>
			</Form>
		</>
	);
}

function Headers({ of }: { readonly of: WebhookEndpoint }) {
	const names = Object.keys(of.headers ?? {});
	return (
		<>
			<p>
				{of.headers === null
					? 'It has no custom headers.'
					: `Its custom headers are never shown again: ${names.join(', ') || 'they cannot be opened'}.`}
			</p>
			<HeadersField hint="One a line, like Authorization: Bearer …. They replace all that there are; none are changed when this is left empty." />
			{of.headers === null ? null : (
				<Check name="no_headers" label="Send no custom headers any more" />
			)}
		</>
	);
}
