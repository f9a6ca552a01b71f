import type { PanelSource } from '../audit/panel-source.js';
import type { AuditReader } from '../audit/record.js';
import { auditSchema } from './audit/audit-schema.js';
import { panelSourceOf } from './audit/panel/read-panel.js';
import { readDecisionsOf } from './audit/listing/read-decisions.js';
import { readPath, referencePathOf } from './open-store.js';
import { referenceSchema } from './reference/reference-schema.js';
import { createReferenceStore, type SqliteReferenceStore } from './reference/reference-store.js';
import { openToRead } from './sqlite/database.js';

export interface ReadOnlyStore {
  reference: SqliteReferenceStore;
  audit: AuditReader & PanelSource;
  close(): void;
}

const options = { busyTimeout: 1_000 };

/** Opens the store at `sqlite:PATH` and never writes to it, so that a service can go on. Faults are those of `openStore`, and one where there is no store. */
export function openStoreToRead(url: string): ReadOnlyStore {
  const path = readPath(url);
  const audit = openToRead(path, auditSchema, options);
  try {
    const reference = openToRead(referencePathOf(path), referenceSchema, options);
    return { reference: createReferenceStore(reference), audit: { readDecisions: readDecisionsOf(audit), ...panelSourceOf(audit) }, close: () => { audit.close(); reference.close(); } };
  } catch (cause) {
    audit.close();
    throw cause;
  }
}
