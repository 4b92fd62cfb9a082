/** What goes over the wire, and the way to send it, which the caller brings. */
import type { Result } from '../result.ts';
import type { JsonObject } from '../transcript/json.ts';

/** A request as a model makes it. */
export interface Ask {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	/** What follows the SCIM base, percent-encoded: `/Users?filter=…`. */
	readonly target: string;
	readonly body?: JsonObject;
}

/** A request, ready to be sent. */
export interface SimulatorRequest {
	readonly method: Ask['method'];
	readonly target: string;
	/** Exactly these: a client that sends no User-Agent sends none. */
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string | undefined;
}

/** An answer. */
export interface Answer {
	readonly status: number;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	readonly text: string;
}

/** Why there is no answer. */
export interface Loss {
	/**
	 * `refused`: nobody listens, or there is no such host; `timeout`: no answer in time; `abandoned`: the
	 * client hung up on purpose; `broken`: the connection or TLS failed; `stopped`: the run is over.
	 */
	readonly kind: 'refused' | 'timeout' | 'abandoned' | 'broken' | 'stopped';
	readonly detail: string;
}

/** How long a request may take. */
export interface Patience {
	readonly timeoutMs: number;
	/** The client hangs up after this, as if its time were over. */
	readonly abandonMs?: number;
}

/** Sends a request; follows no redirects, and never throws. */
export type Send = (request: SimulatorRequest, patience: Patience) => Promise<Result<Answer, Loss>>;

/** What the simulator needs of the platform. */
export interface World {
	readonly send: Send;
	/** Milliseconds, from any beginning. */
	readonly now: () => number;
	/** Ends early once the run is to stop. */
	readonly sleep: (ms: number) => Promise<void>;
	/** Whether somebody wants it to end. */
	readonly isStopped: () => boolean;
	readonly onProgress?: (progress: Progress) => void;
}

/** How far it is. */
export interface Progress {
	readonly phase: string;
	/** Requests sent so far. */
	readonly requests: number;
	/** Milliseconds since the beginning. */
	readonly elapsedMs: number;
	/** Findings so far. */
	readonly findings: number;
}
