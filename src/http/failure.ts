/** A failure that nobody expected: details go to the log, whoever asked gets the id to ask about. */
import { ConfigError } from '../env.ts';
import { describe, warn } from '../platform/log.ts';
import { failureOf } from '../store/database.ts';
import type { AppContext } from './context.ts';
import { pathForLog } from './log-path.ts';

/** Writes a failure down; the status to answer with, and what to say. */
export function noteFailure(
	c: AppContext,
	thrown: Error,
): readonly [status: 500 | 503, detail: string] {
	const requestId = c.get('requestId');
	warn('http.failed', {
		requestId,
		method: c.req.method,
		path: pathForLog(c.req.path),
		error: describe(thrown),
	});
	return explain(thrown, requestId);
}

function explain(thrown: Error, requestId: string): readonly [500 | 503, string] {
	if (thrown instanceof ConfigError) return [503, `Rollcall is not configured: ${thrown.message}`];
	const text = describe(thrown);
	if (/no such (table|column)/.test(text)) {
		return [
			503,
			'The database lacks a migration: run "npm run deploy", which applies migrations first.',
		];
	}
	if (failureOf(thrown) !== 'refused') {
		return [503, `The database did not respond. Try again. The request id is ${requestId}.`];
	}
	return [500, `Unexpected error. Please report it with the request id: ${requestId}.`];
}
