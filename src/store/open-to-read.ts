import type { PanelSource } from '../audit/panel-source.js';
import type { AuditReader } from '../audit/record.js';
import { auditSchema } from './audit/audit-schema.js';
import { panelSourceOf } from './audit/panel/read-panel.js';
import { cutSpanOf, readDecisionsOf, readStretchOf } from './audit/listing/read-decisions.js';
import { readPath, referencePathOf } from './open-store.js';
import { referenceSchema } from './reference/reference-schema.js';
import { createReferenceStore, type SqliteReferenceStore } from './reference/reference-store.js';
import { openToRead } from './sqlite/database.js';
import { createSameFile } from './sqlite/in-place.js';

export interface ReadOnlyStore {
  reference: SqliteReferenceStore;
  audit: AuditReader & StretchReader & PanelSource;
  close(): void;
}

/** What several processes read through the records by, each some stretches. */
interface StretchReader {
  cutSpan: ReturnType<typeof cutSpanOf>;
  readStretch: ReturnType<typeof readStretchOf>;
}

const options = { busyTimeout: 1_000 };

/**
 * Opens the store at `sqlite:PATH` and never writes to it, so that a service can go on. Faults are those of `openStore`, and one where there is no store.
 * `identity`: of the only file that is to be read as the audit, as `auditIdentity` tells it.
 */
export function openStoreToRead(url: string, identity?: string): ReadOnlyStore {
  const path = readPath(url);
  const requireSame = createSameFile(path, identity);
  requireSame();
  const audit = openToRead(path, auditSchema, options);
  try {
    requireSame();
    const reference = openToRead(referencePathOf(path), referenceSchema, options);
    const reading = { readDecisions: readDecisionsOf(audit), cutSpan: cutSpanOf(audit), readStretch: readStretchOf(audit) };
    return { reference: createReferenceStore(reference), audit: { ...reading, ...panelSourceOf(audit) }, close: () => { audit.close(); reference.close(); } };
  } catch (cause) {
    audit.close();
    throw cause;
  }
}
