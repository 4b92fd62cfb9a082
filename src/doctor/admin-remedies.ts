/**
 * What to do about a finding, for the IT admin of a customer: he may do at his provider whatever is to be done
 * there, and here no more than the setup portal lets him. What is not here is said to him as to everybody.
 */
import { PROVIDERS } from '../providers/index.ts';
import type { ProviderKey } from '../providers/keys.ts';
import type { FindingName } from './findings.ts';
import { CONFIRM, fields, remedyFor } from './remedies.ts';

type Provider = (typeof PROVIDERS)[ProviderKey];

const token = (provider: Provider) =>
	`Copy the token again from the step **Connect**, or create a new one there, and enter it in ${fields(provider, 'secret')}, without the word \`Bearer\`. ${CONFIRM[provider.key]}`;

const url = (provider: Provider) =>
	`Copy the SCIM base URL again from the step **Connect**, and enter it in ${fields(provider, 'endpoint')} without any change. ${CONFIRM[provider.key]}`;

const OF_URL: Readonly<Partial<Record<ProviderKey, string>>> = {
	'azure-scim-v2': `Copy **Tenant URL** again from the step **Connect**, and enter it without any change. ${CONFIRM['azure-scim-v2']}`,
	'ping-scim-v2':
		'Copy the SCIM base URL again from the step **Connect**. PingOne: enter it in **SCIM BASE URL**, `/Users` in **Users Resource** and `/Groups` in **Groups Resource**. PingFederate: enter it in **SCIM URL** (for the older SCIM target, with `/Users` in **Users Resource URL**). Set **SCIM Version** to **2.0**.',
};

const ask = () =>
	'Contact the person who sent you the link: they can see what is wrong and fix it.';

const FOR_ADMINS: Readonly<Partial<Record<FindingName, (provider: Provider) => string>>> = {
	wrong_token: token,
	token_expired: token,
	token_expiring: token,
	wrong_url: (provider) => OF_URL[provider.key] ?? url(provider),
	directory_inactive: () =>
		'Ask the person who sent you the link to activate it. Nothing needs to change at your provider.',
	google_consent_revoked: () =>
		'Ask the person who sent you the link for a new one, and have an administrator give consent with it.',
	google_run_stopped: ask,
	google_failing: ask,
	google_refused: ask,
	server_errors: () =>
		'No action is needed at your provider, which tries again. If this continues, tell the person who sent you the link.',
	unsupported_requests: () =>
		'Tell the person who sent you the link what you see above: your provider uses a feature that is not supported.',
	wrong_provider: ({ name }) =>
		`If ${name} is the right provider, ask the person who sent you the link for a new one that lets you choose it. If not, somebody entered this URL and token at ${name}: remove them there, and tell the person who sent you the link.`,
};

/** What an IT admin is told to do about a finding at a provider. */
export function remedyForAdmin(finding: FindingName, key: ProviderKey): string {
	const remedy = FOR_ADMINS[finding]?.(PROVIDERS[key]) ?? remedyFor(finding, key);
	return remedy.replace('a token of this directory', 'the token from the step **Connect**');
}
