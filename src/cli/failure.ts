/** Says what failed, why, and what to do about it. */
import {
	ApiError,
	AuthenticationError,
	ConnectionError,
	NotFoundError,
	PermissionError,
	RateLimitError,
	RollcallError,
	ServerError,
} from '../sdk/index.ts';
import { printable } from './output.ts';

/** What the person at the keyboard is to know; the message says all of it. */
export class CommandError extends Error {
	override readonly name: string = 'CommandError';
}

/** The command was asked in a way that it cannot follow; the message says how to ask. */
export class UsageError extends CommandError {
	override readonly name = 'UsageError';
}

const HINTS: readonly (readonly [kind: new (...args: never[]) => Error, hint: string])[] = [
	[
		AuthenticationError,
		'Check ROLLCALL_API_KEY or --api-key: the key may have expired or been revoked.',
	],
	[PermissionError, 'Use a key with that scope. `rollcall keys create` creates one.'],
	[
		NotFoundError,
		'Check the id with the `list` command. A bound key can only access its own tenant.',
	],
	[RateLimitError, 'Wait a moment, then try again.'],
	[
		ServerError,
		'Try again. If the error persists, look for the request id in the log of the service.',
	],
	[ConnectionError, 'Check ROLLCALL_URL or --url, and that the service is running.'],
];

/** The lines for the person at the keyboard. */
export function describeFailure(error: unknown): string {
	const lines = `error: ${messageOf(error)}`.split('\n');
	if (error instanceof ApiError) {
		lines.push(...error.errors.map(({ field, detail }) => `  ${field}: ${detail}`));
		if (error.requestId !== null) lines.push(`request id: ${error.requestId}`);
	}
	const hint = HINTS.find(([kind]) => error instanceof kind)?.[1];
	if (hint !== undefined) lines.push(`hint: ${hint}`);
	return lines.map((line) => `${printable(line)}\n`).join('');
}

/** Where each field is told in a line of its own, the sum of them is not told as well. */
function messageOf(error: unknown): string {
	if (error instanceof ApiError && error.errors.length > 0) {
		return `${error.call} was refused with ${error.status}: ${error.title}`;
	}
	if (error instanceof RollcallError || error instanceof CommandError) return error.message;
	return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
