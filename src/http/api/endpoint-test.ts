/** POST /v1/webhook-endpoints/{id}/test: one example of an event, sent at once. */
import { SET_TYPES } from '../../contract/endpoint-rules.ts';
import { EVENT_TYPE_LIST } from '../../contract/event-types.ts';
import { endpointTest, type EndpointTestResult } from '../../contract/endpoint-tests.ts';
import { now } from '../../platform/clock.ts';
import { newId } from '../../platform/ids.ts';
import { findLog } from '../../store/directories.ts';
import { OPERATIONS } from '../../store/operations.ts';
import type { Endpoint } from '../../store/webhook-endpoints.ts';
import { EVENT_TYPES, matchesTypes } from '../../webhook/payload.ts';
import { sendTest, type TestEvent } from '../../worker/delivery-client.ts';
import type { AppContext } from '../context.ts';
import { requestOf } from './attempt-request.ts';
import { endpointOf } from './endpoint-view.ts';
import { fieldProblem, problem } from './problem.ts';
import { readOptionalBody } from './validate.ts';

/** What is sent unless it is told otherwise: whatever the receiver does with it, it changes nobody. */
const TEST_TYPE = 'webhook_endpoint.test';

/** POST /v1/webhook-endpoints/{id}/test */
export async function testEndpoint(c: AppContext): Promise<Response> {
	const body = await readOptionalBody(c, endpointTest);
	if (!body.ok) return body.error;
	const found = await endpointOf(c);
	if (!found.ok) return found.error;
	const endpoint = found.value;
	if (endpoint.delivery === 'poll') {
		return problem(409, 'This endpoint is polled, so no test can be sent to it.');
	}
	const { type = defaultType(endpoint) } = body.value;
	if (endpoint.format === 'set' && !matchesTypes(SET_TYPES, type)) {
		const detail = 'must be one of user.* or group.*: other types have no Security Event Tokens';
		return fieldProblem([{ field: 'type', detail }]);
	}
	const test = await makeTestEvent(c, endpoint, type);
	const sent = sendTest(c.get('db'), c.get('config'), endpoint, test);
	// Who hangs up does not keep the attempt from being recorded.
	c.executionCtx.waitUntil(sent.catch(() => {}));
	const attempt = await sent;
	const { directory, event } = test;
	const request = await requestOf(c, endpoint, {
		attempt: { ...attempt, directoryId: directory.id },
		owner: directory,
		events: [event],
	});
	return c.json({
		webhook_id: attempt.webhookId,
		type,
		outcome: attempt.outcome === 'delivered' ? 'delivered' : 'failed',
		status: attempt.status ?? null,
		error: attempt.error ?? null,
		answer: attempt.answer ?? null,
		duration_ms: attempt.durationMs,
		attempt_id: attempt.id,
		request,
	} satisfies EndpointTestResult);
}

/** There is no token for the test; tokens of all endpoints for them are of types that there are. */
function defaultType({ format, types }: Endpoint): string {
	if (format === 'webhook') return TEST_TYPE;
	return EVENT_TYPES.find((type) => matchesTypes(types ?? SET_TYPES, type)) ?? TEST_TYPE;
}

/** What of an example says whose event it is, and what it is about. */
interface Example {
	readonly directory_id: string;
	readonly tenant: string;
	readonly product: string;
	readonly data: { readonly id: string; readonly group?: { readonly id: string } };
}

/** An example of a type, as of the endpoint's own scope as far as that says. */
async function makeTestEvent(c: AppContext, endpoint: Endpoint, type: string): Promise<TestEvent> {
	const { directoryId, tenant, product } = endpoint;
	const found = EVENT_TYPE_LIST.find(({ name }) => name === type)?.example;
	const example = found as unknown as Example;
	const log = directoryId === null ? undefined : await findLog(c.get('db'), directoryId);
	const isOfOperations = example.directory_id === OPERATIONS.id;
	const directory = isOfOperations
		? OPERATIONS
		: (log ?? {
				id: example.directory_id,
				tenant: tenant ?? example.tenant,
				product: product ?? example.product,
			});
	const data = type === TEST_TYPE ? { id: endpoint.id } : example.data;
	const subject = example.data.group ?? example.data;
	return {
		directory,
		directoryKey: log?.key ?? OPERATIONS.key,
		event: {
			sequence: 0,
			id: newId('evt'),
			type,
			occurredAt: now(),
			resourceType: type.startsWith('user.') ? 'User' : 'Group',
			resourceId: subject.id,
			data: JSON.stringify(data),
			method: null,
		},
	};
}
