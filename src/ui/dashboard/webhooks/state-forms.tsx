/** What can be done about an endpoint: editing, testing, giving it a new secret, switching and deleting it. */
import type { EndpointTestResult } from '../../../contract/endpoint-tests.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { EVENT_TYPE_LIST } from '../../../contract/event-types.ts';
import { SET_TYPES } from '../../../contract/endpoint-rules.ts';
import { matchesTypes } from '../../../webhook/payload.ts';
import { Badge, Facts } from '../../components/content.tsx';
import {
	Confirm,
	ConfirmAtOnce,
	Field,
	Form,
	Select,
	type Refused,
} from '../../components/form.tsx';
import { can } from '../access.ts';
import type { Session } from '../session.ts';
import { nameOf } from './frame.tsx';
import { RequestSent, ResponseReceived } from './request.tsx';
import { endpointPath } from './tabs.ts';

interface Props {
	readonly of: WebhookEndpoint;
	readonly refused: Refused | undefined;
}

/** Which of the forms comes back. */
export interface Returned {
	readonly test?: Refused;
	readonly rotate?: Refused;
	readonly disable?: Refused;
	/** What is wrong with the name that deleting asks for. */
	readonly unconfirmed?: string;
}

/** All that the session may do, in one row: what asks for more opens. */
export function Actions(props: {
	readonly of: WebhookEndpoint;
	readonly session: Session;
	readonly returned: Returned;
}) {
	const { of, session, returned } = props;
	const path = endpointPath(of.id);
	const isPushed = of.delivery === 'push';
	// Security Event Tokens that are pushed are signed with keys of the service.
	const hasSecret = !(of.format === 'set' && isPushed);
	const isEnabled = of.state === 'enabled';
	const mayUpdate = can(session, 'updateWebhookEndpoint');
	return (
		<div class="tasks" role="group" aria-label="Actions">
			{mayUpdate && !(isEnabled && of.paused_until === null) ? (
				<Form action={`${path}/enable`}>
					<button>{isEnabled ? 'End pause' : 'Enable endpoint'}</button>
				</Form>
			) : null}
			{mayUpdate ? (
				<a class="button outline" href={`${path}/settings`}>
					Edit
				</a>
			) : null}
			{can(session, 'testWebhookEndpoint') && isPushed ? (
				<Test of={of} refused={returned.test} />
			) : null}
			{can(session, 'rotateSecret') && hasSecret ? (
				<Rotate of={of} refused={returned.rotate} />
			) : null}
			{mayUpdate && isEnabled ? <Disable of={of} refused={returned.disable} /> : null}
			{can(session, 'deleteWebhookEndpoint') ? (
				<Confirm
					id="confirm-delete"
					action={`${path}/delete`}
					label="Delete endpoint"
					warning="Its dead letters and replays are deleted too. Pending events are not delivered."
					name={nameOf(of)}
					error={returned.unconfirmed}
				/>
			) : null}
		</div>
	);
}

function Disable({ of, refused }: Props) {
	return (
		<details open={refused !== undefined}>
			<summary>Disable endpoint…</summary>
			<Form action={`${endpointPath(of.id)}/disable`} refused={refused}>
				<p>Deliveries stop until you enable the endpoint again. New events wait until then.</p>
				<Field name="disabled_reason" label="Reason" hint="Optional. Shown to other operators." />
				<button>Disable endpoint</button>
			</Form>
		</details>
	);
}

function Test({ of, refused }: Props) {
	const types = EVENT_TYPE_LIST.map(({ name }) => name);
	const isSet = of.format === 'set';
	const sendable = isSet ? types.filter((type) => matchesTypes(SET_TYPES, type)) : types;
	return (
		<details open={refused !== undefined}>
			<summary>Send test event…</summary>
			<Form action={`${endpointPath(of.id)}/test`} refused={refused}>
				<Select
					name="type"
					label="Event type"
					hint="Sent once with example data, even if the endpoint is disabled. Not added to any event log."
					options={[
						['', isSet ? 'First subscribed type' : 'webhook_endpoint.test'],
						...sendable.map((type) => [type, type] as const),
					]}
				/>
				<button>Send test event</button>
			</Form>
		</details>
	);
}

/** What came of a test. */
export function TestResult(props: {
	readonly of: EndpointTestResult;
	readonly endpointId: string;
}) {
	const { of, endpointId } = props;
	const isDelivered = of.outcome === 'delivered';
	return (
		<section class="card outcome" aria-labelledby="test-result">
			<h2 id="test-result">Test result</h2>
			<Facts
				of={[
					['Outcome', <Badge tone={isDelivered ? 'success' : 'danger'}>{of.outcome}</Badge>],
					['HTTP status', of.status ?? 'none'],
					['Duration', `${of.duration_ms} ms`],
					['Error', of.error ?? '–'],
					['Event type', of.type],
				]}
			/>
			<h3>Response</h3>
			<ResponseReceived answer={of.answer} />
			<h3>Request</h3>
			<RequestSent of={of.request} />
			<p>
				<a href={`${endpointPath(endpointId)}/attempts/${of.attempt_id}`}>View this attempt</a>
			</p>
		</section>
	);
}

/** For how long the secret before stays good. */
const OVERLAPS = [
	['86400', 'After 1 day'],
	['3600', 'After 1 hour'],
	['604800', 'After 1 week'],
	['0', 'Immediately'],
] as const;

function Rotate({ of, refused }: Props) {
	return (
		<details open={refused !== undefined}>
			<summary>Rotate secret…</summary>
			<Form action={`${endpointPath(of.id)}/rotate-secret`} refused={refused}>
				<Select
					name="overlap_seconds"
					label="The current secret expires"
					hint="Time to enter the new secret in your application. Both are valid until then."
					options={OVERLAPS}
				/>
				<ConfirmAtOnce id="confirm-rotate" name={nameOf(of)} />
				<button>Rotate secret</button>
			</Form>
		</details>
	);
}
