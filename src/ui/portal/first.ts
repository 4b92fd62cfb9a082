/** How the first users come from a provider, for whoever connects it: not all of them assign people. */
import type { ProviderKey } from '../../providers/keys.ts';
import type { Told } from './provider.ts';

/** What to do first at a provider. */
interface First {
	/** To see whether it reaches us; Markdown with **bold**. */
	readonly test: string;
	/** To see users: a sentence, and the beginning of one. */
	readonly users: string;
	readonly next: string;
}

const FIRST: Readonly<Partial<Record<ProviderKey, First>>> = {
	google: {
		test: 'Users and groups are being read from Google Workspace. This page shows the progress.',
		users: 'Users appear here as soon as the first sync has read them.',
		next: 'Wait for the first sync',
	},
	'keycloak-scim-v2': {
		test: 'In Keycloak, run **Sync all users** now. This page shows what arrives.',
		users: 'Run Sync all users in Keycloak to see users here.',
		next: 'Run Sync all users there',
	},
	'sailpoint-scim-v2': {
		test: 'In SailPoint, test the connection and run an account aggregation now. Both only read. This page shows what arrives.',
		users:
			'Users appear here when SailPoint provisions them, after an access request or a role assignment. An aggregation only reads.',
		next: 'Grant the first users access there',
	},
};

/** What to do first at a provider. */
export function firstOf({ provider, name }: Pick<Told, 'provider' | 'name'>): First {
	return (
		FIRST[provider.type] ?? {
			test: `In ${name}, test the connection or assign the first user now. This page shows what arrives.`,
			users: `Assign a user to the application in ${name} to see them here.`,
			next: 'Assign the first users there',
		}
	);
}
