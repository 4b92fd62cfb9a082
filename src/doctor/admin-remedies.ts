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
	`Copy the token again from the step **Connect**, or make a new one there, and enter it in ${fields(provider, 'secret')}, without the word \`Bearer\`. ${CONFIRM[provider.key]}`;

const ask = () => 'Ask whoever sent you the link: they see what is wrong, and can mend it.';

const FOR_ADMINS: Readonly<Partial<Record<FindingName, (provider: Provider) => string>>> = {
	wrong_token: token,
	token_expired: token,
	token_expiring: token,
	directory_inactive: () =>
		'Ask whoever sent you the link to activate it. You have nothing to change at your provider.',
	google_consent_revoked: () =>
		'Ask whoever sent you the link for another one, and let an administrator consent by it.',
	google_run_stopped: ask,
	google_failing: ask,
	google_refused: ask,
	server_errors: () =>
		'There is nothing to do at the provider, which tries again. If it stays, tell whoever sent you the link.',
	unsupported_requests: () =>
		'Tell whoever sent you the link, with what you see above: the provider asks for what it cannot have.',
	wrong_provider: ({ name }) =>
		`If ${name} is right, ask whoever sent you the link for one with which you can choose it. If not, somebody has pasted this URL and token at ${name}: remove them there, and tell whoever sent you the link.`,
};

/** What an IT admin is told to do about a finding at a provider. */
export function remedyForAdmin(finding: FindingName, key: ProviderKey): string {
	return FOR_ADMINS[finding]?.(PROVIDERS[key]) ?? remedyFor(finding, key);
}
