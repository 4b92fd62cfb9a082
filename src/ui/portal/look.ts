/** A look at a connection that is being set up, for the pages behind a link: in one round trip. */
import { now } from '../../platform/clock.ts';
import { diagnosisOf } from '../../http/api/diagnosis.ts';
import type { AppContext } from '../../http/context.ts';
import type { StoredResource } from '../../directory/model.ts';
import type { ProviderKey } from '../../providers/keys.ts';
import { findGoogleConnection } from '../../store/google-connections.ts';
import { listNewest } from '../../store/portal.ts';
import type { ProfileRead } from '../../store/profiles.ts';
import { together } from '../../store/together.ts';
import { arrivalsSince, SHOWN_MAX } from './arrivals.ts';
import { ended, type StepName } from './page.tsx';
import { toldOf, type Told } from './provider.ts';
import { enter, type Visit } from './session.ts';
import { standingOfGoogle, standingOfScim, type Standing } from './standing.ts';

type Newest = ProfileRead<readonly StoredResource[]>;

/** What is seen. */
export interface Seen {
	readonly visit: Visit<{ readonly users: Newest; readonly groups: Newest }>;
	readonly told: Told;
	readonly standing: Standing;
	/** The one that talks, as far as one knows. */
	readonly provider: ProviderKey;
	/** The steps that are done. */
	readonly reached: readonly StepName[];
	/** From when on users and groups have come by this connection. */
	readonly since: number;
}

/** Looks; a page that says why not, for whoever may not. */
export async function look(c: AppContext): Promise<Seen | Response> {
	const visit = await enter(c, (db, { directoryId }) =>
		together(db, {
			diagnosis: (each) => diagnosisOf(each, directoryId, now()),
			google: (each) => findGoogleConnection(each, directoryId),
			users: (each) => listNewest(each, directoryId, 'User', SHOWN_MAX + 1),
			groups: (each) => listNewest(each, directoryId, 'Group', SHOWN_MAX + 1),
		}),
	);
	if (visit instanceof Response) return visit;
	const { directory, link, use, isTokenUsed, found } = visit;
	const { diagnosis, google, users, groups } = found;
	if (diagnosis === undefined) return ended(c, visit.audience, 'gone');
	const told = toldOf(c, visit);
	// Another consent goes on with what the one before it has brought.
	const since = isAsked(visit) ? 0 : (link.usedAt ?? 0);
	const newest = { users: createdIn(users), groups: createdIn(groups) };
	const arrivals = arrivalsSince(since, directory, newest);
	const { name } = told;
	const seen = { diagnosis, directory, arrivals, since, name };
	const standing = isAsked(visit)
		? standingOfGoogle(seen, google)
		: standingOfScim({ ...seen, use, isTokenUsed });
	const { recognised, configured } = diagnosis.provider;
	const provider = recognised ?? configured;
	return { visit, told, standing, provider, reached: reachedOf(standing), since };
}

function createdIn(read: Newest): readonly StoredResource[] {
	return read.schemas === undefined ? [] : read.found;
}

/** Google is asked, where others send. */
export function isAsked({ directory }: Pick<Visit<unknown>, 'directory'>): boolean {
	return directory.type === 'google';
}

function reachedOf({ isConnected, isFailing, arrivals }: Standing): readonly StepName[] {
	const isChecked = isConnected && !isFailing;
	const hasUsers = arrivals.users.count > 0;
	return [
		'provider',
		...(isConnected ? (['connect'] as const) : []),
		...(isChecked ? (['check'] as const) : []),
		...(hasUsers ? (['users'] as const) : []),
		...(isChecked && hasUsers ? (['done'] as const) : []),
	];
}
