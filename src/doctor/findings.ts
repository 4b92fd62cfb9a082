/** Every finding: its name, its title, what it means for those who read about it, and its rule. */
import type { Rule } from './model.ts';
import {
	directoryInactive,
	noToken,
	notBearer,
	tokenExpired,
	tokenExpiring,
	wrongToken,
	wrongUrl,
} from './rules/credentials.ts';
import { noTraffic, wrongProvider } from './rules/habits.ts';
import {
	deactivationUnmapped,
	emailsUnmapped,
	entraFlagMissing,
	groupsNotPushed,
	userNameNotEmail,
} from './rules/mapping.ts';
import {
	invalidBodies,
	quarantineRisk,
	repeatedConflicts,
	serverErrors,
	throttled,
	unsupportedRequests,
} from './rules/requests.ts';

interface FindingKind {
	readonly title: string;
	/** When it is found, and when it goes away, as sentences. */
	readonly means: string;
	readonly rule: Rule;
}

/** In the order in which they are worth mending: what comes first may be the cause of what follows. */
export const FINDINGS = {
	directory_inactive: {
		title: 'The directory is deactivated',
		means: 'It is deactivated, and refuses everything with 403. It goes away when it is activated.',
		rule: directoryInactive,
	},
	token_expired: {
		title: 'The token has expired',
		means:
			'The last token that was good has ended and is still sent, or no token is live any more. It goes away when a good one is used.',
		rule: tokenExpired,
	},
	wrong_token: {
		title: 'The token is wrong',
		means:
			'Bearer tokens are refused: from the beginning, or twice since one was accepted. A warning if others are accepted meanwhile. It goes away with the next request that is let in.',
		rule: wrongToken,
	},
	no_token: {
		title: 'No token is sent',
		means:
			'Requests come without credentials: twice in the beginning, or three times since a token was accepted. It goes away with the next request that is let in.',
		rule: noToken,
	},
	not_bearer: {
		title: 'What is sent is no bearer token',
		means:
			'Requests come with Basic authentication, or a token without `Bearer`. It goes away with the next request that is let in.',
		rule: notBearer,
	},
	wrong_url: {
		title: 'The URL is wrong',
		means:
			'Requests go to paths that no endpoint has (a base URL with `/Users` or `/scim/v2` too much, SCIM 1.1): from the beginning, or three times since a request was done. It goes away with the next request that is done.',
		rule: wrongUrl,
	},
	quarantine_risk: {
		title: 'Entra ID is about to put the job into quarantine',
		means:
			'Of what Entra ID wrote in the last three days, at least 20 changes and more than 40 % failed, which is where its quarantine begins. It goes away when nothing has failed for six hours in which changes were done.',
		rule: quarantineRisk,
	},
	wrong_provider: {
		title: 'Another provider talks',
		means:
			'The requests of the last days are those of another provider than the directory is set up for, and none is of that one. A hint if the type is the generic one.',
		rule: wrongProvider,
	},
	repeated_conflicts: {
		title: 'The same is created again and again',
		means:
			'Most creates of the last two days, five at least, were answered 409, or there were such answers on three days of a week. It goes away two days after the last one.',
		rule: repeatedConflicts,
	},
	invalid_bodies: {
		title: 'Requests are refused for what is in them',
		means:
			'400 three times in a row, on three days of a week, or for a tenth of the writes. It goes away when writes are done again, two days after the last refusal at the latest.',
		rule: invalidBodies,
	},
	unsupported_requests: {
		title: 'Requests ask for what cannot be had',
		means:
			'405, 413, 415, 501 or `invalidFilter`, three times in a row, on three days of a week, or for a tenth of the requests. It goes away like the one above.',
		rule: unsupportedRequests,
	},
	server_errors: {
		title: 'The service failed',
		means:
			'5xx three times in a row, on three days of a week, or for 2 % of the requests. It goes away like the one above.',
		rule: serverErrors,
	},
	throttled: {
		title: 'The provider is told to wait',
		means:
			'429 for 20 requests and a twentieth of all in the last two days. It goes away a day after the last one.',
		rule: throttled,
	},
	emails_unmapped: {
		title: 'Users come without e-mail',
		means:
			'Three users came without any e-mail and none with one, or ten in a row. It goes away with the next user that has one.',
		rule: emailsUnmapped,
	},
	deactivation_unmapped: {
		title: 'Nobody can be deactivated',
		means:
			'Three users came without `active` and none with it, or ten in a row. It goes away with the next user that has it.',
		rule: deactivationUnmapped,
	},
	token_expiring: {
		title: 'The token ends soon',
		means:
			'The token that was used last ends within two weeks. It goes away when a token that lasts longer is used.',
		rule: tokenExpiring,
	},
	no_traffic: {
		title: 'Nothing is heard',
		means:
			'Nothing has come for 14 days, or for 4 days after requests on nearly every day; or nothing at all yet. It goes away with the next request.',
		rule: noTraffic,
	},
	user_name_not_email: {
		title: '`userName` is not an e-mail',
		means:
			'At a provider that usually sends an e-mail as `userName`, three users came with something else and none with one, or ten in a row. It goes away with the next user that has one.',
		rule: userNameNotEmail,
	},
	groups_not_pushed: {
		title: 'No groups are sent',
		means:
			'There are five users or more, no group, and no request about groups. It goes away with the first such request.',
		rule: groupsNotPushed,
	},
	entra_flag_missing: {
		title: 'The flag of Entra ID is missing',
		means:
			'The last PATCH of Entra ID was in its older form. It goes away with the next one that is in the newer form.',
		rule: entraFlagMissing,
	},
} as const satisfies Readonly<Record<string, FindingKind>>;

/** The name of a finding. */
export type FindingName = keyof typeof FINDINGS;

/** All names, in the order of FINDINGS. */
export const FINDING_NAMES = Object.keys(FINDINGS) as [FindingName, ...FindingName[]];
