/** The pages of one webhook endpoint. */
import { DEAD_LETTERS_COUNTED, type WebhookEndpoint } from '../../../contract/webhook-endpoints.ts';
import type { Place } from '../../components/layout.tsx';

/** Where the pages about webhooks begin. */
export const WEBHOOKS_PATH = '/dashboard/webhooks';

/** The pages that belong to an endpoint, in the order in which they are offered. */
export function endpointTabs(
	endpoint: Pick<WebhookEndpoint, 'id' | 'dead_letter_count'>,
): readonly Place[] {
	const path = endpointPath(endpoint.id);
	const letters = endpoint.dead_letter_count === 0 ? '' : ` (${deadLetterText(endpoint)})`;
	return [
		{ path, name: 'Overview' },
		{ path: `${path}/attempts`, name: 'Attempts' },
		{ path: `${path}/dead-letters`, name: `Dead letters${letters}` },
		{ path: `${path}/replays`, name: 'Replays' },
		{ path: `${path}/settings`, name: 'Settings' },
	];
}

/** How many dead letters an endpoint has, as far as they are counted. */
export function deadLetterText({
	dead_letter_count: count,
}: Pick<WebhookEndpoint, 'dead_letter_count'>): string {
	return count === DEAD_LETTERS_COUNTED ? `${count} or more` : String(count);
}

/** Where the pages of an endpoint begin. */
export function endpointPath(id: string): string {
	return `${WEBHOOKS_PATH}/${encodeURIComponent(id)}`;
}
