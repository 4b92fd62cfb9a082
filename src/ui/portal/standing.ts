/**
 * How far a connection is, for whoever sets it up: what has come since, and what is missing. Pure. What is
 * wrong is told by the doctor.
 */
import type { Diagnosis } from '../../doctor/diagnose.ts';
import { PROVIDERS } from '../../providers/index.ts';
import type { GoogleRun } from '../../google/settings.ts';
import type { DirectoryRow } from '../../store/directories.ts';
import type { GoogleConnectionState } from '../../store/google-connections.ts';

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
}

/** What is known of a connection through SCIM. */
interface Seen {
	readonly diagnosis: Diagnosis;
	readonly directory: Pick<DirectoryRow, 'userCount' | 'groupCount'>;
	/** When the link was used: what came before is of another connection. */
	readonly since: number;
	readonly isTokenUsed: boolean;
	/** What the provider is called. */
	readonly name: string;
}

/** How far a connection through SCIM is. */
export function standingOfScim(seen: Seen): Standing {
	const { diagnosis, directory, since, isTokenUsed } = seen;
	const { lastRequestAt, lastAcceptedAt } = diagnosis;
	const requestAt = (lastRequestAt ?? 0) >= since ? (lastRequestAt ?? undefined) : undefined;
	const isHeard = requestAt !== undefined || isTokenUsed;
	const people = arrivals(directory);
	const findings = findingsOf(diagnosis);
	const milestones: Milestone[] = [
		{
			name: 'A request has come',
			at: isHeard ? (requestAt ?? true) : undefined,
			detail: isHeard ? talker(diagnosis) : 'Nothing has come yet.',
		},
		{
			name: 'The token was accepted',
			at: isTokenUsed ? (lastAcceptedAt ?? true) : undefined,
			detail: isTokenUsed ? '' : tokenLack(findings.length > 0, (lastAcceptedAt ?? 0) >= since),
		},
		{
			name: 'The first users have come',
			at: directory.userCount > 0 ? true : undefined,
			detail: directory.userCount > 0 ? `${people}.` : 'Nobody has come yet.',
		},
	];
	return {
		summary: summaryOfScim(seen, isHeard),
		milestones,
		findings,
	};
}

function summaryOfScim({ directory, isTokenUsed, name }: Seen, isHeard: boolean): string {
	if (!isHeard) return `Waiting for the first request of ${name}.`;
	if (!isTokenUsed) return 'Requests come, but none with the new token was accepted.';
	return directory.userCount > 0
		? `It works: ${arrivals(directory)}.`
		: 'The connection works. No users have come yet.';
}

function tokenLack(isExplained: boolean, isOtherAccepted: boolean): string {
	if (isOtherAccepted) return 'Requests are let in by a token that was there before.';
	return isExplained ? 'What was sent instead is told below.' : '';
}

/** Who talks, as far as the requests tell. */
function talker({ provider: { recognised, confidence } }: Diagnosis): string {
	if (recognised === null) return 'It does not say from which provider.';
	const { name } = PROVIDERS[recognised];
	return confidence === 'high' ? `It comes from ${name}.` : `It seems to come from ${name}.`;
}

/** Who has come, as the beginning of a sentence. */
export function arrivals({
	userCount,
	groupCount,
}: Pick<DirectoryRow, 'userCount' | 'groupCount'>): string {
	const users = counted(userCount, 'user');
	if (groupCount === 0) return `${users} ${userCount === 1 ? 'has' : 'have'} come`;
	return `${users} and ${counted(groupCount, 'group')} have come`;
}

function counted(count: number, noun: string): string {
	return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}

/** That nothing has come yet is what the page waits for. */
const AWAITED: ReadonlySet<string> = new Set(['no_traffic', 'google_not_connected']);

function findingsOf({ findings }: Diagnosis): Diagnosis['findings'] {
	return findings.filter(({ name }) => !AWAITED.has(name));
}

/** How far a connection to Google Workspace is. */
export function standingOfGoogle(
	diagnosis: Diagnosis,
	directory: Pick<DirectoryRow, 'userCount' | 'groupCount'>,
	connection: GoogleConnectionState | undefined,
): Standing {
	const { state = 'disconnected', account = null, run = null, lastRun = null } = connection ?? {};
	const isConnected = state === 'connected';
	const isDone = lastRun !== null;
	const people = arrivals(directory);
	return {
		summary: summaryOfGoogle({ isConnected, isDone, userCount: directory.userCount }, people),
		milestones: [
			{
				name: 'Google lets users and groups be read',
				at: isConnected ? (connection?.connectedAt ?? true) : undefined,
				detail: isConnected && account !== null ? `With the consent of ${account}.` : '',
			},
			{
				name: 'The first synchronisation is done',
				at: isDone ? true : undefined,
				detail: isDone ? '' : progressOf(run),
			},
			{
				name: 'The first users have come',
				at: directory.userCount > 0 ? true : undefined,
				detail: directory.userCount > 0 ? `${people}.` : 'Nobody has come yet.',
			},
		],
		findings: findingsOf(diagnosis),
	};
}

function summaryOfGoogle(
	state: {
		readonly isConnected: boolean;
		readonly isDone: boolean;
		readonly userCount: number;
	},
	people: string,
): string {
	if (!state.isConnected) return 'Google Workspace is not connected.';
	if (!state.isDone) return `The first synchronisation is under way: ${people} so far.`;
	return state.userCount > 0
		? `It works: ${people}.`
		: 'The first synchronisation is done. Nobody has come.';
}

function progressOf(run: string | null): string {
	if (run === null) return 'It begins within a minute.';
	const { users, groups } = (JSON.parse(run) as GoogleRun).report;
	return `So far Google has named ${counted(users.seen, 'user')} and ${counted(groups.seen, 'group')}.`;
}
