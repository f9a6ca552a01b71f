import type { Device } from '../../domain/device.js';
import type { RejectedDevice } from '../../duis/read-inventory.js';
import { deviceStatusCodes, deviceTypeCodes } from '../reference/device-codes.js';
import { eui64FromHalves } from '../reference/eui64-halves.js';
import { deviceTable, gasMeterIndex } from '../reference/reference-schema.js';
import { readLowerHalf, readMpanField, readMpxnField, readOneOf, readUpperHalf } from './field-readings.js';
import type { TableKind } from './table-kind.js';

export const inventoryKind: TableKind = {
  table: 'device',
  tableSql: deviceTable,
  columns: ['device_id', 'device_type', 'device_status', 'import_mpxn', 'secondary_import_mpan', 'export_mpan', 'hub_id'],
  required: ['device_id', 'device_type'],
  keyName: 'device_id',
  keyColumn: 'device_id',
  staged: [
    { column: 'device_id', name: 'id_high', read: readUpperHalf },
    { column: 'device_id', name: 'id_low', read: readLowerHalf },
    { column: 'device_type', name: 'type', read: readOneOf(deviceTypeCodes) },
    { column: 'device_status', name: 'status', read: readOneOf(deviceStatusCodes) },
    { column: 'import_mpxn', name: 'import_mpxn', read: readMpxnField },
    { column: 'secondary_import_mpan', name: 'secondary_import_mpan', read: readMpanField },
    { column: 'export_mpan', name: 'export_mpan', read: readMpanField },
    { column: 'hub_id', name: 'hub_high', read: readUpperHalf },
    { column: 'hub_id', name: 'hub_low', read: readLowerHalf },
  ],
  key: [{ name: 'id', from: eui64FromHalves('id_high', 'id_low') }],
  values: [
    ...['type', 'status', 'import_mpxn', 'secondary_import_mpan', 'export_mpan'].map((name) => ({ name, from: name })),
    { name: 'hub', from: eui64FromHalves('hub_high', 'hub_low') },
  ],
  findContradiction: () => undefined,
  index: { name: 'gas_meter_of_hub', sql: gasMeterIndex },
};

/** The device as a row of an inventory file with all its columns. */
export function fieldsOfDevice(device: Device): string[] {
  const { id, type, status, importMpxn, secondaryImportMpan, exportMpan, hubId } = device;
  return [id, type, status, importMpxn, secondaryImportMpan, exportMpan, hubId].map((value) => value ?? '');
}

/** A device of a Read Inventory Response that cannot be taken, as such a row: mended there, it can be imported. */
export function fieldsOfRejectedDevice({ written, hubId }: RejectedDevice): string[] {
  const texts = ['DeviceID', 'DeviceType', 'DeviceStatus', 'ImportMPxN', 'SecondaryImportMPAN', 'ExportMPAN'].map((name) => written.get(name) ?? '');
  return [...texts, hubId ?? ''];
}
