/**
 * How far a connection is, for whoever sets it up: what has come since, and what is missing. Pure. What is
 * wrong is told by the doctor, and what was wrong before the link was used is no concern of theirs.
 */
import type { Diagnosis } from '../../doctor/diagnose.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { GoogleRun } from '../../google/settings.ts';
import type { DirectoryRow } from '../../store/directories.ts';
import type { GoogleConnectionState } from '../../store/google-connections.ts';
import type { TokenUse } from '../../store/portal.ts';
import { beforeOf, comeOf, numbered, type Arrivals } from './arrivals.ts';

/** One thing that has to happen. */
export interface Milestone {
	readonly name: string;
	/** When it happened; true where that is not known, undefined while it has not. */
	readonly at: number | true | undefined;
	readonly detail: string;
}

/** How far it is. */
export interface Standing {
	/** In a sentence, which is read out when it changes. */
	readonly summary: string;
	readonly milestones: readonly Milestone[];
	readonly findings: Diagnosis['findings'];
	/** The last request that was refused, where no finding tells of it. */
	readonly refused: Diagnosis['lastRefused'];
	/** What was made with the link lets the provider in, or lets us in there. */
	readonly isConnected: boolean;
	/** Something keeps everything, or nearly all, from getting through. */
	readonly isFailing: boolean;
	/** Whom the users come from, as far as one knows. */
	readonly from: string;
	readonly arrivals: Arrivals;
}

/** What is known of a connection. */
interface Seen {
	readonly diagnosis: Diagnosis;
	readonly directory: Pick<DirectoryRow, 'userCount'>;
	readonly arrivals: Arrivals;
	/** When the link was used: what came before is of another connection. */
	readonly since: number;
	/** What the provider is called. */
	readonly name: string;
}

/** What is known of one through SCIM. */
interface SeenOfScim extends Seen {
	readonly use: TokenUse | undefined;
	readonly isTokenUsed: boolean;
}

/** How far a connection through SCIM is. */
export function standingOfScim(seen: SeenOfScim): Standing {
	const { diagnosis, since, use, isTokenUsed, arrivals } = seen;
	const after = (at: number | null) => (at !== null && at >= since ? at : undefined);
	const requestAt = after(diagnosis.lastRequestAt);
	const admittedAt = after(diagnosis.lastAcceptedAt);
	const isSent = use !== undefined && use.lastUsedAt !== null;
	// Where there is no other token, it was this one. At a wrong path its use is not noted.
	const isAccepted = isSent || (admittedAt !== undefined && use?.isOnly === true);
	const isOther = !isAccepted && after(diagnosis.lastDoneAt) !== undefined;
	const isHeard = requestAt !== undefined || isSent;
	const findings = findingsSince(diagnosis, since);
	const worst = findings.find(({ severity }) => severity === 'error');
	const lack = (): string => {
		if (isOther) return 'Requests are accepted with an older token.';
		if (admittedAt !== undefined) {
			return 'A valid token was received: this one, or an older one.';
		}
		return findings.length > 0 ? 'The problem is described below.' : '';
	};
	const summary = (): string => {
		if (!isHeard) return `Waiting for the first request from ${seen.name}.`;
		const isAdmitted = isAccepted || (admittedAt !== undefined && !isOther);
		if (!isAdmitted) return 'Requests arrive, but none with the new token has been accepted.';
		if (worst !== undefined) return `Requests arrive, but there is a problem: ${worst.title}.`;
		if (!isTokenUsed) return 'The token is accepted, but no request has succeeded yet.';
		if (arrivals.users.count > 0) return `Connected: ${comeOf(arrivals)}.`;
		return arrivals.users.before === 0
			? 'The connection works. No users received yet.'
			: `The connection works. No new users yet.${beforeOf(arrivals)}`;
	};
	return {
		...told(seen, findings),
		summary: summary(),
		isConnected: isTokenUsed,
		milestones: [
			{
				name: 'First request received',
				at: isHeard ? (requestAt ?? true) : undefined,
				detail: isHeard ? talker(diagnosis) : 'No request yet.',
			},
			{
				name: 'Token accepted',
				at: isAccepted ? (admittedAt ?? true) : undefined,
				detail: !isAccepted ? lack() : isTokenUsed ? '' : 'No request has succeeded yet.',
			},
			peopleOf(arrivals),
		],
	};
}

