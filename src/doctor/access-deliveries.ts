/** What became of the last changes of a user, in sentences, and what to do where one did not arrive. */
import {
	finding,
	list,
	NAMED_MAX,
	time,
	type AccessCode,
	type AccessFinding,
	type AccessSeverity,
} from './access-findings.ts';

/** What became of a change at one endpoint. */
export interface AccessDelivery {
	readonly endpointId: string;
	/** What people call it. */
	readonly endpoint: string;
	readonly status:
		| 'delivered'
		| 'settled'
		| 'waiting'
		| 'unfetched'
		| 'held'
		| 'dead_letter'
		| 'discarded'
		| 'not_subscribed'
		| 'endpoint_disabled'
		| 'before_endpoint';
	/** Tries at this change that failed. */
	readonly attempts: number;
	/** Tries that failed at what is next in the log of the user's directory, whatever the endpoint accepts of others. */
	readonly attemptsAtNext: number;
	readonly lastError: string | null;
	/** Since when all deliveries to the endpoint have failed, whatever the directory. */
	readonly failingSince: number | null;
	readonly nextTryAt: number | null;
}

/** The last change of the user, or of the membership in one group. */
export interface AccessChange {
	readonly eventId: string;
	readonly type: string;
	readonly at: number;
	/** Of a membership. */
	readonly group: string | null;
	/** Who brought it about; null where that is not known. */
	readonly source: 'scim' | 'google' | 'attribute_mapping' | null;
	readonly deliveries: readonly AccessDelivery[];
}

/** What is known of the deliveries of a user's changes. */
export interface DeliveryContext {
	/** Since when the brake holds deliveries. */
	readonly heldSince: number | null;
	/** Whether who asks may not see all endpoints. */
	readonly isLimited: boolean;
}

/** What there is to say of a change that did not arrive everywhere. */
export function undelivered(
	change: AccessChange,
	facts: DeliveryContext,
): readonly AccessFinding[] {
	const about = { eventId: change.eventId };
	const what = changeOf(change);
	const found = change.deliveries.flatMap((delivery) => {
		const one = ofDelivery(what, delivery, facts.heldSince);
		const of = { ...about, endpointId: delivery.endpointId };
		return one === undefined ? [] : [finding(one[0], one[1], capital(one[2]), of)];
	});
	return change.deliveries.some(isHeard) ? found : [unheard(what, change, facts.isLimited)];
}

function isHeard({ status }: AccessDelivery): boolean {
	return status !== 'not_subscribed' && status !== 'before_endpoint';
}

/** Why no endpoint hears of a change, and what to do about it. */
function unheard(
	what: string,
	{ eventId, type, deliveries }: AccessChange,
	isLimited: boolean,
): AccessFinding {
	const younger = deliveries.filter(({ status }) => status === 'before_endpoint');
	const [one] = younger.length === 0 ? deliveries : younger;
	const about = { eventId, endpointId: one?.endpointId ?? null };
	if (one === undefined) {
		const text = `${none(isLimited)} received ${what}, because none covers this directory. Applications only know about it if they read the API.`;
		return finding('nobody_told', 'warning', text, about);
	}
	if (younger.length > 0) {
		const text = `${none(isLimited)} received ${what}, because it is older than ${named(younger)}. Start a replay to send it.`;
		return finding('endpoints_too_young', 'warning', text, about);
	}
	const text = `${none(isLimited)} received ${what}, because ${type} is not among the subscribed events of ${named(deliveries)}. Add it to an endpoint, then start a replay to send past events.`;
	return finding('nobody_subscribed', 'warning', text, about);
}

function none(isLimited: boolean): string {
	return isLimited ? 'No endpoint that this key can access' : 'No endpoint';
}

