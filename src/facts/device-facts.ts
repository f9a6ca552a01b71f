import { withAnswer } from '../domain/answer.js';
import { deviceStatuses, deviceTypes, fuelOf } from '../domain/device.js';
import { textFact, whetherKnown } from './definition.js';

const notInInventory = 'the device is not in the inventory';

/** What the Smart Metering Inventory knows of the target. */
export const deviceFacts = [
  textFact('device', {
    meaning: 'whether the target is in the Smart Metering Inventory',
    provider: 'device',
    values: [['known', 'it is', 'the device were in the inventory']],
    unknown: notInInventory,
    find: (lookUps) => withAnswer(lookUps.device(), whetherKnown),
  }),
  textFact('deviceType', {
    called: 'the type of the device',
    meaning: 'type of the target device',
    provider: 'device',
    values: deviceTypes.map((type) => [type, `a device of type ${type}`] as const),
    unknown: notInInventory,
    find: (lookUps) => withAnswer(lookUps.device(), (device) => device?.type),
  }),
  textFact('deviceStatus', {
    called: 'the status of the device',
    meaning: 'SMI status of the target device',
    provider: 'device',
    values: deviceStatuses.map((status) => [status, `SMI status ${status}`] as const),
    unknown: 'the device is not in the inventory, or the inventory gives no status',
    find: (lookUps) => withAnswer(lookUps.device(), (device) => device?.status),
  }),
  textFact('fuel', {
    called: 'the fuel that the device meters',
    meaning: 'the fuel that the target device meters',
    provider: 'device',
    values: [['electricity', 'an ESME'], ['gas', 'a GSME or GPF'], ['none', 'a device that meters nothing']],
    unknown: notInInventory,
    find: (lookUps) => withAnswer(lookUps.device(), (device) => device && (fuelOf[device.type] ?? 'none')),
  }),
  textFact('mpxn', {
    meaning: 'whether the MPAN or MPRN of the target is known: its own, or for a GPF that of the GSME on the same hub',
    provider: 'device',
    values: [['known', 'it is', 'the MPAN or MPRN of the device were known']],
    unknown: 'the inventory gives none, or does not hold the device',
    find: (lookUps) => withAnswer(lookUps.meterPoint(), whetherKnown),
  }),
];
