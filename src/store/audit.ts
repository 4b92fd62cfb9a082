/** The audit log: who changed what through the management API. */
import type { Database } from './database.ts';
import { auditLog } from './tables.ts';

/** A row of the audit log. */
export type AuditEntry = typeof auditLog.$inferInsert;

/** Appends an entry. */
export async function insertAuditEntry(db: Database, entry: AuditEntry): Promise<void> {
	await db.insert(auditLog).values(entry);
}
