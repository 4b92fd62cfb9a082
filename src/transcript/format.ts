/**
 * Transcripts: conversations of identity providers with a SCIM service, as data. test/idp holds them, and
 * its README describes the format.
 */

/** Header fields; null leaves one out that would be sent otherwise. */
export type HeaderValues = Readonly<Record<string, string | null>>;

/** What a reply must be like. */
export interface Expectation {
	readonly status?: number | readonly number[];
	readonly headers?: Readonly<Record<string, unknown>>;
	readonly body?: unknown;
}

/** A request, and what is expected of its reply. */
export interface Call {
	readonly name?: string;
	readonly method: string;
	readonly path: string;
	readonly headers?: HeaderValues;
	readonly body?: unknown;
	readonly rawBody?: string;
	readonly expect?: Expectation & { readonly should?: Expectation };
	readonly capture?: Readonly<Record<string, string>>;
}

/** One step: a request, or several at once, and the events that it must cause. */
export interface Step extends Call {
	readonly name: string;
	readonly quirk?: string;
	/** The names of what it needs beyond the RFCs. */
	readonly leniencies?: readonly string[];
	readonly events?: readonly string[];
	readonly eventsMay?: readonly string[];
	readonly parallel?: readonly Call[];
	readonly statuses?: Readonly<Record<string, number>>;
}

/** One conversation of one identity provider, starting from an empty directory. */
export interface Transcript {
	/** Whose it is, as people call it. */
	readonly idp: string;
	/** What it shows. */
	readonly name: string;
	readonly notes?: string;
	/** Where the shapes come from. */
	readonly source?: string | readonly string[];
	readonly confidence?: 'documented' | 'observed' | 'inferred' | 'recorded';
	readonly headers?: HeaderValues;
	readonly contentTypeAlways?: boolean;
	readonly vars?: Readonly<Record<string, string>>;
	readonly steps: readonly Step[];
}
