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
	/** When it happened last, where it happens again and again. */
	readonly lastAt?: number | undefined;
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
	const { diagnosis, since, use, arrivals, name } = seen;
	const after = (at: number | null) => (at !== null && at >= since ? at : undefined);
	const requestAt = after(diagnosis.lastRequestAt);
	const admittedAt = after(diagnosis.lastAcceptedAt);
	const isSent = use !== undefined && use.lastUsedAt !== null;
	const isOnly = use?.isOnly === true;
	// Whoever has come is counted at once, requests a moment later. Without another token, it was this one.
	const isFollowed = isOnly && arrivals.lastAt > 0;
	const isTokenUsed = seen.isTokenUsed || isFollowed;
	// At a wrong path the use of a token is not noted.
	const isAccepted = isSent || isFollowed || (isOnly && admittedAt !== undefined);
	const isOther = !isAccepted && after(diagnosis.lastDoneAt) !== undefined;
	const isHeard = requestAt !== undefined || isSent || isFollowed;
	const findings = findingsSince(seen);
	const worst = findings.find(({ severity }) => severity === 'error');
	const lack = (): string => {
		if (isOther) return 'Requests are accepted with an older token.';
		if (admittedAt !== undefined) {
			return 'A valid token was received: this one, or an older one.';
		}
		return findings.length > 0 ? 'The problem is described below.' : '';
	};
	const summary = (): string => {
		if (isInactive(findings)) return DEACTIVATED;
		if (!isHeard) return `Waiting for the first request from ${name}.`;
		const isAdmitted = isAccepted || (admittedAt !== undefined && !isOther);
		if (!isAdmitted) {
			return isOnly
				? `${name.charAt(0).toUpperCase()}${name.slice(1)} reaches us, but its token is not accepted.`
				: 'Requests arrive, but none with the new token has been accepted.';
		}
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
				at: isHeard ? true : undefined,
				detail: isHeard ? talker(diagnosis) : 'No request yet.',
				lastAt: requestAt,
			},
			{
				name: 'Token accepted',
				at: isAccepted ? true : undefined,
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
	const newestAt = Math.max(since, arrivals.lastAt, 1);
	return {
		findings,
		refused: (lastRefused?.at ?? 0) >= newestAt && !isTold ? lastRefused : null,
		isFailing: findings.some(({ severity }) => severity === 'error'),
		from: isAnother && provider.recognised !== null ? PROVIDERS[provider.recognised].name : name,
		arrivals,
	};
}

/** Who talks, as far as the requests tell. */
function talker({ provider: { recognised, confidence } }: Diagnosis): string {
	if (recognised === null) return '';
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

/** They tell what a client proves itself with: the last one how it does now. */
const CREDENTIALS: ReadonlySet<string> = new Set(['wrong_token', 'no_token', 'not_bearer']);

/** Nobody comes through while they stand. */
const SHUTTING: ReadonlySet<string> = new Set([...CREDENTIALS, 'token_expired', 'wrong_url']);

/** What a deactivated directory is called to somebody who cannot activate it. */
const DEACTIVATED =
	'The directory is deactivated. Ask the person who sent you the link to activate it.';

type Found = Diagnosis['findings'][number];

/** What matters to whoever sets this connection up, the newest credentials first. */
function findingsSince({
	diagnosis,
	since,
	arrivals,
}: Pick<Seen, 'diagnosis' | 'since' | 'arrivals'>): Diagnosis['findings'] {
	const found = diagnosis.findings.filter(({ name, severity, lastSeen }) => {
		if (AWAITED.has(name)) return false;
		if (LASTING.has(name) || lastSeen === null) return true;
		const isOver = severity === 'error' && SHUTTING.has(name) && lastSeen <= arrivals.lastAt;
		return lastSeen >= since && !isOver;
	});
	return found
		.filter((each) => !found.some((other) => isDisproved(each, other)))
		.map(forSetup)
		.toSorted(
			(a, b) =>
				Number(isInactive([b])) - Number(isInactive([a])) ||
				(areCredentials(a, b) ? lastOf(b) - lastOf(a) : 0),
		);
}

/** While one sets up a connection, nothing works that is deactivated. */
function forSetup(finding: Found): Found {
	return isInactive([finding]) ? { ...finding, severity: 'error' } : finding;
}

/** The same client has sent something else since. */
function isDisproved(earlier: Found, later: Found): boolean {
	const [before, after] = [earlier, later].map(({ evidence }) => evidence?.headers['user-agent']);
	return areCredentials(earlier, later) && before === after && lastOf(later) > lastOf(earlier);
}

function areCredentials(...findings: readonly Found[]): boolean {
	return findings.every(({ name, severity }) => severity === 'error' && CREDENTIALS.has(name));
}

function lastOf({ lastSeen }: Found): number {
	return lastSeen ?? 0;
}

function isInactive(findings: readonly Found[]): boolean {
	return findings.some(({ name }) => name === 'directory_inactive');
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
	const findings = findingsSince({ diagnosis, arrivals, since: 0 });
	const worst = findings.find(({ severity }) => severity === 'error');
	const summary = (): string => {
		if (isInactive(findings)) return DEACTIVATED;
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
