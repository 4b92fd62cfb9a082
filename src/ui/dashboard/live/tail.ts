/**
 * What a watcher is told, as Server-Sent Events (HTML Standard §9.2): rows as they come, each message with the
 * position after it, so that a browser that connects again goes on from there. It ends by itself: no request
 * is to live for ever, and the browser comes again.
 */
import { advance, type LivePosition } from '../../../store/live-position.ts';
import type { LiveLook } from '../../../store/live.ts';

/** What a tail needs of the platform, the store and the page. */
export interface TailDeps {
	/** What has come since; undefined once the session is over. */
	readonly look: (position: LivePosition, limit: number) => Promise<LiveLook | undefined>;
	/** Rows as HTML. */
	readonly render: (look: LiveLook) => Promise<string>;
	readonly seal: (position: LivePosition) => Promise<string>;
	/** Whether the watcher has gone. */
	readonly isGone: () => boolean;
	readonly now: () => number;
	readonly sleep: (delayMs: number) => Promise<void>;
}

/** How often is looked. */
export const LOOK_MS = 2_000;

/** The same as long as there is more than fits in a look. */
const HURRY_MS = 250;

/** Of requests, and of events, in one message. */
const LOOK_MAX = 100;

/** Proxies close what is silent, and that nobody reads any more shows only when something is said. */
const STILL_HERE = ':\n\n';

/** Then the browser comes again. */
export const TAIL_MS = 300_000;

/** Goes on from a position. Rejects when a look fails: the browser comes again, from where it was. */
export async function* tail(deps: TailDeps, from: LivePosition): AsyncGenerator<string, void> {
	const { now, sleep, isGone } = deps;
	const until = now() + TAIL_MS;
	let position = from;
	yield `retry: ${LOOK_MS}\n\n`;
	while (!isGone() && now() < until) {
		const look = await deps.look(position, LOOK_MAX);
		if (look === undefined) {
			yield message('over', 'signed out');
			return;
		}
		const { events, requests } = look;
		const isCut = events.length === LOOK_MAX || requests.length === LOOK_MAX;
		position = advance(position, { ...look, isCut }, now());
		const isNews = events.length + requests.length > 0;
		yield isNews ? message('rows', await deps.render(look), await deps.seal(position)) : STILL_HERE;
		await sleep(isCut ? HURRY_MS : LOOK_MS);
	}
}

/** One message; a line break in its data begins another line of it. */
export function message(event: string, data: string, id?: string): string {
	const lines = data.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`);
	return `event: ${event}\n${id === undefined ? '' : `id: ${id}\n`}${lines.join('')}\n`;
}
