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
		if (isOther) return 'Requests are let in by a token that was there before.';
		if (admittedAt !== undefined) {
			return 'A good token has come: this one, or one that was there before.';
		}
		return findings.length > 0 ? 'What was sent instead is told below.' : '';
	};
	const summary = (): string => {
		if (!isHeard) return `Waiting for the first request of ${seen.name}.`;
		const isAdmitted = isAccepted || (admittedAt !== undefined && !isOther);
		if (!isAdmitted) return 'Requests come, but none with the new token was accepted.';
		if (worst !== undefined) return `Requests come, but something is wrong: ${worst.title}.`;
		if (!isTokenUsed) return 'The token is accepted, but nothing has been done with it yet.';
		if (arrivals.users.count > 0) return `It works: ${comeOf(arrivals)}.`;
		return arrivals.users.before === 0
			? 'The connection works. No users have come yet.'
			: `The connection works. Nobody new has come yet.${beforeOf(arrivals)}`;
	};
	return {
		...told(seen, findings),
		summary: summary(),
		isConnected: isTokenUsed,
		milestones: [
			{
				name: 'A request has come',
				at: isHeard ? (requestAt ?? true) : undefined,
				detail: isHeard ? talker(diagnosis) : 'Nothing has come yet.',
			},
			{
				name: 'The token was accepted',
				at: isAccepted ? (admittedAt ?? true) : undefined,
				detail: !isAccepted
					? lack()
					: isTokenUsed
						? ''
						: 'What was asked for with it could not be done.',
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
	if (recognised === null) return 'It does not say from which provider.';
	const { name } = PROVIDERS[recognised];
	return confidence === 'high' ? `It comes from ${name}.` : `It seems to come from ${name}.`;
}

function peopleOf(arrivals: Arrivals): Milestone {
	const hasCome = arrivals.users.count > 0;
	const nobody = arrivals.users.before === 0 ? 'Nobody has come yet.' : 'Nobody new has come yet.';
	return {
		name: 'The first users have come',
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
		if (worst !== undefined) return `Something is wrong: ${worst.title}.`;
		if (!isConnected) return 'Google Workspace is not connected.';
		if (!isDone) return `The first synchronisation is under way: ${comeOf(arrivals)} so far.`;
		return directory.userCount > 0
			? `It works: ${comeOf(arrivals)}.`
			: 'The first synchronisation is done. Nobody has come.';
	};
	return {
		...told(seen, findings),
		summary: summary(),
		isConnected,
		milestones: [
			{
				name: 'Google lets users and groups be read',
				at: isConnected ? (connection?.connectedAt ?? true) : undefined,
				detail: isConnected && account !== null ? `With the consent of ${account}.` : '',
			},
			{
				name: 'The first synchronisation is done',
				at: isDone ? true : undefined,
				detail: isDone ? '' : isConnected ? progressOf(run) : 'It begins once Google is connected.',
			},
			peopleOf(arrivals),
		],
	};
}

function progressOf(run: string | null): string {
	if (run === null) return 'It begins within a minute.';
	const { users, groups } = (JSON.parse(run) as GoogleRun).report;
	return `So far Google has named ${numbered(users.seen, 'user')} and ${numbered(groups.seen, 'group')}.`;
}
