import type { Device } from '../../domain/device.js';
import { Fault } from '../../domain/fault.js';
import { deviceStatusByCode, deviceTypeByCode } from './device-codes.js';
import { eui64Halves, eui64OfHalves } from './eui64-halves.js';
import { findMpxn } from './mpxn-key.js';

/** A row of `deviceColumns`. STRICT tables keep text out, not numbers that mean nothing. */
export type DeviceRow = readonly [
  idHigh: number, idLow: number, type: number, status: number | null,
  importMpxn: number | null, secondaryImportMpan: number | null, exportMpan: number | null,
  hubHigh: number | null, hubLow: number | null,
];

export const deviceColumns = `${eui64Halves('id')}, type, status, import_mpxn, secondary_import_mpan, export_mpan, ${eui64Halves('hub')}`;

/** Throws `Fault('fact-malformed')` for a row that no import can have written. What stands for an MPxN is not told: it may be one. */
export function readDevice(row: DeviceRow): Device {
  const [idHigh, idLow, type, status, importMpxn, secondaryImportMpan, exportMpan, hubHigh, hubLow] = row;
  const id = eui64OfHalves(idHigh, idLow);
  return {
    id,
    type: known(deviceTypeByCode.get(type), id, 'device_type', type),
    status: status === null ? undefined : known(deviceStatusByCode.get(status), id, 'device_status', status),
    importMpxn: readMpxn(importMpxn, id, 'import_mpxn'),
    secondaryImportMpan: readMpxn(secondaryImportMpan, id, 'secondary_import_mpan'),
    exportMpan: readMpxn(exportMpan, id, 'export_mpan'),
    hubId: hubHigh === null || hubLow === null ? undefined : eui64OfHalves(hubHigh, hubLow),
  };
}

function readMpxn(key: number | null, id: string, column: string): string | undefined {
  return key === null ? undefined : known(findMpxn(key), id, column);
}

function known<T>(value: T | undefined, id: string, column: string, stored?: number): T {
  if (value !== undefined) return value;
  const what = stored === undefined ? `a value of ${column}` : `${column} \`${stored}\``;
  throw new Fault('fact-malformed', `the store holds ${what} for device ${id}, which means nothing: import the inventory again`);
}
