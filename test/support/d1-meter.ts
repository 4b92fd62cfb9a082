/**
 * Counts what goes to D1, in the Worker and in its Durable Objects alike: tests run in the same
 * isolate, so the prototypes that they use are these. Figures are D1's own (`meta`). What is written to
 * the audit log, and the signals with it, off the path of the requests that it tells of and some time
 * after them, is told apart.
 */
import { env } from 'cloudflare:workers';

export interface D1Cost {
	/** Round trips. */
	trips: number;
	rowsRead: number;
	rowsWritten: number;
}

interface Meta {
	rows_read?: number;
	rows_written?: number;
}

/** What is measured: requests and all that they cause, or the audit log of them. */
type Measured = 'requests' | 'audit log';

const running: Readonly<Record<Measured, Set<D1Cost>>> = {
	requests: new Set(),
	'audit log': new Set(),
};

function record(results: readonly { meta?: unknown }[], statement: string | undefined): void {
	const isAudit = /^INSERT INTO (?:audit_log|traffic_signals)/.test(statement ?? '');
	for (const cost of running[isAudit ? 'audit log' : 'requests']) {
		cost.trips += 1;
		for (const { meta } of results) {
			const { rows_read = 0, rows_written = 0 } = (meta ?? {}) as Meta;
			cost.rowsRead += rows_read;
			cost.rowsWritten += rows_written;
		}
	}
}

/** Replaces a method by one that reports the results it resolves to. */
function meter(prototype: object, method: string, resultsOf: (value: unknown) => unknown[]): void {
	const original = Reflect.get(prototype, method) as (...args: unknown[]) => Promise<unknown>;
	type Target = { readonly statement?: string };
	Reflect.set(prototype, method, async function metered(this: Target, ...args: unknown[]) {
		const value = await original.apply(this, args);
		// A batch is what its first statement is.
		const { statement } = this.statement === undefined ? ((args[0] as Target[])[0] ?? this) : this;
		record(resultsOf(value) as { meta?: unknown }[], statement);
		return value;
	});
}

const { DB } = env as unknown as { DB: D1Database };
meter(Object.getPrototypeOf(DB) as object, 'batch', (value) => value as unknown[]);
const statements = Object.getPrototypeOf(DB.prepare('SELECT 1')) as object;
for (const method of ['all', 'run']) meter(statements, method, (value) => [value]);
// raw() and first() tell no figures: the trip counts, the rows do not.
for (const method of ['raw', 'first']) meter(statements, method, () => [{}]);

/** Runs something and tells what it cost; concurrent costs are counted together. */
export async function costOf(
	action: () => Promise<unknown>,
	measured: Measured = 'requests',
): Promise<D1Cost> {
	const cost: D1Cost = { trips: 0, rowsRead: 0, rowsWritten: 0 };
	running[measured].add(cost);
	try {
		await action();
	} finally {
		running[measured].delete(cost);
	}
	return cost;
}
