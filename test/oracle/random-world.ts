import type { Configuration } from '../../src/configuration/schema.js';
import { deviceStatuses, deviceTypes, type Device, type RegistrationPeriod } from '../../src/domain/device.js';
import { type Party, userRoles } from '../../src/domain/party.js';
import type { Enforcement } from '../../src/facts/settings.js';
import { type Dice, pick } from '../duis/mutations.js';
import { device, type Estate, party, period } from '../facts/estate.js';
import { blockCount, blockStart, eui64 } from './certificate-pool.js';

export interface RandomWorld {
  estate: Estate;
  settings: Pick<Configuration, 'enforcement' | 'mpanPrefixFallback' | 'operatorChangeGraceDays' | 'registrationMaxAgeDays' | 'equivalentGroups'>;
  /** epoch milliseconds */
  now: number;
  /** by block of EUI-64s: index of its owner among the parties; undefined: allocated to nobody */
  owners: readonly (number | undefined)[];
}

const day = 86_400_000;
const operators = ['EELC', 'LOND', 'SPOW', 'NEEB', 'GAS', 'IDNO'];
const daysAroundNow = [-4000, -400, -31, -10, -6, -5, -2, -1, 0, 1, 2, 5, 6, 10, 31, 400];
const hours = [0, 9, 12, 22, 23, 23.75];

/**
 * Parties, devices and registrations in every relation to each other that matters, at some time of some year; `isStale`: the registrations
 * were imported too long ago.
 */
export function randomWorld(dice: Dice, isStale: boolean): RandomWorld {
  const now = Date.UTC(2026, dice(12), 1 + dice(28)) + pick(dice, hours) * 3_600_000;
  const owners = Array.from({ length: blockCount }, () => (dice(5) === 0 ? undefined : dice(operators.length + 3)));
  const mpxns = Array.from({ length: 40 }, (_, index) => (index % 4 === 3 ? `39384244${10 + index}` : `${pick(dice, ['10', '12', '18', '22', '99'])}123456783${10 + index}`));
  const estate = {
    parties: randomParties(dice, owners),
    devices: Array.from({ length: 80 }, (_, index) => randomDevice(dice, index, mpxns)),
    registrations: Object.fromEntries(mpxns.filter(() => dice(6) > 0).map((mpxn) => [mpxn, randomHistory(dice, now)])),
    registrationAsOf: now - (dice(21) + (isStale ? 21 : 0)) * day,
  };
  return { estate, settings: { ...randomSettings(dice), registrationMaxAgeDays: isStale || dice(3) === 0 ? 20 : null }, now, owners };
}

/** Network Operators, two Suppliers, the DCC and another, each in any User Role that there is. */
function randomParties(dice: Dice, owners: RandomWorld['owners']): Party[] {
  const kinds = [...operators.map(() => 'network-operator' as const), 'supplier' as const, 'supplier' as const, 'dcc' as const, 'other' as const];
  return kinds.map((kind, index) => party(`party-${index}`, {
    kind,
    entityIds: owners.flatMap((owner, block) => (owner === index ? [{ from: blockStart(block), to: blockStart(block) + (dice(4) === 0 ? 0n : 0xffffn) }] : [])),
    users: userRoles.filter((role) => kind !== 'network-operator' || dice(3) === 0 || role === 'ED').map((role, number) => ({ id: eui64(blockStart(100 + index) + BigInt(number)), role })),
    marketParticipantIds: index < operators.length ? [operators[index]!] : [],
    distributorIds: [['10'], ['12', '22'], ['18']][index] ?? [],
    group: pick(dice, [undefined, undefined, 'north', 'south']),
  }));
}

function randomDevice(dice: Dice, index: number, mpxns: readonly string[]): Device {
  const mpans = mpxns.filter(({ length }) => length === 13);
  const oneOf = (chance: number, all: readonly string[]) => (dice(100) < chance ? pick(dice, all) : undefined);
  return device({
    id: deviceId(index),
    type: dice(5) > 0 ? pick(dice, ['ESME', 'GPF', 'GPF', 'GSME'] as const) : pick(dice, deviceTypes),
    status: pick(dice, [undefined, ...deviceStatuses]),
    importMpxn: oneOf(70, mpxns),
    secondaryImportMpan: oneOf(15, mpans),
    exportMpan: oneOf(15, mpans),
    hubId: dice(2) === 0 ? undefined : deviceId(200 + dice(12)),
  });
}

export function deviceId(index: number): string {
  return `00-${eui64(0x10db123456780000n + BigInt(index)).slice(3)}`;
}

/** Periods that follow each other, with a gap now and then. `GONE` is in no directory. */
function randomHistory(dice: Dice, now: number): RegistrationPeriod[] {
  const begins = daysAroundNow.filter(() => dice(5) === 0).map((days) => new Date(now + days * day).toISOString().slice(0, 10));
  const from = dice(4) === 0 ? begins : ['2010-01-01', ...begins];
  return from.map((begin, index) => period(dice(8) === 0 ? 'GONE' : pick(dice, operators), begin, from[index + 1] ?? (dice(8) === 0 ? '2030-01-01' : undefined)))
    .filter(() => dice(8) > 0);
}

function randomSettings(dice: Dice): Omit<RandomWorld['settings'], 'registrationMaxAgeDays'> {
  const someSwitch = (): Enforcement => pick(dice, ['enforce', 'enforce', 'enforce', 'observe', 'off']);
  const switches = (...types: readonly ('ESME' | 'GPF')[]) => Object.fromEntries(types.filter(() => dice(4) > 0).map((type) => [type, someSwitch()]));
  return {
    enforcement: { '6.15.1': switches('ESME'), '6.21': switches('ESME', 'GPF') },
    mpanPrefixFallback: dice(3) === 0,
    operatorChangeGraceDays: pick(dice, [0, 0, 1, 5, 10]),
    equivalentGroups: ['north', 'south'].filter(() => dice(3) === 0),
  };
}