function named(deliveries: readonly AccessDelivery[]): string {
	const names = [...new Set(deliveries.map(({ endpoint }) => `“${endpoint}”`))];
	const more = names.length - NAMED_MAX;
	return list(more > 0 ? [...names.slice(0, NAMED_MAX), `${more} more`] : names);
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

function changeOf({ type, group, at }: AccessChange): string {
	const about = group === null ? '' : ` for the group “${group}”`;
	return `the ${type} event${about} from ${time(at)}`;
}

/** What there is to say of one delivery; nothing where all is well. */
function ofDelivery(
	what: string,
	delivery: AccessDelivery,
	heldSince: number | null,
): readonly [AccessCode, AccessSeverity, string] | undefined {
	const { status, lastError } = delivery;
	const endpoint = called(delivery);
	switch (status) {
		case 'waiting':
			return ofWaiting(what, delivery);
		case 'unfetched': {
			const text = `${what} is ready at ${endpoint}, but the application has not fetched it yet.`;
			return ['delivery_unfetched', 'hint', text];
		}
		case 'held': {
			const since = heldSince === null ? '' : ` since ${time(heldSince)}`;
			const text = `The deprovisioning brake has held deliveries to ${endpoint}${since}, including ${what}. Resume deliveries or discard held events.`;
			return ['delivery_held', 'error', text];
		}
		case 'dead_letter': {
			const text = `${endpoint} did not accept ${what}. ${failedTries(delivery)}, and there will be no more.${lastErrorOf(delivery)} Redeliver the dead letter.`;
			return ['delivery_dead', 'error', text];
		}
		case 'discarded': {
			const text = `${what} was held by the deprovisioning brake and then discarded, so ${endpoint} did not receive it. Start a replay to send it.`;
			return ['delivery_discarded', 'error', text];
		}
		case 'endpoint_disabled': {
			const reason = lastError === null ? '' : ` Reason: ${sentence(lastError)}`;
			const text = `${what} has not been delivered, because ${endpoint} is disabled.${reason}`;
			return ['endpoint_disabled', 'error', text];
		}
		case 'settled': {
			const text = `${endpoint} has moved past ${what}, but there is no record any more of whether it was sent.`;
			return ['delivery_unknown', 'hint', text];
		}
		case 'delivered':
		case 'not_subscribed':
		case 'before_endpoint':
			return undefined;
	}
}

/** What there is to say of a change that is yet to be sent, or to be accepted. */
function ofWaiting(
	what: string,
	delivery: AccessDelivery,
): readonly [AccessCode, AccessSeverity, string] {
	const { attempts, attemptsAtNext, failingSince, nextTryAt } = delivery;
	const endpoint = called(delivery);
	if (attempts === 0 && attemptsAtNext === 0 && failingSince === null) {
		return ['delivery_waiting', 'hint', `${what} is on its way to ${endpoint}.`];
	}
	const behind =
		attemptsAtNext === 0 ? '' : ' The event is waiting behind earlier events that failed.';
	const how = attempts === 0 ? behind : ` ${failedTries(delivery)}.`;
	const next = nextTryAt === null ? '' : ` The next attempt is at ${time(nextTryAt)}.`;
	const since =
		failingSince === null
			? ''
			: ` All deliveries to the endpoint have failed since ${time(failingSince)}.`;
	const text = `${endpoint} has not accepted ${what}.${how}${next}${since}${lastErrorOf(delivery)}`;
	return ['delivery_failing', 'error', text];
}

function called({ endpoint }: AccessDelivery): string {
	return `the endpoint “${endpoint}”`;
}

function failedTries({ attempts }: AccessDelivery): string {
	return attempts === 1 ? '1 attempt failed' : `${attempts} attempts failed`;
}

function lastErrorOf({ lastError }: AccessDelivery): string {
	return lastError === null ? '' : ` Last error: ${sentence(lastError)}`;
}

/** Whether all is well with the last changes. */
export function told(
	changes: readonly AccessChange[],
	isLimited: boolean,
): readonly AccessFinding[] {
	const heard = changes.flatMap((change) => change.deliveries).filter(isHeard);
	if (heard.length === 0 || heard.some(({ status }) => status !== 'delivered')) return [];
	const which = isLimited ? ' that this key can access' : '';
	const text = `The latest changes were delivered to every subscribed endpoint${which}: ${named(heard)}.`;
	return [finding('delivered', 'good', text)];
}

function sentence(text: string): string {
	return /[.!?]$/.test(text) ? text : `${text}.`;
}
