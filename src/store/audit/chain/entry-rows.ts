import { openRecord } from '../../../audit/chain.js';
import type { AuditEntry, AuditRecord } from '../../../audit/record.js';

/** What is read of an entry to have its record again. */
export interface EntryRow {
  record: string;
  mpxn: string | null;
}

export function openRow({ record, mpxn }: EntryRow): AuditEntry {
  return openRecord(record, mpxn);
}

export function decisionsOf(entries: readonly AuditEntry[]): AuditRecord[] {
  return entries.filter((entry): entry is AuditRecord => entry.kind === 'decision');
}
