import type { Database } from 'better-sqlite3';
import type { Device, RegistrationPeriod } from '../../domain/device.js';
import type { Eui64 } from '../../domain/eui64.js';
import type { PartyDirectory } from '../../domain/party.js';
import { mostGasMeters, type ReferenceStore } from '../../facts/reference.js';
import { answering } from '../sqlite/answering.js';
import { createSnapshot } from '../sqlite/snapshot.js';
import { deviceTypeCodes } from './device-codes.js';
import { deviceColumns, readDevice, type DeviceRow } from './device-row.js';
import { eui64FromHalves, findEui64Halves } from './eui64-halves.js';
import { findMpxnKey } from './mpxn-key.js';
import { readDirectoryOf } from './party-rows.js';
import { readRegistrationPeriod, registrationQuery, type RegistrationRow } from './registration-row.js';

/** Look-ups in one open file of reference data. All of them answer at once, and within one turn of the event loop from one state of it. */
export interface SqliteReferenceStore extends ReferenceStore {
  findDevice(id: Eui64): Device | undefined;
  findGasMetersOfHub(hubId: Eui64): readonly Device[];
  findRegistration(mpxn: string): readonly RegistrationPeriod[];
  readDirectory(): PartyDirectory;
  registrationAsOf(): number | undefined;
}

export function createReferenceStore(db: Database, requireInPlace?: () => void): SqliteReferenceStore {
  const { device, gasMeters, registration, importedAt } = prepareLookUps(db);
  const { inSnapshot, oncePerState } = createSnapshot(db, requireInPlace);
  const readDirectory = oncePerState(readDirectoryOf(db));
  const readImportedAt = oncePerState(() => importedAt.get());
  const lookUp = <T>(ask: () => T): T => answering('store-unavailable', () => inSnapshot(ask));
  return {
    findDevice: (id) => lookUp(() => {
      const halves = findEui64Halves(id);
      const row = halves && device.get(...halves);
      return row && readDevice(row);
    }),
    findGasMetersOfHub: (hubId) => lookUp(() => {
      const halves = findEui64Halves(hubId);
      return halves ? gasMeters.all(...halves).map(readDevice) : [];
    }),
    findRegistration: (mpxn) => lookUp(() => {
      const key = findMpxnKey(mpxn);
      return key === undefined ? [] : registration.all(key).map(readRegistrationPeriod);
    }),
    readDirectory: () => answering('store-unavailable', readDirectory),
    registrationAsOf: () => answering('store-unavailable', readImportedAt),
  };
}

function prepareLookUps(db: Database) {
  const eui64 = eui64FromHalves('?', '?');
  const isGasMeter = `type = ${deviceTypeCodes.GSME}`;
  return {
    device: db.prepare<[number, number], DeviceRow>(`SELECT ${deviceColumns} FROM device WHERE id = ${eui64}`).raw(),
    gasMeters: db.prepare<[number, number], DeviceRow>(`SELECT ${deviceColumns} FROM device WHERE ${isGasMeter} AND hub = ${eui64} ORDER BY id LIMIT ${mostGasMeters + 1}`).raw(),
    registration: db.prepare<[number], RegistrationRow>(registrationQuery).raw(),
    importedAt: db.prepare<[], number>(`SELECT at FROM imported WHERE kind = 'registration'`).pluck(),
  };
}
