/** Judges the demo: is every event of the logs at the receiver, in order and signed? */
import type { Directory, Rollcall } from '../src/sdk/index.ts';
import type { Timeline } from './timeline.ts';
import type { ReceivedEvent } from './webhook-receiver.ts';

/** What the logs and the receiver say when held against each other. */
export interface Summary {
	readonly events: number;
	readonly webhooks: number;
	/** Every event of every log arrived, and nothing else did. */
	readonly complete: boolean;
	/** Each directory's webhooks arrived as 1, 2, 3, … with the ids of its log. */
	readonly inOrder: boolean;
	readonly signed: boolean;
}

/** Compares what was received with the event logs. */
export async function summarise(
	rollcall: Rollcall,
	directories: readonly Directory[],
	received: readonly ReceivedEvent[],
): Promise<Summary> {
	let events = 0;
	let complete = true;
	let inOrder = true;
	for (const directory of directories) {
		const log = await rollcall.directories.events.list(directory.id).toArray();
		const arrived = received.filter((event) => event.directoryId === directory.id);
		events += log.length;
		complete &&= new Set(arrived.map((event) => event.id)).size === log.length;
		inOrder &&=
			log.every((event, index) => event.sequence === index + 1) &&
			arrived.every((event, index) => event.id === log[index]?.id);
	}
	return {
		events,
		webhooks: received.length,
		complete: complete && received.length === events,
		inOrder,
		signed: received.every((event) => event.signatureValid),
	};
}

/** Prints the verdict; true if the main job was done. */
export function printSummary(
	timeline: Timeline,
	result: Summary & { readonly requests: number; readonly problems: readonly string[] },
): boolean {
	timeline.heading('Summary');
	timeline.figure('SCIM requests', result.requests);
	timeline.figure('events in the logs', result.events);
	timeline.figure('webhooks received', result.webhooks);
	timeline.verdict('every event delivered', result.complete);
	timeline.verdict('in order', result.inOrder);
	timeline.verdict('signatures valid', result.signed);
	timeline.verdict('answers as the identity providers expect', result.problems.length === 0);
	for (const problem of result.problems) timeline.problem(problem);
	return (
		result.events > 0 &&
		result.complete &&
		result.inOrder &&
		result.signed &&
		result.problems.length === 0
	);
}
