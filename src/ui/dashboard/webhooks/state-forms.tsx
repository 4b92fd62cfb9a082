/** What can be done about an endpoint: switching it, testing it, giving it a new secret. */
import type { EndpointTestResult } from '../../../contract/endpoint-tests.ts';
import type { WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import { EVENT_TYPE_LIST } from '../../../contract/event-types.ts';
import { SET_TYPES } from '../../../contract/endpoint-rules.ts';
import { matchesTypes } from '../../../webhook/payload.ts';
import { Badge, Facts } from '../../components/content.tsx';
import { ConfirmAtOnce, Field, Form, Select, type Refused } from '../../components/form.tsx';
import { Excerpt, nameOf } from './frame.tsx';
import { RequestSent } from './request.tsx';
import { endpointPath } from './tabs.ts';

interface Props {
	readonly of: WebhookEndpoint;
	readonly refused: Refused | undefined;
}

/** Stops deliveries, or sets them going. */
export function Switch({ of, refused }: Props) {
	const isEnabled = of.state === 'enabled';
	return (
		<>
			{isEnabled && of.paused_until === null ? null : (
				<Form action={`${endpointPath(of.id)}/enable`}>
					<p>It goes on where it stopped: what waits is tried at once.</p>
					<button>{isEnabled ? 'End the pause' : 'Enable'}</button>
				</Form>
			)}
			{isEnabled ? <Disable of={of} refused={refused} /> : null}
		</>
	);
}

function Disable({ of, refused }: Props) {
	return (
		<details class="switch" open={refused !== undefined}>
			<summary>Disable…</summary>
			<Form action={`${endpointPath(of.id)}/disable`} refused={refused}>
				<p>Nothing is sent to it until it is enabled again. What happens meanwhile waits.</p>
				<Field name="disabled_reason" label="Why" />
				<button>Disable</button>
			</Form>
		</details>
	);
}

/** Sends an example. */
export function Test({ of, refused }: Props) {
	const types = EVENT_TYPE_LIST.map(({ name }) => name);
	const isSet = of.format === 'set';
	const sendable = isSet ? types.filter((type) => matchesTypes(SET_TYPES, type)) : types;
	return (
		<section aria-labelledby="test">
			<h2 id="test">Test</h2>
			<Form action={`${endpointPath(of.id)}/test`} refused={refused}>
				<Select
					name="type"
					label="An example of"
					hint="It is sent once, at once, even if the endpoint is disabled, and is in no log."
					options={[
						[
							'',
							isSet
								? 'the first type that it hears of'
								: 'webhook_endpoint.test: only to see that it arrives',
						],
						...sendable.map((type) => [type, type] as const),
					]}
				/>
				<button>Send a test event</button>
			</Form>
		</section>
	);
}

/** What came of it. */
export function TestResult(props: {
	readonly of: EndpointTestResult;
	readonly endpointId: string;
}) {
	const { of, endpointId } = props;
	const isDelivered = of.outcome === 'delivered';
	return (
		<section class="card outcome" aria-labelledby="test-result">
			<h2 id="test-result">What the test has shown</h2>
			<Facts
				of={[
					['Outcome', <Badge tone={isDelivered ? 'success' : 'danger'}>{of.outcome}</Badge>],
					['Status', of.status ?? 'no answer'],
					['Duration', `${of.duration_ms} ms`],
					['Error', of.error ?? '–'],
					['Event', of.type],
				]}
			/>
			<h3>Answer</h3>
			{of.answer === null || of.answer === '' ? (
				<p>Nothing was in it.</p>
			) : (
				<Excerpt label="Answer" text={of.answer} />
			)}
			<h3>Request</h3>
			<RequestSent of={of.request} />
			<p>
				<a href={`${endpointPath(endpointId)}/attempts/${of.attempt_id}`}>
					It is kept with the attempts
				</a>
			</p>
		</section>
	);
}

/** For how long the secret before stays good. */
const OVERLAPS = [
	['86400', 'a day'],
	['3600', 'an hour'],
	['604800', 'a week'],
	['0', 'no longer: it ends at once'],
] as const;

/** Gives it a new secret. */
export function Rotate({ of, refused }: Props) {
	return (
		<section aria-labelledby="rotate">
			<h2 id="rotate">New secret</h2>
			<Form action={`${endpointPath(of.id)}/rotate-secret`} refused={refused}>
				<Select
					name="overlap_seconds"
					label="The present secret stays good for"
					hint="Time to teach your application the new one. Until then both are good."
					options={OVERLAPS}
				/>
				<ConfirmAtOnce id="confirm-rotate" name={nameOf(of)} />
				<button>Rotate the secret</button>
			</Form>
		</section>
	);
}
