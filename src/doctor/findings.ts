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
import {
	googleConsentRevoked,
	googleFailing,
	googleNotConnected,
	googleRefused,
	googleRunStopped,
} from './rules/google.ts';
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
	staleVersions,
	throttled,
	unknownResources,
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
	google_not_connected: {
		title: 'Google Workspace is not connected',
		means:
			'The directory is of type `google`, nobody has consented, and nobody pushes instead. A hint on the first day. It goes away with a consent.',
		rule: googleNotConnected,
	},
	google_consent_revoked: {
		title: 'Google does not accept the consent any more',
		means:
			'It was taken back, has expired, or the account has changed. It goes away with another consent.',
		rule: googleConsentRevoked,
	},
	google_run_stopped: {
		title: 'The synchronisation with Google is stopped',
		means:
			'It would have removed more than half of the users or groups, or Google listed nobody. It goes away when a run comes to its end.',
		rule: googleRunStopped,
	},
	google_failing: {
		title: 'The synchronisation with Google fails',
		means:
			'Google has refused the last run (an error from the second time on), a run has not got on for three hours (an error after a day), or one that was due an hour ago was not begun. It goes away with the next success.',
		rule: googleFailing,
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
			'Bearer tokens are refused: from the beginning, or twice since one was accepted. It goes away with the next request that is let in. A warning if requests were let in and refused by turns five times in two days, until none was refused for six hours. Once somebody was let in, only those count who call themselves as he does, or as the provider does; ten refused requests of others in two days are a hint.',
		rule: wrongToken,
	},
	no_token: {
		title: 'No token is sent',
		means:
			'Requests come without credentials: twice in the beginning, or three times since a token was accepted, of those who count for `wrong_token`. It goes away with the next request that is let in.',
		rule: noToken,
	},
	not_bearer: {
		title: 'What is sent is no bearer token',
		means:
			'Requests come with Basic authentication, or a token without `Bearer` or with it twice: once in the beginning, or three times since a token was accepted, of those who count for `wrong_token`. It goes away with the next request that is let in.',
		rule: notBearer,
	},
	wrong_url: {
		title: 'The URL is wrong',
		means:
			'Requests go to paths that no endpoint has (a base URL with `/Users` or `/scim/v2` too much, SCIM 1.1), or write to the base URL itself: from the beginning, or three times since a request was done. It goes away with the next request that is done.',
		rule: wrongUrl,
	},
	quarantine_risk: {
		title: 'Entra ID is about to put the job into quarantine',
		means:
			'Of what Entra ID wrote in the last three days, at least 20 changes failed (404 and 409 among them), and more than 40 % of all, which is where its quarantine begins. It goes away with a change that is done six hours after the last failure, two days after that at the latest.',
		rule: quarantineRisk,
	},
	wrong_provider: {
		title: 'Another provider talks',
		means:
			'The requests of the last days are those of another provider than the directory is set up for, and none is of that one. A hint if the type is the generic one.',
		rule: wrongProvider,
	},
	unknown_resources: {
		title: 'What is changed is not here',
		means:
			'PUT or PATCH was answered 404 five times since a write was done, or for most writes of the last two days, ten at least. An error if no write was done in these days. It goes away when writes are done again and are most of them, or with one that is done six hours after the last 404, two days after that at the latest.',
		rule: unknownResources,
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
			'400 three times in a row, on three days of a week, or for a tenth of the writes of two days, six at least. It goes away when writes are done again and the share is less, two days after the last refusal at the latest.',
		rule: invalidBodies,
	},
	unsupported_requests: {
		title: 'Requests ask for what cannot be had',
		means:
			'405, 413, 415, 501 or `invalidFilter`, three times in a row, on three days of a week, or for a tenth of the requests of two days, six at least. It goes away like the one above.',
		rule: unsupportedRequests,
	},
	stale_versions: {
		title: 'Changes are made to an old version',
		means:
			'412 three times since a write was done, on three days of a week, or for a tenth of the writes of two days, six at least. It goes away like the one above.',
		rule: staleVersions,
	},
	server_errors: {
		title: 'The service failed',
		means:
			'5xx three times in a row, on three days of a week, or for 2 % of the requests of two days, six at least. It goes away like the one above.',
		rule: serverErrors,
	},
	throttled: {
		title: 'The provider is told to wait',
		means:
			'429 for 20 requests and a twentieth of all in the last two days. It goes away a day after the last one.',
		rule: throttled,
	},
	google_refused: {
		title: "Some of Google's users or groups cannot be written",
		means: 'The last run that ended could not write them. It goes away with a run that writes all.',
		rule: googleRefused,
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