/** What is the same for all connections. */
function told(
	{ diagnosis, since, arrivals, name }: Seen,
	findings: Diagnosis['findings'],
): Pick<Standing, 'findings' | 'refused' | 'isFailing' | 'from' | 'arrivals'> {
	const { lastRefused, provider } = diagnosis;
	const isTold = findings.some(({ evidence }) => evidence?.at === lastRefused?.at);
	const isAnother = findings.some((each) => each.name === 'wrong_provider');
	return {
		findings,
		refused: lastRefused !== null && lastRefused.at >= since && !isTold ? lastRefused : null,
		isFailing: findings.some(({ severity }) => severity === 'error'),
		from: isAnother && provider.recognised !== null ? PROVIDERS[provider.recognised].name : name,
		arrivals,
	};
}

/** Who talks, as far as the requests tell. */
function talker({ provider: { recognised, confidence } }: Diagnosis): string {
	if (recognised === null) return 'The request does not say which provider sent it.';
	const { name } = PROVIDERS[recognised];
	return confidence === 'high' ? `Sent by ${name}.` : `Probably sent by ${name}.`;
}

function peopleOf(arrivals: Arrivals): Milestone {
	const hasCome = arrivals.users.count > 0;
	const nobody = arrivals.users.before === 0 ? 'No users yet.' : 'No new users yet.';
	return {
		name: 'First users received',
		at: hasCome ? true : undefined,
		detail: `${hasCome ? `${comeOf(arrivals)}.` : nobody}${beforeOf(arrivals)}`,
	};
}

/** That nothing has come yet is what the page waits for. */
const AWAITED: ReadonlySet<string> = new Set(['no_traffic', 'google_not_connected']);

/** They tell how things are, whenever that was seen last. */
const LASTING: ReadonlySet<string> = new Set(['directory_inactive', 'token_expiring']);

function findingsSince({ findings }: Diagnosis, since: number): Diagnosis['findings'] {
	return findings.filter(
		({ name, lastSeen }) =>
			!AWAITED.has(name) && (LASTING.has(name) || lastSeen === null || lastSeen >= since),
	);
}

/** How far a connection to Google Workspace is. Its findings are of how it is now. */
export function standingOfGoogle(
	seen: Seen,
	connection: GoogleConnectionState | undefined,
): Standing {
	const { diagnosis, directory, arrivals } = seen;
	const { state = 'disconnected', account = null, run = null, lastRun = null } = connection ?? {};
	const isConnected = state === 'connected';
	const isDone = lastRun !== null;
	const findings = findingsSince(diagnosis, 0);
	const worst = findings.find(({ severity }) => severity === 'error');
	const summary = (): string => {
		if (worst !== undefined) return `There is a problem: ${worst.title}.`;
		if (!isConnected) return 'Google Workspace is not connected.';
		if (!isDone) return `The first sync is running: ${comeOf(arrivals)} so far.`;
		return directory.userCount > 0
			? `Connected: ${comeOf(arrivals)}.`
			: 'The first sync is complete. No users received.';
	};
	return {
		...told(seen, findings),
		summary: summary(),
		isConnected,
		milestones: [
			{
				name: 'Google Workspace connected',
				at: isConnected ? (connection?.connectedAt ?? true) : undefined,
				detail: isConnected && account !== null ? `Consent given by ${account}.` : '',
			},
			{
				name: 'First sync complete',
				at: isDone ? true : undefined,
				detail: isDone
					? ''
					: isConnected
						? progressOf(run)
						: 'Starts when Google Workspace is connected.',
			},
			peopleOf(arrivals),
		],
	};
}

function progressOf(run: string | null): string {
	if (run === null) return 'Starts within a minute.';
	const { users, groups } = (JSON.parse(run) as GoogleRun).report;
	return `Read so far: ${numbered(users.seen, 'user')}, ${numbered(groups.seen, 'group')}.`;
}
