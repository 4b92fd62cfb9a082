/** The pages of one webhook endpoint. */
import type { Place } from '../../components/layout.tsx';

/** Where the pages about webhooks begin. */
export const WEBHOOKS_PATH = '/dashboard/webhooks';

/** The pages that belong to an endpoint, in the order in which they are offered. */
export function endpointTabs(id: string): readonly Place[] {
	const path = endpointPath(id);
	return [
		{ path, name: 'State' },
		{ path: `${path}/attempts`, name: 'Attempts' },
		{ path: `${path}/dead-letters`, name: 'Dead letters' },
		{ path: `${path}/replays`, name: 'Replays' },
		{ path: `${path}/settings`, name: 'Settings' },
	];
}

/** Where the pages of an endpoint begin. */
export function endpointPath(id: string): string {
	return `${WEBHOOKS_PATH}/${encodeURIComponent(id)}`;
}
