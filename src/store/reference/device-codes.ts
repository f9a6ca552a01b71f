import type { DeviceStatus, DeviceType } from '../../domain/device.js';

/** What stands in the file for a name. A code is never given to another name. */
export const deviceTypeCodes = {
  ESME: 1, GSME: 2, GPF: 3, CHF: 4, HCALCS: 5, PPMID: 6, IHD: 7, CAD: 8,
} as const satisfies Record<DeviceType, number>;

export const deviceStatusCodes = {
  Pending: 1, Whitelisted: 2, InstalledNotCommissioned: 3, Commissioned: 4, Decommissioned: 5, Withdrawn: 6, Suspended: 7, Recovery: 8, Recovered: 9,
} as const satisfies Record<DeviceStatus, number>;

export const deviceTypeByCode = namesByCode(deviceTypeCodes);
export const deviceStatusByCode = namesByCode(deviceStatusCodes);

function namesByCode<Name extends string>(codes: Readonly<Record<Name, number>>): ReadonlyMap<unknown, Name> {
  const names = Object.keys(codes) as Name[];
  return new Map(names.map((name) => [codes[name], name]));
}
