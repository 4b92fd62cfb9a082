/** /dashboard/live/stream: requests and events as they happen, for the script of the live page. */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import { now, sleep } from '../../../platform/clock.ts';
import { describe, warn } from '../../../platform/log.ts';
import type { AppContext } from '../../../http/context.ts';
import { readNewest, readSince, type LiveScope } from '../../../store/live.ts';
import type { LivePosition } from '../../../store/live-position.ts';
import { together } from '../../../store/together.ts';
import { pageHeaders } from '../../respond.tsx';
import { viewOf, ViewProvider, type View } from '../../view.ts';
import { isFromElsewhere } from '../../request.ts';
import { isOpen, sessionOf, type Session } from '../session.ts';
import { Gap, Rows } from './rows.tsx';
import { message, tail } from './tail.ts';
import { openPosition, scopeOf, sealPosition } from './watched.ts';

/** Whoever was away for longer begins anew: nobody reads what came meanwhile from a table. */
const AWAY_MS = 900_000;

/** GET /dashboard/live/stream */
export async function follow(c: AppContext): Promise<Response> {
	const session = await sessionOf(c);
	if (session === undefined || isFromElsewhere(c)) return stop(c);
	const scope = scopeOf(c, session);
	const given = c.req.header('Last-Event-ID') ?? c.req.query('from') ?? '';
	const known = await openPosition(c, scope, given);
	const isKnown = known !== undefined && now() - known.at < AWAY_MS;
	const from = isKnown ? known : await beginAnew(c, session, scope);
	if (from === undefined || c.req.method === 'HEAD') return stop(c);
	const view = viewOf(c);
	const first = isKnown ? '' : message('rows', await render(view, <Gap />));
	return c.body(streamOf(c, { session, scope, from, first, view }), 200, {
		...pageHeaders({}),
		'Content-Type': 'text/event-stream',
	});
}

/** Tells a browser not to come again (HTML Standard §9.2.3). */
function stop(c: AppContext): Response {
	return c.body(null, 204, pageHeaders({}));
}

/** The end, as it is now; undefined for who is signed out, or sees too many directories. */
async function beginAnew(
	c: AppContext,
	session: Session,
	scope: LiveScope,
): Promise<LivePosition | undefined> {
	const { newest, isGood } = await together(c.get('db'), {
		newest: (db) => readNewest(db, scope, now(), 1),
		isGood: (db) => isOpen(c, db, session),
	});
	return isGood ? newest?.position : undefined;
}

/** What there is to a stream. */
interface Watch {
	readonly session: Session;
	readonly scope: LiveScope;
	readonly from: LivePosition;
	/** What is told before all else. */
	readonly first: string;
	readonly view: View;
}

/** The stream itself. It looks only as long as somebody reads. */
function streamOf(c: AppContext, watch: Watch): ReadableStream<Uint8Array> {
	const { session, scope, from, first, view } = watch;
	const encoder = new TextEncoder();
	let isGone = false;
	const told = tail(
		{
			look: async (position, limit) => {
				const { look, isGood } = await together(c.get('db'), {
					look: (db) => readSince(db, scope, position, limit),
					isGood: (db) => isOpen(c, db, session),
				});
				return isGood ? look : undefined;
			},
			render: (look) => render(view, <Rows look={look} />),
			seal: (position) => sealPosition(c, scope, position),
			isGone: () => isGone,
			now,
			sleep,
		},
		from,
	);
	return new ReadableStream<Uint8Array>(
		{
			start: (controller) => {
				if (first !== '') controller.enqueue(encoder.encode(first));
			},
			pull: async (controller) => {
				try {
					const { value } = await told.next();
					if (isGone) return;
					if (value === undefined) controller.close();
					else controller.enqueue(encoder.encode(value));
				} catch (thrown) {
					warn('live.failed', { requestId: c.get('requestId'), error: describe(thrown) });
					if (!isGone) controller.close();
				}
			},
			cancel: () => {
				isGone = true;
			},
		},
		{ highWaterMark: 0 },
	);
}

async function render(view: View, content: Child): Promise<string> {
	return html`${<ViewProvider value={view}>{content}</ViewProvider>}`;
}
