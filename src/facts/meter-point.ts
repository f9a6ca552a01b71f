import { type Answer, withAnswer } from '../domain/answer.js';
import { type Device, fuelOf } from '../domain/device.js';
import type { Eui64 } from '../domain/eui64.js';
import { findDistributorId } from '../domain/mpxn.js';
import { mostGasMeters } from './reference.js';

/** The MPxN by which the device's Network Operator is found, and the device's other MPxNs. */
export interface MeterPoint {
  mpxn: string;
  /** `hub`: the MPRN of the GSME on the same Communications Hub, for a GPF that has none of its own (DOMAIN 13, A25) */
  from: 'device' | 'hub';
  others: readonly string[];
  /** the first two digits of an MPAN; a gas device has none, whatever number stands for it (DOMAIN 13, A1 and A4) */
  distributorId: string | undefined;
}

/** Import MPxN, else secondary import MPAN, else export MPAN (DOMAIN 13, A18); undefined: the device or its MPxN is unknown. */
export function findMeterPoint(
  device: Device | undefined,
  findGasMetersOfHub: (hubId: Eui64) => Answer<readonly Device[]>,
): Answer<MeterPoint | undefined> {
  if (device === undefined) return undefined;
  const [mpxn, ...others] = [device.importMpxn, device.secondaryImportMpan, device.exportMpan].filter((each) => each !== undefined);
  if (mpxn !== undefined) return { mpxn, from: 'device', others, distributorId: fuelOf[device.type] === 'gas' ? undefined : findDistributorId(mpxn) };
  return device.type === 'GPF' && device.hubId !== undefined ? withAnswer(findGasMetersOfHub(device.hubId), meterPointOfHub) : undefined;
}

function meterPointOfHub(gasMeters: readonly Device[]): MeterPoint | undefined {
  if (gasMeters.length > mostGasMeters) return undefined;
  const mprns = new Set(gasMeters.map((meter) => meter.importMpxn).filter((mprn) => mprn !== undefined));
  const [mprn] = mprns;
  return mprn !== undefined && mprns.size === 1 ? { mpxn: mprn, from: 'hub', others: [], distributorId: undefined } : undefined;
}
