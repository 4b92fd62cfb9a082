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
		means:
			'The directory is deactivated and refuses every request with 403. Resolved once it is activated.',
		rule: directoryInactive,
	},
	google_not_connected: {
		title: 'Google Workspace is not connected',
		means:
			'The directory is of type `google`, no administrator has given consent, and no client pushes to it instead. A hint on the first day. Resolved once somebody gives consent.',
		rule: googleNotConnected,
	},
	google_consent_revoked: {
		title: 'Google no longer accepts the consent',
		means:
			'The consent was revoked, has expired, or the account was changed. Resolved once an administrator gives consent again.',
		rule: googleConsentRevoked,
	},
	google_run_stopped: {
		title: 'A safety check stopped the Google sync',
		means:
			'The sync would have removed more than half of the users or groups, or Google listed no users. Resolved once a sync completes.',
		rule: googleRunStopped,
	},
	google_failing: {
		title: 'The Google sync is failing',
		means:
			'Google refused the last sync (an error from the second time on), a sync has made no progress for three hours (an error after a day), or a sync that was due an hour ago has not started. Resolved by the next success.',
		rule: googleFailing,
	},
	token_expired: {
		title: 'The token has expired',
		means:
			'The last valid token has expired and is still being sent, or the directory has no valid token left. Resolved once a valid token is used.',
		rule: tokenExpired,
	},
	wrong_token: {
		title: 'The token is wrong',
		means:
			'Bearer tokens are refused: from the start, or twice since one was accepted. Resolved by the next accepted request. A warning if requests were accepted and refused by turns five times within two days, until none has been refused for six hours. Once a client has been accepted, only requests with the same `User-Agent`, or with that of the provider, count; ten refused requests from other clients within two days are a hint.',
		rule: wrongToken,
	},
	no_token: {
		title: 'No token is sent',
		means:
			'Requests come without credentials: twice at the start, or three times since a token was accepted, from clients that count for `wrong_token`. Resolved by the next accepted request.',
		rule: noToken,
	},
	not_bearer: {
		title: 'The credentials are not a bearer token',
		means:
			'Requests come with Basic authentication, or with a token that has no `Bearer` before it or has it twice: once at the start, or three times since a token was accepted, from clients that count for `wrong_token`. Resolved by the next accepted request.',
		rule: notBearer,
	},
	wrong_url: {
		title: 'The URL is wrong',
		means:
			'Requests go to paths that no endpoint has (a base URL with an extra `/Users` or `/scim/v2`, SCIM 1.1), or write to the base URL itself: from the start, or three times since a request succeeded. Resolved by the next request that succeeds.',
		rule: wrongUrl,
	},
	quarantine_risk: {
		title: 'Entra ID is about to put the job into quarantine',
		means:
			'Of the changes that Entra ID sent in the last three days, at least 20 failed (including 404 and 409), and more than 40 % of all, which is where its quarantine begins. Resolved by a change that succeeds at least six hours after the last failure, or two days after the last failure.',
		rule: quarantineRisk,
	},
	wrong_provider: {
		title: 'Requests come from a different identity provider',
		means:
			'Recent requests come from a different provider than the directory is set up for, and none from the one it is set up for. A hint if the directory has the generic type.',
		rule: wrongProvider,
	},
	unknown_resources: {
		title: 'Updates target users or groups that do not exist',
		means:
			'PUT or PATCH was answered 404 five times since a write succeeded, or for most writes of the last two days, at least ten. An error if no write succeeded in these days. Resolved when writes succeed again and are the majority, with a write that succeeds at least six hours after the last 404, or two days after the last 404.',
		rule: unknownResources,
	},
	repeated_conflicts: {
		title: 'The same users or groups are created repeatedly',
		means:
			'Most creates of the last two days, at least five, were answered 409, or 409 occurred on three days of a week. Resolved two days after the last one.',
		rule: repeatedConflicts,
	},
	invalid_bodies: {
		title: 'Requests contain invalid data',
		means:
			'400 three times in a row, on three days of a week, or for a tenth of the writes of two days, at least six. Resolved when writes succeed again and the share drops, at the latest two days after the last refusal.',
		rule: invalidBodies,
	},
	unsupported_requests: {
		title: 'Requests use features that are not supported',
		means:
			'405, 413, 415, 501 or `invalidFilter` three times in a row, on three days of a week, or for a tenth of the requests of two days, at least six. Resolved in the same way as `invalid_bodies`.',
		rule: unsupportedRequests,
	},
	stale_versions: {
		title: 'Updates refer to an outdated version',
		means:
			'412 three times since a write succeeded, on three days of a week, or for a tenth of the writes of two days, at least six. Resolved in the same way as `invalid_bodies`.',
		rule: staleVersions,
	},
	server_errors: {
		title: 'Requests fail with server errors',
		means:
			'5xx three times in a row, on three days of a week, or for 2 % of the requests of two days, at least six. Resolved in the same way as `invalid_bodies`.',
		rule: serverErrors,
	},
	throttled: {
		title: 'Requests are being throttled',
		means:
			'429 for at least 20 requests and a twentieth of all requests of the last two days. Resolved a day after the last one.',
		rule: throttled,
	},
	google_refused: {
		title: 'Some Google users or groups could not be saved',
		means:
			'The last completed sync could not save them. Resolved by a sync that saves all of them.',
		rule: googleRefused,
	},
	emails_unmapped: {
		title: 'Users have no e-mail address',
		means:
			'Three users came without any e-mail address and none with one, or ten in a row. Resolved by the next user that has one.',
		rule: emailsUnmapped,
	},
	deactivation_unmapped: {
		title: 'Users cannot be deactivated',
		means:
			'Three users came without `active` and none with it, or ten in a row. Resolved by the next user that has it.',
		rule: deactivationUnmapped,
	},
	token_expiring: {
		title: 'The token expires soon',
		means:
			'The token that was used last expires within two weeks. Resolved once a token that lasts longer is used.',
		rule: tokenExpiring,
	},
	no_traffic: {
		title: 'No requests received',
		means:
			'No request for 14 days, or for 4 days after requests on nearly every day; or no request yet at all. Resolved by the next request.',
		rule: noTraffic,
	},
	user_name_not_email: {
		title: '`userName` is not an e-mail address',
		means:
			'From a provider that usually sends an e-mail address as `userName`, three users came with something else and none with one, or ten in a row. Resolved by the next user that has one.',
		rule: userNameNotEmail,
	},
	groups_not_pushed: {
		title: 'No groups are sent',
		means:
			'There are at least five users, no groups, and no requests about groups. Resolved by the first such request.',
		rule: groupsNotPushed,
	},
	entra_flag_missing: {
		title: 'The feature flag of Entra ID is missing',
		means:
			'The last PATCH of Entra ID was in its older form. Resolved by the next one in the newer form.',
		rule: entraFlagMissing,
	},
} as const satisfies Readonly<Record<string, FindingKind>>;

/** The name of a finding. */
export type FindingName = keyof typeof FINDINGS;

/** All names, in the order of FINDINGS. */
export const FINDING_NAMES = Object.keys(FINDINGS) as [FindingName, ...FindingName[]];
