/** What a provider leaves out, or sends in a form that it need not have. */
import { PROVIDERS } from '../../providers/index.ts';
import type { ProviderKey } from '../../providers/keys.ts';
import type { Rule } from '../model.ts';
import { ADMITTED_SIGNALS, type Signal } from '../signals.ts';
import { isStanding } from './standing.ts';

/** A few users without something are as they are; so many in a row are a mapping. */
const IN_A_ROW = { never: 3, since: 10 };

/** A rule about users that come without something. */
function users(
	bad: Signal,
	severity: 'warning' | 'hint',
	detail: string,
	providers?: readonly ProviderKey[],
): Rule {
	return ({ seen, provider }) =>
		(providers?.includes(provider) ?? true) && isStanding(seen, [bad], IN_A_ROW)
			? { severity, detail, signals: [bad] }
			: undefined;
}

/** Users come without any e-mail. */
export const emailsUnmapped = users(
	'user.no_email',
	'warning',
	'Users come without an e-mail address: `emails` is missing or empty.',
);

/** Users come without `active`, so that nobody can be deactivated. */
export const deactivationUnmapped = users(
	'user.no_active',
	'warning',
	'Users come without `active`. Users who lose access at the identity provider would stay active here.',
);

/** `userName` is no e-mail, where it usually is one. */
export const userNameNotEmail = users(
	'user.name_plain',
	'hint',
	'`userName` is not an e-mail address, as this provider usually sends. That is fine if your application expects it.',
	['okta-scim-v2', 'azure-scim-v2', 'onelogin-scim-v2', 'jumpcloud-scim-v2', 'google'],
);

/** Fewer could have no group between them. */
const USERS_MIN = 5;

/** Users but no groups, and no request about any. */
export const groupsNotPushed: Rule = ({ seen, facts, provider }) => {
	const isPossible = facts.type !== 'google' && PROVIDERS[provider].groups.supported !== false;
	const hasUsersAlone = facts.userCount >= USERS_MIN && facts.groupCount === 0;
	const isTalking = seen.count(ADMITTED_SIGNALS) > 0;
	if (!isPossible || !hasUsersAlone || !isTalking || seen.count(['group.request']) > 0) {
		return undefined;
	}
	return {
		severity: 'hint',
		detail: `There are ${facts.userCount} users and no groups, and the provider has sent no requests about groups. That is fine if your application needs no groups.`,
		signals: [],
	};
};

/** Entra ID writes PATCH as it did before it knew RFC 7644. */
export const entraFlagMissing: Rule = ({ seen, provider }) => {
	const legacy: Signal[] = ['form.legacy_patch'];
	const isFound =
		provider === 'azure-scim-v2' &&
		seen.last(legacy) > seen.last(['form.entra_flag', 'form.compliant_patch']);
	if (!isFound) return undefined;
	return {
		severity: 'hint',
		detail:
			'Entra ID sends PATCH in its older form: `Add` and `Replace`, and `"False"` as text. This works, but the form of RFC 7644 is better tested.',
		signals: legacy,
	};
};
