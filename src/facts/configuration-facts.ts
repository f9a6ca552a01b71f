import type { Device } from '../domain/device.js';
import { textFact } from './definition.js';
import type { Enforcement, FactSettings } from './settings.js';

/** What the operator of the service switched (SECMP0063 PIA 5.2, configuration parameter settings). */
export const configurationFacts = [
  textFact('enforcement', {
    meaning: 'the switch `enforcement` for this SRV and device type; `enforce` where configuration names none',
    provider: 'configuration',
    values: [
      ['enforce', 'a rejection is answered'],
      ['observe', 'a rejection is recorded, and the request permitted'],
      ['off', 'the check is not made'],
    ],
    find: async (lookUps) => enforcementOf(lookUps.settings, lookUps.request.srv, await lookUps.device()),
  }),
];

export function enforcementOf(settings: FactSettings, srv: string, device: Device | undefined): Enforcement {
  return (device && settings.enforcement[srv]?.[device.type]) ?? 'enforce';
}
