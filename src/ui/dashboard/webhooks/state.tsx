/** /dashboard/webhooks/{id}: whether an endpoint works, why not, and what to do about it. */
import type { Attempt } from '../../../contract/attempts.ts';
import type { DeliveryCursor } from '../../../contract/cursors.ts';
import type { EndpointTestResult } from '../../../contract/endpoint-tests.ts';
import type { Page } from '../../../contract/shared.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { param, type AppContext } from '../../../http/context.ts';
import { Facts } from '../../components/content.tsx';
import { Time } from '../../components/time.tsx';
import { change, isConfirmed, mustChange, read, readForm, refusedBy } from '../access.ts';
import { NOT_NAMED, UNNAMED } from '../fields.ts';
import { done } from '../page.tsx';
import { OutcomeOf } from './attempts.tsx';
import { DeadLetterCount, endpointPage, formatOf, nameOf, ScopeOf, StateOf } from './frame.tsx';
import { Lag } from './lag.tsx';
import { MadeSecret } from './secret.tsx';
import { Actions, TestResult, type Returned } from './state-forms.tsx';
import { endpointPath, WEBHOOKS_PATH } from './tabs.ts';

/** GET /dashboard/webhooks/{id} */
export function show(c: AppContext): Promise<Response> {
	return render(c);
}

/** POST /dashboard/webhooks/{id}/enable */
export async function enable(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const body = { state: 'enabled' };
	await mustChange(c, form, { id: 'updateWebhookEndpoint', params: paramsOf(c), body });
	return done(c, endpointPath(param(c, 'id')), 'endpoint_enabled');
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
		? done(c, endpointPath(param(c, 'id')), 'endpoint_disabled')
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

/** POST /dashboard/webhooks/{id}/delete */
export async function remove(c: AppContext): Promise<Response> {
	const form = await readForm(c);
	const params = paramsOf(c);
	const endpoint = await mustChange(c, form, { id: 'getWebhookEndpoint', params });
	if (!isConfirmed(form, nameOf(endpoint))) return render(c, { unconfirmed: UNNAMED });
	await mustChange(c, form, { id: 'deleteWebhookEndpoint', params });
	return done(c, WEBHOOKS_PATH, 'endpoint_deleted');
}

/** What has become of a form. */
interface Outcome extends Returned {
	readonly made?: WebhookEndpoint;
	readonly tested?: EndpointTestResult;
}

function paramsOf(c: AppContext) {
	return { id: param(c, 'id') };
}

/** Directories whose cursors are summed up: more are told to be more. */
const SUMMED = '100';

async function render(c: AppContext, outcome: Outcome = {}): Promise<Response> {
	const params = paramsOf(c);
	const isAll = c.req.query('cursors') === 'all';
	const cursor = c.req.query('cursor');
	const { endpoint, cursors, waiting, attempts, session } = await read(c, {
		endpoint: { id: 'getWebhookEndpoint', params },
		cursors: {
			id: 'listCursors',
			params,
			query: { behind: isAll ? undefined : 'true', limit: '20', cursor },
		},
		waiting: { id: 'listCursors', params, query: { behind: 'true', limit: SUMMED } },
		attempts: { id: 'listAttempts', params, query: { limit: '1' } },
	});
	const { made, tested, ...returned } = outcome;
	const isReturned = Object.keys(returned).length > 0;
	return endpointPage(
		c,
		session,
		endpoint,
		{ part: '', status: isReturned ? 400 : 200 },
		<>
			{made === undefined ? null : <MadeSecret of={made} />}
			{tested === undefined ? null : <TestResult of={tested} endpointId={endpoint.id} />}
			<Health of={endpoint} waiting={waiting} last={attempts.data[0]} />
			<Actions of={endpoint} session={session} returned={returned} />
			<Lag endpoint={endpoint} of={cursors} />
			<Configuration of={endpoint} />
		</>,
	);
}

/** Whether it works, and what comes next. */
function Health(props: {
	readonly of: WebhookEndpoint;
	readonly waiting: Page<DeliveryCursor>;
	readonly last: Attempt | undefined;
}) {
	const { of, waiting, last } = props;
	const { disabled_reason: reason, failing_since: failingSince, paused_until: pausedUntil } = of;
	const due = waiting.data.flatMap(({ due_at: at }) => (at === null ? [] : [at])).toSorted();
	// What is set aside waits no longer, but what was said of it last holds while the endpoint fails.
	const failed = waiting.data.find(({ last_error: error }) => error !== null)?.last_error;
	const lastError = failed ?? (failingSince === null ? null : (last?.error ?? null));
	return (
		<Facts
			of={[
				['Status', <StateOf of={of} />],
				...(reason === null ? [] : [['Reason', reason] as const]),
				...(failingSince === null
					? []
					: [['All deliveries failing since', <Time at={failingSince} />] as const]),
				...(pausedUntil === null
					? []
					: [['Receiver overloaded, paused until', <Time at={pausedUntil} />] as const]),
				...(lastError === null ? [] : [['Last error', lastError] as const]),
				...(of.delivery === 'poll'
					? []
					: [
							['Last attempt', <LastAttempt of={last} />] as const,
							['Next attempt', <Time at={due[0] ?? null} />] as const,
						]),
				['Events behind', behind(waiting)],
				['Dead letters', of.dead_letter_count === 0 ? 'none' : <DeadLetterCount of={of} />],
			]}
		/>
	);
}

function LastAttempt({ of }: { readonly of: Attempt | undefined }) {
	if (of === undefined) return <span class="none">–</span>;
	return (
		<>
			<a href={`${endpointPath(of.endpoint_id)}/attempts/${of.id}`}>
				<Time at={of.attempted_at} />
			</a>{' '}
			<OutcomeOf of={of} />
		</>
	);
}

/** How many events wait, in how many directories. */
function behind({ data, next_cursor: next }: Page<DeliveryCursor>): string {
	if (data.length === 0) return 'none';
	const events = data.reduce((sum, { events_behind: each }) => sum + each, 0);
	const where = data.length === 1 ? '1 directory' : `${data.length} directories`;
	return next === null ? `${events} in ${where}` : `more than ${events} in more than ${where}`;
}

function Configuration({ of }: { readonly of: WebhookEndpoint }) {
	return (
		<section aria-labelledby="configuration">
			<h2 id="configuration">Configuration</h2>
			<Facts
				of={[
					['URL', <span class="url">{of.url}</span>],
					['Scope', <ScopeOf of={of} />],
					['Subscribed events', of.types?.join(', ') ?? 'All'],
					['Format', formatOf(of)],
					...(of.format === 'set'
						? []
						: [
								['Events per request', of.max_batch === 1 ? '1' : `up to ${of.max_batch}`] as const,
								['Signature', of.signing === 'asymmetric' ? 'ed25519' : 'HMAC'] as const,
							]),
					...(of.public_key === null
						? []
						: [['Public key', <code class="url">{of.public_key}</code>] as const]),
					...(of.previous_secret_expires_at === null
						? []
						: [['Previous secret expires', <Time at={of.previous_secret_expires_at} />] as const]),
					['Created', <Time at={of.created_at} />],
					['Updated', <Time at={of.updated_at} />],
					['ID', <code>{of.id}</code>],
				]}
			/>
		</section>
	);
}
