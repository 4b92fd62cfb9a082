/** /dashboard/webhooks/{id}: whether an endpoint works, why not, and what to do about it. */
import type { EndpointTestResult } from '../../../contract/endpoint-tests.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Facts } from '../../components/content.tsx';
import { type Refused } from '../../components/form.tsx';
import { Time } from '../../components/time.tsx';
import { can, change, isConfirmed, mustChange, read, readForm, refusedBy } from '../access.ts';
import { NOT_NAMED } from '../fields.ts';
import { done } from '../page.tsx';
import { DeadLetterCount, endpointPage, nameOf, ScopeOf, StateOf } from './frame.tsx';
import { Lag } from './lag.tsx';
import { MadeSecret } from './secret.tsx';
import { Rotate, Switch, Test, TestResult } from './state-forms.tsx';
import { endpointPath } from './tabs.ts';

/** GET /dashboard/webhooks/{id} */
export function show(c: AppContext): Promise<Response> {
	return render(c);
}

/** POST /dashboard/webhooks/{id}/enable */
export async function enable(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const body = { state: 'enabled' };
	await mustChange(c, form, { id: 'updateWebhookEndpoint', params: paramsOf(c), body });
	return done(c, endpointPath(param(c, 'id')), 'enabled');
}

/** POST /dashboard/webhooks/{id}/disable */
export async function disable(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const reason = form.get('disabled_reason') || 'Disabled in the dashboard.';
	const disabled = await change(c, form, {
		id: 'updateWebhookEndpoint',
		params: paramsOf(c),
		body: { state: 'disabled', disabled_reason: reason },
	});
	return disabled.ok
		? done(c, endpointPath(param(c, 'id')), 'disabled')
		: render(c, { disable: refusedBy(form, disabled.error) });
}

/** POST /dashboard/webhooks/{id}/test */
export async function test(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const tested = await change(c, form, {
		id: 'testWebhookEndpoint',
		params: paramsOf(c),
		body: { type: form.get('type') || undefined },
	});
	return tested.ok
		? render(c, { tested: tested.value })
		: render(c, { test: refusedBy(form, tested.error) });
}

/** POST /dashboard/webhooks/{id}/rotate-secret */
export async function rotate(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = paramsOf(c);
	const overlap = Number(form.get('overlap_seconds'));
	const endpoint = await mustChange(c, form, { id: 'getWebhookEndpoint', params });
	if (overlap === 0 && !isConfirmed(form, nameOf(endpoint))) {
		return render(c, { rotate: refusedBy(form, NOT_NAMED) });
	}
	const body = { overlap_seconds: overlap };
	const rotated = await change(c, form, { id: 'rotateSecret', params, body });
	return rotated.ok
		? render(c, { made: rotated.value })
		: render(c, { rotate: refusedBy(form, rotated.error) });
}

/** What has become of a form. */
interface Outcome {
	readonly made?: WebhookEndpoint;
	readonly tested?: EndpointTestResult;
	readonly disable?: Refused;
	readonly test?: Refused;
	readonly rotate?: Refused;
}

function paramsOf(c: AppContext) {
	return { id: param(c, 'id') };
}

async function render(c: AppContext, outcome: Outcome = {}): Promise<Response> {
	const params = paramsOf(c);
	const behind = c.req.query('cursors') === 'all' ? undefined : 'true';
	const { endpoint, cursors, session } = await read(c, {
		endpoint: { id: 'getWebhookEndpoint', params },
		cursors: {
			id: 'listCursors',
			params,
			query: { behind, limit: '20', cursor: c.req.query('cursor') },
		},
	});
	const { made, tested, disable: notDisabled, test: notTested, rotate: notRotated } = outcome;
	const refused = notDisabled ?? notTested ?? notRotated;
	const { delivery, format } = endpoint;
	return endpointPage(
		c,
		session,
		endpoint,
		{ part: '', status: refused === undefined ? 200 : 400 },
		<>
			{made === undefined ? null : <MadeSecret of={made} />}
			{tested === undefined ? null : <TestResult of={tested} endpointId={endpoint.id} />}
			<State of={endpoint} />
			{can(session, 'updateWebhookEndpoint') ? (
				<Switch of={endpoint} refused={notDisabled} />
			) : null}
			<Lag of={cursors} />
			{can(session, 'testWebhookEndpoint') && delivery === 'push' ? (
				<Test of={endpoint} refused={notTested} />
			) : null}
			{can(session, 'rotateSecret') && !(format === 'set' && delivery === 'push') ? (
				<Rotate of={endpoint} refused={notRotated} />
			) : null}
		</>,
	);
}

function State({ of }: { readonly of: WebhookEndpoint }) {
	const { disabled_reason: reason, failing_since: failingSince, paused_until: pausedUntil } = of;
	return (
		<>
			<Facts
				of={[
					['State', <StateOf of={of} />],
					...(reason === null ? [] : [['Why', reason] as const]),
					...(failingSince === null
						? []
						: [['Every delivery has failed since', <Time at={failingSince} />] as const]),
					...(pausedUntil === null
						? []
						: [['The receiver is overloaded: paused until', <Time at={pausedUntil} />] as const]),
					['Dead letters', of.dead_letter_count === 0 ? 'none' : <DeadLetterCount of={of} />],
					['URL', <span class="url">{of.url}</span>],
					['Hears of', <ScopeOf of={of} />],
					['Types of events', of.types?.join(', ') ?? 'all'],
					['Sends', sentBy(of)],
					...(of.public_key === null
						? []
						: [['Public key', <code class="url">{of.public_key}</code>] as const]),
					...(of.previous_secret_expires_at === null
						? []
						: [
								[
									'The secret before is good until',
									<Time at={of.previous_secret_expires_at} />,
								] as const,
							]),
					['Made', <Time at={of.created_at} />],
					['Id', <code>{of.id}</code>],
				]}
			/>
		</>
	);
}

function sentBy({ format, delivery, max_batch: maxBatch, signing }: WebhookEndpoint): string {
	if (format === 'set') {
		return delivery === 'poll'
			? 'Security Event Tokens, which the receiver fetches'
			: 'Security Event Tokens';
	}
	const size = maxBatch === 1 ? 'one event in each' : `up to ${maxBatch} events in each`;
	return `webhooks, ${size}, ${signing === 'asymmetric' ? 'ed25519' : 'HMAC'}`;
}
