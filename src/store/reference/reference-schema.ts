import type { Schema } from '../sqlite/database.js';
import { deviceTypeCodes } from './device-codes.js';

/** `id` and `hub` are EUI-64s in two's complement, the MPxNs keys of `mpxn-key.ts`, type and status codes of `device-codes.ts`. */
export const deviceTable = (name: string) => `CREATE TABLE ${name} (
  id INTEGER PRIMARY KEY,
  type INTEGER NOT NULL,
  status INTEGER,
  import_mpxn INTEGER,
  secondary_import_mpan INTEGER,
  export_mpan INTEGER,
  hub INTEGER
) STRICT`;

export const gasMeterIndex = `CREATE INDEX gas_meter_of_hub ON device (hub) WHERE type = ${deviceTypeCodes.GSME}`;

/** Days are those of `day-number.ts`, operator and supplier codes of `participant`. */
export const registrationTable = (name: string) => `CREATE TABLE ${name} (
  mpxn INTEGER NOT NULL,
  effective_from INTEGER NOT NULL,
  effective_to INTEGER,
  network_operator INTEGER NOT NULL,
  supplier INTEGER,
  PRIMARY KEY (mpxn, effective_from)
) STRICT, WITHOUT ROWID`;

export const referenceSchema: Schema = {
  name: 'reference data',
  applicationId: 0x53_4c_47_52,
  version: 1,
  pageSize: 4096,
  cacheKibibytes: 8192,
  tables: `
    ${deviceTable('device')};
    ${gasMeterIndex};
    ${registrationTable('registration')};
    CREATE TABLE participant (code INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE party (id TEXT PRIMARY KEY, position INTEGER NOT NULL, party TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE imported (kind TEXT PRIMARY KEY, at INTEGER NOT NULL, generation INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  `,
};
