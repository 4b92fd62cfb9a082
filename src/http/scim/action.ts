/** What a SCIM request asks for, as a name for the audit log: `scim.users.create`, `scim.bulk`, … */

const NOUNS: ReadonlyMap<string, string> = new Map([
	['Users', 'users'],
	['Groups', 'groups'],
	['Schemas', 'schemas'],
	['ResourceTypes', 'resource_types'],
	['ServiceProviderConfig', 'service_provider_config'],
	['Bulk', 'bulk'],
	['Me', 'me'],
	['.search', 'search'],
]);

/** Of the whole, and of a single one. */
const VERBS: Readonly<Record<string, readonly [string | undefined, string | undefined]>> = {
	GET: ['list', 'read'],
	HEAD: ['list', 'read'],
	POST: ['create', undefined],
	PUT: [undefined, 'replace'],
	PATCH: [undefined, 'patch'],
	DELETE: [undefined, 'delete'],
};

/** The name of what a method asks of a path below the base of a directory; `scim.other` for nothing of ours. */
export function actionOf(method: string, [first, second, ...rest]: readonly string[]): string {
	const isRead = method === 'GET' || method === 'HEAD';
	if (first === undefined) return isRead ? 'scim.list' : 'scim.other';
	const noun = NOUNS.get(first);
	if (noun === undefined || rest.length > 0) return 'scim.other';
	if (noun === 'bulk' || noun === 'search')
		return method === 'POST' ? `scim.${noun}` : 'scim.other';
	if (noun === 'me') return 'scim.me';
	if (noun === 'service_provider_config') return isRead ? `scim.${noun}.read` : 'scim.other';
	if (second === '.search') return method === 'POST' ? `scim.${noun}.search` : 'scim.other';
	const verb = VERBS[method]?.[second === undefined ? 0 : 1];
	return verb === undefined ? 'scim.other' : `scim.${noun}.${verb}`;
}
