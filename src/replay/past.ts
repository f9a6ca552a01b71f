import type { AuditRecord } from '../audit/record.js';
import type { ReferenceStore } from '../facts/reference.js';
import type { FactSettings } from '../facts/settings.js';
import { type LookedUp, lookedUpFor } from './looked-up.js';

/** What there is beside the records: configuration, and reference data as it stands now, which answers at once. */
export interface Present {
  reference: { [Question in keyof ReferenceStore]: (...asked: Parameters<ReferenceStore[Question]>) => Awaited<ReturnType<ReferenceStore[Question]>> };
  settings: FactSettings;
}

/** What can be known of one request that was decided before. */
export interface Past {
  record: AuditRecord;
  /** what need not be looked up again */
  lookedUp: LookedUp;
  present: Present;
}

/** Whom a grace window accepted beside the recorded operator is not recorded: where there is one, the history is read again. */
export function pastOf(record: AuditRecord, present: Present): Past {
  const lookedUp = lookedUpFor(record);
  const hasGrace = present.settings.operatorChangeGraceDays > 0;
  return { record, lookedUp: { ...lookedUp, responsibleOperator: lookedUp.responsibleOperator && !hasGrace }, present };
}
