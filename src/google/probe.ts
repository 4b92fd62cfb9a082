/**
 * Whether a consent is of any use: a person who has just given it can be told at once what it lacks, which
 * a synchronisation finds out when nobody is there.
 */
import type { Fetch } from './client.ts';
import { failureOf, type GoogleFailure } from './failures.ts';
import { originOfGoogle, type OAuthClient } from './oauth.ts';

/**
 * Asks for one user, and for one group if groups are wanted. The failure of whoever may not read them;
 * undefined for who may, and where Google did not say.
 */
export async function probeAccess(
	client: Pick<OAuthClient, 'apiUrl'>,
	accessToken: string,
	wantsGroups: boolean,
	fetch: Fetch,
): Promise<GoogleFailure | undefined> {
	const lists = wantsGroups ? ['users', 'groups'] : ['users'];
	const origin = originOfGoogle(client, 'admin.googleapis.com');
	const failures = await Promise.all(
		lists.map(async (list) => {
			const query = new URLSearchParams({
				customer: 'my_customer',
				maxResults: '1',
				fields: `${list}(id)`,
			});
			const url = `${origin}/admin/directory/v1/${list}?${query.toString()}`;
			const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json' };
			try {
				const answer = await fetch(url, { method: 'GET', headers });
				if (answer.status === 200) return undefined;
				const retryAfter = answer.headers.get('retry-after');
				return failureOf({ status: answer.status, body: await answer.text(), retryAfter });
			} catch {
				return undefined;
			}
		}),
	);
	return failures.find((each) => each !== undefined && !PASSING.has(each.kind));
}

/** Later it may go: no reason to refuse a consent. */
const PASSING: ReadonlySet<GoogleFailure['kind']> = new Set(['quota', 'unavailable']);
