import { textFact } from './definition.js';

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
    find: async (lookUps) => {
      const device = await lookUps.device();
      return (device && lookUps.settings.enforcement[lookUps.request.srv]?.[device.type]) ?? 'enforce';
    },
  }),
];
