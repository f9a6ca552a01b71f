import type { AuditRecord } from '../audit/record.js';
import type { ReferenceStore } from '../facts/reference.js';
import type { FactSettings } from '../facts/settings.js';
import type { LookedUp } from './looked-up.js';

/** What is behind a fact that was not recorded; of several the last of these, which is worth least. */
export const origins = ['record', 'registration-history', 'today'] as const;
export type Origin = (typeof origins)[number];

/** What there is beside the records: configuration, and reference data as it stands now, which answers at once. */
export interface Present {
  reference: { [Question in keyof ReferenceStore]: (...asked: Parameters<ReferenceStore[Question]>) => Awaited<ReturnType<ReferenceStore[Question]>> };
  settings: FactSettings;
}

/** What can be known of one request that was decided before, for one fact of it. */
export interface Past {
  fact: string;
  record: AuditRecord;
  lookedUp: LookedUp;
  present: Present;
  note: (origin: Origin) => void;
}
