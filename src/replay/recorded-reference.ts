import type { Device, DeviceStatus, DeviceType, RegistrationPeriod } from '../domain/device.js';
import type { Party, PartyDirectory, UserRole } from '../domain/party.js';
import type { ReferenceStore } from '../facts/reference.js';
import { factsWithoutOwner } from './looked-up.js';
import { notRecorded, partlyRecorded } from './partly-recorded.js';
import type { Past } from './past.js';

/** Reference data as a decision saw it; what it did not look up is looked up in the present, and noted. */
export function recordedReference(past: Past): ReferenceStore {
  const { lookedUp, present: { reference }, note } = past;
  return {
    findDevice: (id) => (lookedUp.device ? recordedDevice(past) : today(past, () => reference.findDevice(id))),
    findGasMetersOfHub: (hub) => today(past, () => reference.findGasMetersOfHub(hub)),
    findRegistration: (mpxn) => {
      if (lookedUp.responsibleOperator) return recordedPeriods(past);
      note('registration-history');
      return reference.findRegistration(mpxn);
    },
    readDirectory: () => recordedDirectory(past, reference.readDirectory()),
    registrationAsOf: () => undefined,
  };
}

function today<T>({ note }: Past, look: () => T): T {
  note('today');
  return look();
}

function recordedDevice(past: Past): Device | undefined {
  const { record: { request, evidence }, lookedUp, present: { reference } } = past;
  if (evidence.deviceType === null) return undefined;
  const meterPoint = { importMpxn: evidence.mpxn ?? undefined, secondaryImportMpan: undefined, exportMpan: undefined, hubId: undefined };
  const held: Partial<Device> = {
    type: evidence.deviceType as DeviceType,
    status: (evidence.deviceStatus ?? undefined) as DeviceStatus | undefined,
    ...(lookedUp.meterPoint && meterPoint),
  };
  return partlyRecorded(held, () => today(past, () => reference.findDevice(request.target)) ?? notRecorded('the MPAN or MPRN of a device that left the inventory'));
}

function recordedPeriods({ record: { evidence } }: Past): RegistrationPeriod[] {
  if (evidence.registeredOperator === null) return [];
  return [{ networkOperator: evidence.registeredOperator, supplier: undefined, effectiveFrom: '0001-01-01', effectiveTo: undefined }];
}

/** Whose market participant ids and distributor ids are, belongs to reading the registration history and is not noted. */
function recordedDirectory(past: Past, directory: PartyDirectory): PartyDirectory {
  const { record: { request, evidence, supplierParty }, lookedUp, fact } = past;
  return {
    ...directory,
    findUser: (id) => {
      if (!lookedUp.sender) return today(past, () => directory.findUser(id));
      const party = recordedParty(past, directory, supplierParty);
      return party && evidence.userRole !== null ? { party, role: evidence.userRole as UserRole } : undefined;
    },
    findByEntityId: (id) => {
      if (factsWithoutOwner.includes(fact)) return undefined;
      const certificate = lookedUp.certificates ? request.certificates.find(({ entityId }) => entityId === id) : undefined;
      if (certificate !== undefined) return recordedParty(past, directory, certificate.owner);
      const isSender = lookedUp.sender && id === request.originator && evidence.userRole === null;
      return isSender ? recordedParty(past, directory, supplierParty) : today(past, () => directory.findByEntityId(id));
    },
    findByMarketParticipantId: (id) =>
      lookedUp.responsibleOperator ? recordedParty(past, directory, evidence.responsibleParty) : directory.findByMarketParticipantId(id),
  };
}

/** The group of a party is asked for only where configuration makes groups count. */
function recordedParty(past: Past, directory: PartyDirectory, id: string | null): Party | undefined {
  if (id === null) return undefined;
  const held = { id, ...(past.present.settings.equivalentGroups.length === 0 && { group: undefined }) };
  return partlyRecorded<Party>(held, () => today(past, () => directory.findParty(id)) ?? notRecorded('what a party was that left the directory'));
}
