/** /dashboard/webhooks/{id}/settings: what is sent where. */
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Empty } from '../../components/content.tsx';
import { Check, Field, Form, type Refused } from '../../components/form.tsx';
import { can, change, mustChange, read, readForm, refusedBy, type SentForm } from '../access.ts';
import { numberOf, problemWith } from '../fields.ts';
import { done } from '../page.tsx';
import { HeadersField, headersOf, TypesField, typesOf } from './fields.tsx';
import { endpointPage } from './frame.tsx';
import { endpointPath } from './tabs.ts';

/** GET /dashboard/webhooks/{id}/settings */
export function show(c: AppContext): Promise<Response> {
	return render(c);
}

/** POST /dashboard/webhooks/{id}/settings */
export async function save(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = { id: param(c, 'id') };
	const headers = headersOf(form.get('headers'));
	if (!headers.ok) return render(c, refusedBy(form, problemWith('headers', headers.error)));
	const endpoint = await mustChange(c, form, { id: 'getWebhookEndpoint', params });
	const body = patchOf(form, endpoint, headers.value);
	const saved = await change(c, form, { id: 'updateWebhookEndpoint', params, body });
	return saved.ok
		? done(c, `${endpointPath(params.id)}/settings`, 'endpoint_saved')
		: render(c, refusedBy(form, saved.error));
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

async function render(c: AppContext, refused?: Refused): Promise<Response> {
	const { endpoint, session } = await read(c, {
		endpoint: { id: 'getWebhookEndpoint', params: { id: param(c, 'id') } },
	});
	return endpointPage(
		c,
		session,
		endpoint,
		{ part: 'Settings', status: refused === undefined ? 200 : 400 },
		can(session, 'updateWebhookEndpoint') ? (
			<Settings of={endpoint} refused={refused} />
		) : (
			<Empty title="Your API key cannot change endpoints.">
				<p>Sign in with a key that has the scope “write”.</p>
			</Empty>
		),
	);
}

function Settings(props: { readonly of: WebhookEndpoint; readonly refused: Refused | undefined }) {
	const { of, refused } = props;
	const isPolled = of.delivery === 'poll';
	return (
		<Form action={`${endpointPath(of.id)}/settings`} refused={refused}>
			{isPolled ? null : (
				<Field
					name="url"
					value={of.url ?? ''}
					label="URL"
					hint="Pending events are sent to a new URL immediately."
					required
				/>
			)}
			<Field name="description" value={of.description ?? ''} label="Description" />
			<TypesField
				chosen={of.types ?? []}
				hint="Select none to subscribe to all types, including future ones."
			/>
			{of.format === 'set' ? (
				<Field
					name="audience"
					value={of.audience ?? ''}
					label="Audience"
					hint="Leave empty to use the URL."
				/>
			) : (
				<Field
					name="max_batch"
					value={String(of.max_batch)}
					label="Maximum events per request"
					type="number"
					min={1}
					max={100}
				/>
			)}
			{isPolled ? null : <Headers of={of} />}
			<button>Save changes</button>
		</Form>
	);
}

function Headers({ of }: { readonly of: WebhookEndpoint }) {
	const names = Object.keys(of.headers ?? {});
	return (
		<>
			<p>
				{of.headers === null
					? 'No custom headers are set.'
					: `Custom headers: ${names.join(', ') || 'cannot be decrypted'}. Their values are not shown again.`}
			</p>
			<HeadersField hint="One per line, for example Authorization: Bearer …. They replace all current ones. Leave empty to keep the current ones." />
			{of.headers === null ? null : <Check name="no_headers" label="Remove all custom headers" />}
		</>
	);
}
