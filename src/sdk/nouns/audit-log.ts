/** The audit log: every change through the API, and every SCIM request. */
import type { List } from '../list.ts';
import type { CallOptions, Item, Query, Transport } from '../transport.ts';

/** The call about the audit log. */
export class AuditLog {
	readonly #transport: Transport;

	constructor(transport: Transport) {
		this.#transport = transport;
	}

	/** Lists what was done, the latest first. */
	list(query?: Query<'listAuditEntries'>, options?: CallOptions): List<Item<'listAuditEntries'>> {
		return this.#transport.list('listAuditEntries', { query }, options);
	}
}
