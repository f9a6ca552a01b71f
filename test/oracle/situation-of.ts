import type { DeviceStatus, DeviceType } from '../../src/domain/device.js';
import type { FactValue } from '../../src/domain/fact.js';
import type { Party, PartyKind, UserRole } from '../../src/domain/party.js';
import type { PlacedCertificate, RemotePartyRole } from '../../src/domain/service-request.js';
import { factVocabulary } from '../../src/facts/catalogue.js';
import type { Enforcement } from '../../src/facts/settings.js';
import { certificate, device, epn, type Estate, estate as usual, now, party, period, readOddly, request, settings, spd, stranger, unreadable } from '../facts/estate.js';
import type { Dice } from '../duis/mutations.js';
import { valuesOf } from '../rules/every-request.js';
import type { Said, Situation } from './plain-decision.js';

export type Facts = Readonly<Record<string, FactValue>>;

/** These facts and values for all the others, so that some request could have them all, shuffled by the dice; undefined: no request has these facts. */
export function completed(facts: Facts, dice: Dice): Facts | undefined {
  if (isImpossible(facts)) return undefined;
  const next = factVocabulary.facts.find(({ name }) => facts[name] === undefined);
  if (next === undefined) return facts;
  const values = valuesOf(next.name);
  const first = dice(values.length);
  for (const value of [...values.slice(first), ...values.slice(0, first)]) {
    const whole = completed({ ...facts, [next.name]: value }, dice);
    if (whole !== undefined) return whole;
  }
  return undefined;
}

function isImpossible(facts: Facts): boolean {
  return factVocabulary.impossible.some((combination) => Object.entries(combination.facts).every(([name, values]) => {
    const value = facts[name];
    return value !== undefined && ('not' in values ? !values.not.includes(value) : values.includes(value));
  }));
}

/** A small estate, and a request for it, of which these facts are true, all of them given. */
export function situationOf(facts: Facts): Omit<Situation, 'settings'> & { settings: typeof settings } {
  const { srv, remotePartyRole, deviceType, deviceStatus } = facts;
  const target = device({
    type: deviceType === 'unknown' ? 'ESME' : (deviceType as DeviceType),
    status: deviceStatus === 'unknown' ? undefined : (deviceStatus as DeviceStatus),
    ...(facts.mpxn === 'unknown' && { importMpxn: undefined }),
  });
  return {
    request: request({
      srv: srv === 'other' ? '99.99' : String(srv),
      commandVariant: Number(facts.commandVariant),
      remotePartyRole: remotePartyRole === 'none' ? undefined : (remotePartyRole as RemotePartyRole),
      executionDateTime: facts.cancellation === true ? Date.UTC(3000, 11, 31) : undefined,
      certificates: certificatesOf(facts),
    }),
    estate: {
      ...usual,
      parties: [epn, spd, ...senderOf(facts)],
      devices: facts.device === 'unknown' ? [] : [target],
      registrations: historyOf(facts),
    },
    settings: {
      ...settings,
      enforcement: { [String(srv)]: { [target.type]: facts.enforcement as Enforcement } },
      operatorChangeGraceDays: 30,
      registrationMaxAgeDays: facts.registrationData === 'stale' ? 1 : null,
    },
    says: saidOddly,
    now,
  };
}

/** An operator that the directory does not know has lately taken over from one that it knows, whose certificates are still right where they are to match. */
function historyOf({ registration, responsibleParty, networkOperatorMatch }: Facts): Estate['registrations'] {
  if (registration === 'unknown') return {};
  const takenOver = networkOperatorMatch === 'match' ? '2026-11-15' : '2026-01-15';
  return { '1000000000012': responsibleParty === 'unknown' ? [period('EELC', '2019-04-01', takenOver), period('GONE', takenOver)] : [period('EELC', '2019-04-01')] };
}

function senderOf({ originatorKind, userRole }: Facts): Party[] {
  if (originatorKind === 'unknown') return [];
  const { originator } = request();
  const id = BigInt(`0x${originator.replaceAll('-', '')}`);
  const users = userRole === 'unknown' ? [] : [{ id: originator, role: userRole as UserRole }];
  return [party('sender', { kind: originatorKind as PartyKind, entityIds: [{ from: id, to: id }], users })];
}

function certificatesOf({ certificates, certificateUse, certificateRole, networkOperatorMatch }: Facts): PlacedCertificate[] {
  if (certificates === 'none') return [];
  const keyUsage = certificateUse === 'swapped' ? { keyUsage: 'keyAgreement' } : {};
  const signing = (ou: string, owner: Party) => certificate('DigitalSigning', { ou, owner, ...keyUsage });
  const owner = { match: epn, mismatch: spd }[String(networkOperatorMatch)] ?? stranger;
  const ofOperator = networkOperatorMatch === 'none' ? [] : [certificate('KeyAgreement', { owner })];
  const readable = {
    'network-operator': [signing('03', owner)],
    recovery: [signing('01', epn)],
    other: [signing('02', epn), ...ofOperator],
  }[String(certificateRole)];
  return [...(readable ?? []), ...(certificates === 'unreadable' ? [unreadable('KeyAgreementTopUp')] : [])];
}

function saidOddly(base64: string): Said | undefined {
  const reading = readOddly(base64);
  if (!reading.readable) return undefined;
  const { remotePartyRoleCode: ou, entityId, keyUsage } = reading.certificate;
  return { ou, entityId, keyUsage };
}
