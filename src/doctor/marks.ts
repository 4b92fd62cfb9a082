/**
 * What a request shows of the client that has sent it: what it calls itself, and forms that one provider is
 * known for. The sources of the forms are those of the transcripts that have them.
 */
import type { Exchange } from '../transcript/exchange.ts';
import { agentKind, type AgentKind } from './agents.ts';
import { isObject, type JsonObject } from '../transcript/json.ts';
import { attribute, listOf, operationsOf } from './body.ts';
import { pathOf } from './outcome.ts';
import type { Signal } from './signals.ts';

/** The marks of an exchange, with its body as it was parsed. */
export function marksOf(exchange: Exchange, body: JsonObject | undefined): readonly Signal[] {
	const agent = agentKind(exchange.headers['user-agent']);
	return [`agent.${agent}`, ...formsOfTarget(exchange), ...formsOfBody(exchange, body, agent)];
}

const UUID = '[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}';
const PROBE = new RegExp(`^userName eq "${UUID}"$`, 'i');

/** Beyond that, it is none of the queries that are known. */
const QUERY_CHARACTERS_MAX = 2_000;

function formsOfTarget({ method, target }: Exchange): readonly Signal[] {
	if (target.length > QUERY_CHARACTERS_MAX || (method !== 'GET' && !target.includes('?')))
		return [];
	const path = pathOf(target);
	const query = new URLSearchParams(target.slice(path.length + 1));
	const filter = query.get('filter') ?? '';
	const signals: Signal[] = [];
	// The flags of learn.microsoft.com/entra/identity/app-provisioning/application-provisioning-config-problem-scim-compatibility
	if ([...query.keys()].some((name) => /^aadoptscim/i.test(name))) signals.push('form.entra_flag');
	// "to validate that the SCIM endpoint" is there: github.com/AzureAD/SCIMReferenceCode/issues/63
	if (PROBE.test(filter)) signals.push('form.entra_probe');
	if (query.get('excludedAttributes') === 'members') signals.push('form.exclude_members');
	const isPage = query.get('startIndex') === '1' && query.get('count') === '100';
	if (filter.startsWith('userName eq ') && isPage) signals.push('form.okta_page');
	if (filter.includes('"never-existing-user"')) signals.push('form.onelogin_probe');
	if (filter.includes('"test.user.jc@')) signals.push('form.jumpcloud_test');
	if (/^\/Schemas\/./.test(path)) signals.push('form.schema_by_id');
	if (/^\/Schemas\/?$/.test(path)) signals.push('form.schemas_all');
	if (/^\/ResourceTypes\/./.test(path)) signals.push('form.type_by_name');
	return signals;
}

/** The URN of learn.microsoft.com/entra/identity/app-provisioning/use-scim-to-provision-users-and-groups */
const ENTRA_GROUP = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group';

function formsOfBody(
	{ method }: Exchange,
	body: JsonObject | undefined,
	agent: AgentKind,
): readonly Signal[] {
	if (body === undefined) return [];
	if (method === 'PATCH') return formsOfPatch(body, agent);
	const signals: Signal[] = [];
	const meta = attribute(body, 'meta');
	const location = isObject(meta) ? attribute(meta, 'location') : undefined;
	if (method === 'POST' && isObject(meta) && location === undefined) {
		if (attribute(meta, 'resourcetype') !== undefined) signals.push('form.entra_create');
	}
	if (listOf(attribute(body, 'schemas')).includes(ENTRA_GROUP)) signals.push('form.entra_schema');
	const references = listOf(attribute(body, 'members')).map((member) =>
		isObject(member) ? attribute(member, '$ref') : undefined,
	);
	if ([location, ...references].some(isRelative)) signals.push('form.keycloak_plugin');
	if (/^00u[0-9A-Za-z]{5,30}$/.test(text(body, 'externalid'))) signals.push('form.okta_id');
	if (isJumpCloudTest(body)) signals.push('form.jumpcloud_test');
	if (isEmpty(body, 'addresses') && isEmpty(body, 'phonenumbers')) {
		signals.push('form.jumpcloud_empties');
	}
	return signals;
}

/** Of those who say who they are, a capital says nothing about Entra ID. */
function formsOfPatch(body: JsonObject, agent: AgentKind): readonly Signal[] {
	const isUnnamed = agent === 'none' || agent.startsWith('other_');
	const operations = operationsOf(body);
	const names = operations.map((operation) => text(operation, 'op'));
	// suvera/keycloak-scim2-storage writes `emails[type eq work].value`.
	if (operations.some((operation) => /\[\w+ eq [a-z]+\]/.test(text(operation, 'path')))) {
		return ['form.keycloak_plugin'];
	}
	if (names.length === 0 || !isUnnamed) return [];
	if (names.some((name) => /^[A-Z][a-z]/.test(name))) return ['form.legacy_patch'];
	return agent === 'none' ? ['form.compliant_patch'] : [];
}

function isRelative(reference: unknown): boolean {
	return typeof reference === 'string' && /^(?:Users|Groups)\//.test(reference);
}

function isJumpCloudTest(body: JsonObject): boolean {
	return (
		text(body, 'username').startsWith('test.user.jc@') ||
		text(body, 'displayname') === 'JumpCloud Test Group'
	);
}

function isEmpty(body: JsonObject, name: string): boolean {
	const value = attribute(body, name);
	return Array.isArray(value) && value.length === 0;
}

function text(object: JsonObject, name: string): string {
	const value = attribute(object, name);
	return typeof value === 'string' ? value : '';
}
