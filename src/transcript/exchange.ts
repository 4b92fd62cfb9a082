/** One request to a SCIM service and its answer, as they were: what is diagnosed, and what is recorded. */

/** How a request said who it is: whether that was right, the status tells. */
export type Credentials = 'none' | 'bearer' | 'other';

/** A request and its answer. */
export interface Exchange {
	/** When the request came, epoch milliseconds. */
	readonly at: number;
	readonly method: string;
	/** What follows the SCIM base, query included, as it was sent: `/Users?filter=…`; '' for the base itself. */
	readonly target: string;
	readonly credentials: Credentials;
	/** By lower-case name; never those that carry credentials. */
	readonly headers: Readonly<Record<string, string>>;
	/** As text; undefined if there was none, or if it was not read. */
	readonly body: string | undefined;
	readonly reply: {
		readonly status: number;
		/** By lower-case name. */
		readonly headers: Readonly<Record<string, string>>;
		/** As text; '' if there was none. */
		readonly body: string;
	};
	/** Something was too long to be kept: the bodies are left out. */
	readonly isCut: boolean;
}
