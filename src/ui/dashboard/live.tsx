/** /dashboard/live: the newest requests and events; with a script it goes on as they happen. */
import { now } from '../../platform/clock.ts';
import type { AppContext } from '../../http/context.ts';
import { DIRECTORIES_MAX, readNewest } from '../../store/live.ts';
import { together } from '../../store/together.ts';
import { Empty, Table } from '../components/content.tsx';
import { Filters } from '../components/filters.tsx';
import { Field } from '../components/form.tsx';
import { callApi } from '../../http/api/inside.ts';
import { SignedOut } from './access.ts';
import { HEADS, Rows } from './live/rows.tsx';
import { scopeOf, sealPosition } from './live/watched.ts';
import { DirectoryField, directoryNames, KNOWN_DIRECTORIES } from './known-directories.tsx';
import { page } from './page.tsx';
import { isOpen, sessionOf } from './session.ts';

/** Of each, on the page. */
const NEWEST = 25;

/** GET /dashboard/live */
export async function show(c: AppContext): Promise<Response> {
	const session = await sessionOf(c);
	if (session === undefined) throw new SignedOut();
	const scope = scopeOf(c, session);
	const { newest, directories, look } = await together(c.get('db'), {
		newest: (db) => readNewest(db, scope, now(), NEWEST),
		directories: (db) => callApi(c, { caller: session.caller, db }, KNOWN_DIRECTORIES),
		look: (db) => isOpen(c, db, session),
	});
	if (!look) throw new SignedOut();
	const from = newest === undefined ? '' : await sealPosition(c, scope, newest.position);
	const { tenant = '', directoryId = '' } = scope;
	const query = new URLSearchParams({ tenant, directory_id: directoryId, from });
	const { pathname, search } = new URL(c.req.url);
	const isEmpty = newest?.events.length === 0 && newest.requests.length === 0;
	return page(
		c,
		session,
		{ title: 'Live' },
		<>
			<p>
				Requests from identity providers and the resulting events, newest first. Requests appear
				with a delay of a few seconds.
			</p>
			<Filters label="Filter live tail">
				<Field name="tenant" label="Tenant" />
				<DirectoryField names={directoryNames(directories)} />
			</Filters>
			{newest === undefined ? (
				<Empty title={`The live tail shows at most ${DIRECTORIES_MAX} directories.`}>
					<p>Choose a tenant or a directory above.</p>
				</Empty>
			) : (
				<section aria-label="Live tail" data-live={`/dashboard/live/stream?${query.toString()}`}>
					<p class="live-state">
						<a href={`${pathname}${search}`} data-live-reload>
							Load newer
						</a>
						<button type="button" class="outline small" data-live-pause hidden>
							Pause
						</button>
						<span role="status" data-live-status>
							Latest activity.
						</span>
					</p>
					<div role="log" aria-live="off" aria-label="Requests and events, newest first">
						<Table caption="Requests and events" heads={HEADS}>
							<Rows look={newest} />
						</Table>
					</div>
					{isEmpty ? (
						<div data-live-empty>
							<Empty title="No activity yet.">
								<p>
									<a href="/dashboard/directories">Connect an identity provider</a>, or run{' '}
									<code>npx rollcall simulate</code>.
								</p>
							</Empty>
						</div>
					) : null}
				</section>
			)}
		</>,
	);
}
