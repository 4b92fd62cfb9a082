/**
 * One JSON object a line, for Workers Logs. Fields are chosen by the caller and must not hold
 * personal data or secrets: no bodies, no query strings, no SQL parameters.
 */
export type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Writes one line about something that went as it should. */
export function info(event: string, fields: LogFields = {}): void {
	console.log(JSON.stringify({ event, ...fields }));
}

/** Writes one line about something that somebody should look at. */
export function warn(event: string, fields: LogFields = {}): void {
	console.warn(JSON.stringify({ event, ...fields }));
}

/** The name and message of a thrown value; drizzle's messages carry parameter values and are cut before them. */
export function describe(thrown: unknown): string {
	if (!(thrown instanceof Error)) return String(thrown);
	const cause = thrown.cause instanceof Error ? `: ${describe(thrown.cause)}` : '';
	return `${thrown.name}: ${thrown.message.split('\nparams:')[0] ?? ''}${cause}`;
}
