import type { Eui64 } from './eui64.js';

/** DUIS V5.4, simpleType DeviceType. */
export const deviceTypes = ['ESME', 'GSME', 'GPF', 'CHF', 'HCALCS', 'PPMID', 'IHD', 'CAD'] as const;
export type DeviceType = (typeof deviceTypes)[number];

/** The fuel that a device meters, or for a GPF that of the meter it stands for; undefined: it meters nothing. */
export const fuelOf: Readonly<Partial<Record<DeviceType, 'electricity' | 'gas'>>> = { ESME: 'electricity', GSME: 'gas', GPF: 'gas' };

/** DUIS V5.4, simpleType DeviceStatus. */
export const deviceStatuses = [
  'Pending', 'Whitelisted', 'InstalledNotCommissioned', 'Commissioned', 'Decommissioned', 'Withdrawn', 'Suspended', 'Recovery', 'Recovered',
] as const;
export type DeviceStatus = (typeof deviceStatuses)[number];

/** A device as the Smart Metering Inventory knows it. An MPxN is an opaque string of 1 to 13 digits. */
export interface Device {
  id: Eui64;
  type: DeviceType;
  status: DeviceStatus | undefined;
  importMpxn: string | undefined;
  secondaryImportMpan: string | undefined;
  exportMpan: string | undefined;
  hubId: Eui64 | undefined;
}

/** One period in which one Network Operator (and one Supplier) was registered for an MPxN. */
export interface RegistrationPeriod {
  /** market participant id, as it stands in registration data */
  networkOperator: string;
  supplier: string | undefined;
  /** `YYYY-MM-DD`, a calendar day in Great Britain, included */
  effectiveFrom: string;
  /** `YYYY-MM-DD`, excluded; undefined: open */
  effectiveTo: string | undefined;
}
