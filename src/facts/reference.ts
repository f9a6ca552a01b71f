import type { Answer } from '../domain/answer.js';
import type { Device, RegistrationPeriod } from '../domain/device.js';
import type { Eui64 } from '../domain/eui64.js';
import type { PartyDirectory } from '../domain/party.js';

/** A home has a few meters: an id under which there are more is no Communications Hub, but stands for hubs that nobody knows. */
export const mostGasMeters = 100;

/**
 * What the facts ask of a store. Every look-up answers the thing, or `undefined` / an empty list for a known absence,
 * and throws `Fault('store-unavailable')` when it could not look. The three are never confused (SECMP0063 PIA 3:
 * an unknown MPAN permits).
 */
export interface ReferenceStore {
  findDevice(id: Eui64): Answer<Device | undefined>;
  /** the GSMEs that hang on the same Communications Hub; of more than `mostGasMeters` only so many and one */
  findGasMetersOfHub(hubId: Eui64): Answer<readonly Device[]>;
  /** the whole history of the MPxN, oldest first, periods not overlapping */
  findRegistration(mpxn: string): Answer<readonly RegistrationPeriod[]>;
  /** the party directory as it stands; the same object until an import changes it */
  readDirectory(): Answer<PartyDirectory>;
  /** when registration data was last imported, epoch milliseconds; undefined: never */
  registrationAsOf(): Answer<number | undefined>;
}
