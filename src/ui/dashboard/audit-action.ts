/** Actions of the audit log as people say them: `setup_link.revoke` is "Revoke setup link". */

/** What the rule below would say badly. */
const SAID: ReadonlyMap<string, string> = new Map([
	['scim.bulk', 'Bulk request'],
	['scim.list', 'List all resources'],
	['scim.search', 'Search all resources'],
	['scim.me', 'Get own user'],
	['scim.other', 'Unknown request'],
	['session.create', 'Sign in'],
	['session.delete', 'Sign out'],
	['google.authorize', 'Request Google consent'],
	['google.connect', 'Connect Google Workspace'],
	['google.disconnect', 'Disconnect Google Workspace'],
	['google.sync', 'Sync with Google Workspace'],
	['google.update', 'Update Google sync settings'],
	['webhook_endpoint.rotate_secret', 'Rotate webhook endpoint secret'],
]);

/** Verbs that are about many. */
const OF_MANY: ReadonlySet<string> = new Set(['list', 'search']);

/** Says an action in words; one that is newer than these words in its own. */
export function sayAction(action: string): string {
	const said = SAID.get(action);
	if (said !== undefined) return said;
	const words = action.replace(/^scim\./, '').split('.');
	const verb = words.pop() ?? '';
	const nouns = words
		.join(' ')
		.replaceAll('_', ' ')
		.replace(/\bapi\b/, 'API');
	const noun = OF_MANY.has(verb) ? nouns : nouns.replace(/s$/, '');
	const text = `${verb.replaceAll('_', ' ')} ${noun}`.trim();
	return text.charAt(0).toUpperCase() + text.slice(1);
}
