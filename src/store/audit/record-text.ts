import type { AuditRecord } from '../../audit/record.js';

export function writeRecord(record: AuditRecord): string {
  return JSON.stringify(record);
}

/** Of a text that `writeRecord` wrote, also before records had a `trial`. */
export function readRecord(text: string): AuditRecord {
  const record = JSON.parse(text) as Omit<AuditRecord, 'trial'> & Partial<Pick<AuditRecord, 'trial'>>;
  return record.trial === undefined ? { ...record, trial: null } : (record as AuditRecord);
}
