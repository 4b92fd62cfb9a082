/**
 * The one message the webhook queue carries: endpoint E has work in directory D. It says nothing of
 * the events themselves, so it can be lost, doubled or late without harm: the cursor row in D1 says
 * what is due.
 */
export interface WakeUp {
	readonly directoryId: string;
	readonly endpointId: string;
	/** The replay's id, if the work is that of a replay; absent or '' for the log itself. */
	readonly lane?: string;
}
