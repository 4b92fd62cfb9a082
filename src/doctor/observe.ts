/**
 * What there is to notice in one request and its answer, as names of signals: how it ended, what the users
 * look like that it has written, and who talks. What signals mean together is for the diagnosis to say.
 */
import type { Exchange } from '../transcript/exchange.ts';
import type { JsonObject } from '../transcript/json.ts';
import { parseBody } from './body.ts';
import { changedUser, wholeUser } from './content.ts';
import { marksOf } from './marks.ts';
import { outcomeOf, pathOf } from './outcome.ts';
import type { Signal } from './signals.ts';

/**
 * The signals of one exchange, each at most once. Of who has no good token only the outcome is told:
 * anybody may send what he likes. A request that needs none tells nothing.
 */
export function observe(exchange: Exchange): readonly Signal[] {
	const outcome = outcomeOf(exchange);
	if (outcome === undefined) return [];
	const { status } = exchange.reply;
	if (status === 401 || outcome === 'server_error') return [outcome];
	const body = parseBody(exchange.body);
	return [...new Set([outcome, ...contentOf(exchange, body), ...marksOf(exchange, body)])];
}

function contentOf(
	{ method, target, reply }: Exchange,
	body: JsonObject | undefined,
): readonly Signal[] {
	const path = pathOf(target);
	if (/^\/Groups(?:\/|$)/.test(path)) return ['group.request'];
	if (reply.status >= 400 || body === undefined || !/^\/Users(?:\/|$)/.test(path)) return [];
	if (method === 'PATCH') return changedUser(body);
	return path.endsWith('/.search') ? [] : wholeUser(body);
}
