import { withAnswer } from '../domain/answer.js';
import type { Device } from '../domain/device.js';
import { textFact } from './definition.js';
import type { Enforcement, FactSettings } from './settings.js';

/** What the operator of the service switched (SECMP0063 PIA 5.2, configuration parameter settings). */
export const configurationFacts = [
  textFact('enforcement', {
    called: 'the switch for this SRV and device type',
    meaning: 'the switch `enforcement` for this SRV and device type; `enforce` where configuration names none',
    provider: 'configuration',
    values: [
      ['enforce', 'a rejection is answered'],
      ['observe', 'a rejection is recorded, and the request permitted'],
      ['off', 'the check is not made', 'the check were switched off for this SRV and device type'],
    ],
    find: (lookUps) => withAnswer(lookUps.device(), (device) => enforcementOf(lookUps.settings, lookUps.request.srv, device)),
  }),
];

export function enforcementOf(settings: FactSettings, srv: string, device: Device | undefined): Enforcement {
  const switches = settings.enforcement[srv] ?? {};
  return device === undefined ? strictest(Object.values(switches)) : (switches[device.type] ?? 'enforce');
}

/** For a device that is not known or could not be looked up: nothing is enforced where no device type is. */
function strictest(switches: readonly Enforcement[]): Enforcement {
  return (['enforce', 'observe', 'off'] as const).find((each) => switches.includes(each)) ?? 'enforce';
}
