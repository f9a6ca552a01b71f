import type { AuditRecord } from '../../audit/record.js';

export function writeRecord(record: AuditRecord): string {
  return JSON.stringify(record);
}

/** Of a text that `writeRecord` wrote. */
export function readRecord(text: string): AuditRecord {
  return JSON.parse(text) as AuditRecord;
}
